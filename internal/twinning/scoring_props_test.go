package twinning_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

// drawnReports draws the points of three evaluators and more.
func drawnReports(t *rapid.T, people []string) map[string]twinning.RecordEvaluation {
	reports := map[string]twinning.RecordEvaluation{}
	point := func() string { return rapid.SampledFrom([]string{"0", "1", "2.5", "3.5", "4", "5"}).Draw(t, "points") }
	for _, p := range people {
		reports[p] = Points(point(), point(), point())
	}
	return reports
}

func TestAScoreDoesNotDependOnTheOrderOfTheReports(t *testing.T) {
	t.Parallel()
	people := []string{Ada, Ben, Cleo}
	rapid.Check(t, func(t *rapid.T) {
		book := scoring(func(e *call.Evaluation) {
			e.Aggregate = rapid.SampledFrom([]string{"", call.Mean, call.Median}).Draw(t, "aggregate")
			if rapid.Bool().Draw(t, "arbitration") {
				arbitrating(e)
			}
		})
		reports := drawnReports(t, people)
		begin := judged(t, book, people...)
		var first twinning.Twinning
		for n := range 3 {
			w := begin.Clone(t)
			for _, p := range rapid.Permutation(people).Draw(t, "order") {
				w.Do(Tendering(A), p, reports[p])
			}
			is := w.Twinning(A)
			slices.Sort(is.Counted)
			if n == 0 {
				first = is
			}
			require.Equal(t, first.Stage, is.Stage)
			require.Equal(t, first.Score.String(), is.Score.String())
			require.Equal(t, []string{first.Mean.String(), first.Median.String(), first.Spread.String(), first.Method}, []string{is.Mean.String(), is.Median.String(), is.Spread.String(), is.Method})
			require.Equal(t, first.Counted, is.Counted)
		}
	})
}

// Whatever comes first, a declaration, a record, a report, an assignment, an
// arbitration or a consensus: a score is what the reports of those without a
// conflict come to, and nothing else.
func TestNoScoreOfAConflictedEvaluatorEverCounts(t *testing.T) {
	t.Parallel()
	people := []string{Ada, Ben, Cleo, "p-dora", "p-emil"}
	rapid.Check(t, func(t *rapid.T) {
		book := scoring(func(e *call.Evaluation) {
			e.Aggregate = rapid.SampledFrom([]string{call.Mean, call.Median}).Draw(t, "aggregate")
			if rapid.Bool().Draw(t, "arbitration") {
				arbitrating(e)
			}
			e.Consensus = rapid.IntRange(0, 3).Draw(t, "consensus") == 0
		})
		w := New(t).Opened(book).Published().Submitted(A).Shut().Eligible(A)
		for _, p := range people[3:] {
			w.Do(Stream, Officer, call.AppointEvaluator{Evaluator: p})
			w.Do(Stream, p, call.DeclareImpartiality{})
		}
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			p := rapid.SampledFrom(people).Draw(t, "who")
			point := rapid.SampledFrom([]string{"0", "2.5", "4", "5"}).Draw(t, "points")
			stream, by, c := Tendering(A), p, law.Command(Scores(point))
			switch rapid.IntRange(0, 9).Draw(t, "what") {
			case 0:
				c = twinning.DeclareConflict{Why: "x"}
			case 1:
				by, c = Officer, twinning.RecordConflict{Evaluator: p, Why: "x"}
			case 2, 3:
				n := rapid.IntRange(2, 4).Draw(t, "n")
				stream, by, c = Stream, Officer, call.AssignEvaluators{Tender: A, Evaluators: rapid.Permutation(people).Draw(t, "order")[:n], Why: "x"}
			case 4, 5:
				stream, by, c = Stream, Officer, call.DrawAssignments{Seed: point}
			case 6:
				c = twinning.ProposeConsensus{Scores: Scores(point).Scores}
			case 7:
				c = twinning.AgreeConsensus{}
			}
			_, err := w.Send(stream, by, c)
			_, refused := law.Refused(err)
			require.True(t, err == nil || refused, err)
			scoreHolds(t, w, book.Evaluation)
		}
		require.Empty(t, w.Refusals)
	})
}

func scoreHolds(t *rapid.T, w *World, rules call.Evaluation) {
	is := w.Twinning(A)
	if is.Stage != twinning.Evaluated {
		require.True(t, is.Score.IsZero())
		require.Empty(t, is.Counted)
		return
	}
	var left []call.Report
	f := is.TenderFact()
	for _, r := range f.Reports {
		if !is.Conflicted(r.Evaluator) {
			left = append(left, r)
		}
	}
	for _, p := range is.Counted {
		require.False(t, is.Conflicted(p), "%s counts in spite of a conflict", p)
	}
	require.GreaterOrEqual(t, len(left), rules.PerTender)
	if is.Method != call.ByConsensus {
		tally := call.TallyOf(left, rules, is.Arbitrated)
		require.Equal(t, tally.Score.String(), is.Score.String())
		require.Equal(t, []string{tally.Mean.String(), tally.Median.String(), tally.Spread.String()}, []string{is.Mean.String(), is.Median.String(), is.Spread.String()})
	}
	require.Equal(t, is.Score.String(), f.Recount(rules).Score.String(), "and what-if finds the same")
}
