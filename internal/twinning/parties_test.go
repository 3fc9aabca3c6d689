package twinning_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

const successor = "p-successor"

var (
	otherContact   = twinning.ChangeContact{Person: successor, Why: "she has left us"}
	otherSignatory = twinning.ChangeSignatory{Person: successor, Why: "the director has retired"}
	accepts        = func(role law.Role) twinning.AcceptChange { return twinning.AcceptChange{Role: role} }
)

func TestAPartyChangesItsContactAndItsSignatoryUntilTheAwardAndTheNewOneAccepts(t *testing.T) {
	t.Parallel()
	w := New(t).Opened(Book()).Published().Submitted(A)
	asked := func(w *World) { w.Do(Tendering(A), Signatory(A), otherContact) }
	Run(t, w,
		Row{Name: "one is asked", By: Contact(A), When: otherContact, Then: []string{"party-change-proposed.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, Contact(A), w.Twinning(A).Tender.Contact, "nothing changes yet")
			require.False(t, access.Speaks(w.Twinning(A), successor))
		}},
		Row{Name: "and accepts", Given: asked, By: successor, When: accepts(law.Contact), Then: []string{"party-changed.v1"}, After: func(t *testing.T, w *World) {
			is := w.Twinning(A)
			require.Equal(t, successor, is.Tender.Contact)
			require.True(t, access.Speaks(is, successor))
			require.False(t, access.Speaks(is, Contact(A)), "whoever was replaced sees the tender no longer")
			require.Contains(t, is.TenderFact().Parties, Contact(A), "and keeps an interest in it")
			_, err := w.Send(Tendering(A), Contact(A), twinning.WithdrawTender{})
			require.ErrorContains(t, err, "roles/not-a-party", "although they sent it")
			w.Do(Tendering(A), successor, twinning.WithdrawTender{})
		}},
		Row{Name: "a signatory, too", Given: func(w *World) { w.Do(Tendering(A), Contact(A), otherSignatory) }, By: successor, When: accepts(law.Signatory), Then: []string{"party-changed.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, successor, w.Twinning(A).Tender.Signatory)
		}},
		Row{Name: "who was asked for the one is not the other", Given: asked, By: successor, When: accepts(law.Signatory), Refused: "parties/not-asked"},
		Row{Name: "nobody accepts for them", Given: asked, By: Contact(A), When: accepts(law.Contact), Refused: "parties/not-asked"},
		Row{Name: "nor twice", Given: func(w *World) { asked(w); w.Do(Tendering(A), successor, accepts(law.Contact)) }, By: successor, When: accepts(law.Contact), Refused: "parties/not-asked"},
		Row{Name: "nor who was asked before another", Given: func(w *World) {
			asked(w)
			w.Do(Tendering(A), Contact(A), twinning.ChangeContact{Person: Stranger, Why: "she declined"})
		}, By: successor, When: accepts(law.Contact), Refused: "parties/not-asked"},
		Row{Name: "a stranger asks nobody", By: Stranger, When: otherContact, Refused: "roles/not-a-party"},
		Row{Name: "staff neither", By: Officer, When: otherContact, Refused: "roles/not-a-party"},
		Row{Name: "who is it already", By: Contact(A), When: twinning.ChangeContact{Person: Contact(A), Why: "x"}, Refused: "parties/is-it-already"},
		Row{Name: "staff of the call are not asked", By: Contact(A), When: twinning.ChangeContact{Person: Officer, Why: "x"}, Refused: "conflicts/party-with-office"},
		Row{Name: "nor accept once they are staff", Given: func(w *World) {
			asked(w)
			w.Do(Stream, Officer, call.GiveRole{Role: law.Payer, Person: successor, Why: "x"})
		}, By: successor, When: accepts(law.Contact), Refused: "conflicts/party-with-office"},
		Row{Name: "an evaluator may be asked before the opening", Given: func(w *World) { w.Do(Tendering(A), Contact(A), twinning.ChangeContact{Person: Ada, Why: "x"}) }, By: Ada, When: accepts(law.Contact), Then: []string{"party-changed.v1"}, After: func(t *testing.T, w *World) {
			w.Shut()
			_, still := w.Call().Evaluator(Ada)
			require.False(t, still, "their appointment ends with the opening")
		}},
		Row{Name: "and not after it", Given: func(w *World) { w.Shut() }, By: Contact(A), When: twinning.ChangeContact{Person: Ada, Why: "x"}, Refused: "conflicts/rival-by-correction"},
	)
	require.True(t, law.IsSealed(twinning.PartyChangeProposed{}))
	require.True(t, law.IsSealed(twinning.PartyChanged{}))
	require.Error(t, twinning.ChangeContact{Person: successor}.Check(), "a reason is missing")
	require.Error(t, accepts(law.Officer).Check())
	_, err := w.Send(Tendering(B), Contact(B), otherContact)
	require.ErrorContains(t, err, "stages/no-tender")
}

func TestFromTheAwardOnAnotherContactTakesAnAmendment(t *testing.T) {
	t.Parallel()
	w := New(t).Opened(Book()).Published().Submitted(A, B, C).Shut().Eligible(A, B, C).Assigned(A, B, C).Scored(A, "5").Scored(B, "4").Scored(C, "2")
	w.Do(Tendering(A), Contact(A), otherContact)
	w.Decided()
	Run(t, w,
		Row{Name: "a contact", By: Contact(A), When: otherContact, Refused: "parties/after-award"},
		Row{Name: "a signatory", By: Contact(A), When: otherSignatory, Refused: "parties/after-award"},
		Row{Name: "who had been asked before", By: successor, When: accepts(law.Contact), Refused: "parties/after-award"},
		Row{Name: "a running twinning", Given: func(w *World) { w.Signed(A, B).At("2019-11-20T09:00") }, By: Contact(A), When: otherContact, Refused: "parties/after-award"},
		Row{Name: "whoever was rejected has nothing to change", By: Contact(C), To: Tendering(C), When: otherContact, Refused: "stages/wrong-stage"},
	)
}

func TestWhatAContactStillOwedIsOwedByTheNewOne(t *testing.T) {
	t.Parallel()
	w := New(t).Opened(Book()).Published().Submitted(A).Shut()
	w.Do(Tendering(A), Officer, twinning.RequestClarification{Fields: Book().Eligibility.ClarifiedFields[:1], Question: "Which one?"})
	w.Do(Tendering(A), Contact(A), otherContact)
	w.Do(Tendering(A), successor, accepts(law.Contact))
	var who []string
	for _, o := range w.Twinning(A).Obligations {
		if o.Ladder == "clarification" && o.Open() {
			who = o.Who
		}
	}
	require.Equal(t, []string{successor}, who)
}
