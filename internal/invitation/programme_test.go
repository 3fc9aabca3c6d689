package invitation_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/invitation"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

const (
	programme   = "programme/DigitalHealthEurope"
	toProgramme = "invitation/DigitalHealthEurope-ABCDEFGHIJKL"
	admin       = "p-admin"
	chief       = "p-chief"
)

// withProgramme has a programme with a head.
func withProgramme(t *testing.T) *World {
	w := New(t).Administered(admin)
	w.Do(programme, admin, governance.OpenProgramme{Name: "DigitalHealthEurope", Zone: "Europe/Brussels"})
	w.Do(programme, admin, governance.GiveProgrammeRole{Role: law.Head, Person: chief, Why: "the decision of the board"})
	return w
}

func TestHeadsAndAdministratorsInviteToTheRolesOfAProgrammeAndTheAcceptanceGivesThemByTheSameDecision(t *testing.T) {
	t.Parallel()
	w := withProgramme(t)
	invited := func(w *World) { w.Do(toProgramme, chief, invites(law.Auditor)) }
	has := func(w *World) []string { return w.State(programme).(governance.Programme).Roles[law.Auditor] }
	Run(t, w,
		Row{Name: "a head", To: toProgramme, By: chief, When: invites(law.Officer), Then: []string{"invitation-made.v1"}, After: func(t *testing.T, w *World) {
			letters := law.Letters(w.History(toProgramme)[0].Event)
			require.Len(t, letters, 1)
			require.Equal(t, "invitation-to-programme", letters[0].Template)
			require.Equal(t, toProgramme, letters[0].To)
			require.Equal(t, "DigitalHealthEurope", is(w, toProgramme).Programme)
			require.Empty(t, is(w, toProgramme).Call)
		}},
		Row{Name: "an administrator", To: toProgramme, By: admin, When: invites(law.Head), Then: []string{"invitation-made.v1"}},
		Row{Name: "nobody else", To: toProgramme, By: Stranger, When: invites(law.Auditor), Refused: "invitations/not-yours"},
		Row{Name: "to no role that it does not give", To: toProgramme, By: chief, When: invites(law.Payer), Refused: "invitations/not-yours"},
		Row{Name: "to a programme that is none the same is said", To: "invitation/Other-ABCDEFGHIJKL", By: chief, When: invites(law.Auditor), Refused: "invitations/not-yours"},
		Row{Name: "who accepts has it", Given: invited, To: toProgramme, By: guest, When: accepts, Then: []string{"invitation-accepted.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, []string{guest}, has(w))
			require.Empty(t, w.Refusals)
		}},
		Row{Name: "nobody from themselves", Given: invited, To: toProgramme, By: chief, When: accepts, Refused: "invitations/to-oneself"},
		Row{Name: "nor one that another excludes", Given: func(w *World) {
			invited(w)
			w.Do(programme, chief, governance.GiveProgrammeRole{Role: law.Officer, Person: guest, Why: "she runs the calls"})
		}, To: toProgramme, By: guest, When: accepts, Refused: "programmes/apart"},
		Row{Name: "nor from whoever can give it no more", Given: func(w *World) {
			invited(w)
			w.Do(programme, admin, governance.WithdrawProgrammeRole{Role: law.Head, Person: chief, Why: "moved"})
		}, To: toProgramme, By: guest, When: accepts, Refused: "programmes/not-allowed"},
		Row{Name: "its link alone", Given: invited, To: toProgramme, By: guest, When: invitation.Accept{Secret: "guessed"}, Refused: "invitations/wrong-link"},
		Row{Name: "another head withdraws it", Given: func(w *World) {
			invited(w)
			w.Do(programme, admin, governance.GiveProgrammeRole{Role: law.Head, Person: Head, Why: "two heads"})
		}, To: toProgramme, By: Head, When: invitation.Withdraw{}, Then: []string{"invitation-withdrawn.v1"}},
	)
	w.Do(toProgramme, chief, invites(law.Auditor))
	w.Until(w.Now.Add(15 * 24 * time.Hour))
	require.Equal(t, invitation.Lapsed, is(w, toProgramme).Stage, "after 14 days it expires by itself")
	require.Equal(t, "DHE", invitation.ProgrammeOf("DHE-ABCDEFGHIJKL"))
	require.Empty(t, invitation.CallOf("DHE-ABCDEFGHIJKL"))
	require.Empty(t, invitation.ProgrammeOf("DHE-ABCDEFGHIJ"))
}

func TestAnInvitationWhosePurposeIsOverIsRecordedAsEndedWithTheReason(t *testing.T) {
	t.Parallel()
	over := invitation.NotePurposeOver{}
	w := New(t).Opened(Book()).Published()
	w.Do(second, Contact(A), invites(law.Colleague))
	toB := func(w *World) {
		w.Submitted(B)
		w.Do(first, Contact(B), func() invitation.Invite { i := toTender(law.Signatory); i.Tender = B; return i }())
	}
	ended := func(stream, because string) func(*testing.T, *World) {
		return func(t *testing.T, w *World) {
			i := is(w, stream)
			require.Equal(t, invitation.Served, i.Stage)
			require.True(t, i.Over())
			require.Equal(t, because, RuleAndCode(i.Because))
			require.True(t, law.IsSealed(w.History(stream)[1].Event), "it may name a tender")
			_, err := w.Send(stream, guest, accepts)
			require.ErrorContains(t, err, because)
		}
	}
	Run(t, w,
		Row{Name: "not while it stands", Given: toB, To: first, By: law.Engine, When: over, Refused: "invitations/purpose-stands"},
		Row{Name: "no person says so", Given: toB, To: first, By: Head, When: over, Refused: "roles/engine-only"},
		Row{Name: "the tender was submitted", Given: func(w *World) { w.Submitted(A) }, To: second, By: law.Engine, When: over, Then: []string{"invitation-ended.v1"}, After: ended(second, "invitations/tender-submitted")},
		Row{Name: "the tender was withdrawn", Given: func(w *World) { toB(w); w.Do(Tendering(B), Contact(B), twinning.WithdrawTender{}) }, To: first, By: law.Engine, When: over, Then: []string{"invitation-ended.v1"}, After: ended(first, "invitations/tender-over")},
		Row{Name: "the tender has another", Given: func(w *World) {
			toB(w)
			w.Do(Tendering(B), Contact(B), twinning.ChangeSignatory{Person: Stranger, Why: "she was quicker"})
			w.Do(Tendering(B), Stranger, twinning.AcceptChange{Role: law.Signatory})
		}, To: first, By: law.Engine, When: over, Then: []string{"invitation-ended.v1"}, After: ended(first, "invitations/filled")},
		Row{Name: "the call was cancelled", Given: func(w *World) {
			toB(w)
			w.Do(Stream, Officer, call.CancelCall{Why: "no money"})
			w.Do(Stream, Head, SignNewest(w.Call()))
		}, To: first, By: law.Engine, When: over, Then: []string{"invitation-ended.v1"}, After: ended(first, "invitations/call-over")},
		Row{Name: "not twice", Given: func(w *World) { w.Submitted(A); w.Do(second, law.Engine, over) }, To: second, By: law.Engine, When: over, Refused: "invitations/purpose-stands"},
		Row{Name: "not one that was accepted", Given: func(w *World) { w.Do(second, guest, accepts) }, To: second, By: law.Engine, When: over, Refused: "invitations/purpose-stands"},
	)
}
