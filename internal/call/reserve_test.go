package call_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

// short is the world in which there is money for tender A alone: B and C are on the reserve list.
func short(t T) *World {
	w := New(t).Opened(book(func(b *call.RuleBook) { b.Budget = EUR("60000.00") })).Published().Submitted(A, B, C).Shut()
	w.Eligible(A, B, C).Assigned(A, B, C).Scored(A, "5").Scored(B, "4").Scored(C, "3.5").Decided()
	require.Equal(t, EUR("20000.00"), w.Call().Left)
	return w
}

func decline(w *World, ref string) {
	w.Do(Tendering(ref), Signatory(ref), twinning.DeclineContract{Reason: "no staff"})
}

func withdraw(w *World, ref string) { w.Do(Tendering(ref), Contact(ref), twinning.WithdrawTender{}) }

func TestTheReserveIsActivatedInOrderWithMoneyThatIsFree(t *testing.T) {
	t.Parallel()
	Run(t, short(t),
		Row{Name: "what is left cannot fund the next", By: Head, When: call.ActivateReserve{}, Refused: "reserve/budget"},
		Row{Name: "what was freed can", Given: func(w *World) { decline(w, A) }, By: Head, When: call.ActivateReserve{}, Then: []string{"reserve-activated.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, EUR("20000.00"), w.Call().Left)
			require.Equal(t, twinning.Awarded, w.Twinning(B).Stage)
			require.Equal(t, twinning.Reserve, w.Twinning(C).Stage)
			require.Equal(t, 2, w.Twinning(B).Outcome.Place)
			require.Empty(t, w.Refusals)
		}},
		Row{Name: "the next may be named, to be sure", Given: func(w *World) { decline(w, A) }, By: Head, When: call.ActivateReserve{Tender: B}, Then: []string{"reserve-activated.v1"}},
		Row{Name: "another than the next is refused", Given: func(w *World) { decline(w, A) }, By: Head, When: call.ActivateReserve{Tender: C}, Refused: "reserve/not-next"},
		Row{Name: "an officer may not", Given: func(w *World) { decline(w, A) }, By: Officer, When: call.ActivateReserve{}, Refused: "roles/not-allowed"},
		Row{Name: "who withdrew is no longer the next", Given: func(w *World) { decline(w, A); withdraw(w, B) }, By: Head, When: call.ActivateReserve{Tender: C}, Then: []string{"reserve-activated.v1"}},
		Row{Name: "a budget that grew is free as well", Given: func(w *World) {
			w.Revise(Change(book(func(b *call.RuleBook) { b.Budget = EUR("80000.00") }), "v2"))
		}, By: Head, When: call.ActivateReserve{}, Then: []string{"reserve-activated.v1"}},
	)
	Run(t, New(t).Awarded(),
		Row{Name: "an empty list has no next", By: Head, When: call.ActivateReserve{}, Refused: "reserve/empty"})
	Run(t, New(t).Opened(Book()),
		Row{Name: "before an award there is no list", By: Head, When: call.ActivateReserve{}, Refused: "stages/wrong-stage"})
}

func TestFreedMoneyIsToldToTheOfficersWhereSomebodyWaitsForIt(t *testing.T) {
	t.Parallel()
	told := func(w *World) int {
		for _, f := range w.History(Stream) {
			if f.Event.Kind() == "budget-freed.v1" {
				return len(law.Letters(f.Event))
			}
		}
		return -1
	}
	w := short(t)
	decline(w, A)
	require.Equal(t, 2, told(w))
	w = New(t).Awarded()
	decline(w, A)
	require.Zero(t, told(w))
	require.Equal(t, EUR("892000.00"), w.Call().Left)
}

func TestOnlyTheEngineSaysWhatHappenedInAnotherLife(t *testing.T) {
	t.Parallel()
	Run(t, New(t).Awarded(),
		Row{Name: "nobody frees money by hand", By: Head, When: call.FreeBudget{Tender: A, Amount: EUR("1.00")}, Refused: "roles/engine-only"},
		Row{Name: "nobody notes a contract", By: Head, When: call.NoteContract{Tender: A}, Refused: "roles/engine-only"},
		Row{Name: "nobody notes an end", By: Head, When: call.NoteEnd{Tender: A}, Refused: "roles/engine-only"},
		Row{Name: "what is committed is freed", By: law.Engine, When: call.FreeBudget{Tender: A, Amount: EUR("40000.00")}, Then: []string{"budget-freed.v1"}},
		Row{Name: "a cent more is not", By: law.Engine, When: call.FreeBudget{Tender: A, Amount: EUR("40000.01")}, Refused: "budget/not-committed"},
		Row{Name: "nor in another currency", By: law.Engine, When: call.FreeBudget{Tender: A, Amount: must(EUR("1.00"))}, Refused: "budget/not-committed"},
		Row{Name: "nor what is committed to nobody", By: law.Engine, When: call.FreeBudget{Tender: C, Amount: EUR("0.01")}, Refused: "budget/not-committed"},
		Row{Name: "the first contract sets the call running", By: law.Engine, When: call.NoteContract{Tender: A, M1: Date("2019-10-14")}, Then: []string{"contract-noted.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, call.Running, w.Call().Stage)
		}},
		Row{Name: "an end that is not the last", By: law.Engine, When: call.NoteEnd{Tender: A, How: "declined"}, Then: []string{"end-noted.v1"}},
		Row{Name: "the last end", Given: func(w *World) { decline(w, B) }, By: law.Engine, When: call.NoteEnd{Tender: A, How: "declined"}, Then: []string{"end-noted.v1", "call-finished.v1"}},
	)
}

func terminate(w *World, ref string) {
	w.Do(Tendering(ref), Head, twinning.TerminateTwinning{Reason: "bankrupt"})
}

// ends are ways in which an awarded tender may end.
var ends = map[string]func(w *World, ref string){
	"declined":  decline,
	"withdrawn": withdraw,
	"terminated": func(w *World, ref string) {
		w.Signed(ref)
		terminate(w, ref)
	},
}

func TestACallIsFinishedWithItsLastTwinningInWhateverOrder(t *testing.T) {
	t.Parallel()
	for how, end := range ends {
		for last, endLast := range ends {
			t.Run(how+", then "+last, func(t *testing.T) {
				t.Parallel()
				for _, order := range [][2]string{{A, B}, {B, A}} {
					w := New(t).Awarded()
					end(w, order[0])
					require.NotEqual(t, call.Finished, w.Call().Stage)
					endLast(w, order[1])
					require.Equal(t, call.Finished, w.Call().Stage)
					require.Equal(t, EUR("932000.00"), w.Call().Left)
					require.Empty(t, w.Refusals)
					w.At("2030-01-01T00:00")
					require.Equal(t, twinning.Over, w.Twinning(A).Stage)
					require.True(t, w.Call().Over())
				}
			})
		}
	}
}

func TestAReserveListKeepsADecidedCallOpenUntilNobodyIsOnIt(t *testing.T) {
	t.Parallel()
	w := short(t)
	decline(w, A)
	require.Equal(t, call.Decided, w.Call().Stage)
	withdraw(w, B)
	require.Equal(t, call.Decided, w.Call().Stage)
	w.Do(Stream, Head, call.ActivateReserve{})
	decline(w, C)
	require.Equal(t, call.Finished, w.Call().Stage)
	require.Empty(t, w.Call().Reserve)

	w = short(t)
	decline(w, A)
	withdraw(w, C)
	withdraw(w, B)
	require.Equal(t, call.Finished, w.Call().Stage, "nobody is left to activate")
}

func TestWhoIsStillOnTheReserveListIsToldWhenTheCallIsFinished(t *testing.T) {
	t.Parallel()
	w := short(t)
	ends["terminated"](w, A)
	require.Equal(t, call.Finished, w.Call().Stage)
	require.Equal(t, twinning.Rejected, w.Twinning(B).Stage)
	require.Equal(t, twinning.Rejected, w.Twinning(C).Stage)
	require.Empty(t, w.Refusals)
	Run(t, w, Row{Name: "and nobody is activated any more", By: Head, When: call.ActivateReserve{}, Refused: "stages/wrong-stage"})
}
