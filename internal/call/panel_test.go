package call_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/twinning"
)

// paneled is a call with a panel, and the tenders A (80) and B (70) evaluated.
func paneled(t T) *World {
	w := New(t).Opened(book(func(b *call.RuleBook) { b.Evaluation.Panel = true })).Published().Submitted(A, B, C).Shut().Eligible(A, B, C)
	w.Do(Tendering(C), Contact(C), twinning.WithdrawTender{})
	return w.Assigned(A, B).Scored(A, "4").Scored(B, "3.5")
}

func TestAPanelMayChangeScoresBeforeTheAward(t *testing.T) {
	t.Parallel()
	minutes := SHA("the minutes")
	decide := func(present []string, scores ...call.PanelDecision) call.DecidePanel {
		return call.DecidePanel{Present: present, Minutes: minutes, Scores: scores}
	}
	raise := call.PanelDecision{Tender: B, Score: Number("85.5"), Why: "impact was underrated"}
	all := []string{Ada, Ben, Cleo}
	decided := []string{"panel-decided.v1"}
	prepared := []string{"award-prepared.v1"}
	withCleoAway := raise
	withCleoAway.Absent = []string{Cleo}
	Run(t, paneled(t),
		Row{Name: "what it owes is said", By: Officer, When: call.PrepareAward{}, Refused: "panel/not-decided", After: func(t *testing.T, w *World) {
			require.Equal(t, "not-decided", w.Call().PanelOwes([]call.TenderFact{w.Twinning(A).TenderFact()}).Code)
			require.Empty(t, New(t).Opened(Book()).Call().PanelOwes(nil))
		}},
		Row{Name: "without its decision no award is prepared", By: Officer, When: call.PrepareAward{}, Refused: "panel/not-decided"},
		Row{Name: "it leaves everything as it was", By: Officer, When: decide(all), Then: decided, After: func(t *testing.T, w *World) {
			w.Do(Stream, Officer, call.PrepareAward{})
			require.Equal(t, []string{A, B}, w.Call().Prepared.With(call.Awarded))
		}},
		Row{Name: "it raises one", By: Head, When: decide(all, raise), Then: decided, After: func(t *testing.T, w *World) {
			w.Do(Stream, Officer, call.PrepareAward{})
			steps := w.Call().Prepared.Steps
			require.Equal(t, B, steps[0].Tender)
			require.Equal(t, "85.5", steps[0].Score.String())
			require.Contains(t, narrate.English().Reason(steps[0].Why), "the panel gave it 85.5 where the reports came to 70")
			require.Equal(t, "funded", steps[1].Why.Code)
			require.Equal(t, "70", w.Twinning(B).Score.String(), "the reports say what they said")
			after := w.Call().AfterPanel([]call.TenderFact{w.Twinning(A).TenderFact(), w.Twinning(B).TenderFact()})
			require.Equal(t, []string{"80", "85.5"}, []string{after[0].Score.String(), after[1].Score.String()})
			require.Equal(t, []bool{false, true}, []bool{after[0].Panelled, after[1].Panelled})
			rules := w.Call().Rules
			require.Equal(t, *w.Call().Prepared, w.Call().Noted(call.Decide(after, rules, rules.Budget), after), "a what-if says so, too")
			w.Do(Stream, Head, call.ReleaseAward{})
			require.Equal(t, "85.5", w.Twinning(B).Outcome.Score.String())
		}},
		Row{Name: "deciding again takes its place", Given: func(w *World) {
			w.Do(Stream, Officer, decide(all, raise))
			w.Do(Stream, Officer, decide(all))
		}, By: Officer, When: call.PrepareAward{}, Then: prepared, After: func(t *testing.T, w *World) {
			require.Equal(t, A, w.Call().Prepared.Steps[0].Tender)
		}},
		Row{Name: "and what was prepared has moved", Given: func(w *World) {
			w.Do(Stream, Officer, decide(all))
			w.Do(Stream, Officer, call.PrepareAward{})
			w.Do(Stream, Officer, decide(all, raise))
		}, By: Head, When: call.ReleaseAward{}, Refused: "award/moved"},
		Row{Name: "not by an evaluator", By: Ada, When: decide(all), Refused: "roles/not-allowed"},
		Row{Name: "not with who is no evaluator", By: Officer, When: decide([]string{Stranger}), Refused: "panel/not-an-evaluator"},
		Row{Name: "nor with who has not declared", By: Officer, When: decide([]string{Ada, Undeclared}), Refused: "panel/not-an-evaluator"},
		Row{Name: "not about a tender that is not evaluated", By: Officer, When: decide(all, call.PanelDecision{Tender: C, Score: Number("1"), Why: "x"}), Refused: "panel/not-evaluated"},
		Row{Name: "nor with somebody of an organisation that competes", By: Officer, When: decide([]string{Ada, OfAlpha}), Refused: "panel/not-an-evaluator"},
		Row{Name: "not with who has declared a conflict", Given: func(w *World) {
			w.Do(Tendering(B), Cleo, twinning.DeclareConflict{Why: "x"})
		}, By: Officer, When: decide(all, raise), Refused: "panel/conflict"},
		Row{Name: "unless they left the room for it", Given: func(w *World) {
			w.Do(Tendering(B), Cleo, twinning.DeclareConflict{Why: "x"})
			w.Do(Stream, Officer, decide(all, withCleoAway))
		}, By: Officer, When: call.PrepareAward{}, Then: prepared},
		Row{Name: "a conflict that comes to light later takes its score back", Given: func(w *World) {
			w.Do(Stream, Officer, decide(all, raise))
			w.Do(Tendering(B), Officer, twinning.RecordConflict{Evaluator: Cleo, Why: "her sister's"})
		}, By: Officer, When: call.PrepareAward{}, Refused: "panel/tied"},
		Row{Name: "so does another score of the evaluators", Given: func(w *World) {
			w.Do(Stream, Officer, decide(all, raise))
			w.Do(Tendering(B), Officer, twinning.RecordConflict{Evaluator: Ada, Why: "her sister's"})
			w.Do(Stream, Officer, call.AssignEvaluators{Tender: B, Evaluators: []string{Ben, Cleo}})
			w.Do(Tendering(B), Cleo, Scores("3"))
		}, By: Officer, When: call.PrepareAward{}, Refused: "panel/moved-after-the-panel"},
		Row{Name: "asked again it may decide", Given: func(w *World) {
			w.Do(Stream, Officer, decide(all, raise))
			w.Do(Tendering(B), Officer, twinning.RecordConflict{Evaluator: Cleo, Why: "her sister's"})
			w.Do(Stream, Officer, decide([]string{Ada, Ben}, raise))
		}, By: Officer, When: call.PrepareAward{}, Then: prepared},
		Row{Name: "not once the award is released", Given: func(w *World) { w.Do(Stream, Officer, decide(all)); w.Decided() }, By: Officer, When: decide(all), Refused: "stages/wrong-stage"},
	)
	Run(t, New(t).Opened(Book()).Published().Submitted(A).Shut().Eligible(A).Assigned(A).Scored(A, "4"),
		Row{Name: "where the rule book has none", By: Officer, When: decide(all), Refused: "panel/no-panel"})
	Run(t, New(t).Opened(book(func(b *call.RuleBook) { b.Evaluation.Panel = true })).Published().Submitted(A).Shut().Eligible(A).Assigned(A),
		Row{Name: "while reports are awaited", By: Officer, When: decide(all), Refused: "award/not-all-evaluated"})
}
