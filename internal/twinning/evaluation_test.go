package twinning_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/twinning"
)

func assigned(t T, people ...string) *World {
	w := New(t).Opened(Book()).Published().Submitted(A, B).Shut().Eligible(A)
	w.Do(Stream, Officer, call.AssignEvaluators{Tender: A, Evaluators: people})
	return w
}

var tied = twinning.DeclareConflict{Why: "my brother's"}

func TestAReportIsTakenFromEachAssignedEvaluatorOnce(t *testing.T) {
	t.Parallel()
	report := Scores("4")
	w := assigned(t, Ada, Ben)
	recorded := []string{"evaluation-recorded.v1"}
	Run(t, w,
		Row{Name: "the first", By: Ada, When: report, Then: recorded, After: func(t *testing.T, w *World) {
			o, _ := obligation.Find(w.Twinning(A).Obligations, "evaluation-"+Ada)
			require.False(t, o.Open())
			require.Equal(t, "80", w.Twinning(A).Reviews[0].Total.String())
		}},
		Row{Name: "with the last the tender is evaluated", Given: func(w *World) { w.Do(Tendering(A), Ada, Points("5", "4.5", "4")) }, By: Ben, When: Points("3", "4", "3.5"), Then: []string{"evaluation-recorded.v1", "tender-evaluated.v1"}, After: func(t *testing.T, w *World) {
			// 5*30/5 + 4.5*40/5 + 4*30/5 = 90; 18 + 32 + 21 = 71; the mean is 80.5.
			require.Equal(t, "80.5", w.Twinning(A).Score.String())
			require.Equal(t, "4.25", w.Twinning(A).Means["impact"].String())
			require.Equal(t, twinning.Evaluated, w.Twinning(A).Stage)
		}},
		Row{Name: "not twice", Given: func(w *World) { w.Do(Tendering(A), Ada, report) }, By: Ada, When: report, Refused: "evaluation/already-recorded"},
		Row{Name: "not by who is not assigned", By: Cleo, When: report, Refused: "assignment/not-assigned"},
		Row{Name: "not by an officer", By: Officer, When: report, Refused: "roles/not-allowed"},
		Row{Name: "not by who was never appointed, whatever a people file says", By: Stranger, When: report, Refused: "roles/not-appointed"},
		Row{Name: "not of a tender that is not eligible", To: Tendering(B), By: Ada, When: report, Refused: "stages/wrong-stage"},
		Row{Name: "not by who is in conflict", Given: func(w *World) { w.Do(Tendering(A), Ada, tied) }, By: Ada, When: report, Refused: "conflicts/conflict-of-own"},
		Row{Name: "not without a criterion", By: Ada, When: twinning.RecordEvaluation{Scores: report.Scores[1:]}, Refused: "evaluation/incomplete"},
		Row{Name: "not above the scale", By: Ada, When: Points("5", "5.1", "5"), Refused: "evaluation/scale"},
		Row{Name: "not with a criterion too many", By: Ada, When: twinning.RecordEvaluation{
			Scores: append([]twinning.Score{{Criterion: "charm", Points: Number("1"), Comment: "!"}}, report.Scores...),
		}, Refused: "evaluation/unknown-criterion"},
	)
}

func TestAScoreIsRoundedOnceAndNotCriterionByCriterion(t *testing.T) {
	t.Parallel()
	book := Book()
	book.Evaluation.PerTender = 1
	book.Evaluation.Threshold = Number("20")
	book.Evaluation.Criteria = []call.Criterion{{ID: "relevance", Name: "r", Weight: 10, Max: 3}, {ID: "impact", Name: "i", Weight: 10, Max: 3}, {ID: "implementation", Name: "m", Weight: 80, Max: 3}}
	w := New(t).Opened(book).Published().Submitted(A).Shut().Eligible(A)
	w.Do(Stream, Officer, call.AssignEvaluators{Tender: A, Evaluators: []string{Ada}})
	w.Do(Tendering(A), Ada, Points("1", "1", "0.5"))
	require.Equal(t, "20", w.Twinning(A).Score.String(), "(10 + 10 + 40) / 3, and not three thirds rounded down")
	w.Decided()
	require.Equal(t, twinning.Awarded, w.Twinning(A).Stage)
}

func TestNoScoreOfAConflictedEvaluatorCounts(t *testing.T) {
	t.Parallel()
	w := assigned(t, Ada, Ben)
	Run(t, w,
		Row{Name: "a conflict is declared by an evaluator", By: Ada, When: tied, Then: []string{"conflict-declared.v1"}, After: func(t *testing.T, w *World) {
			o, _ := obligation.Find(w.Twinning(A).Obligations, "evaluation-"+Ada)
			require.False(t, o.Open())
			require.True(t, w.Twinning(A).Conflicted(Ada))
		}},
		Row{Name: "by nobody else", By: Officer, When: tied, Refused: "roles/not-allowed"},
		Row{Name: "once", Given: func(w *World) { w.Do(Tendering(A), Ada, tied) }, By: Ada, When: tied, Refused: "conflicts/already-declared"},
		Row{Name: "before anything is assigned", To: Tendering(B), By: Ada, When: tied, Then: []string{"conflict-declared.v1"}},
		Row{Name: "once it is evaluated, another evaluator is awaited", Given: func(w *World) { w.Scored(A, "4") }, By: Ada, When: tied, Then: []string{"conflict-declared.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, twinning.Eligible, w.Twinning(A).Stage)
			require.True(t, w.Twinning(A).Score.IsZero())
			require.Empty(t, w.Twinning(A).Counted)
		}},
		Row{Name: "and by others nothing moves", Given: func(w *World) { w.Scored(A, "4") }, By: Cleo, When: tied, Then: []string{"conflict-declared.v1"}},
		Row{Name: "a report given before does not count", Given: func(w *World) {
			w.Do(Tendering(A), Ada, Scores("5"))
			w.Do(Tendering(A), Ada, tied)
			w.Do(Tendering(A), Ben, Scores("3"))
			require.Equal(t, twinning.Eligible, w.Twinning(A).Stage, "one report is too few")
			w.Do(Stream, Officer, call.AssignEvaluators{Tender: A, Evaluators: []string{Ben, Cleo}})
		}, By: Cleo, When: Scores("4"), Then: []string{"evaluation-recorded.v1", "tender-evaluated.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, "70", w.Twinning(A).Score.String())
			require.Equal(t, []string{Ada}, w.Twinning(A).TenderFact().Conflicts)
		}},
	)
	Run(t, New(t).Opened(Book()).Published().Submitted(A),
		Row{Name: "not while tenders are sealed", By: Ada, When: tied, Refused: "sealed/not-opened"})
	Run(t, New(t).Opened(Book()).Published(),
		Row{Name: "not of a tender that nobody sent", By: Officer, When: tied, Refused: "stages/no-tender"})
	Run(t, assigned(t, Ada, Ben, Cleo),
		Row{Name: "the last who is waited for leaves by a conflict", Given: func(w *World) { w.Scored(A, "4") }, By: Cleo, When: tied, Then: []string{"conflict-declared.v1", "tender-evaluated.v1"}})
}

func TestWhatTheCallSaysIsSaidByTheEngineAlone(t *testing.T) {
	t.Parallel()
	outcome := func(v call.Verdict) twinning.NoteOutcome {
		return twinning.NoteOutcome{Outcome: call.Outcome{Verdict: v, Place: 1, Score: Number("80"), Amount: EUR("40000.00"), Why: law.Why("told-awarded")}}
	}
	w := New(t).Opened(Book()).Published().Submitted(A, B).Shut().Eligible(A, B).Assigned(A).Scored(A, "4")
	Run(t, w,
		Row{Name: "no assignment by hand", By: Head, When: twinning.NoteAssignment{Evaluators: []string{Ada}}, Refused: "roles/call-only"},
		Row{Name: "no outcome by hand", By: Head, When: outcome(call.Awarded), Refused: "roles/call-only"},
		Row{Name: "an assignment that comes when it is evaluated", By: law.Engine, When: twinning.NoteAssignment{Evaluators: []string{Cleo}}, Refused: "stages/wrong-stage"},
		Row{Name: "an outcome before the evaluation", To: Tendering(B), By: law.Engine, When: outcome(call.Awarded), Refused: "stages/wrong-stage"},
		Row{Name: "an award, with the time to sign", By: law.Engine, When: outcome(call.Awarded), Then: []string{"outcome-noted.v1"}, After: func(t *testing.T, w *World) {
			o, _ := obligation.Find(w.Twinning(A).Obligations, "contract")
			require.Equal(t, []string{Signatory(A)}, o.Who)
		}},
		Row{Name: "a rejection", By: law.Engine, When: outcome(call.Rejected), Then: []string{"outcome-noted.v1"}, After: func(t *testing.T, w *World) {
			w.At("2019-11-01T00:00")
			require.Equal(t, twinning.Retained, w.Twinning(A).Stage)
		}},
		Row{Name: "the reserve, and then an award", Given: func(w *World) { w.Do(Tendering(A), law.Engine, outcome(call.Reserve)) }, By: law.Engine, When: outcome(call.Awarded), Then: []string{"outcome-noted.v1"}},
	)
}

// An outcome may cross a withdrawal on its way, and be however late.
func TestAnOutcomeForWhoWithdrewIsMootAndItsMoneyComesBack(t *testing.T) {
	t.Parallel()
	for name, when := range map[string]string{"at once": "2019-09-16T10:00", "years later": "2023-01-01T10:00", "for ever": "2030-01-01T00:00"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := New(t).Opened(Book()).Published().Submitted(A).Shut().Eligible(A).Assigned(A).Scored(A, "4")
			w.Do(Tendering(A), Contact(A), twinning.WithdrawTender{})
			w.At(when)
			for _, v := range []call.Verdict{call.Awarded, call.Reserve, call.Rejected} {
				is := w.Twinning(A)
				events, err := twinning.Law.Decide(is, w, twinning.NoteOutcome{Outcome: call.Outcome{Verdict: v, Amount: EUR("40000.00")}}, receipt(w, law.Engine))
				require.NoError(t, err)
				noted, ok := events[0].(twinning.OutcomeNoted)
				require.True(t, ok)
				require.True(t, noted.Moot)
				require.Equal(t, is.Stage, is.Evolve(noted, law.Recorded{}).Stage)
				var kinds []string
				for _, m := range twinning.Law.Messages(is, noted) {
					kinds = append(kinds, m.Kind)
				}
				require.Equal(t, map[call.Verdict][]string{call.Awarded: {"note-end"}, call.Reserve: {"note-end"}}[v], kinds, "the end frees the money")
			}
		})
	}
}
