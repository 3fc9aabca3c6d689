package ledgertest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sys/unix"

	"twinning.example/engine/internal/pgbin"
)

// Server is a PostgreSQL cluster of this test process, with fsync on (with -short in memory, so that no test waits for a disk), in a
// temporary folder, as a user it accepts. It is stopped and removed when the process ends, however it ends.
type Server struct {
	bin    string
	dir    string
	port   int
	user   *pgbin.User
	reaper *os.File // the reaper waits for this end to be closed, which the kernel does when we die

	mu      sync.Mutex
	process *exec.Cmd
	exited  chan struct{}
}

// reap stops the postmaster and removes the folder when its standard input ends.
const reap = `cat >/dev/null
P=$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null)
[ -n "$P" ] && kill -QUIT "$P" 2>/dev/null
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do [ -e "$1/data/postmaster.pid" ] || break; sleep 0.1; done
[ -n "$P" ] && kill -KILL "$P" 2>/dev/null
rm -rf "$1"`

var shared = sync.OnceValues(func() (*Server, error) {
	if testing.Short() { // the process ends soon: a fifth of its time would go into its own garbage
		debug.SetGCPercent(400)
	}
	return newServer()
})

// NewServer is a cluster that a test may kill. Most tests share one: New.
func NewServer(t testing.TB) *Server {
	t.Helper()
	s, err := newServer()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.signal(syscall.SIGQUIT); err != nil { // which, unlike 9, gives its shared memory back
			t.Error(err)
		}
		if err := s.reaper.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func newServer() (*Server, error) {
	s, err := makeServer()
	if err != nil {
		return nil, fmt.Errorf("start a PostgreSQL for tests: %w", err)
	}
	return s, nil
}

func makeServer() (*Server, error) {
	s := &Server{}
	var err error
	if s.bin, err = pgbin.Find(); err != nil {
		return nil, err
	}
	if s.user, err = pgbin.Unprivileged(); err != nil {
		return nil, err
	}
	if s.dir, err = os.MkdirTemp(quickest(), "twinning-test-"); err != nil {
		return nil, err
	}
	if err := os.Chmod(s.dir, 0o755); err != nil { // the sockets are for us too
		return nil, err
	}
	if err := s.user.Own(s.dir); err != nil {
		return nil, err
	}
	if err := s.startReaper(); err != nil {
		return nil, err
	}
	if s.port, err = freePort(); err != nil {
		return nil, err
	}
	initdb := exec.Command(filepath.Join(s.bin, "initdb"), "-D", s.dir+"/data", "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8")
	s.user.Apply(initdb)
	if out, err := initdb.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w: %s", err, out)
	}
	return s, s.Start()
}

// memory is a file system in memory, where the machine has one.
const memory = "/dev/shm"

// quickest is the folder for a cluster: with -short in memory where that has room for it, so that no test waits for a disk; else "".
func quickest() string {
	var free unix.Statfs_t
	if !testing.Short() || unix.Statfs(memory, &free) != nil || free.Bavail*uint64(free.Bsize) < 6<<30 {
		return ""
	}
	return memory
}

func (s *Server) startReaper() error {
	ours, theirs, err := pipe()
	if err != nil {
		return err
	}
	reaper := exec.Command("/bin/sh", "-c", reap, "reap", s.dir)
	reaper.Stdin = theirs
	s.user.Apply(reaper)
	if err := reaper.Start(); err != nil {
		return errors.Join(err, ours.Close(), theirs.Close())
	}
	s.reaper = ours
	return theirs.Close()
}

func pipe() (ours, theirs *os.File, err error) {
	theirs, ours, err = os.Pipe()
	return ours, theirs, err
}

// Start starts the cluster, also after Kill, and returns when it answers.
func (s *Server) Start() error {
	deadline := time.Now().Add(30 * time.Second)
	for {
		err := s.start(deadline)
		if err == nil || time.Now().After(deadline) {
			return err
		}
		time.Sleep(50 * time.Millisecond) // the backends of a killed postmaster may still be going
	}
}

func (s *Server) start(deadline time.Time) error {
	log, err := os.OpenFile(s.dir+"/log", os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o666)
	if err != nil {
		return err
	}
	defer log.Close()
	// The time zone is not UTC, so that nothing can rest on one.
	p := exec.Command(filepath.Join(s.bin, "postgres"), "-D", s.dir+"/data", "-p", strconv.Itoa(s.port), "-k", s.dir,
		"-c", "listen_addresses=127.0.0.1", "-c", "max_connections=300", "-c", "shared_buffers=128MB", "-c", "timezone=Europe/Brussels", "-c", "fsync=on",
		"-c", "jit=off") // what is asked of a few rows takes longer to compile than to run
	p.Stdout, p.Stderr = log, log
	s.user.Apply(p)
	if err := p.Start(); err != nil {
		return err
	}
	exited := make(chan struct{})
	go func() {
		_ = p.Wait() // how it ended is known to whoever ended it, and stands in its log
		close(exited)
	}()
	s.mu.Lock()
	s.process, s.exited = p, exited
	s.mu.Unlock()
	for time.Now().Before(deadline) {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		conn, err := pgx.Connect(ctx, s.DSN("postgres", "postgres"))
		if err == nil {
			err = conn.Close(ctx)
			cancel()
			return err
		}
		cancel()
		select {
		case <-exited:
			return fmt.Errorf("postgres ended, and its log is %s: %w", s.dir+"/log", err)
		case <-time.After(20 * time.Millisecond):
		}
	}
	return errors.New("postgres did not answer in time")
}

// Kill kills the postmaster with signal 9; its backends notice and go.
func (s *Server) Kill() error { return s.signal(syscall.SIGKILL) }

func (s *Server) signal(signal syscall.Signal) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case <-s.exited:
		return nil
	default:
	}
	if err := s.process.Process.Signal(signal); err != nil {
		return fmt.Errorf("kill postgres: %w", err)
	}
	<-s.exited
	return nil
}

// DSN is a connection string over the cluster's Unix socket.
func (s *Server) DSN(role, database string) string {
	q := url.Values{"host": {s.dir}, "port": {strconv.Itoa(s.port)}, "sslmode": {"disable"}}
	u := url.URL{Scheme: "postgres", User: url.User(role), Path: "/" + database, RawQuery: q.Encode()}
	return u.String()
}

func freePort() (int, error) {
	for range 50 {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return 0, err
		}
		port := l.Addr().(*net.TCPAddr).Port
		if err := l.Close(); err != nil {
			return 0, err
		}
		if port = 15000 + port%17000; free(port) {
			return port, nil
		}
	}
	return 0, errors.New("no free port")
}

func free(port int) bool {
	l, err := net.Listen("tcp", "127.0.0.1:"+strconv.Itoa(port))
	if err != nil {
		return false
	}
	return l.Close() == nil
}
