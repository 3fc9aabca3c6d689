package twinning_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/twinning"
)

var (
	taken     = []string{"tender-submitted.v1"}
	late      = []string{"tender-refused-late.v1"}
	notTaken  = []string{"tender-refused.v1"}
	admission = call.AdmitLate{Tender: A, To: Wall("2019-08-09T12:00"), Inclusive: true, Why: "the portal did not take the file"}
)

// admitted has tender A refused as late and then admitted; B stands.
func admitted(t T) *World {
	w := New(t).Opened(Book()).Published().Submitted(B).Sealed()
	w.Do(Tendering(A), Contact(A), submitting(same))
	w.Do(Stream, Head, admission)
	return w
}

func send(w *World, ref, by string) []string {
	return Kinds(w.Do(Tendering(ref), by, twinning.SubmitTender{Tender: Tender(ref)}))
}

func TestASingleUseAdmissionIsUsedOnce(t *testing.T) {
	t.Parallel()
	w := admitted(t)
	require.Equal(t, taken, send(w, A, Contact(A)))
	is := w.Twinning(A)
	require.Equal(t, 1, is.Versions[0].Admission)
	require.Len(t, is.Late, 1, "what was refused stays refused")
	require.Equal(t, late, send(w, A, Contact(A)), "it is used up")
	require.Len(t, w.Twinning(A).Versions, 1)
}

func TestAnAdmissionIsForNobodyElse(t *testing.T) {
	t.Parallel()
	w := admitted(t)
	require.Equal(t, notTaken, send(w, A, Stranger), "not for who knows the reference")
	require.Equal(t, notTaken, send(w, A, Contact(B)), "nor for another party")
	require.Equal(t, late, send(w, B, Contact(B)), "nor for another tender")
	require.Equal(t, late, send(w, C, Contact(A)), "nor for another tender of the same person")
	require.Equal(t, taken, send(w, A, Contact(A)), "and whoever tried has not used it up")
	require.Empty(t, w.Twinning(B).Versions[0].Admission)
	for _, a := range w.Twinning(A).Attempts {
		require.Equal(t, "roles/not-the-sender", RuleAndCode(&a.Refusal))
	}
}

func TestWhoTriesAtTheVeryInstantOfALateTenderDoesNotTakeItOver(t *testing.T) {
	t.Parallel()
	w := New(t).Opened(Book()).Published().Submitted(B).Sealed()
	require.Equal(t, late, send(w, A, Contact(A)))
	w.Now = w.Now.Add(-time.Second) // the clock stands
	require.Equal(t, notTaken, send(w, A, Stranger))
	is := w.Twinning(A)
	require.Equal(t, is.Late[0].ReceivedAt, is.Attempts[0].ReceivedAt)
	require.Equal(t, []string{Contact(A)}, is.TenderFact().Attempts, "who is admitted, and told so")
	w.Do(Stream, Head, admission)
	require.Equal(t, notTaken, send(w, A, Stranger))
	require.Equal(t, taken, send(w, A, Contact(A)))
}

func TestATenderThatStandsIsAdmittedForWhoSpeaksForIt(t *testing.T) {
	t.Parallel()
	w := New(t).Opened(Book()).Published().Submitted(A).Sealed()
	w.Do(Stream, Head, admission)
	require.Equal(t, notTaken, send(w, A, Stranger))
	require.Equal(t, taken, send(w, A, Signatory(A)))
	require.Len(t, w.Twinning(A).Versions, 2)
	require.Equal(t, late, send(w, A, Contact(A)))
}

func TestAnAdmissionHoldsUntilItsOwnEnd(t *testing.T) {
	t.Parallel()
	for at, kinds := range map[string][]string{
		"2019-08-09T11:59:58.999999": taken, "2019-08-09T11:59:59.000000": taken, "2019-08-09T11:59:59.000001": late,
	} {
		t.Run(at, func(t *testing.T) {
			t.Parallel()
			w := admitted(t).At(at)
			require.Equal(t, kinds, send(w, A, Contact(A)))
			if is := w.Twinning(A); len(is.Late) == 2 {
				require.Contains(t, narrate.English().Reason(is.Late[1].Why), "0.000001 s late for late admission")
			}
		})
	}
}

func TestWhatIsInTimeUsesNoAdmissionUp(t *testing.T) {
	t.Parallel()
	w := admitted(t)
	w.Do(Stream, Head, call.ExtendDeadline{To: Wall("2019-08-09T10:00"), Why: "storm"})
	require.Equal(t, taken, send(w, A, Contact(A)))
	require.Equal(t, taken, send(w, A, Contact(A)))
	w.At("2019-08-09T11:00")
	require.Equal(t, taken, send(w, A, Contact(A)))
	require.Equal(t, late, send(w, A, Contact(A)))
	var used []int
	for _, v := range w.Twinning(A).Versions {
		used = append(used, v.Admission)
	}
	require.Equal(t, []int{0, 0, 1}, used)
}

func TestALaterAdmissionTakesThePlaceOfAnEarlierOne(t *testing.T) {
	t.Parallel()
	w := admitted(t)
	again := admission
	again.To = Wall("2019-08-09T18:00")
	w.Do(Stream, Head, again)
	require.Equal(t, taken, send(w, A, Contact(A)))
	require.Equal(t, 2, w.Twinning(A).Versions[0].Admission)
	require.Equal(t, late, send(w, A, Contact(A)), "two admissions that stand beside each other are one version")
	again.To, again.Why = Wall("2019-08-09T18:00"), "the wrong file"
	w.Do(Stream, Head, again)
	require.Equal(t, taken, send(w, A, Contact(A)), "but one that is given after the use is another")
}

func TestAnAdmissionMayBeGivenBeforeTheLimitAndWaits(t *testing.T) {
	t.Parallel()
	w := New(t).Opened(Book()).Published().Submitted(A)
	w.Do(Stream, Head, admission)
	require.Equal(t, taken, send(w, A, Contact(A)))
	w.Sealed()
	require.Equal(t, taken, send(w, A, Contact(A)))
	require.Equal(t, late, send(w, A, Contact(A)))
}

func TestATenderWithoutAVersionBelongsToWhoSentItFirst(t *testing.T) {
	t.Parallel()
	w := New(t).Opened(Book()).Published()
	dollar := submitting(func(o *twinning.Tender) { o.Costs = dollars() })
	require.Equal(t, notTaken, Kinds(w.Do(Tendering(A), Contact(A), dollar)))
	require.Equal(t, notTaken, send(w, A, Stranger))
	require.Equal(t, "not-the-sender", w.Twinning(A).Attempts[1].Code)
	w.Sealed()
	require.Equal(t, late, send(w, A, Contact(A)))
	w.Do(Stream, Head, admission)
	require.Equal(t, notTaken, send(w, A, Stranger))
	require.Equal(t, taken, send(w, A, Contact(A)))
}

func TestEveryRefusedAttemptIsKeptAndDisturbsNothing(t *testing.T) {
	t.Parallel()
	w := New(t).Opened(Book()).Published().Submitted(A)
	before := w.Twinning(A)
	bad := submitting(func(o *twinning.Tender) { o.Contact, o.Title = Officer, "A title that nobody may read" })
	events := w.Do(Tendering(A), Contact(A), bad)
	require.Equal(t, notTaken, Kinds(events))
	e, ok := events[0].(twinning.TenderRefused)
	require.True(t, ok)
	require.True(t, e.Refuses(), "its receipt says that it is refused")
	require.True(t, e.Sealed(), "its sentence may quote the tender")
	is := w.Twinning(A)
	require.Len(t, is.Attempts, 1)
	require.Equal(t, twinning.Attempt{
		ReceivedAt: w.Now, Position: is.Attempts[0].Position, HMAC: e.HMAC, Refusal: e.Refusal, By: Contact(A),
	}, is.Attempts[0])
	require.Len(t, e.HMAC, 64)
	is.Attempts = nil
	require.Equal(t, w.SumOf(before), w.SumOf(is))
}

func TestAWithdrawalIsUndoneBeforeTheLimit(t *testing.T) {
	t.Parallel()
	undo, undone := twinning.UndoWithdrawal{Reason: "by mistake"}, []string{"withdrawal-undone.v1"}
	gone := func(w *World) { w.Do(Tendering(A), Contact(A), twinning.WithdrawTender{Reason: "no staff"}) }
	w := New(t).Opened(Book()).Published().Submitted(A)
	Run(t, w,
		Row{Name: "by the contact, and all is as before", Given: gone, By: Contact(A), When: undo, Then: undone, After: func(t *testing.T, w *World) {
			is := w.Twinning(A)
			require.Equal(t, twinning.Submitted, is.Stage)
			require.True(t, is.EndedAt.IsZero())
			require.Len(t, is.Versions, 1)
			require.Equal(t, taken, send(w, A, Contact(A)), "another version is taken again")
			w.Shut().Eligible(A)
		}},
		Row{Name: "by the signatory, though the contact withdrew it", Given: gone, By: Signatory(A), When: undo, Then: undone},
		Row{Name: "the decision on eligibility is owed again", Given: gone, By: Contact(A), When: undo, Then: undone, After: func(t *testing.T, w *World) {
			require.Len(t, w.Twinning(A).Obligations, 1)
			due, holds := w.Twinning(A).Obligations[0].Current()
			require.True(t, holds)
			require.Equal(t, Date("2019-08-19"), due.On)
		}},
		Row{Name: "by the new limit, where it was extended", Given: func(w *World) {
			gone(w)
			w.Do(Stream, Head, call.ExtendDeadline{To: Wall("2019-08-14T17:00"), Covers: []string{A}, Why: "x"})
			w.At("2019-08-10T09:00")
		}, By: Contact(A), When: undo, Then: undone, After: func(t *testing.T, w *World) {
			due, _ := w.Twinning(A).Obligations[0].Current()
			require.Equal(t, Date("2019-08-26"), due.On, "ten days from 14 August end on a Saturday")
		}},
		Row{Name: "and withdrawn once more", Given: func(w *World) {
			gone(w)
			w.Do(Tendering(A), Contact(A), undo)
		}, By: Contact(A), When: twinning.WithdrawTender{}, Then: []string{"tender-withdrawn.v1"}},
		Row{Name: "at the very limit", Given: gone, At: "2019-08-07T16:59:59.000000", By: Contact(A), When: undo, Then: undone},
		Row{Name: "not a microsecond after it", Given: gone, At: "2019-08-07T16:59:59.000001", By: Contact(A), When: undo, Refused: "deadlines/undone-late"},
		Row{Name: "not by a late admission", Given: func(w *World) {
			w.Sealed().Do(Stream, Head, admission)
			gone(w)
		}, By: Contact(A), When: undo, Refused: "deadlines/undone-late"},
		Row{Name: "not after the opening", Given: func(w *World) {
			w.Shut()
			gone(w)
		}, By: Contact(A), When: undo, Refused: "deadlines/undone-late"},
		Row{Name: "not by somebody else", Given: gone, By: Stranger, When: undo, Refused: "roles/not-a-party"},
		Row{Name: "not by an officer", Given: gone, By: Officer, When: undo, Refused: "roles/not-a-party"},
		Row{Name: "not what was not withdrawn", By: Contact(A), When: undo, Refused: "stages/wrong-stage"},
	)
	Run(t, New(t).Opened(Book()).Published(),
		Row{Name: "nor what there is not", By: Contact(A), When: undo, Refused: "stages/no-tender"})
}

func TestRetentionOfAWithdrawnTenderWaitsForTheLastLimit(t *testing.T) {
	t.Parallel()
	withdrawn := func(t T) *World {
		w := New(t).Opened(Book()).Published().Submitted(A) // 12 June: two months end on 12 August
		w.Do(Tendering(A), Contact(A), twinning.WithdrawTender{})
		return w
	}
	w := withdrawn(t)
	w.Do(Stream, Head, call.ExtendDeadline{To: Wall("2019-08-30T17:00"), Inclusive: true, Why: "storm"})
	w.At("2019-08-30T16:59:59.000000")
	require.Equal(t, twinning.Withdrawn, w.Twinning(A).Stage)
	Run(t, w, Row{Name: "it can be undone until then", At: "2019-08-30T16:59:59.000000", By: Contact(A), When: twinning.UndoWithdrawal{}, Then: []string{"withdrawal-undone.v1"}})
	w.At("2019-08-30T17:00:00.000003")
	require.Equal(t, twinning.Retained, w.Twinning(A).Stage)

	w = withdrawn(t).At("2019-08-12T23:59")
	require.Equal(t, twinning.Withdrawn, w.Twinning(A).Stage)
	w.At("2019-08-13T00:00:00.000001")
	require.Equal(t, twinning.Retained, w.Twinning(A).Stage, "where the limit has passed, the time for complaints is all")
}
