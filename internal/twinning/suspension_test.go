package twinning_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/twinning"
)

func TestAPartyAsksForASuspensionAndTheHeadAnswers(t *testing.T) {
	t.Parallel()
	ask, refuse := twinning.AskSuspension{Reason: "the ward is closed", ForceMajeure: true}, twinning.RefuseSuspension{Reason: "it can go on online"}
	asked := func(w *World) { w.Do(Tendering(A), Signatory(A), ask) }
	waits := func(w *World) bool { _, open := owed(w, "suspension-1"); return open }
	Run(t, New(t).Running(),
		Row{Name: "the contact may", By: Contact(A), When: ask, Then: []string{"suspension-asked.v1"}, After: func(t *testing.T, w *World) {
			require.True(t, waits(w))
			require.Equal(t, twinning.Active, w.Twinning(A).Stage, "nothing is suspended by itself")
		}},
		Row{Name: "the signatory may", By: Signatory(A), When: ask, Then: []string{"suspension-asked.v1"}},
		Row{Name: "nobody else", By: Contact(B), When: ask, Refused: "roles/not-a-party"},
		Row{Name: "one at a time", Given: asked, By: Contact(A), When: ask, Refused: "suspension/asked-already"},
		Row{Name: "the head suspends, which answers", Given: asked, By: Head, When: suspend, Then: []string{"twinning-suspended.v1"}, After: func(t *testing.T, w *World) { require.False(t, waits(w)) }},
		Row{Name: "or refuses", Given: asked, By: Head, When: refuse, Then: []string{"suspension-refused.v1"}, After: func(t *testing.T, w *World) {
			require.False(t, waits(w))
			w.Do(Tendering(A), Contact(A), ask)
			_, open := owed(w, "suspension-2")
			require.True(t, open, "and may be asked again")
		}},
		Row{Name: "not by an officer", Given: asked, By: Officer, When: refuse, Refused: "roles/not-allowed"},
		Row{Name: "what nobody asks for is not refused", By: Head, When: refuse, Refused: "suspension/not-asked"},
		Row{Name: "not while it is suspended", Given: func(w *World) { w.Do(Tendering(A), Head, suspend) }, By: Contact(A), When: ask, Refused: "stages/wrong-stage"},
	)
	Nonsense(t,
		No("asked for no reason", twinning.AskSuspension{}, "reason is missing"),
		No("refused for none", twinning.RefuseSuspension{}, "reason is missing"),
	)
}

// From every stage that a contract can come to, the end can be reached.
func TestNoStageOfATwinningIsADeadEnd(t *testing.T) {
	t.Parallel()
	to := map[twinning.Stage][]twinning.Stage{}
	for _, row := range twinning.Stages() {
		for _, m := range row.Moves {
			to[row.Stage] = append(to[row.Stage], m.To)
		}
	}
	for _, row := range twinning.Stages() {
		seen, next := map[twinning.Stage]bool{row.Stage: true}, []twinning.Stage{row.Stage}
		for len(next) > 0 {
			at := next[0]
			next = next[1:]
			for _, s := range to[at] {
				if !seen[s] {
					seen[s] = true
					next = append(next, s)
				}
			}
		}
		require.True(t, seen[twinning.Over], "from %q no way leads to the end", row.Stage)
	}
}
