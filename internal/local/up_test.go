package local

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/pgbin"
)

const testClock = "2019-10-14T07:00:00Z,3600"

// place is a data folder that the tests' user of PostgreSQL can reach.
func place(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, os.Chmod(filepath.Dir(dir), 0o755))
	return filepath.Join(dir, "data")
}

// programs is the Temporal server that `make build` makes, and a worker that is this test.
func programs(t *testing.T) (temporal, worker string) {
	t.Helper()
	if _, err := pgbin.Find(); err != nil {
		t.Skip(err)
	}
	temporal, err := program("Temporal", "", os.Getenv("TWINNING_TEMPORALDEV"), "../../.local/bin/temporaldev")
	if err != nil {
		t.Skip(err)
	}
	worker = filepath.Join(t.TempDir(), "worker")
	self, err := os.Executable()
	require.NoError(t, err)
	require.NoError(t, os.Link(self, worker))
	return temporal, worker
}

// supervisor is a process that has a stack up.
type supervisor struct {
	*exec.Cmd
	mu    sync.Mutex
	lines []string
	took  time.Duration // until it said that it was ready
	ended chan struct{}
}

func startSupervisor(t *testing.T, data, temporal, worker string) *supervisor {
	t.Helper()
	began := time.Now()
	self, err := os.Executable()
	require.NoError(t, err)
	s := &supervisor{Cmd: exec.Command(self), ended: make(chan struct{})}
	s.Env = append(os.Environ(), "LOCAL_TEST_UP="+data, "LOCAL_TEST_CLOCK="+testClock, "LOCAL_TEST_TEMPORAL="+temporal,
		"LOCAL_TEST_WORKER="+worker, "PGHOST=elsewhere.invalid", "TEMPORAL_PROFILE=elsewhere")
	out, err := s.StdoutPipe()
	require.NoError(t, err)
	s.Stderr = os.Stderr
	require.NoError(t, s.Start())
	t.Cleanup(func() {
		s.Process.Signal(syscall.SIGTERM)
		<-s.ended
	})
	ready := make(chan struct{})
	go func() {
		for scan := bufio.NewScanner(out); scan.Scan(); {
			t.Log(scan.Text())
			s.mu.Lock()
			s.lines = append(s.lines, scan.Text())
			s.mu.Unlock()
			if strings.HasPrefix(scan.Text(), "ready in ") {
				s.took = time.Since(began)
				close(ready)
			}
		}
		s.Wait()
		close(s.ended)
	}()
	select {
	case <-ready:
	case <-s.ended:
		require.FailNow(t, "it did not come up", s.said())
	}
	return s
}

func (s *supervisor) said() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Join(s.lines, "\n")
}

func (s *supervisor) awaits(t *testing.T, line string) {
	t.Helper()
	require.Eventually(t, func() bool { return strings.Contains(s.said(), line) }, 20*time.Second, 20*time.Millisecond, "no word of %q in:\n%s", line, s.said())
}

// family is every process below pid, by what it is called.
func family(pid int) map[int]string {
	all := map[int]string{}
	children, _ := filepath.Glob("/proc/" + strconv.Itoa(pid) + "/task/*/children")
	for _, path := range children {
		text, err := os.ReadFile(path)
		if err != nil {
			continue // it has just ended
		}
		for _, field := range strings.Fields(string(text)) {
			child, _ := strconv.Atoi(field)
			name, _ := os.ReadFile("/proc/" + field + "/comm")
			all[child] = strings.TrimSpace(string(name))
			for id, n := range family(child) {
				all[id] = n
			}
		}
	}
	return all
}

// child is the process of that name which the supervisor itself started.
func (s *supervisor) child(t *testing.T, name string) int {
	t.Helper()
	for pid, n := range family(s.Process.Pid) {
		stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
		if err == nil && n == name && strings.Contains(string(stat), " "+strconv.Itoa(s.Process.Pid)+" ") {
			return pid
		}
	}
	require.FailNow(t, "no process "+name)
	return 0
}

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
	temporal, worker := programs(t)
	data := place(t)
	s := startSupervisor(t, data, temporal, worker)
	require.Less(t, s.took, 15*time.Second)
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
	everything := family(s.Process.Pid)
	require.NoError(t, s.Process.Kill())
	for pid := range everything {
		syscall.Kill(pid, syscall.SIGKILL)
	}
	<-s.ended
	_, err = Attach(data)
	require.ErrorIs(t, err, ErrNone)
	time.Sleep(2 * time.Second)

	s = startSupervisor(t, data, temporal, worker)
	require.Less(t, s.took, 10*time.Second)
	after := readClock(t, at.DatabaseURL)
	now, err := os.ReadFile(filepath.Join(data, "ports"))
	require.NoError(t, err)
	require.Equal(t, string(drawn), string(now))
	ran := after.Now().Sub(before.Now())
	real := after.DatabaseNow.Sub(before.DatabaseNow)
	require.Positive(t, ran)
	require.Less(t, ran, 3600*(real-2*time.Second+lease), "the clock ran while nothing did")
	checkReach(t, at)

	everything = family(s.Process.Pid)
	require.NoError(t, s.Process.Signal(syscall.SIGTERM))
	<-s.ended
	require.Zero(t, s.ProcessState.ExitCode())
	for pid, name := range everything {
		require.False(t, alive(pid), "%s was left behind", name)
	}
	require.Contains(t, s.said(), "everything is kept in "+data)

	_, err = Up(t.Context(), Options{Data: data, TemporalBinary: temporal, WorkerBinary: worker})
	require.ErrorIs(t, err, ErrUsage)
	require.ErrorContains(t, err, "was made with programme time from 2019-10-14T07:00:00Z at 3600 s a second (--programme-time 2019-10-14T07:00:00Z,3600), and this asks for real time")

	adopts(t, data, temporal, worker, after)
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
	}
	for _, url := range []string{at.PageURL, "http://" + at.WorkerAdmin + "/readyz"} {
		answer, err := http.Get(url)
		require.NoError(t, err)
		io.Copy(io.Discard, answer.Body)
		answer.Body.Close()
		require.Equal(t, http.StatusOK, answer.StatusCode)
	}
	tolerance := func() time.Duration {
		l, err := ledger.Open(ctx, ledger.Options{DSN: at.DatabaseURL, KeyFile: at.KeyFile, NoteKey: at.NoteKey})
		require.NoError(t, err)
		defer l.Close()
		return l.Tolerance()
	}
	require.Equal(t, 250*time.Millisecond, tolerance())
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

	clock, err := ParseProgramme(testClock)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	s, err := Up(ctx, Options{Data: data, Programme: clock, TemporalBinary: temporal, WorkerBinary: worker})
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
