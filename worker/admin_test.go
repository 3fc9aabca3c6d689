package main

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/parking"
	"twinning.example/engine/internal/testbin"
	"twinning.example/engine/internal/views"
)

// get asks a worker's admin port.
func (a *admin) get(t testing.TB, path string) (code int, text string) {
	t.Helper()
	answer, err := http.Get("http://" + a.addr() + path)
	require.NoError(t, err)
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	return answer.StatusCode, string(body)
}

// becomes waits until a page of the admin port has a code and a line that matches.
func (a *admin) becomes(t testing.TB, path string, code int, line string) {
	t.Helper()
	wanted := regexp.MustCompile(`(?m)^` + line + `$`)
	require.EventuallyWithT(t, func(c *assert.CollectT) {
		has, says := a.get(t, path)
		assert.Equal(c, code, has)
		assert.Regexp(c, wanted, says)
	}, 40*time.Second, 100*time.Millisecond)
}

// twinning runs the command as an operator does.
func (r *rig) twinning(args ...string) string {
	r.t.Helper()
	bin, err := command()
	require.NoError(r.t, err)
	cmd := exec.CommandContext(r.t.Context(), bin, args...)
	cmd.Env = append(os.Environ(), "DATABASE_URL="+ledgertest.DSN(r.t, ledger.RoleApp), "TWINNING_KEY_FILE="+ledgertest.KeyFile(r.t),
		"TWINNING_SIGN_KEY="+ledgertest.SignKey(r.t, "door"), "TWINNING_TRUST="+ledgertest.Trust(r.t), "NO_COLOR=1")
	out, err := cmd.CombinedOutput()
	require.NoError(r.t, err, string(out))
	return string(out)
}

var command = sync.OnceValues(testbin.Command)

// The life of one tender is a run that no worker takes up, as one that was left on a task queue without workers.
func TestALifeThatTheDispatcherCannotReachIsParkedShownEverywhereAndTakenUpByANudge(t *testing.T) {
	t.Parallel()
	r := newRig(t, lifetest.Options{Rate: 1})
	r.options.DeliveryTimeout, r.options.UnansweredAfter = 500*time.Millisecond, time.Second
	other := lifetest.Crowd(1)[0]
	r.Play(lifetest.Contracts(lifetest.Tender, other))
	r.Until(lifetest.Active().At)
	_, err := r.temporal.ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{ID: lifetest.Stream, TaskQueue: "nobody"}, "Twinning")
	require.NoError(t, err)
	r.work(nil)
	asked := refused()
	asked.Stream = law.TwinningStream(other)
	r.submit(asked)
	r.admin.becomes(t, "/readyz", http.StatusOK, "ready")
	r.admin.becomes(t, "/metrics", http.StatusOK, `twinning_parked_lives\{.*\} 0`)
	require.NotContains(t, r.twinning("lives", "list", "--parked"), lifetest.Stream)

	waits := r.Receive(refused())
	var parked []views.Parked
	require.Eventually(t, func() bool {
		r.submit(asked) // the other life is reached meanwhile
		parked, err = r.Store.AllParked(t.Context())
		require.NoError(t, err)
		return len(parked) > 0
	}, 60*time.Second, 20*time.Millisecond)
	require.Len(t, parked, 1)
	require.Equal(t, lifetest.Stream, parked[0].Stream)
	require.Equal(t, parking.ByDispatcher, parked[0].By)
	require.Equal(t, parking.Unreachable, parked[0].Code)

	list := r.twinning("lives", "list", "--parked")
	require.Regexp(t, lifetest.Stream+` .* dispatcher +unreachable +`, list)
	require.Regexp(t, lifetest.Stream+` .*the life does not take its commands`, r.twinning("lives", "list"))
	r.admin.becomes(t, "/readyz", http.StatusOK, "ready; parked lives: 1")
	r.admin.becomes(t, "/metrics", http.StatusOK, `twinning_parked_lives\{.*\} 1`)
	r.admin.becomes(t, "/metrics", http.StatusOK, `twinning_unanswered_receipts\{.*\} 0`)
	r.submit(asked) // and goes on

	require.NoError(t, r.temporal.TerminateWorkflow(t.Context(), lifetest.Stream, "", "it is on a task queue without workers"))
	time.Sleep(2 * time.Second) // time itself: it stays parked until somebody nudges it
	left, err := r.Ledger.Waiting(t.Context(), waits, waits+1, 1)
	require.NoError(t, err)
	require.Len(t, left, 1)
	r.twinning("nudge", lifetest.Tender)
	r.answered(waits, 20*time.Second)
	require.NotContains(t, r.twinning("lives", "list", "--parked"), lifetest.Stream)
	r.admin.becomes(t, "/readyz", http.StatusOK, "ready")
	r.admin.becomes(t, "/metrics", http.StatusOK, `twinning_parked_lives\{.*\} 0`)
	r.submit(refused())
}

func TestAWorkerThatCannotAppendIsNotReadyUntilItCan(t *testing.T) {
	t.Parallel()
	r := newRig(t, lifetest.Options{Rate: 1})
	r.Play(lifetest.Contracts(lifetest.Tender))
	r.Until(lifetest.Active().At)
	r.work(nil)
	r.submit(refused())
	r.admin.becomes(t, "/readyz", http.StatusOK, "ready")
	var next time.Time // of the life, once its row says what is to come
	require.Eventually(t, func() bool {
		all, err := r.Store.All(t.Context(), lifetest.Stream)
		clock, bad := r.Ledger.Clock(t.Context())
		if err != nil || bad != nil || len(all) == 0 || all[0].NextAt == nil {
			return false
		}
		next = *all[0].NextAt
		return next.After(clock.Now())
	}, time.Minute, 50*time.Millisecond)

	conn, err := pgx.Connect(t.Context(), ledgertest.DSN(t, ledger.RoleApp))
	require.NoError(t, err)
	defer conn.Close(context.WithoutCancel(t.Context()))
	require.NoError(t, r.Ledger.SetClock(t.Context(), next.Add(-time.Second), 1, true)) // then the life has something to append
	_, err = conn.Exec(t.Context(), `BEGIN; LOCK TABLE ledger.turn IN EXCLUSIVE MODE`, pgx.QueryExecModeSimpleProtocol)
	require.NoError(t, err)
	r.admin.becomes(t, "/readyz", http.StatusServiceUnavailable, "nothing can be appended: "+ledger.LockTimeout.Sentence())
	_, err = conn.Exec(t.Context(), `ROLLBACK`)
	require.NoError(t, err)
	r.admin.becomes(t, "/readyz", http.StatusOK, "ready")
}

func TestAWorkerIsNotReadyWhilePostgreSQLsClockStandsBehindWhatIsRecorded(t *testing.T) {
	t.Parallel()
	ledgertest.New(t)
	super, err := pgx.Connect(t.Context(), ledgertest.Superuser(t))
	require.NoError(t, err)
	defer super.Close(context.WithoutCancel(t.Context()))
	do := func(sql string) {
		_, err := super.Exec(t.Context(), sql, pgx.QueryExecModeSimpleProtocol)
		require.NoError(t, err)
	}
	// In connections with this search path, clock_timestamp() is PostgreSQL's clock as the test has set it.
	do(`CREATE SCHEMA jumped; GRANT USAGE ON SCHEMA jumped TO PUBLIC; CREATE TABLE jumped.off (by interval); INSERT INTO jumped.off VALUES ('5 min');
		GRANT SELECT ON jumped.off TO PUBLIC; ALTER TABLE ledger.batches DISABLE TRIGGER continue;
		CREATE FUNCTION jumped.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS 'SELECT pg_catalog.clock_timestamp() + by FROM jumped.off'`)
	dsn := ledgertest.DSN(t, ledger.RoleApp) + "&search_path=jumped,pg_catalog"
	l := ledgertest.Open(t, ledger.Options{DSN: dsn})
	store, err := views.Open(t.Context(), dsn, 2)
	require.NoError(t, err)
	t.Cleanup(store.Close)
	admin, err := listenAdmin("127.0.0.1:0", slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	t.Cleanup(admin.close)
	admin.asks(store, lifetest.NewTemporal(t).Client)
	admin.ready(true)

	_, err = l.Append(t.Context(), ledger.Request{Stream: "call/A", Expect: ledger.Any, Seen: -1, Drafts: []ledger.Draft{{Kind: "noted.v1"}}})
	require.NoError(t, err)
	admin.becomes(t, "/readyz", http.StatusOK, "ready")
	do(`UPDATE jumped.off SET by = '0'`) // it is set back
	code, says := admin.get(t, "/readyz")
	require.Equal(t, http.StatusServiceUnavailable, code)
	require.Regexp(t, `PostgreSQL's clock stands (2\d\d\.\d|300\.0) s behind what was last recorded: receipts are refused until it has caught up`, says)
	do(`UPDATE jumped.off SET by = '301 s'`) // it has caught up
	admin.becomes(t, "/readyz", http.StatusOK, "ready")
}
