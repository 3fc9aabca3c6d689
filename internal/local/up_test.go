package local

import (
	"context"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/pgbin"
)

func readClock(t *testing.T, dsn string) ledger.Clock {
	t.Helper()
	l, err := ledger.Open(t.Context(), ledger.Options{DSN: dsn, Conns: 1})
	require.NoError(t, err)
	defer l.Close()
	clock, err := l.Clock(t.Context())
	require.NoError(t, err)
	return clock
}

// TestTheStackSurvivesEverything is one long story, because a stack takes seconds to come up.
func TestTheStackSurvivesEverything(t *testing.T) {
	t.Parallel()
	temporal, worker := programs(t)
	data := place(t)
	s := startSupervisor(t, data, temporal, worker)
	s.within(t, 15*time.Second)
	at, err := Attach(data)
	require.NoError(t, err)

	for name := range map[string]bool{"passwords": true, "keys": true, "note-key": true, "stack.json": true, "ports": true, "logs/worker.log": true} {
		info, err := os.Stat(filepath.Join(data, name))
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o600), info.Mode().Perm(), name)
	}
	checkReach(t, at)

	_, err = Up(t.Context(), Options{Data: data, TemporalBinary: temporal, WorkerBinary: worker})
	require.ErrorContains(t, err, "a stack is up in "+data+" already (process "+strconv.Itoa(s.Process.Pid)+")")

	for name, said := range map[string]string{"worker": "the worker", "postgres": "PostgreSQL", "temporaldev": "Temporal"} {
		require.NoError(t, syscall.Kill(s.child(t, name), syscall.SIGKILL))
		s.awaits(t, said+" ended (signal: killed): starting it again")
		s.awaits(t, said+" is up again after ")
	}
	checkReach(t, at)

	drawn, err := os.ReadFile(filepath.Join(data, "ports"))
	require.NoError(t, err)
	before := readClock(t, at.DatabaseURL)
	s.destroy(t, true)
	_, err = Attach(data)
	require.ErrorIs(t, err, ErrNone)
	time.Sleep(2 * time.Second) // time itself: nothing runs

	s = startSupervisor(t, data, temporal, worker)
	s.within(t, 10*time.Second)
	after := readClock(t, at.DatabaseURL)
	now, err := os.ReadFile(filepath.Join(data, "ports"))
	require.NoError(t, err)
	require.Equal(t, string(drawn), string(now))
	ran := after.Now().Sub(before.Now())
	real := after.DatabaseNow.Sub(before.DatabaseNow)
	require.Positive(t, ran)
	require.Less(t, ran, 3600*(real-2*time.Second+lease), "the clock ran while nothing did")
	checkReach(t, at)

	everything := family(s.Process.Pid)
	require.NoError(t, s.Process.Signal(syscall.SIGTERM))
	<-s.ended
	require.Zero(t, s.ProcessState.ExitCode())
	for pid, name := range everything {
		require.False(t, alive(pid), "%s was left behind", name)
	}
	require.Contains(t, s.said(), "everything is kept in "+data)

	_, err = Up(t.Context(), Options{Data: data, TemporalBinary: temporal, WorkerBinary: worker, Programme: clockOf(t, "2020-01-01,1")})
	require.ErrorIs(t, err, ErrUsage)
	require.ErrorContains(t, err, "was made with programme time from 2019-10-14T07:00:00Z at 3600 s a second (--programme-time 2019-10-14T07:00:00Z,3600), and this asks for programme time from 2020-01-01")

	adopts(t, data, temporal, worker, after)
}

// Wherever a start is cut short - within initdb, between roles, in the middle of either set of tables - the next one goes on.
func TestAStartCutShortAnywhereIsGoneOnWith(t *testing.T) {
	t.Parallel()
	temporal, worker := programs(t)
	data := place(t)
	for i, after := range []time.Duration{50, 250, 500, 700, 900, 1200, 1600} {
		s := launchSupervisor(t, data, temporal, worker)
		time.Sleep(after * time.Millisecond) // time itself: any instant may be the wrong one
		s.destroy(t, i%2 == 0)
	}
	startSupervisor(t, data, temporal, worker)
	at, err := Attach(data)
	require.NoError(t, err)
	checkReach(t, at)
}

// checkReach is sure that what Attach says is so.
func checkReach(t *testing.T, at Settings) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	for dsn, role := range map[string]string{at.DatabaseURL: ledger.RoleApp, at.OwnerURL: ledger.RoleOwner, at.EraseURL: ledger.RoleErase} {
		conn, err := pgx.Connect(ctx, dsn)
		require.NoError(t, err)
		var who string
		require.NoError(t, conn.QueryRow(ctx, `SELECT current_user`).Scan(&who))
		require.Equal(t, role, who)
		require.NoError(t, conn.Close(ctx))
		checkClosed(t, dsn)
	}
	for _, url := range []string{at.PageURL, "http://" + at.WorkerAdmin + "/readyz"} {
		answer, err := http.Get(url)
		require.NoError(t, err)
		io.Copy(io.Discard, answer.Body)
		answer.Body.Close()
		require.Equal(t, http.StatusOK, answer.StatusCode)
	}
	tolerance := func() time.Duration {
		l, err := ledger.Open(ctx, ledger.Options{DSN: at.DatabaseURL, KeyFile: at.KeyFile, NoteKey: at.NoteKey, SignKey: at.SignKey, Trust: at.Trust})
		require.NoError(t, err)
		defer l.Close()
		return l.Tolerance()
	}
	require.Equal(t, 250*time.Millisecond, tolerance())
}

// checkClosed is sure that a role of ours reaches neither of Temporal's databases.
func checkClosed(t *testing.T, dsn string) {
	t.Helper()
	for _, name := range []string{"temporal", "temporal_visibility"} {
		config, err := pgx.ParseConfig(dsn)
		require.NoError(t, err)
		config.Database = name
		_, err = pgx.ConnectConfig(t.Context(), config)
		var refused *pgconn.PgError
		require.ErrorAs(t, err, &refused, "%s reaches %s", config.User, name)
		require.Equal(t, "42501", refused.Code, "%s reaches %s: %s", config.User, name, refused.Message)
	}
}

// adopts brings up a stack whose PostgreSQL is at work already, as where a supervisor was killed and the kernel told nobody.
func adopts(t *testing.T, data, temporal, worker string, then ledger.Clock) {
	bin, err := pgbin.Find()
	require.NoError(t, err)
	user, err := pgbin.Unprivileged()
	require.NoError(t, err)
	f := &folder{path: data}
	drawn, err := f.ports()
	require.NoError(t, err)
	cluster := filepath.Join(data, "postgres")
	left := exec.Command(filepath.Join(bin, "postgres"), "-D", cluster+"/data", "-p", strconv.Itoa(drawn["postgres"]), "-k", cluster)
	user.Apply(left)
	require.NoError(t, left.Start())
	ended := make(chan error, 1)
	go func() { ended <- left.Wait() }()
	require.Eventually(t, func() bool {
		text, err := os.ReadFile(cluster + "/data/postmaster.pid")
		return err == nil && strings.Contains(string(text), "ready")
	}, 20*time.Second, 20*time.Millisecond)

	ctx, cancel := context.WithCancel(t.Context())
	s, err := Up(ctx, Options{Data: data, TemporalBinary: temporal, WorkerBinary: worker}) // with the clock that the folder has
	require.NoError(t, err)
	require.Equal(t, left.Process.Pid, s.PIDs()["PostgreSQL"])
	require.Less(t, readClock(t, s.DatabaseURL).Now().Sub(then.Now()), 40*time.Hour, "an orderly stop stops the clock")
	cancel()
	require.NoError(t, s.Wait())
	require.NoError(t, s.Close(context.WithoutCancel(ctx)))
	require.NoError(t, <-ended)
	missing, err := Attach(data)
	require.ErrorIs(t, err, ErrNone)
	require.Empty(t, missing)
}
