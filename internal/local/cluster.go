package local

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"

	"twinning.example/engine/internal/pgbin"
)

// cluster is the private PostgreSQL.
type cluster struct {
	folder    *folder
	launcher  *launcher
	ports     ports
	passwords map[string]string
	bin       string      // of PostgreSQL's programs
	user      *pgbin.User // whom they run as
	home      string      // that user's folder
}

func (f *folder) cluster(n *launcher, p ports, passwords map[string]string) (*cluster, error) {
	c := &cluster{folder: f, launcher: n, ports: p, passwords: passwords}
	var err error
	if c.bin, err = pgbin.Find(); err != nil {
		return nil, err
	}
	if c.user, err = pgbin.Unprivileged(); err != nil {
		return nil, err
	}
	c.home, err = f.home(c.user)
	return c, err
}

func (c *cluster) data() string { return filepath.Join(c.home, "data") }

// make makes the cluster where there is none. A half-made one, left by a kill, is made again.
func (c *cluster) make(ctx context.Context) (made bool, err error) {
	if _, err := os.Stat(c.data()); err == nil {
		return false, nil
	}
	half, secret := filepath.Join(c.home, "data.half"), filepath.Join(c.home, "initdb-password")
	if err := c.clear(ctx, half, secret); err != nil {
		return false, err
	}
	if err := os.WriteFile(secret, []byte(c.passwords["postgres"]+"\n"), 0o600); err != nil {
		return false, fmt.Errorf("make cluster: %w", err)
	}
	defer func() { err = errors.Join(err, os.Remove(secret)) }()
	if err := c.user.Own(secret); err != nil {
		return false, err
	}
	if err := c.initdb(ctx, half, secret); err != nil {
		return false, err
	}
	if err := os.Rename(half, c.data()); err != nil {
		return false, fmt.Errorf("make cluster: %w", err)
	}
	return true, nil
}

// clear removes what a killed initdb left. A process of its own may still be writing there for a moment.
func (c *cluster) clear(ctx context.Context, paths ...string) (err error) {
	for began := time.Now(); time.Since(began) < 10*time.Second; {
		err = nil
		for _, path := range paths {
			err = errors.Join(err, os.RemoveAll(path))
		}
		if err == nil || !pause(ctx, 50*time.Millisecond) {
			break
		}
	}
	if err != nil {
		return fmt.Errorf("clear away a half-made cluster: %w", err)
	}
	return nil
}

func (c *cluster) initdb(ctx context.Context, dir, secret string) error {
	log, err := c.folder.log("postgres")
	if err != nil {
		return err
	}
	defer log.Close()
	cmd := exec.Command(filepath.Join(c.bin, "initdb"), "--pgdata", dir, "--username", "postgres", "--pwfile", secret,
		"--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C", "--no-instructions")
	cmd.Env, cmd.Stdout, cmd.Stderr = clean(os.Environ()), log.File, log.File
	c.user.Apply(cmd)
	p, err := c.launcher.start(cmd, syscall.SIGKILL)
	if err != nil {
		return err
	}
	select {
	case <-p.done:
	case <-ctx.Done():
		p.kill()
		return context.Cause(ctx)
	}
	if p.status != 0 {
		return log.explain(fmt.Errorf("make cluster: initdb: %w", p.err))
	}
	return nil
}

// dsn is the connection string of a role; it holds the password.
func (c *cluster) dsn(role, database string) string {
	u := url.URL{
		Scheme: "postgres", User: url.UserPassword(role, c.passwords[role]), Host: c.ports.at("postgres"), Path: "/" + database,
		RawQuery: "sslmode=disable",
	}
	return u.String()
}

// answers says whether PostgreSQL is ready, by its own word, and lets us in.
func (c *cluster) answers(ctx context.Context) bool {
	lines, err := os.ReadFile(filepath.Join(c.data(), "postmaster.pid"))
	if err != nil || !strings.Contains(string(lines), "\nready") {
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, c.dsn("postgres", "postgres"))
	if err != nil {
		return false
	}
	conn.Close(ctx)
	return true
}

// recovery is how long PostgreSQL may take to bring back what a kill left. Seconds are usual.
const recovery = 3 * time.Minute

// start returns a postmaster that answers: one that a killed supervisor left behind, or a new one, which first recovers what a killed
// one left.
func (c *cluster) start(ctx context.Context) (*process, error) {
	if left, err := c.leftBehind(); err != nil {
		return nil, err
	} else if left != 0 {
		p := adopt(left)
		err := p.await(ctx, recovery, c.answers)
		if err == nil {
			return p, nil
		}
		if ctx.Err() != nil || alive(left) {
			return nil, fmt.Errorf("adopt the postmaster %d that was left behind: %w", left, err)
		} // it was about to end, and has
	}
	if err := c.ports.await(ctx, c.folder, "postgres"); err != nil {
		return nil, err
	}
	for began := time.Now(); ; {
		p, output, err := c.launch(ctx)
		if err == nil {
			return p, nil
		}
		// Backends of a killed postmaster may need a moment to notice.
		if ctx.Err() != nil || !strings.Contains(output, "shared memory block") || time.Since(began) > 10*time.Second {
			return nil, err
		}
		time.Sleep(50 * time.Millisecond)
	}
}

func (c *cluster) launch(ctx context.Context) (_ *process, output string, err error) {
	log, err := c.folder.log("postgres")
	if err != nil {
		return nil, "", err
	}
	defer log.Close()
	// No Unix socket: nobody needs it, and its lock file would be one more thing that a kill leaves behind.
	args := []string{"-D", c.data(), "-p", strconv.Itoa(c.ports["postgres"]), "-k", ""}
	for _, setting := range []string{
		"listen_addresses=127.0.0.1", "max_connections=200", "fsync=on", "synchronous_commit=on", "full_page_writes=on", "jit=off",
		"logging_collector=off", "log_destination=stderr", "log_line_prefix=%m [%p] %q%u@%d ", "log_timezone=UTC", "timezone=UTC",
		"log_error_verbosity=terse", "log_min_error_statement=panic", // what a statement holds stays out of the log
		"wal_level=minimal", "max_wal_senders=0", "max_logical_replication_workers=0", "checkpoint_timeout=15min", "max_wal_size=2GB",
	} {
		args = append(args, "-c", setting)
	}
	cmd := exec.Command(filepath.Join(c.bin, "postgres"), args...)
	cmd.Env, cmd.Stdout, cmd.Stderr = clean(os.Environ()), log.File, log.File
	c.user.Apply(cmd)
	p, err := c.launcher.start(cmd, syscall.SIGINT) // a fast stop
	if err != nil {
		return nil, "", err
	}
	if err := p.await(ctx, recovery, c.answers); err != nil {
		return nil, log.tail(), log.explain(err)
	}
	return p, "", nil
}

// leftBehind is the id of a postmaster at work on our data, or zero. A lock file whose process is another's by now is taken away:
// PostgreSQL would take that process for a postmaster.
func (c *cluster) leftBehind() (int, error) {
	path := filepath.Join(c.data(), "postmaster.pid")
	text, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("look for a postmaster: %w", err)
	}
	line, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(strings.TrimSpace(line))
	if err != nil || errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
		return 0, nil // PostgreSQL sees to it
	}
	args, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
	if err != nil && alive(pid) {
		return pid, nil // no such folder here: believe it
	}
	if slices.Contains(strings.Split(string(args), "\x00"), c.data()) {
		return pid, nil
	}
	if err := os.Remove(path); err != nil {
		return 0, fmt.Errorf("remove the lock of a postmaster that is gone: %w", err)
	}
	return 0, nil
}

// clean is an environment without what would lead our programs to other places.
func clean(environ []string) []string {
	return slices.DeleteFunc(slices.Clone(environ), func(e string) bool {
		name, _, _ := strings.Cut(e, "=")
		for _, prefix := range []string{"PG", "TEMPORAL_", "TWINNING_", "DATABASE_URL", "LC_", "LANG"} {
			if strings.HasPrefix(name, prefix) {
				return true
			}
		}
		return false
	})
}
