package local

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

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
	require.NoError(t, os.Symlink(self, worker))
	return temporal, worker
}

// supervisor is a process that has a stack up.
type supervisor struct {
	*exec.Cmd
	mu    sync.Mutex
	lines []string
	took  time.Duration // until it said that it was ready
	ready chan struct{}
	ended chan struct{}
}

func startSupervisor(t *testing.T, data, temporal, worker string) *supervisor {
	t.Helper()
	s := launchSupervisor(t, data, temporal, worker)
	select {
	case <-s.ready:
	case <-s.ended:
		require.FailNow(t, "it did not come up", s.said())
	}
	return s
}

func launchSupervisor(t *testing.T, data, temporal, worker string) *supervisor {
	t.Helper()
	began := time.Now()
	self, err := os.Executable()
	require.NoError(t, err)
	s := &supervisor{Cmd: exec.Command(self), ready: make(chan struct{}), ended: make(chan struct{})}
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
	go func() {
		for scan := bufio.NewScanner(out); scan.Scan(); {
			t.Log(scan.Text())
			s.mu.Lock()
			s.lines = append(s.lines, scan.Text())
			s.mu.Unlock()
			if strings.HasPrefix(scan.Text(), "ready in ") {
				s.took = time.Since(began)
				close(s.ready)
			}
		}
		s.Wait()
		close(s.ended)
	}()
	return s
}

// destroy is kill -9 of the supervisor and, unless the kernel is to tell them, of all below it.
func (s *supervisor) destroy(t *testing.T, all bool) {
	t.Helper()
	everything := family(s.Process.Pid)
	require.NoError(t, s.Process.Kill())
	for pid := range everything {
		if all {
			syscall.Kill(pid, syscall.SIGKILL)
		}
	}
	<-s.ended
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

// within holds a start to a time; with -short, beside other packages, nothing is held to time.
func (s *supervisor) within(t *testing.T, most time.Duration) {
	t.Helper()
	if !testing.Short() {
		require.Less(t, s.took, most)
	}
}
