package twinning_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/twinning"
)

// Whoever complains, whatever comes of it, in whatever order the lives hear of
// each other: money that was awarded is given back only by its tender, what is
// committed, left and reopened is the budget, and once everything has ended the
// call ends, too.
func TestAContestedCallAlwaysEndsAndTakesNothingBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		book := ContestedBook()
		book.Budget = EUR(rapid.SampledFrom([]string{"45000.00", "60000.00", "100000.00", "932000.00"}).Draw(t, "budget"))
		book.Award.Policy = rapid.SampledFrom([]string{call.Stop, call.Skip}).Draw(t, "policy")
		if rapid.Bool().Draw(t, "at once") {
			book.Award.Letters = nil
		}
		if rapid.Bool().Draw(t, "envelopes") {
			book.Award.Envelopes = []call.Envelope{{ID: "large", Types: []string{"full-adoption"}, Budget: EUR("43000.00")}}
		}
		w := New(t).Contested(book)
		w.Pick = func(n int) int { return rapid.IntRange(0, n-1).Draw(t, "heard") }
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			if rapid.IntRange(0, 4).Draw(t, "pause") == 0 {
				w.Until(w.Now.Add(time.Duration(rapid.IntRange(1, 8*24).Draw(t, "hours")) * time.Hour))
			}
			w.Deaf = rapid.IntRange(0, 3).Draw(t, "deaf") == 0
			stream, actor, command := contesting(t, w)
			_, err := w.Send(stream, actor, command)
			if _, refused := law.Refused(err); err != nil && !refused {
				require.NoError(t, err)
			}
			nothingIsTakenBack(t, w)
		}
		w.Hear()
		for range 4 {
			for _, ref := range []string{A, B, C, D, E} {
				end(w, ref)
			}
			w.Until(w.Now.Add(40 * 24 * time.Hour))
		}
		nothingIsTakenBack(t, w)
		require.Equal(t, call.Finished, w.Call().Stage)
		require.Empty(t, w.Refusals, "no message of one life is refused by another")
		foldsHold(t, w)
		w.Until(w.Clock("2034-01-01T00:00"))
		require.True(t, w.Call().Over())
		for _, ref := range []string{A, B, C, D, E} {
			require.True(t, w.Twinning(ref).Over(), "%s is %s", ref, w.Twinning(ref).Stage)
		}
	})
}

// contesting is something that somebody may do after an award.
func contesting(t *rapid.T, w *World) (stream, actor string, c law.Command) {
	ref := rapid.SampledFrom([]string{A, B, C, D, E}).Draw(t, "tender")
	points := rapid.SampledFrom([]string{"1", "3", "4", "5"}).Draw(t, "points")
	type deed struct {
		by string
		c  law.Command
	}
	d := rapid.SampledFrom([]deed{
		{Contact(ref), twinning.LodgeComplaint{Grounds: twinning.GroundsFacts, Text: "x"}},
		{Contact(ref), twinning.LodgeComplaint{Grounds: twinning.GroundsFacts, Text: "x"}},
		{Head, twinning.ReviewComplaint{Upheld: true, Finding: twinning.GroundsFacts, Reason: "x"}},
		{Head, twinning.ReviewComplaint{Upheld: true, Finding: twinning.GroundsFacts, Reason: "x"}},
		{SecondHand, twinning.ReviewComplaint{Finding: twinning.GroundsNone, Reason: "x"}},
		{SecondHand, twinning.DecideEligibility{Eligible: true}},
		{SecondHand, twinning.DecideEligibility{Reason: "x"}},
		{Officer, call.AssignEvaluators{Tender: ref, Evaluators: []string{Cleo, Dora}}},
		{Officer, call.AssignEvaluators{Tender: ref, Evaluators: []string{Cleo, Dora}}},
		{Cleo, Scores(points)},
		{Dora, Scores(points)},
		{Contact(ref), twinning.WithdrawTender{}},
		{Signatory(ref), twinning.DeclineContract{Reason: "x"}},
		{Signatory(ref), twinning.SignContract{}},
		{Procurer, twinning.SignContract{}},
		{Head, twinning.TerminateTwinning{Reason: "x"}},
		{Head, call.ActivateReserve{}},
		{Head, call.ReopenLeftover{To: "DHE-2020", Amount: EUR("5000.00"), Why: "x"}},
	}).Draw(t, "deed")
	if _, ok := d.c.(call.Command); ok {
		return Stream, d.by, d.c
	}
	return Tendering(ref), d.by, d.c
}

// end brings a tender to its end, wherever it stands.
func end(w *World, ref string) {
	w.Until(w.Now.Add(time.Minute))
	for _, c := range w.Twinning(ref).Complaints {
		if c.Status == call.ComplaintLodged {
			w.Dismiss(ref)
		}
	}
	switch w.Twinning(ref).Stage {
	case twinning.Awarded:
		w.Do(Tendering(ref), Signatory(ref), twinning.DeclineContract{Reason: "x"})
	case twinning.Contracted, twinning.Active, twinning.Suspended, twinning.Reporting:
		w.Do(Tendering(ref), Head, twinning.TerminateTwinning{Reason: "x"})
	case twinning.Submitted, twinning.Clarification, twinning.Eligible, twinning.Arbitration, twinning.Consenting, twinning.Evaluated, twinning.Reserve:
		w.Do(Tendering(ref), Contact(ref), twinning.WithdrawTender{})
	case twinning.None, twinning.Ineligible, twinning.Rejected, twinning.Withdrawn, twinning.Closed, twinning.Terminated, twinning.Retained, twinning.Over:
	}
}

func nothingIsTakenBack(t *rapid.T, w *World) {
	c := w.Call()
	sum := c.Left
	for _, of := range []map[string]money.Amount{c.Committed, c.Reopened} {
		for _, a := range of {
			require.False(t, a.IsNegative())
			sum = sum.Add(a)
		}
	}
	require.False(t, c.Left.IsNegative())
	require.Equal(t, c.Rules.Budget, sum)
	for _, left := range c.EnvelopesLeft {
		require.False(t, left.IsNegative())
	}
	for _, ref := range []string{A, B, C, D, E} {
		awarded := false
		for _, f := range w.History(Tendering(ref)) {
			switch e := f.Event.(type) {
			case twinning.OutcomeNoted:
				require.False(t, awarded && e.Verdict != call.Awarded, "%s was awarded and is %s", ref, e.Verdict)
				awarded = awarded || e.Verdict == call.Awarded && !e.Moot
			case twinning.TenderWithdrawn, twinning.ContractDeclined, twinning.TwinningTerminated:
				awarded = false
			}
		}
		if awarded {
			require.Equal(t, w.Twinning(ref).Outcome.Amount, c.Committed[ref])
		}
	}
}
