package api_test

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/format"
	"twinning.example/engine/internal/ledger/ledgertest"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/programme"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/survey"
	"twinning.example/engine/programmes"
)

const guest = "p-guest"

var secretInLetter = regexp.MustCompile(`https://desk\.test/invitations/([A-Z0-9-]+)\?secret=([0-9a-f]{32})`)

// letter is the secret of the letter of an invitation, which goes out now.
func (d *desk) letter(reference string) string {
	d.t.Helper()
	before := len(d.Post.Sent())
	left, err := d.Activities.Notify(d.t.Context(), life.NotifyInput{Stream: "invitation/" + reference})
	require.NoError(d.t, err)
	require.Zero(d.t, left.Letters)
	sent := d.Post.Sent()[before:]
	require.Len(d.t, sent, 1)
	require.Equal(d.t, address, strings.ToLower(sent[0].ToEmail))
	require.Equal(d.t, "Gu Est", sent[0].ToName)
	found := secretInLetter.FindStringSubmatch(sent[0].Text)
	require.NotNil(d.t, found, sent[0].Text)
	require.Equal(d.t, reference, found[1])
	return found[2]
}

const address = guest + "@" + lifetest.Canary + ".example"

func TestAnInvitationGoesByLetterIsAcceptedOnceByItsAddressAndGivesTheRole(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.Know(guest)
	d.Door.May = d.queries.MaySend
	d.Activities.Desk = "https://desk.test"
	d.play(lifetest.Year(), "2019-06-20")
	const payer = `{"role":"payer","address":"P-Guest@` + lifetest.Canary + `.example","name":"Gu Est","why":"another pair of hands"}`
	a := d.send("POST", "/api/v1/calls/DHE-2019/invite", calltest.Stranger, []byte(payer), "Prefer", "wait=30")
	require.Equal(t, 409, a.status, a.body)
	require.Contains(t, a.body, "cannot invite anybody as payer here")

	a = d.send("POST", "/api/v1/calls/DHE-2019/invite", calltest.Officer, []byte(payer), "Prefer", "wait=30", "Idempotency-Key", "first")
	require.Equal(t, 201, a.status, a.body)
	reference := a.json(t)["reference"].(string)
	secret := d.letter(reference)
	again := d.send("POST", "/api/v1/calls/DHE-2019/invite", calltest.Officer, []byte(payer), "Prefer", "wait=30", "Idempotency-Key", "first")
	require.Equal(t, reference, again.json(t)["reference"], "sent again it is one invitation")

	at := "/api/v1/invitations/" + reference
	for _, as := range []string{calltest.Officer, calltest.Head, guest} {
		a := d.ask("GET", at, as)
		require.Equal(t, 200, a.status, "%s: %s", as, a.body)
		require.Equal(t, as == guest, a.json(t)["to_you"])
		require.NotContains(t, a.body, secret)
	}
	for _, as := range []string{calltest.Stranger, calltest.Auditor, calltest.Contact(lifetest.Tender)} {
		require.Equal(t, 404, d.ask("GET", at, as).status, as)
		require.NotContains(t, d.ask("GET", "/api/v1/invitations", as).body, reference)
	}
	require.Contains(t, d.ask("GET", "/api/v1/invitations", guest).body, reference)
	require.Contains(t, d.ask("GET", "/api/v1/calls/DHE-2019/invitations", calltest.Officer).body, reference)

	accept := func(as, with string) answer {
		return d.send("POST", at+"/accept-invitation", as, []byte(`{"secret":"`+with+`"}`), "Prefer", "wait=30")
	}
	require.Contains(t, accept(guest, strings.Repeat("0", 32)).body, "this is not the link of the invitation")
	require.Equal(t, 404, accept(calltest.Stranger, secret).status, "who has the link and not the address")
	a = accept(calltest.Head, secret)
	require.Equal(t, 403, a.status, a.body)
	require.Contains(t, a.body, "sent to another address than yours")
	require.NotContains(t, a.body, lifetest.Canary, "and is not told which")
	require.Equal(t, 200, accept(guest, secret).status)
	require.Eventually(t, func() bool {
		return strings.Contains(d.ask("GET", "/api/v1/calls/DHE-2019/roles", calltest.Officer).body, guest)
	}, timeout, tick, "the role follows")
	require.Contains(t, accept(guest, secret).body, "can be used once")
	row := d.ask("GET", at, calltest.Officer).json(t)
	require.Equal(t, "accepted", row["stage"])
	require.Equal(t, guest, row["person"])
	history := d.ask("GET", "/api/v1/calls/DHE-2019/history", calltest.Officer)
	require.Contains(t, history.body, "accepted an invitation, and has the role payer")
}

func TestAnInvitationIsFoundByItsAddressAlone(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.Know(guest)
	d.Activities.Desk = "https://desk.test"
	d.play(lifetest.Year(), "2019-06-20")
	a := d.send("POST", "/api/v1/calls/DHE-2019/invite", calltest.Officer, []byte(`{"role":"evaluator","address":"`+address+`","name":"Gu Est","why":"she knows the field"}`), "Prefer", "wait=30")
	require.Equal(t, 201, a.status, a.body)
	reference := a.json(t)["reference"].(string)
	secret := d.letter(reference)
	stream := "invitation/" + reference
	found, err := d.Door.People.InvitationsFor(t.Context(), strings.ToUpper(address))
	require.NoError(t, err)
	require.Equal(t, []string{stream}, found)
	to, err := d.Door.People.Invited(t.Context(), stream)
	require.NoError(t, err)
	require.Equal(t, people.Invited{Name: "Gu Est", Email: address, Secret: secret}, to)
	none, err := d.Door.People.InvitationsFor(t.Context(), "nobody@example.org")
	require.NoError(t, err)
	require.Empty(t, none)
}

func TestErasingWhoWasInvitedErasesTheInvitationsReceiptAndNothingElse(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.Know(guest)
	d.Activities.Desk = "https://desk.test"
	d.play(lifetest.Year(), "2019-06-20")
	a := d.send("POST", "/api/v1/calls/DHE-2019/invite", calltest.Officer, []byte(`{"role":"payer","address":"`+address+`","name":"Gu Est","why":"quetzalcoatl"}`), "Prefer", "wait=30")
	require.Equal(t, 201, a.status, a.body)
	reference := a.json(t)["reference"].(string)
	at := "/api/v1/invitations/" + reference
	require.Contains(t, d.ask("GET", at, calltest.Officer).body, "quetzalcoatl")
	a = d.send("POST", at+"/accept-invitation", guest, []byte(`{"secret":"`+d.letter(reference)+`"}`), "Prefer", "wait=30")
	require.Equal(t, 200, a.status, a.body)

	subjects, err := d.Door.People.Concerns(t.Context(), guest)
	require.NoError(t, err)
	require.Equal(t, []string{"person/" + guest, "invitation/" + reference + ".invited"}, subjects, "no index of an address outlives the erasure")
	operator := ledgertest.Open(t, ledger.Options{})
	removed, _, err := operator.Erase(t.Context(), ledgertest.DSN(t, ledger.RoleErase), format.BodiesErased{
		Subjects: subjects, Article: "19(1)(b)", Reason: "consent-withdrawn", Signer: "p-operators2",
	})
	require.NoError(t, err)
	require.EqualValues(t, 2, removed, "who they are, and the receipt of the invitation")
	require.NoError(t, d.Door.People.Forget(t.Context(), []string{"person/" + guest}))
	_, err = d.Door.People.Invited(t.Context(), "invitation/"+reference)
	require.ErrorIs(t, err, people.ErrUnknown)
	row := d.ask("GET", at, calltest.Officer)
	require.NotContains(t, row.body, "quetzalcoatl")
	require.NotContains(t, row.body, lifetest.Canary)
	require.Equal(t, "accepted", row.json(t)["stage"], "what was decided stays")
	report, err := d.Ledger.Verify(t.Context(), ledger.VerifyOptions{MustSeal: state.MustSeal, StateHash: state.NewRecount(t.Context(), d.Ledger).StateHash})
	require.NoError(t, err)
	require.Empty(t, report.Findings)
}

func TestTheStaffOfASurveyInvitesWhoeverIsToTakePart(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.Know(guest)
	d.Door.May = d.queries.MaySend
	d.Activities.Desk = "https://desk.test"
	d.play(lifetest.Year(), "2019-06-20")
	text, err := programmes.FS.ReadFile("surveys/ehn-2021.yaml")
	require.NoError(t, err)
	rules, err := programme.ParseSurvey("ehn-2021", text)
	require.NoError(t, err)
	rules.Officers, rules.Closes = []string{calltest.Officer}, calltest.Date("2019-07-28")
	begun, err := json.Marshal(survey.OpenSurvey{Rules: rules})
	require.NoError(t, err)
	a := d.send("POST", "/api/v1/surveys/EHN-2021/open-survey", calltest.Officer, begun, "Prefer", "wait=30")
	require.Equal(t, 201, a.status, a.body)
	invite := []byte(`{"role":"colleague","address":"P-Guest@` + lifetest.Canary + `.example","name":"Gu Est","why":"you answer for Portugal"}`)
	for _, as := range []string{calltest.Stranger, guest} {
		one := d.send("POST", "/api/v1/surveys/EHN-2021/invite", as, invite, "Prefer", "wait=30")
		none := d.send("POST", "/api/v1/surveys/EHN-2022/invite", as, invite, "Prefer", "wait=30")
		require.Equal(t, 409, one.status, one.body)
		require.Equal(t, none.status, one.status, "whether there is such a survey is not theirs to know")
		require.Equal(t, none.json(t)["detail"], one.json(t)["detail"])
		require.Equal(t, 404, d.ask("GET", "/api/v1/surveys/EHN-2021/invitations", as).status)
	}
	a = d.send("POST", "/api/v1/surveys/EHN-2021/invite", calltest.Officer, invite, "Prefer", "wait=30")
	require.Equal(t, 201, a.status, a.body)
	reference := a.json(t)["reference"].(string)
	require.Contains(t, d.ask("GET", "/api/v1/surveys/EHN-2021/invitations", calltest.Officer).body, reference)
	at := "/api/v1/invitations/" + reference
	require.Equal(t, 404, d.ask("GET", at, calltest.Stranger).status)
	require.Equal(t, "survey/EHN-2021", d.ask("GET", at, guest).json(t)["life"])
	a = d.send("POST", at+"/accept-invitation", guest, []byte(`{"secret":"`+d.letter(reference)+`"}`), "Prefer", "wait=30")
	require.Equal(t, 200, a.status, a.body)
	row := d.ask("GET", at, calltest.Officer).json(t)
	require.Equal(t, "accepted", row["stage"])
	require.Equal(t, guest, row["person"])
	a = d.send("POST", "/api/v1/surveys/EHN-2021/name-respondent", calltest.Officer, []byte(`{"country":"PT","person":"`+guest+`"}`), "Prefer", "wait=30")
	require.Equal(t, 200, a.status, a.body)
	require.Equal(t, 200, d.ask("GET", "/api/v1/surveys/EHN-2021", guest).status, "whoever is named knows of it")
}
