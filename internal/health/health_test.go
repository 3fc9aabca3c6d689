package health_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/health"
	"twinning.example/engine/internal/ledger/ledgertest"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/views"
)

func TestEveryQuestionHasAnAnswerAndABadOneSaysWhatToDo(t *testing.T) {
	t.Parallel()
	ledgertest.New(t)
	s, err := views.Open(t.Context(), ledgertest.DSN(t, "twinning_app"), 2)
	require.NoError(t, err)
	t.Cleanup(s.Close)
	levels := func() map[string]health.Level {
		all := map[string]health.Level{}
		for _, a := range health.Check(t.Context(), s.Pool()) {
			require.NotContains(t, a.Says, "cannot be asked", a.Check)
			require.True(t, a.Level == health.OK || a.Do != "", "%s is %s and says nothing of what to do", a.Check, a.Level)
			all[a.Check] = a.Level
		}
		return all
	}
	require.Equal(t, health.Bad, levels()["workers"], "no worker lives")
	require.NoError(t, s.Heartbeat(t.Context(), views.Worker{ID: "w", Version: "v", StartedAt: time.Now(), HostAt: time.Now(), Leads: true}))
	require.NoError(t, s.Ran(t.Context(), views.Verification, 3, false))
	_, err = s.Failed(t.Context(), views.Failure{Stream: "call/A", Code: "law-panicked", Text: "x", By: "life"})
	require.NoError(t, err)
	require.Equal(t, health.OK, levels()["parked lives"], "it is still tried")
	require.NoError(t, s.Park(t.Context(), "call/A"))
	now := levels()
	require.Equal(t, health.OK, now["workers"])
	require.Equal(t, health.Bad, now["verification"])
	require.Equal(t, health.Look, now["parked lives"])

	says := func() string {
		a, err := health.ParkedLives(t.Context(), s.Pool())
		require.NoError(t, err)
		return a.Says
	}
	require.NoError(t, s.Stand(t.Context(), "call/A", life.Now{Version: 2, Stage: "over", Over: true}))
	require.Equal(t, "1", says())
	require.NoError(t, s.KeepUnanswered(t.Context(), []views.Unanswered{{Position: 7, Stream: "call/A", Command: "c", Since: time.Now()}}))
	require.Equal(t, "1; in 1 the retention has ended, and what is sealed is kept until a command has its answer", says())
}
