package call_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/twinning"
)

func contested(change func(b *call.RuleBook)) call.RuleBook {
	b := ContestedBook()
	change(&b)
	return b
}

// since lists the kinds of a life's facts from an instant on, but for letters of ladders.
func since(w *World, stream, clock string) []string {
	var kinds []string
	for _, f := range w.History(stream) {
		if !f.At.RecordedAt.Before(w.Clock(clock)) && f.Event.Kind() != "rung-passed.v1" {
			kinds = append(kinds, f.Event.Kind())
		}
	}
	return kinds
}

func TestACallWithoutATenderToEvaluateComesToItsEndByItsRelease(t *testing.T) {
	t.Parallel()
	prepared := func(w *World) { w.Do(Stream, Officer, call.PrepareAward{}) }
	ended := func(t *testing.T, w *World) {
		require.Equal(t, call.Finished, w.Call().Stage)
		require.Equal(t, EUR("932000.00"), w.Call().Left)
		require.Empty(t, w.Call().Released.Steps)
		require.Empty(t, w.Refusals)
	}
	both := []string{"award-released.v1", "call-finished.v1"}
	Run(t, New(t).Opened(Book()).Published().Shut(),
		Row{Name: "none came", Given: prepared, By: Head, When: call.ReleaseAward{}, Then: both, After: ended})
	one := New(t).Opened(Book()).Published().Submitted(A).Shut()
	Run(t, one,
		Row{Name: "it is on its way still", By: Officer, When: call.PrepareAward{}, Refused: "award/not-all-evaluated"},
		Row{Name: "all are ineligible", Given: func(w *World) {
			w.Ineligible(A)
			prepared(w)
		}, By: Head, When: call.ReleaseAward{}, Then: both, After: ended},
		Row{Name: "all are withdrawn", Given: func(w *World) { withdraw(w, A); prepared(w) }, By: SecondHand, When: call.ReleaseAward{}, Then: both, After: ended},
		Row{Name: "during evaluation", Given: func(w *World) {
			w.Eligible(A).Assigned(A)
			withdraw(w, A)
			prepared(w)
		}, By: Head, When: call.ReleaseAward{}, Then: both, After: ended})
	Run(t, New(t).Opened(Book()).Published().Submitted(A).Sealed(),
		Row{Name: "before the opening there is none", By: Officer, When: call.PrepareAward{}, Refused: "stages/wrong-stage"},
		Row{Name: "nor is one released", By: Head, When: call.ReleaseAward{}, Refused: "stages/wrong-stage"})
}

func TestARefusedReleaseNamesTheTenderThatMovedFirst(t *testing.T) {
	t.Parallel()
	w := New(t).Opened(Book()).Published().Submitted(A, B, C).Shut().Eligible(A, B, C).Assigned(A, B, C).Scored(A, "5").Scored(B, "4").Scored(C, "3.5")
	w.Do(Stream, Officer, call.PrepareAward{})
	withdraw(w, B)
	_, err := w.Send(Stream, Head, call.ReleaseAward{})
	refusal, _ := law.Refused(err)
	require.NotNil(t, refusal)
	require.Equal(t, "award/moved", RuleAndCode(refusal))
	require.Contains(t, narrate.English().Refusal(*refusal), "place 2 was "+B+" and is "+C)
}

func TestAPreviewTellsWhatWouldBeReleasedAndByWhom(t *testing.T) {
	t.Parallel()
	at := func(w *World) law.Receipt { return law.Receipt{ReceivedAt: w.Now} }
	w := New(t).Opened(ContestedBook()).Published().Submitted(A, B, C).Shut().Eligible(A, B, C).Assigned(A, B, C).Scored(A, "5").Scored(B, "4")
	_, err := w.Call().Preview(w, at(w))
	require.ErrorContains(t, err, "tender="+C+" stage=eligible")
	w.Scored(C, "2")
	p, err := w.Call().Preview(w, at(w))
	require.NoError(t, err)
	require.False(t, p.Prepared)
	require.Equal(t, []string{Head, Officer, SecondHand}, p.Release)
	require.Equal(t, []string{A}, p.Award.With(call.Awarded))
	require.Len(t, p.Rounds, 3)
	w.Do(Stream, Officer, call.PrepareAward{})
	p, err = w.Call().Preview(w, at(w))
	require.NoError(t, err)
	require.True(t, p.Prepared)
	require.Empty(t, p.Moved)
	require.Equal(t, []string{Head, SecondHand}, p.Release)
	withdraw(w, A)
	p, err = w.Call().Preview(w, at(w))
	require.NoError(t, err)
	require.Equal(t, "place 1 was "+A+" and is "+B, narrate.English().Reason(*p.Moved))
	w.Do(Stream, Head, call.PrepareAward{})
	w.Do(Stream, Officer, call.ReleaseAward{})
	_, err = w.Call().Preview(w, at(w))
	require.ErrorContains(t, err, "stages=[opened evaluating]")
}

func TestLettersGoOutInTheRoundsOfTheRuleBook(t *testing.T) {
	t.Parallel()
	w := New(t).Contested(ContestedBook())
	require.Equal(t, []string{"award-released.v1", "outcomes-announced.v1"}, since(w, Stream, "2019-09-16T10:00:02.000000"))
	require.Equal(t, twinning.Awarded, w.Twinning(A).Stage)
	require.Equal(t, twinning.Evaluated, w.Twinning(B).Stage)
	require.Equal(t, twinning.Evaluated, w.Twinning(C).Stage)
	require.Len(t, w.Call().Rounds, 2)
	day, all := w.Call().HeldUntil()
	require.Equal(t, Date("2019-10-03"), day)
	require.False(t, all)

	w.Until(w.Clock("2019-09-19T08:00").Add(time.Microsecond)) // three days after 16 September, at the hour of the reminders
	require.Equal(t, []string{"outcomes-announced.v1", "outcomes-announced.v1"}, since(w, Stream, "2019-09-19T08:00"))
	var said []call.Verdict
	var last call.OutcomesAnnounced
	for _, f := range w.History(Stream) {
		if e, ok := f.Event.(call.OutcomesAnnounced); ok {
			require.Equal(t, e.Verdict == call.Rejected, e.Last)
			said, last = append(said, e.Verdict), e
		}
	}
	require.Equal(t, []call.Verdict{call.Awarded, call.Reserve, call.Rejected}, said, "two of one instant keep the order of the list")
	require.Equal(t, Date("2019-09-30"), last.ComplaintsUntil, "29 September is a Sunday")
	require.Equal(t, Date("2019-10-03"), last.StandstillUntil)
	require.Equal(t, w.Clock("2019-09-19T08:00"), last.At)
	require.Equal(t, []string{Procurer}, owed(t, w, "standstill").Who)
	require.Equal(t, []string{Head}, owed(t, w, "complaint-window").Who)
	require.Equal(t, twinning.Reserve, w.Twinning(B).Stage)
	require.Equal(t, twinning.Rejected, w.Twinning(D).Stage)
	require.Equal(t, twinning.Ineligible, w.Twinning(E).Stage)

	w.At("2019-10-04T00:00")
	require.False(t, w.Call().StandstillOver, "its end itself is not recorded yet")
	w.At("2019-10-04T00:01")
	require.Equal(t, []string{"complaint-window-closed.v1", "standstill-ended.v1"}, since(w, Stream, "2019-09-30T00:00"))
	cal, err := w.Call().Rules.Calendar()
	require.NoError(t, err)
	require.Equal(t, obligation.InTime, owed(t, w, "standstill").Stands(cal, w.Now))
	require.Equal(t, obligation.InTime, owed(t, w, "complaint-window").Stands(cal, w.Now))
	require.Empty(t, w.Refusals)
}

func owed(t *testing.T, w *World, id string) obligation.Obligation {
	o, ok := obligation.Find(w.Call().Obligations, id)
	require.True(t, ok, id)
	return o
}

func TestARoundTellsOnlyThoseWhomItStillConcerns(t *testing.T) {
	t.Parallel()
	w := New(t).Contested(ContestedBook())
	decline(w, A)
	w.Do(Stream, Head, call.ActivateReserve{})
	require.Equal(t, twinning.Awarded, w.Twinning(B).Stage, "who is activated is told at once")
	w.At("2019-09-20T09:00")
	for _, f := range w.History(Stream) {
		if e, ok := f.Event.(call.OutcomesAnnounced); ok && e.Verdict == call.Reserve {
			require.Empty(t, e.Outcomes)
		}
	}
	require.Equal(t, twinning.Awarded, w.Twinning(B).Stage)
	require.Empty(t, w.Refusals)

	w = New(t).Contested(ContestedBook())
	withdraw(w, A)
	withdraw(w, B) // before it was told
	w.At("2019-09-20T09:00")
	require.Empty(t, w.Call().Reserve)
	require.Equal(t, twinning.Withdrawn, w.Twinning(B).Stage)
	require.Empty(t, w.Refusals)
}

func TestWithoutRoundsOrComplaintsAReleaseIsWhatItEverWas(t *testing.T) {
	t.Parallel()
	w := New(t).Awarded()
	require.Equal(t, []string{"award-released.v1"}, since(w, Stream, "2019-09-16T10:00:02.000000"))
	require.NotContains(t, w.SumOf(w.Call()), "rounds")
	require.Equal(t, twinning.Rejected, w.Twinning(C).Stage)
	_, all := w.Call().HeldUntil()
	require.True(t, all)
}

func TestWithoutRoundsButWithComplaintsTheReleaseTellsAllAndTheTimeBegins(t *testing.T) {
	t.Parallel()
	w := New(t).Contested(contested(func(b *call.RuleBook) { b.Award.Letters = nil }))
	require.Equal(t, []string{"award-released.v1", "outcomes-announced.v1"}, since(w, Stream, "2019-09-16T10:00:02.000000"))
	require.Equal(t, twinning.Rejected, w.Twinning(C).Stage)
	require.Equal(t, Date("2019-09-26"), w.Call().ComplaintsUntil)
	require.Equal(t, Date("2019-09-30"), w.Call().StandstillUntil)
	require.Empty(t, w.Call().Announced)
}

func TestRoundsWithoutComplaintsHoldContractsUntilAllAreTold(t *testing.T) {
	t.Parallel()
	w := New(t).Contested(contested(func(b *call.RuleBook) { b.Complaints = nil }))
	Run(t, w,
		Row{Name: "not yet", By: Signatory(A), When: twinning.SignContract{}, Refused: "contract/not-all-told"},
		Row{Name: "then", At: "2019-09-19T08:01", By: Signatory(A), When: twinning.SignContract{}, Then: []string{"contract-signed.v1"}})
	decline(w, A)
	withdraw(w, B)
	w.At("2019-09-19T07:59")
	require.Equal(t, call.Decided, w.Call().Stage, "two have not been told")
	w.At("2019-09-19T08:01")
	require.Equal(t, call.Finished, w.Call().Stage)
	require.Empty(t, w.Refusals)
}

func TestACallFinishesADayAfterItsTimeForComplaints(t *testing.T) {
	t.Parallel()
	w := New(t).Told(ContestedBook())
	decline(w, A)
	withdraw(w, B)
	require.Equal(t, call.Decided, w.Call().Stage)
	w.At("2019-10-02T00:00")
	require.True(t, w.Call().WindowClosed)
	require.Equal(t, call.Decided, w.Call().Stage)
	w.At("2019-10-02T00:01")
	require.Equal(t, call.Finished, w.Call().Stage)
	w.At("2019-12-02T00:01")
	require.True(t, w.Call().Over())

	w = New(t).Told(ContestedBook()).Complain(C)
	decline(w, A)
	withdraw(w, B)
	w.At("2019-11-01T09:00")
	require.Equal(t, call.Decided, w.Call().Stage, "a complaint waits for its review")
	w.Dismiss(C)
	require.Equal(t, call.Finished, w.Call().Stage)
	require.Empty(t, w.Refusals)
}

func TestAnEmptyAwardOfAContestedCallWaitsForItsComplaints(t *testing.T) {
	t.Parallel()
	w := New(t).Opened(ContestedBook()).Published().Submitted(A).Shut()
	w.Ineligible(A)
	w.Do(Stream, Officer, call.PrepareAward{})
	w.Do(Stream, Head, call.ReleaseAward{})
	require.Equal(t, call.Decided, w.Call().Stage)
	w.At("2019-10-01T00:00")
	require.Equal(t, call.Finished, w.Call().Stage)
}
