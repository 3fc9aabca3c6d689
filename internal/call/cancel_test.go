package call_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

var cancel = call.CancelCall{Why: "the programme has lost its funding"}

func cancelled(w *World) *World {
	w.Do(Stream, Head, cancel)
	return w.Countersign(Stream)
}

func TestACallIsCancelledByTwoPeopleBeforeItsAwardIsReleased(t *testing.T) {
	t.Parallel()
	w := New(t).Opened(Book())
	sign := call.SignProposal{Number: 1}
	proposed := func(w *World) { w.Do(Stream, Head, cancel) }
	then := []string{"call-cancelled.v1"}
	Run(t, w,
		Row{Name: "one proposes", By: Head, When: cancel, Then: []string{"cancellation-proposed.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, call.Drafted, w.Call().Stage)
			require.True(t, w.Call().Waiting()[0].Cancelling())
			require.Equal(t, map[string]string{Officer: "proposal", SecondHand: "proposal"}, told(w.History(Stream)))
		}},
		Row{Name: "another signs", Given: proposed, By: Officer, When: sign, Then: then},
		Row{Name: "who proposes does not", Given: proposed, By: Head, When: sign, Refused: "four-eyes/proposed"},
		Row{Name: "two officers are not enough", Given: func(w *World) { w.Do(Stream, Officer, cancel) }, By: SecondHand, When: sign, Refused: "four-eyes/no-head"},
		Row{Name: "nobody else proposes it", By: Procurer, When: cancel, Refused: "roles/not-allowed"},
		Row{Name: "published", Given: func(w *World) { w.Published(); proposed(w) }, By: Officer, When: sign, Then: then},
		Row{Name: "shut", Given: func(w *World) { w.Published().Submitted(A).Sealed(); proposed(w) }, By: Officer, When: sign, Then: then},
		Row{Name: "opened", Given: func(w *World) { w.Published().Submitted(A).Shut(); proposed(w) }, By: Officer, When: sign, Then: then},
		Row{Name: "with a prepared award", Given: func(w *World) {
			w.Published().Submitted(A).Shut().Eligible(A).Assigned(A).Scored(A, "4").Do(Stream, Officer, call.PrepareAward{})
			proposed(w)
		}, By: Officer, When: sign, Then: then, After: func(t *testing.T, w *World) {
			_, err := w.Send(Stream, Head, call.ReleaseAward{})
			require.ErrorContains(t, err, "stage=cancelled")
		}},
		Row{
			Name: "not once it is released", Given: func(w *World) { w.Published().Submitted(A).Shut().Eligible(A).Assigned(A).Scored(A, "4").Decided() },
			By: Head, When: cancel, Refused: "stages/wrong-stage",
		},
		Row{Name: "nor signed then", Given: func(w *World) {
			w.Published().Submitted(A).Shut().Eligible(A).Assigned(A).Scored(A, "4")
			proposed(w)
			w.Decided()
		}, By: Officer, When: sign, Refused: "stages/wrong-stage"},
		Row{Name: "not twice", Given: func(w *World) { cancelled(w) }, By: Head, When: cancel, Refused: "stages/wrong-stage"},
	)
}

func TestEverybodyConcernedIsToldThatACallIsCancelledAndItsTendersEnd(t *testing.T) {
	t.Parallel()
	w := New(t).Opened(Book()).Published().Submitted(A, B, C)
	w.Do(Tendering(C), Contact(C), twinning.WithdrawTender{})
	w.At("2019-08-07T18:00").Do(Tendering(D), Contact(D), twinning.SubmitTender{Tender: Tender(D)}) // late
	w.Shut().Eligible(A).Ineligible(B).Assigned(A)
	cancelled(w)
	is := w.Call()
	require.Equal(t, call.Cancelled, is.Stage)
	require.True(t, is.Over())
	require.Empty(t, is.Waiting())
	letters := map[string]string{}
	for _, l := range law.Letters(w.History(Stream)[len(w.History(Stream))-1].Event) {
		letters[l.To] = l.Template
	}
	for _, p := range []string{Officer, SecondHand, Head, Procurer, Verifier, Authoriser, Payer, Auditor, Ada, Ben, Cleo} {
		require.Equal(t, "call-cancelled", letters[p], p)
	}
	for ref, stage := range map[string]twinning.Stage{A: twinning.Cancelled, B: twinning.Cancelled, C: twinning.Withdrawn, D: twinning.None} {
		require.Equal(t, stage, w.Twinning(ref).Stage, ref)
		for _, o := range w.Twinning(ref).Obligations {
			require.False(t, o.Open(), "%s owes %s", ref, o.ID)
		}
		h := w.History(Tendering(ref))
		e, noted := h[len(h)-1].Event.(twinning.CancellationNoted)
		require.Equal(t, ref != C, noted, ref)
		if noted {
			require.Equal(t, Contact(ref), law.Letters(e)[0].To)
			require.Equal(t, "the programme has lost its funding", w.Quoted(law.Letters(e)[0], "why"))
		}
	}
	require.Empty(t, w.Refusals)
	w.At("2030-01-01T09:00")
	for _, ref := range []string{A, B, C} {
		require.Equal(t, twinning.Over, w.Twinning(ref).Stage, "the record is kept to its end, and then closed")
	}
	require.Equal(t, call.Cancelled, w.Call().Stage)
}

func TestWhatWasSealedWhenACallWasCancelledStaysSealed(t *testing.T) {
	t.Parallel()
	for name, book := range map[string]call.RuleBook{"two people": Book(), "a moment of the rule book": session("2019-08-08", "10:00")} {
		w := cancelled(New(t).Opened(book).Published().Submitted(A).At("2019-08-08T09:00"))
		for _, day := range []string{"2019-08-08T10:00:00.000001", "2019-09-01T09:00", "2024-01-01T09:00"} {
			w.At(day)
			require.False(t, w.Call().IsOpened(w.Now), name)
		}
		_, err := w.Send(Stream, Officer, call.OpenTenders{})
		require.ErrorContains(t, err, "stage=cancelled")
	}
	w := cancelled(New(t).Opened(Book()).Published().Submitted(A).Shut())
	require.True(t, w.Call().IsOpened(w.Now), "what had been opened is open")
}

func TestACancelledCallGoesNoFurther(t *testing.T) {
	t.Parallel()
	Run(t, cancelled(New(t).Opened(Book()).Published().Submitted(A)),
		Row{Name: "no extension", By: Head, When: extension("2019-08-14T17:00"), Refused: "stages/wrong-stage"},
		Row{Name: "no version of the rules", By: Head, When: another(func(b *call.RuleBook) { b.Title = "x" }), Refused: "stages/wrong-stage"},
		Row{Name: "no evaluator", By: Officer, When: call.AppointEvaluator{Evaluator: Dora}, Refused: "stages/wrong-stage"},
	)
}

// A tender that is withdrawn while the news is on its way stays withdrawn.
func TestATenderThatEndedByItselfIsNotEndedAgain(t *testing.T) {
	t.Parallel()
	w := New(t).Opened(Book()).Published().Submitted(A)
	w.Deaf = true
	cancelled(w)
	w.Do(Tendering(A), Contact(A), twinning.WithdrawTender{})
	w.Hear()
	h := w.History(Tendering(A))
	require.True(t, h[len(h)-1].Event.(twinning.CancellationNoted).Moot)
	require.Equal(t, twinning.Withdrawn, w.Twinning(A).Stage)
	require.Empty(t, w.Refusals)
}
