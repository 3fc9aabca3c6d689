package chaos

import (
	"context"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
	"go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/twinning"
	"twinning.example/engine/internal/views"
)

func TestWithTemporalsDatabasesDroppedInMidYearEveryLifeIsRestoredAndGoesOn(t *testing.T) {
	h := inProgrammeTime(t)
	year := h.opens(t, h.now(t).Truncate(time.Minute).Add(10*time.Minute))
	year.evaluated(t, "40000.00")
	h.eventually(t, year.stream, "officer", call.PrepareAward{})
	h.do(t, year.stream, "head", call.ReleaseAward{})
	_, contracted := year.tender(0)
	h.eventually(t, contracted, "signatory", twinning.SignContract{})
	h.do(t, contracted, "procurer", twinning.SignContract{})
	h.moveTo(t, year.deadline.AddDate(0, 3, 0), 0)
	open := h.opens(t, h.now(t).Truncate(time.Minute).Add(10*time.Minute))
	h.rests(t, time.Minute)

	h.mailsTo(t, "127.0.0.1:9") // nobody answers there: letters wait
	for n := range 5 {
		w := open.submits(n, "40000.00")
		h.do(t, w.stream, w.as, w.command)
	}
	h.takeAway(t, temporal)
	h.dropTemporal(t)
	late := open.submits(5, "40000.00") // and one that Temporal has never heard of
	pending := h.race(t, -1, late)
	h.bringBack(t, temporal)
	require.NoError(t, os.Remove(h.script(worker)+".env"))
	h.kill(worker)

	began := time.Now()
	id, err := h.store.Request(t.Context(), views.Restore, "")
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	request, err := h.store.AwaitRequest(ctx, id)
	require.NoError(t, err)
	require.Nil(t, request.Problem)
	t.Logf("%d lives restored in %s (load %.1f)", *request.Lives, time.Since(began).Round(time.Millisecond), load())
	h.everyLifeRuns(t)

	h.keptItsPromises(t) // the letters that waited, too
	now, err := h.door.Answer(t.Context(), pending[0].Stream, pending[0].CommandID)
	require.NoError(t, err)
	require.Equal(t, "in time", now.Verdict)
	h.do(t, contracted, "head", twinning.SuspendTwinning{Reason: "to see that it lives"})
	h.moveTo(t, open.deadline.Add(time.Minute), 0)
	require.Eventually(t, func() bool {
		shut, err := h.sql.Exec(t.Context(), `SELECT FROM ledger.events WHERE stream = $1 AND kind = 'submission-shut.v1'`, open.stream)
		require.NoError(t, err)
		return shut.RowsAffected() == 1
	}, 20*time.Second, 20*time.Millisecond, "the timer of a restored life rings")
	h.keptItsPromises(t)
}

func TestAWorkerSurvivesThatTemporalHasForgottenEverything(t *testing.T) {
	inFull(t)
	h := inProgrammeTime(t)
	c := h.opens(t, h.now(t).Truncate(time.Minute).Add(10*time.Minute))
	w := c.submits(0, "40000.00")
	h.do(t, w.stream, w.as, w.command)
	h.takeAway(t, temporal)
	h.dropTemporal(t)
	h.bringBack(t, temporal)
	h.do(t, w.stream, w.as, w.command) // the worker was not touched: it, or the next one, drives lives again
	h.keptItsPromises(t)
}

// dropTemporal loses all that Temporal knows.
func (h *house) dropTemporal(t *testing.T) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(h.dir, "passwords"))
	require.NoError(t, err)
	at, err := url.Parse(h.stack.DatabaseURL)
	require.NoError(t, err)
	for line := range strings.Lines(string(text)) {
		if role, password, _ := strings.Cut(strings.TrimSpace(line), " "); role == "temporal" {
			at.User = url.UserPassword(role, password)
		}
	}
	at.Path = "/postgres"
	conn, err := pgx.Connect(t.Context(), at.String())
	require.NoError(t, err)
	defer conn.Close(t.Context())
	for _, database := range []string{"temporal", "temporal_visibility"} {
		_, err := conn.Exec(t.Context(), `DROP DATABASE `+database+` WITH (FORCE)`)
		require.NoError(t, err)
	}
}

// everyLifeRuns asks Temporal for each life that is not over.
func (h *house) everyLifeRuns(t *testing.T) {
	t.Helper()
	c, err := client.Dial(client.Options{HostPort: h.stack.TemporalAddress, Namespace: h.stack.Namespace})
	require.NoError(t, err)
	defer c.Close()
	lives, err := h.store.All(t.Context(), "")
	require.NoError(t, err)
	for _, l := range lives {
		if l.Over {
			continue
		}
		is, err := c.DescribeWorkflow(t.Context(), l.Stream, "")
		require.NoError(t, err, l.Stream)
		require.Equal(t, enums.WORKFLOW_EXECUTION_STATUS_RUNNING, is.Status, l.Stream)
	}
}
