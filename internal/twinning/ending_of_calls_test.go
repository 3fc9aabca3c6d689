package twinning_test

import (
	"strings"
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
			for _, d := range contesting(t) {
				_, err := w.Send(d.to, d.by, d.what)
				if _, refused := law.Refused(err); err != nil && !refused {
					require.NoError(t, err)
				}
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
		for _, r := range w.Refusals { // who was assigned twice may have been faster than the second message
			require.True(t, strings.HasPrefix(r, "note-assignment"), "a message of one life is refused by another: %s", r)
		}
		foldsHold(t, w)
		w.Until(w.Clock("2034-01-01T00:00"))
		require.True(t, w.Call().Over())
		for _, ref := range []string{A, B, C, D, E} {
			require.True(t, w.Twinning(ref).Over(), "%s is %s", ref, w.Twinning(ref).Stage)
		}
	})
}

// A deed is what somebody may ask for, whether or not it can be done.
type deed struct {
	to, by string
	what   law.Command
}

// contesting is something that people may do after an award: one thing, or
// several that follow each other.
func contesting(t *rapid.T) []deed {
	ref := rapid.SampledFrom([]string{A, B, C, D, E}).Draw(t, "tender")
	scores := Scores(rapid.SampledFrom([]string{"1", "3", "4", "5"}).Draw(t, "points"))
	of := func(by string, c law.Command) deed { return deed{Tendering(ref), by, c} }
	complain := of(Contact(ref), twinning.LodgeComplaint{Grounds: twinning.GroundsFacts, Text: "x"})
	uphold := of(Head, twinning.ReviewComplaint{Upheld: true, Finding: twinning.GroundsFacts, Reason: "x"})
	dismiss := of(SecondHand, twinning.ReviewComplaint{Finding: twinning.GroundsNone, Reason: "x"})
	eligible := of(SecondHand, twinning.DecideEligibility{Eligible: true})
	assign := deed{Stream, Officer, call.AssignEvaluators{Tender: ref, Evaluators: []string{Cleo, Dora}}}
	cleo, dora := of(Cleo, scores), of(Dora, scores)
	tie := of(SecondHand, twinning.RecordConflict{Evaluator: rapid.SampledFrom([]string{Ada, Cleo}).Draw(t, "tied"), Why: "x"})
	again := of(Head, twinning.OrderReevaluation{Reason: "x"})
	activate := deed{Stream, Head, call.ActivateReserve{}}
	return rapid.SampledFrom([][]deed{
		{complain},
		{complain, uphold},
		{uphold},
		{dismiss},
		{eligible},
		{of(Officer, twinning.DecideEligibility{Override: true, Reason: "x"}), of(SecondHand, twinning.SignEligibility{})},
		{assign},
		{assign, cleo, dora},
		{complain, uphold, eligible, assign, cleo, dora},
		{cleo, dora},
		{cleo},
		{dora},
		{of(Contact(ref), twinning.WithdrawTender{})},
		{of(Signatory(ref), twinning.DeclineContract{Reason: "x"})},
		{of(Signatory(ref), twinning.SignContract{}), of(Procurer, twinning.SignContract{})},
		{of(Head, twinning.TerminateTwinning{Reason: "x"})},
		{tie, again},
		{again},
		{tie, again, assign, cleo, dora},
		{activate},
		{activate},
		{{Stream, Head, call.ReopenLeftover{To: "DHE-2020", Amount: EUR("5000.00"), Why: "x"}}},
	}).Draw(t, "deeds")
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
