package invitation_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/invitation"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

const (
	first  = "invitation/" + Reference + "-ABCDEFGHIJ"
	second = "invitation/" + Reference + "-ABCDEFGHI2"
	guest  = "p-guest"
)

// secret is that of every link here: the world draws nothing.
var secret = invitation.Secret("")

func invites(role law.Role) invitation.Invite {
	return invitation.Invite{Role: role, Address: "guest@example.org", Name: "Gu Est", Language: "fr", Why: "we need another pair of hands"}
}

func toTender(role law.Role) invitation.Invite {
	i := invites(role)
	i.Tender = A
	return i
}

var accepts = invitation.Accept{Secret: secret, Organisation: "Region of Skåne", Country: "SE"}

func is(w *World, stream string) invitation.Invitation {
	i, _ := w.State(stream).(invitation.Invitation)
	return i
}

func TestWhoCouldGiveARoleInvitesToItAndTheAcceptanceGivesItByTheSameDecision(t *testing.T) {
	t.Parallel()
	w := New(t).Opened(Book()).Published()
	invited := func(w *World) { w.Do(first, Officer, invites(law.Payer)) }
	Run(t, w,
		Row{Name: "an officer invites a payer", To: first, By: Officer, When: invites(law.Payer), Then: []string{"invitation-made.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, invitation.Open, is(w, first).Stage)
			require.Equal(t, w.Clock("2019-06-26T23:59").Add(time.Minute), is(w, first).Until, "14 days, where the rule book says nothing")
			letters := law.Letters(w.History(first)[0].Event)
			require.Len(t, letters, 1)
			require.Equal(t, "invitation", letters[0].Template)
			require.Equal(t, first, letters[0].To, "whoever it is, the record does not say")
		}},
		Row{Name: "who accepts has the role", Given: invited, To: first, By: guest, When: accepts, Then: []string{"invitation-accepted.v1"}, After: func(t *testing.T, w *World) {
			require.Contains(t, w.Call().Roles[law.Payer], guest)
			require.Empty(t, w.Refusals)
			require.Equal(t, guest, is(w, first).Person)
			require.True(t, is(w, first).Over())
		}},
		Row{Name: "the head invites an officer", To: first, By: Head, When: invites(law.Officer), Then: []string{"invitation-made.v1"}},
		Row{Name: "an officer does not", To: first, By: Officer, When: invites(law.Officer), Refused: "invitations/not-yours"},
		Row{Name: "a stranger invites nobody", To: first, By: Stranger, When: invites(law.Payer), Refused: "invitations/not-yours"},
		Row{Name: "to a call that is none neither", To: "invitation/DHE-2020-ABCDEFGHIJ", By: Stranger, When: invites(law.Payer), Refused: "invitations/not-yours"},
		Row{Name: "an evaluator is appointed, with the organisation that they name", Given: func(w *World) { w.Do(first, Officer, invites(law.Evaluator)) }, To: first, By: guest, When: accepts, Then: []string{"invitation-accepted.v1"}, After: func(t *testing.T, w *World) {
			e, ok := w.Call().Evaluator(guest)
			require.True(t, ok)
			require.Equal(t, "Region of Skåne", e.Organisation)
		}},
		Row{Name: "a reference is used once", Given: invited, To: first, By: Officer, When: invites(law.Payer), Refused: "invitations/made-already"},
		Row{Name: "nobody gets a role from themselves", Given: invited, To: first, By: Officer, When: accepts, Refused: "invitations/to-oneself"},
		Row{Name: "nor one that another excludes", Given: invited, To: first, By: Verifier, When: accepts, Refused: "roles/apart"},
		Row{Name: "nor who speaks for a tender", Given: func(w *World) { w.Submitted(A); invited(w) }, To: first, By: Contact(A), When: accepts, Refused: "roles/speaks-for-a-tender"},
		Row{Name: "nor from whoever can give it no more", Given: func(w *World) {
			invited(w)
			w.Do(Stream, Head, call.WithdrawRole{Role: law.Officer, Person: Officer, Why: "moved"})
		}, To: first, By: guest, When: accepts, Refused: "roles/not-allowed"},
	)
}

func TestALinkIsUsedOnceAndTheInvitationSaysWhyItHoldsNoLonger(t *testing.T) {
	t.Parallel()
	w := New(t).Opened(Book()).Published()
	w.Do(first, Officer, invites(law.Payer))
	Run(t, w,
		Row{Name: "another link", To: first, By: guest, When: invitation.Accept{Secret: "guessed"}, Refused: "invitations/wrong-link"},
		Row{Name: "one that was never made", To: second, By: guest, When: accepts, Refused: "invitations/wrong-link"},
		Row{Name: "twice", Given: func(w *World) { w.Do(first, guest, accepts) }, To: first, By: guest, When: accepts, Refused: "invitations/accepted-already"},
		Row{Name: "withdrawn", Given: func(w *World) { w.Do(first, Officer, invitation.Withdraw{Why: "a mistake"}) }, To: first, By: guest, When: accepts, Refused: "invitations/withdrawn"},
		Row{Name: "expired", At: "2019-06-27T09:00", To: first, By: guest, When: accepts, Refused: "invitations/expired", After: func(t *testing.T, w *World) {
			require.Equal(t, invitation.Lapsed, is(w, first).Stage, "it expires by itself")
			require.Equal(t, w.Clock("2019-06-26T23:59").Add(time.Minute), is(w, first).EndedAt)
		}},
		Row{Name: "its call is over", Given: func(w *World) {
			w.Do(Stream, Officer, call.CancelCall{Why: "no money"})
			w.Do(Stream, Head, SignNewest(w.Call()))
		}, To: first, By: guest, When: accepts, Refused: "invitations/call-over"},
	)
}

func TestAnInvitationIsWithdrawnByWhoeverSentItOrCouldHave(t *testing.T) {
	t.Parallel()
	w := New(t).Opened(Book()).Published()
	w.Do(first, Officer, invites(law.Payer))
	ends := invitation.Withdraw{}
	Run(t, w,
		Row{Name: "by its sender", To: first, By: Officer, When: ends, Then: []string{"invitation-withdrawn.v1"}},
		Row{Name: "by another officer", To: first, By: SecondHand, When: ends, Then: []string{"invitation-withdrawn.v1"}},
		Row{Name: "not by a stranger", To: first, By: Stranger, When: ends, Refused: "invitations/not-yours-to-withdraw"},
		Row{Name: "not twice", Given: func(w *World) { w.Do(first, Officer, ends) }, To: first, By: Officer, When: ends, Refused: "invitations/withdrawn"},
		Row{Name: "none that was never made", To: second, By: Officer, When: ends, Refused: "invitations/no-such"},
	)
}

func TestAPartyInvitesToItsTenderUntilItsPurposeIsOver(t *testing.T) {
	t.Parallel()
	w := New(t).Opened(Book()).Published().Submitted(A)
	invited := func(w *World) { w.Do(first, Contact(A), toTender(law.Signatory)) }
	Run(t, w,
		Row{Name: "its contact", To: first, By: Contact(A), When: toTender(law.Signatory), Then: []string{"invitation-made.v1"}},
		Row{Name: "who accepts is its signatory", Given: invited, To: first, By: guest, When: accepts, Then: []string{"invitation-accepted.v1"}, After: func(t *testing.T, w *World) {
			require.Empty(t, w.Refusals)
			require.Equal(t, guest, w.Twinning(A).Tender.Signatory)
			require.Equal(t, Signatory(A), is(w, first).Was)
		}},
		Row{Name: "staff do not", To: first, By: Officer, When: toTender(law.Signatory), Refused: "invitations/not-yours"},
		Row{Name: "of a tender that is none the same is said", To: first, By: Officer, When: func() invitation.Invite { i := toTender(law.Signatory); i.Tender = B; return i }(), Refused: "invitations/not-yours"},
		Row{Name: "staff of the call do not become one", Given: invited, To: first, By: Payer, When: accepts, Refused: "conflicts/party-with-office"},
		Row{Name: "somebody else was asked meanwhile and accepted", Given: func(w *World) {
			invited(w)
			w.Do(Tendering(A), Contact(A), twinning.ChangeSignatory{Person: Stranger, Why: "she was quicker"})
			w.Do(Tendering(A), Stranger, twinning.AcceptChange{Role: law.Signatory})
		}, To: first, By: guest, When: accepts, Refused: "invitations/filled"},
		Row{Name: "the tender was withdrawn", Given: func(w *World) { invited(w); w.Do(Tendering(A), Contact(A), twinning.WithdrawTender{}) }, To: first, By: guest, When: accepts, Refused: "invitations/tender-over"},
	)
}

func TestToATenderThatIsToComeWhoeverTendersInvitesUntilItIsSubmitted(t *testing.T) {
	t.Parallel()
	w := New(t).Opened(Book())
	_, err := w.Send(first, Contact(A), invites(law.Signatory))
	require.ErrorContains(t, err, "invitations/not-yours", "nobody knows of the call yet")
	w.Published()
	w.Do(second, Contact(A), invites(law.Signatory))
	Run(t, w,
		Row{Name: "who accepts is named by the tender", To: second, By: guest, When: accepts, Then: []string{"invitation-accepted.v1"}, After: func(t *testing.T, w *World) {
			letters := law.Letters(w.History(second)[1].Event)
			require.Len(t, letters, 1, "whoever invited them is told whom to name")
			require.Equal(t, Contact(A), letters[0].To)
			require.Empty(t, w.Refusals)
			require.False(t, w.Call().Had(guest, law.StaffRoles()...))
		}},
		Row{Name: "the tender was submitted", Given: func(w *World) { w.Submitted(A) }, To: second, By: guest, When: accepts, Refused: "invitations/tender-submitted"},
		Row{Name: "another's was", Given: func(w *World) { w.Submitted(B) }, To: second, By: guest, When: accepts, Then: []string{"invitation-accepted.v1"}},
		Row{Name: "the limit has passed", Given: func(w *World) { w.Sealed() }, To: first, By: Contact(B), When: invites(law.Colleague), Refused: "invitations/limit-passed"},
	)
}

func TestTheRuleBookSaysHowLongInvitationsHoldAndHowManyGoADay(t *testing.T) {
	t.Parallel()
	b := Book()
	b.Invitations = &call.Inviting{ValidFor: Length("3 working days"), MostADay: 2}
	w := New(t).Opened(b).Published()
	w.Do(first, Officer, invites(law.Payer))
	require.Equal(t, w.Clock("2019-06-17T23:59").Add(time.Minute), is(w, first).Until)
	w.Do(second, Officer, invites(law.Payer))
	third := "invitation/" + Reference + "-ABCDEFGHI3"
	_, err := w.Send(third, Officer, invites(law.Payer))
	require.ErrorContains(t, err, "invitations/too-many")
	w.Do(third, SecondHand, invites(law.Payer))
	w.At("2019-06-14T09:00")
	w.Do("invitation/"+Reference+"-ABCDEFGHI4", Officer, invites(law.Payer))
}

func TestAnInvitationWithoutACalendarIsRefused(t *testing.T) {
	t.Parallel()
	b := Book()
	w := New(t).Opened(b).Published()
	c := w.Call()
	c.Rules.Zone = "Nowhere/Never"
	_, err := invitation.Law.Decide(invitation.Law.Zero(first), only{Stream: c}, invites(law.Payer), law.Receipt{Actor: Officer, ReceivedAt: w.Now})
	no, refused := law.Refused(err)
	require.True(t, refused, "%v", err)
	require.Equal(t, "rule-book/no-calendar", RuleAndCode(no))
}

type only map[string]law.State

func (o only) State(stream string) law.State { return o[stream] }
func (only) Streams(string) []string         { return nil }

func TestWhatNobodyShouldHaveSentIsNotReceived(t *testing.T) {
	t.Parallel()
	with := func(f func(*invitation.Invite)) invitation.Invite { i := invites(law.Payer); f(&i); return i }
	Nonsense(t,
		No("no role", with(func(i *invitation.Invite) { i.Role = "king" }), "role"),
		No("a tender has no payer", with(func(i *invitation.Invite) { i.Tender = A }), "role"),
		No("no tender", with(func(i *invitation.Invite) { i.Role, i.Tender = law.Contact, "DHE" }), "tender"),
		No("no address", with(func(i *invitation.Invite) { i.Address = "" }), "address is missing"),
		No("an address with a name", with(func(i *invitation.Invite) { i.Address = "Gu <gu@example.org>" }), "a space"),
		No("half an address", with(func(i *invitation.Invite) { i.Address = "gu@" }), "address"),
		No("a language in words", with(func(i *invitation.Invite) { i.Language = "French" }), "language"),
		No("no reason", with(func(i *invitation.Invite) { i.Why = " " }), "why is missing"),
		No("no secret", invitation.Accept{}, "secret is missing"),
	)
}

func TestWhoIsInvitedStandsInNoFact(t *testing.T) {
	t.Parallel()
	w := New(t).Opened(Book()).Published()
	events := w.Do(first, Officer, invites(law.Payer))
	require.True(t, law.IsSealed(events[0]))
	require.True(t, law.IsSealedKind(invites(law.Payer)), "a secret is drawn with its receipt")
	made, _ := events[0].(invitation.Made)
	require.False(t, made.Address.IsText())
	require.False(t, made.Name.IsText())
	require.NotContains(t, made.SHA256, secret)
	require.Equal(t, "guest@example.org", invites(law.Payer).Addressee())
}

func TestStreamsAndReferencesOfInvitationsAreOfOneForm(t *testing.T) {
	t.Parallel()
	for _, reference := range []string{"DHE-2019-ABCDEFGHIJ", "DHE-2019-2-ABCDEFGHIJ"} {
		stream, ok := invitation.Stream(reference)
		require.True(t, ok)
		require.Equal(t, reference, law.Reference(stream))
	}
	for _, reference := range []string{"DHE-2019", A, "ABCDEFGHIJ", "-ABCDEFGHIJ", "DHE-2019-ABCDEFGHI1"} {
		_, ok := invitation.Stream(reference)
		require.False(t, ok, reference)
	}
	require.Equal(t, "DHE-2019-2", invitation.CallOf("DHE-2019-2-ABCDEFGHIJ"))
}
