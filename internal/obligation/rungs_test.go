package obligation_test

import (
	"fmt"
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
		elapse := func(until time.Time) {
			for {
				plan := obligation.Plan(list, ladders(), brussels(), passed)
				if len(plan) == 0 || !plan[0].At.Before(until) {
					return
				}
				r := plan[0].Record()
				require.False(t, passed[r.Key], "%s comes twice", r.Key)
				require.False(t, r.At.Before(last), "%s comes too late", r.Key)
				due, holds := plan[0].Obligation.Current()
				if r.Outcome == obligation.Sent {
					require.True(t, holds && due.On == r.Due && plan[0].Obligation.Open(), "%s is sent for what is not owed", r.Key)
				}
				passed[r.Key], outcomes[r.Key], last = true, r.Outcome, r.At
			}
		}
		for range rapid.IntRange(1, 25).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.IntRange(1, 10*24).Draw(t, "hours")) * time.Hour)
			elapse(now)
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
			for _, p := range obligation.Plan(list, ladders(), brussels(), passed) {
				require.True(t, p.At.After(now) || !p.At.Before(last), "%s lies before what was recorded", p.Key)
				promised[p.Key] = true
			}
		}
		elapse(at("2030-01-01T00:00"))
		require.Empty(t, obligation.Plan(list, ladders(), brussels(), passed))
		for key := range promised {
			require.NotEmpty(t, outcomes[key], key)
		}
		require.Len(t, outcomes, len(promised))
	})
}
