package obligation_test

import (
	"fmt"
	"maps"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"twinning.example/engine/internal/obligation"
)

// However due dates move, are given up and come back, each rung that was ever
// planned has exactly one outcome, and they come in order.
func TestEachRungHasExactlyOneOutcomeHoweverDueDatesMove(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var list []obligation.Obligation
		passed, outcomes := map[string]bool{}, map[string]obligation.Outcome{}
		promised := map[string]bool{} // rungs of a due date that held when they were planned
		now, last := at("2019-10-01T09:00"), time.Time{}
		over := func(r obligation.Passed, by time.Time) {
			require.True(t, promised[r.Key], "%s was never planned", r.Key)
			require.NotContains(t, outcomes, r.Key, "%s has two outcomes", r.Key)
			require.False(t, r.At.Before(by), "the outcome of %s comes after its moment", r.Key)
			require.NotEmpty(t, r.Why)
			outcomes[r.Key] = r.Outcome
		}
		elapse := func(until time.Time) {
			for {
				plan := schedule(list, passed).Plan()
				if len(plan) == 0 || !plan[0].At.Before(until) {
					return
				}
				r := plan[0].Record()
				over(r, last)
				before := schedule(list, passed)
				passed = maps.Clone(passed)
				passed[r.Key], last = true, r.At
				require.Empty(t, obligation.NotSent(before, schedule(list, passed)))
			}
		}
		for range rapid.IntRange(1, 25).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.IntRange(1, 10*24).Draw(t, "hours")) * time.Hour)
			elapse(now)
			before := schedule(list, passed)
			id := fmt.Sprintf("log-%02d", rapid.IntRange(1, 3).Draw(t, "id"))
			switch rapid.IntRange(0, 3).Draw(t, "what") {
			case 0, 1:
				if o, known := obligation.Find(list, id); known && !o.Met.IsZero() {
					break // what was met is not owed again
				}
				due := date("2019-10-10").AddDays(rapid.IntRange(0, 10).Draw(t, "due"))
				list = obligation.Owe(list, now, "moved", obligation.Owed{ID: id, Ladder: "log", Who: []string{"p-a"}, Due: due})
			case 2:
				list = obligation.Meet(list, id, now)
			case 3:
				list = obligation.End(list, now, "ended", func(o obligation.Obligation) bool { return o.ID == id })
			}
			last = now
			for _, r := range obligation.NotSent(before, schedule(list, passed)) {
				require.NotEqual(t, obligation.Sent, r.Outcome)
				over(r, now)
			}
			for _, p := range schedule(list, passed).Plan() {
				require.False(t, p.At.Before(now), "%s lies before what was recorded", p.Key)
				require.True(t, p.Obligation.Open(), "%s is planned for what is not owed", p.Key)
				promised[p.Key] = true
			}
		}
		elapse(at("2030-01-01T00:00"))
		require.Empty(t, schedule(list, passed).Plan())
		require.Len(t, outcomes, len(promised))
	})
}
