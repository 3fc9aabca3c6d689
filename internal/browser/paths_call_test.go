package browser_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/browser"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger/ledgertest"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/twinning"
	"twinning.example/engine/internal/web/webtest"
)

// contested gives the rule book complaints, and money for one tender.
func contested(b *call.RuleBook) {
	b.Budget = calltest.EUR("60000.00")
	b.Complaints = &call.Complaints{Within: calltest.Length("10 days"), ReviewWithin: calltest.Length("15 days")}
}

// hand is somebody in a window of their own.
func (d *desk) hand(b *browser.Browser, id string, look browser.Look) *browser.Hand {
	d.t.Helper()
	return &browser.Hand{Tab: d.tab(b, id, look)}
}

func TestAComplaintIsFiledAndAnsweredInTheBrowser(t *testing.T) {
	b := browser.New(t)
	for _, how := range hows {
		t.Run(how.name, func(t *testing.T) {
			d := deskOf(t, "2019-06-20", atHome(lifetest.Year()), contested)
			page := "/tenders/" + lifetest.Tender
			officer := d.hand(b, calltest.Officer, how.look)
			officer.Open(page + "/do/decide-eligibility")
			officer.Tick("ineligible")
			officer.Fill("Reason", "The adopter is not abroad.")
			officer.Click("Decide eligibility")

			party := d.hand(b, calltest.Contact(lifetest.Tender), how.look)
			eventually(t, "the party is offered to complain", func() bool { party.Open("/today"); return party.Sees("Lodge a complaint") })
			party.Click("Lodge a complaint")
			party.Fill("Complaint", "The adopter works in Greece.")
			party.Tick("the facts were wrong")
			party.Click("Lodge a complaint")

			head := d.hand(b, calltest.Head, how.look)
			eventually(t, "the head is to answer", func() bool { head.Open("/today"); return head.Sees("Review the complaint") })
			head.Click("Review the complaint")
			require.Contains(t, head.Text("main"), "The adopter works in Greece.", "what is answered stands beside the answer")
			head.Tick("It is upheld")
			head.Tick("the facts were wrong")
			head.Fill("Reason", "Its record says so, too.")
			head.Click("Review the complaint")
			eventually(t, "the party reads the answer", func() bool {
				party.Open(page + "/history")
				return strings.Contains(party.Text("main"), "Its record says so, too.")
			})
			eventually(t, "and the tender is decided on again", func() bool { officer.Open("/today"); return officer.Sees("Decide eligibility") })
		})
	}
}

// atHome are the steps of a year whose tender has its adopter in the originator's own country, against a rule of the call.
func atHome(steps []lifetest.Step) []lifetest.Step {
	for i, s := range steps {
		if c, is := s.Command.(twinning.SubmitTender); is {
			c.Tender.Organisations = slices.Clone(c.Tender.Organisations)
			c.Tender.Organisations[1].Country = c.Tender.Organisations[0].Country
			steps[i].Command = c
		}
	}
	return steps
}

func TestTheReserveListIsAwardedInTheBrowserOnceThereIsMoney(t *testing.T) {
	second := lifetest.Crowd(1)[0]
	b := browser.New(t)
	for _, how := range hows {
		t.Run(how.name, func(t *testing.T) {
			d := deskOf(t, "2019-07-16", beside(lifetest.Year(), second), contested)
			ranking := "/calls/" + calltest.Reference + "/ranking"
			head := d.hand(b, calltest.Head, how.look)
			head.Open(ranking)
			require.Contains(t, head.Text("main"), second)
			require.False(t, head.Sees("Award from the reserve list"), "there is no money for it")

			signatory := d.hand(b, calltest.Signatory(lifetest.Tender), how.look)
			signatory.Open("/tenders/" + lifetest.Tender)
			signatory.Click("Decline the contract")
			signatory.Fill("Reason", "The region has other plans.")
			signatory.Click("Decline the contract")

			eventually(t, "the head may award it", func() bool {
				head.Open(ranking)
				return browser.Eval[bool](head.Tab, `document.querySelector("main table a[href*=activate-reserve], main .actions a[href*='activate-reserve?tender']") !== null`)
			})
			head.ClickOn("main a[href*='activate-reserve?tender']")
			head.Click("Award from the reserve list")
			next := d.hand(b, calltest.Signatory(second), how.look)
			eventually(t, "and who waited has a contract to sign", func() bool { next.Open("/today"); return next.Sees("Sign the contract") })
		})
	}
}

// beside are the steps of a year with a second tender, which scores less.
func beside(steps []lifetest.Step, second string) (list []lifetest.Step) {
	for _, s := range steps {
		list = append(list, s)
		s.At = s.At.Add(time.Minute)
		switch c := s.Command.(type) {
		case twinning.SubmitTender:
			s.By, s.Stream, s.Command = calltest.Contact(second), law.TwinningStream(second), twinning.SubmitTender{Tender: calltest.Tender(second)}
		case twinning.DecideEligibility:
			s.Stream = law.TwinningStream(second)
		case call.AssignEvaluators:
			c.Tender = second
			s.Command = c
		case twinning.RecordEvaluation:
			s.Stream, s.Command = law.TwinningStream(second), calltest.Scores("4")
		default:
			continue
		}
		list = append(list, s)
	}
	return list
}

var invitationAt = regexp.MustCompile(`/invitations/(DHE-2019-[A-Z2-7]{10})`)

// Somebody who was never here follows the link of a letter: through sign-in and registration, to the role.
func TestAnInvitationLeadsANewcomerThroughRegistrationToTheirRole(t *testing.T) {
	d, b := newDesk(t, "2019-06-20"), browser.New(t)
	for i, how := range hows {
		t.Run(how.name, func(t *testing.T) {
			d := d.with(t)
			address := []string{"first", "second"}[i] + webtest.Newcomers
			officer := d.hand(b, calltest.Officer, how.look)
			officer.Open("/calls/" + calltest.Reference + "/do/invite")
			officer.Choose("Role", "payer")
			officer.Fill("E-mail address", address)
			officer.Fill("Reason", "another pair of hands")
			officer.Click("Invite somebody")
			var reference string
			eventually(t, "it is sent", func() bool {
				found := invitationAt.FindStringSubmatch(officer.Visit().Path)
				if found == nil {
					officer.Open("/invitations")
					officer.ClickOn(`main a[href^="/invitations/DHE"]`)
					return false
				}
				reference = found[1]
				return true
			})
			invited, err := d.directory.Invited(t.Context(), "invitation/"+reference)
			require.NoError(t, err)

			newcomer := &browser.Hand{Tab: b.Tab(t, d.url, how.look)}
			newcomer.Open("/invitations/" + reference + "?secret=" + invited.Secret)
			newcomer.Fill("Name", address)
			newcomer.Fill("Password", webtest.Password(address))
			newcomer.Click("Sign in")
			require.Contains(t, newcomer.Text("main"), address, "who are you?")
			newcomer.Fill("Name", "Guillemette Est")
			newcomer.Click("Register")
			require.Contains(t, newcomer.Text("main"), "another pair of hands", "and is led back to the invitation")
			eventually(t, "it is accepted", func() bool {
				if newcomer.Sees("Accept") { // on a busy machine it may have to be sent again
					newcomer.TryClick("Accept")
				}
				return strings.Contains(newcomer.Text("main"), "Accepted by")
			})
			eventually(t, "and gives the role", func() bool {
				newcomer.Open("/today")
				return strings.Contains(newcomer.Text("main"), calltest.Reference) && strings.Contains(newcomer.Text("main"), "payer")
			})
		})
	}
}

// Who asks for erasure reads whom to ask; once it is done nothing of them is left on the desk, and they are signed out.
func TestWhoIsErasedIsSignedOutAndNamedNowhere(t *testing.T) {
	d, b := newDesk(t, "2019-07-16"), browser.New(t)
	page := "/tenders/" + lifetest.Tender
	party, officer := d.hand(b, calltest.Contact(lifetest.Tender), browser.Look{}), d.hand(b, calltest.Officer, browser.Look{NoScript: true})
	party.Open("/me")
	require.Contains(t, party.Text("main"), "no administrator has been named")
	ledgertest.Erase(t, people.Stream(calltest.Contact(lifetest.Tender)))
	eventually(t, "they are signed out", func() bool { return party.Open("/today").Status == 401 })
	officer.Open(page)
	require.NotContains(t, officer.Text("main"), calltest.Contact(lifetest.Tender)+"@", "no address")
	require.NotContains(t, d.get(calltest.Officer, page+"/history", "en").text, calltest.Contact(lifetest.Tender)+"@")
}
