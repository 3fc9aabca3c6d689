package jobs_test

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/export"
	"twinning.example/engine/internal/export/jobs"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/views"
)

// A world has the year of a twinning, and a desk that makes exports.
type world struct {
	*lifetest.House
	t *testing.T
}

func newWorld(t *testing.T) *world {
	t.Helper()
	return &world{lifetest.Played(t, lifetest.Options{}, []string{calltest.Stranger}, lifetest.Year()), t}
}

// desk is one instance of the desk, which has the same tables as the others.
func (w *world) desk() *jobs.Store {
	q := query.Over(w.Ledger, people.NewDirectory(w.Ledger), func(context.Context) (*views.Store, error) { return w.Store, nil })
	s := jobs.New(w.Ledger, w.Store.Pool(), &export.Maker{Queries: q}, nil)
	s.Lease, s.Every = 400*time.Millisecond, 20*time.Millisecond
	return s
}

func (w *world) runs(ctx context.Context, s *jobs.Store, name string) {
	done := make(chan struct{})
	ctx, stop := context.WithCancel(ctx)
	go func() { defer close(done); s.Run(ctx, name, slog.New(slog.DiscardHandler)) }()
	w.t.Cleanup(func() { stop(); <-done })
}

func ask() export.Ask {
	return export.Ask{What: export.Ranking, Stream: calltest.Stream, Language: "en", Form: export.Form{Format: export.CSV}}
}

func (w *world) done(s *jobs.Store, person, id string) jobs.Job {
	w.t.Helper()
	var j jobs.Job
	require.Eventually(w.t, func() bool {
		var err error
		j, err = s.Find(w.t.Context(), person, id)
		return err == nil && (j.State == jobs.Done || j.State == jobs.Failed)
	}, 30*time.Second, 20*time.Millisecond)
	require.Equal(w.t, jobs.Done, j.State, j.Why)
	return j
}

func (w *world) read(s *jobs.Store, person, id string) (string, error) {
	var b bytes.Buffer
	err := s.Write(w.t.Context(), access.As(person), id, func(jobs.Job) {}, &b)
	return b.String(), err
}

func TestALongExportIsLeftAndFoundAgainByItsPersonAlone(t *testing.T) {
	w := newWorld(t)
	s := w.desk()
	id := jobs.NewID()
	j, err := s.Ask(t.Context(), calltest.Officer, id, ask())
	require.NoError(t, err)
	require.Equal(t, jobs.Waiting, j.State)
	_, err = w.read(s, calltest.Officer, id)
	require.ErrorIs(t, err, jobs.ErrNotDone)
	again, err := s.Ask(t.Context(), calltest.Officer, id, ask())
	require.NoError(t, err)
	require.Equal(t, j.AskedAt, again.AskedAt, "asked twice it is the same")
	w.runs(t.Context(), s, "one")
	w.runs(t.Context(), w.desk(), "two")
	j = w.done(s, calltest.Officer, id)
	text, err := w.read(s, calltest.Officer, id)
	require.NoError(t, err)
	require.Contains(t, text, calltest.Reference)
	require.Len(t, text, int(j.Size))
	require.Positive(t, j.Rows)
	require.Equal(t, j.Rows, j.All)
	list, err := s.List(t.Context(), calltest.Officer)
	require.NoError(t, err)
	require.Len(t, list, 1)

	var attempts int
	var stored []byte
	require.NoError(t, w.Store.Pool().QueryRow(t.Context(), `SELECT attempt FROM web.exports WHERE id = $1`, id).Scan(&attempts))
	require.Equal(t, 1, attempts, "two instances make it once")
	require.NoError(t, w.Store.Pool().QueryRow(t.Context(), `SELECT sealed FROM web.export_pieces WHERE export = $1`, id).Scan(&stored))
	require.NotContains(t, string(stored), calltest.Reference, "its bytes are sealed")

	for _, other := range []string{calltest.Head, calltest.Stranger} {
		_, err := s.Find(t.Context(), other, id)
		require.ErrorIs(t, err, jobs.ErrNotFound)
		_, err = w.read(s, other, id)
		require.ErrorIs(t, err, jobs.ErrNotFound)
		require.ErrorIs(t, s.Remove(t.Context(), other, id), jobs.ErrNotFound)
	}
	_, err = s.Ask(t.Context(), calltest.Stranger, jobs.NewID(), ask())
	require.Error(t, err, "what one may not see is not made")
	require.NoError(t, s.Remove(t.Context(), calltest.Officer, id))
	var left int
	require.NoError(t, w.Store.Pool().QueryRow(t.Context(), `SELECT count(*) FROM web.export_pieces`).Scan(&left))
	require.Zero(t, left)
}

// killed is set in a process that the test below starts, and kills while it makes an export.
const killed = "TWINNING_TEST_EXPORT_KILLED"

// An instance that is killed renews nothing: when its lease is over another one makes the export, whole.
func TestAnExportWhoseInstanceWasKilledIsMadeByAnother(t *testing.T) {
	if dsn := os.Getenv(killed); dsn != "" {
		claimAndHang(t, dsn)
		return
	}
	w := newWorld(t)
	s := w.desk()
	id := jobs.NewID()
	_, err := s.Ask(t.Context(), calltest.Officer, id, ask())
	require.NoError(t, err)

	self, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.CommandContext(t.Context(), self, "-test.run=^TestAnExportWhoseInstanceWasKilledIsMadeByAnother$")
	cmd.Env = append(os.Environ(), killed+"="+ledgertest.DSN(t, ledger.RoleApp))
	require.NoError(t, cmd.Start())
	state := func() (owner, state string) {
		require.NoError(t, w.Store.Pool().QueryRow(t.Context(), `SELECT owner, state FROM web.exports WHERE id = $1`, id).Scan(&owner, &state))
		return owner, state
	}
	require.Eventually(t, func() bool { _, is := state(); return is == jobs.Running }, 20*time.Second, 20*time.Millisecond)
	w.runs(t.Context(), s, "second")
	time.Sleep(3 * s.Lease) // time itself: nothing happens
	owner, is := state()
	require.Equal(t, "first", owner, "while the first one lives, nobody takes it")
	require.Equal(t, jobs.Running, is)

	require.NoError(t, cmd.Process.Kill())
	_ = cmd.Wait() // it was killed
	w.done(s, calltest.Officer, id)
	owner, _ = state()
	require.Equal(t, "second", owner)
	text, err := w.read(s, calltest.Officer, id)
	require.NoError(t, err)
	require.Contains(t, text, calltest.Reference)
	var stale int
	require.NoError(t, w.Store.Pool().QueryRow(t.Context(), `SELECT count(*) FROM web.export_pieces p JOIN web.exports e ON e.id = p.export WHERE p.attempt < e.attempt`).Scan(&stale))
	require.Zero(t, stale, "nothing of the first attempt is left")
}

// claimAndHang takes an export as an instance does, renews its lease, writes a piece, and never ends.
func claimAndHang(t *testing.T, dsn string) {
	pool, err := pgxpool.New(t.Context(), dsn)
	require.NoError(t, err)
	defer pool.Close()
	_, err = pool.Exec(t.Context(), `WITH x AS (UPDATE web.exports SET state = 'running', owner = 'first', attempt = attempt + 1, lease_until = clock_timestamp() + interval '2 seconds' WHERE state = 'waiting' RETURNING id, attempt)
INSERT INTO web.export_pieces (export, attempt, n, sealed) SELECT id, attempt, 0, 'half' FROM x`)
	require.NoError(t, err)
	for {
		_, err := pool.Exec(t.Context(), `UPDATE web.exports SET lease_until = clock_timestamp() + interval '400 milliseconds' WHERE owner = 'first'`)
		require.NoError(t, err)
		time.Sleep(50 * time.Millisecond) // time itself: how often a lease is renewed
	}
}

// What was made before anybody was erased may hold what was erased: nobody reads it, and it goes.
func TestAfterAnErasureNoExportOfBeforeIsRead(t *testing.T) {
	w := newWorld(t)
	s := w.desk()
	w.runs(t.Context(), s, "one")
	id := jobs.NewID()
	_, err := s.Ask(t.Context(), calltest.Officer, id, ask())
	require.NoError(t, err)
	w.done(s, calltest.Officer, id)
	ledgertest.Erase(t, people.Stream(calltest.Stranger))
	_, err = w.read(s, calltest.Officer, id)
	require.ErrorIs(t, err, jobs.ErrNotFound)
	_, err = s.Sweep(t.Context())
	require.NoError(t, err)
	var left int
	require.NoError(t, w.Store.Pool().QueryRow(t.Context(), `SELECT count(*) FROM web.exports`).Scan(&left))
	require.Zero(t, left)
}
