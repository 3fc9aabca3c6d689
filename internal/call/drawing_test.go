package call_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/twinning"
)

func TestEvaluatorsAreDrawnForWhateverTenderLacksThem(t *testing.T) {
	t.Parallel()
	draw := call.DrawAssignments{Seed: "7Q2M"}
	w := New(t).Opened(Book()).Published().Submitted(A, B, C).Shut().Eligible(A, B)
	drawn := []string{"assignments-drawn.v1"}
	Run(t, w,
		Row{Name: "every one at once", By: Officer, When: draw, Then: drawn, After: func(t *testing.T, w *World) {
			history := w.History(Stream)
			e := history[len(history)-1].Event.(call.AssignmentsDrawn)
			require.Equal(t, "7Q2M", e.Seed)
			require.Equal(t, []string{A, B}, []string{e.Assignments[0].Tender, e.Assignments[1].Tender})
			given := map[string]int{}
			for _, d := range e.Assignments {
				require.Len(t, d.Evaluators, 2)
				require.NotContains(t, d.Evaluators, OfAlpha)
				require.NotContains(t, d.Evaluators, Undeclared)
				require.Equal(t, d.Evaluators, w.Twinning(d.Tender).Assigned, "the tender is told")
				for _, p := range d.Evaluators {
					given[p]++
				}
			}
			letters := map[string]string{}
			for _, l := range law.Letters(e) {
				require.Equal(t, "assignments-drawn", l.Template)
				letters[l.To] = narrate.English().Words(l)["number"]
			}
			require.Len(t, letters, len(given), "one letter each")
			for p, n := range given {
				require.Equal(t, fmt.Sprint(n), letters[p])
				require.LessOrEqual(t, n, 2)
			}
			require.Equal(t, call.Evaluating, w.Call().Stage)
			require.Empty(t, w.Refusals)
		}},
		Row{Name: "only those named", By: Officer, When: call.DrawAssignments{Seed: "s", Tenders: []string{B}}, Then: drawn, After: func(t *testing.T, w *World) {
			require.Empty(t, w.Call().Assignments[A])
		}},
		Row{Name: "whoever evaluates a tender goes on", Given: func(w *World) {
			w.Assigned(A).Do(Tendering(A), Ben, twinning.DeclareConflict{Why: "x"})
		}, By: Officer, When: call.DrawAssignments{Seed: "s", Tenders: []string{A}}, Then: drawn, After: func(t *testing.T, w *World) {
			require.Equal(t, []string{Ada, Cleo}, w.Call().Assignments[A])
			require.Equal(t, map[string]string{Cleo: "assignments-drawn", Ben: "evaluator-replaced"}, told(w.History(Stream)))
		}},
		Row{Name: "those who have least are drawn", Given: func(w *World) { w.Assigned(A) }, By: Officer, When: draw, Then: drawn, After: func(t *testing.T, w *World) {
			require.Contains(t, w.Call().Assignments[B], Cleo)
		}},
		Row{Name: "the head may not", By: Head, When: draw, Refused: "roles/not-allowed"},
		Row{Name: "when nothing lacks any, there is nothing to draw", Given: func(w *World) { w.Assigned(A, B) }, By: Officer, When: draw, Refused: "assignment/nothing-to-draw"},
		Row{Name: "nor for one that has enough", Given: func(w *World) { w.Assigned(A) }, By: Officer, When: call.DrawAssignments{Seed: "s", Tenders: []string{A}}, Refused: "assignment/enough"},
		Row{Name: "a tender that is none", By: Officer, When: call.DrawAssignments{Seed: "s", Tenders: []string{"DHE-2019-ZZZZZZ"}}, Refused: "assignment/no-such-tender"},
		Row{Name: "a tender that is not eligible", By: Officer, When: call.DrawAssignments{Seed: "s", Tenders: []string{C}}, Refused: "assignment/not-eligible"},
		Row{Name: "too few without a conflict", Given: func(w *World) {
			for _, p := range []string{Ada, Ben} {
				w.Do(Tendering(A), p, twinning.DeclareConflict{Why: "x"})
			}
		}, By: Officer, When: draw, Refused: "assignment/too-few-evaluators", After: func(t *testing.T, w *World) {
			_, err := w.Send(Stream, Officer, draw)
			require.ErrorContains(t, err, "tender="+A+" lacks=2 able=1")
			require.NotContains(t, err.Error(), B)
		}},
	)
	Run(t, New(t).Opened(Book()).Published().Submitted(A), Row{Name: "not while tenders may come", By: Officer, When: draw, Refused: "stages/wrong-stage"})
}

func TestTheSameSeedDrawsTheSame(t *testing.T) {
	t.Parallel()
	refs := func(n int) []string {
		var all []string
		for i := range n {
			all = append(all, fmt.Sprintf("%s-AAAA%c%c", Reference, 'A'+i/26, 'A'+i%26))
		}
		return all
	}
	rapid.Check(t, func(t *rapid.T) {
		tenders := refs(rapid.IntRange(1, 12).Draw(t, "tenders"))
		begin := New(t).Opened(Book()).Published().Submitted(tenders...).Shut().Eligible(tenders...)
		for range rapid.IntRange(0, 4).Draw(t, "conflicts") {
			ref := rapid.SampledFrom(tenders).Draw(t, "tender")
			_, err := begin.Send(Tendering(ref), rapid.SampledFrom([]string{Ada, Ben}).Draw(t, "who"), twinning.DeclareConflict{Why: "x"})
			_, refused := law.Refused(err)
			require.True(t, err == nil || refused)
		}
		seed := rapid.StringMatching(`[a-z0-9]{1,8}`).Draw(t, "seed")
		draw := func() (call.AssignmentsDrawn, error) {
			w := begin.Clone(t)
			w.At("2019-08-20T09:00") // it does not matter when
			events, err := w.Send(Stream, Officer, call.DrawAssignments{Seed: seed})
			if err != nil {
				return call.AssignmentsDrawn{}, err
			}
			return events[0].(call.AssignmentsDrawn), nil
		}
		first, err := draw()
		again, againErr := draw()
		require.Equal(t, first, again)
		require.Equal(t, err, againErr)
		for _, d := range first.Assignments {
			require.Len(t, d.Evaluators, 2)
			for _, p := range d.Evaluators {
				require.False(t, begin.Twinning(d.Tender).Conflicted(p))
				require.True(t, slices.Contains([]string{Ada, Ben, Cleo}, p), p)
			}
		}
	})
}
