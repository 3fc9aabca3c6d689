package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// errNoPostgres is the one reason to skip.
var errNoPostgres = errors.New("PostgreSQL's initdb is neither in the PATH nor under /usr/lib/postgresql")

// throwaway is a PostgreSQL for these tests, with a role that may make databases and nothing else.
type throwaway struct {
	Postgres // without the databases' names
	dir      string
	process  *exec.Cmd
}

// startCluster makes and starts one, as another user if this one is root, which PostgreSQL refuses.
func startCluster() (_ *throwaway, err error) {
	bin, err := postgresBin()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "temporaldev-test-")
	if err != nil {
		return nil, err
	}
	c := &throwaway{dir: dir, Postgres: Postgres{Host: "127.0.0.1", Port: drawPorts(1)[0], User: "postgres", Password: "a+b%c"}}
	defer func() {
		if err != nil {
			c.stop()
		}
	}()
	pwfile, data := filepath.Join(dir, "password"), filepath.Join(dir, "data")
	if err := os.WriteFile(pwfile, []byte(c.Password+"\n"), 0o600); err != nil {
		return nil, err
	}
	as, err := unprivileged(dir, pwfile)
	if err != nil {
		return nil, err
	}
	initdb := exec.Command(filepath.Join(bin, "initdb"), "--pgdata", data, "--username", c.User, "--auth", "scram-sha-256", "--pwfile", pwfile, "--encoding", "UTF8", "--locale", "C")
	initdb.SysProcAttr, initdb.Dir = as, dir
	if out, err := initdb.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w: %s", err, out)
	}
	log, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		return nil, err
	}
	defer log.Close()
	c.process = exec.Command(filepath.Join(bin, "postgres"), "-D", data, "-p", strconv.Itoa(c.Port), "-k", dir, "-c", "listen_addresses=127.0.0.1", "-c", "max_connections=200")
	c.process.SysProcAttr, c.process.Dir, c.process.Stdout, c.process.Stderr = as, dir, log, log
	if err := c.process.Start(); err != nil {
		return nil, err
	}
	return c, c.makeRole()
}

// makeRole waits until the cluster answers and from then on uses a role of its own.
func (c *throwaway) makeRole() error {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	for {
		conn, err := c.connect(ctx, "postgres")
		if err == nil {
			defer conn.Close(ctx)
			_, err = conn.Exec(ctx, `CREATE ROLE temporal LOGIN CREATEDB PASSWORD '`+c.Password+`'`)
			c.User = "temporal"
			return err
		}
		if pause(ctx, 20*time.Millisecond) != nil {
			return err
		}
	}
}

// query reads one value from one of the cluster's databases.
func query[T any](ctx context.Context, c *throwaway, db, sql string) (v T, err error) {
	conn, err := c.connect(ctx, db)
	if err != nil {
		return v, err
	}
	defer conn.Close(ctx)
	rows, err := conn.Query(ctx, sql)
	if err != nil {
		return v, err
	}
	return pgx.CollectExactlyOneRow(rows, pgx.RowTo[T])
}

func (c *throwaway) stop() {
	if c.process != nil && c.process.Process != nil {
		c.process.Process.Signal(syscall.SIGQUIT)
		c.process.Wait()
	}
	os.RemoveAll(c.dir)
}

// unprivileged gives the paths to the user PostgreSQL is to run as. Who is not root runs it himself.
func unprivileged(paths ...string) (*syscall.SysProcAttr, error) {
	if os.Geteuid() != 0 {
		return &syscall.SysProcAttr{}, nil
	}
	nobody, err := user.Lookup("nobody")
	if err != nil {
		return nil, err
	}
	uid, _ := strconv.Atoi(nobody.Uid)
	gid, _ := strconv.Atoi(nobody.Gid)
	for _, p := range paths {
		if err := os.Chown(p, uid, gid); err != nil {
			return nil, err
		}
	}
	return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}, nil
}

// postgresBin is where the newest PostgreSQL's programs are.
func postgresBin() (string, error) {
	if found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb"); len(found) > 0 {
		return filepath.Dir(found[len(found)-1]), nil
	}
	if path, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(path), nil
	}
	return "", errNoPostgres
}

// drawPorts finds n ports nobody listens on, below the range the kernel draws from.
func drawPorts(n int) []int {
	var drawn []int
	for len(drawn) < n {
		port := 15000 + rand.IntN(17000)
		socket, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
		if err != nil {
			continue
		}
		defer socket.Close()
		drawn = append(drawn, port)
	}
	return drawn
}

var postgres *throwaway // shared by all tests; each has databases of its own

func TestMain(m *testing.M) {
	switch os.Getenv("TEMPORALDEV_TEST") {
	case "run":
		main()
		return
	case "fatal":
		logger, err := newLogger(newLogFilter("error").level)
		if err != nil {
			panic(err)
		}
		logger.Fatal("the cause")
		return
	}
	var err error
	postgres, err = startCluster()
	if err != nil && !errors.Is(err, errNoPostgres) {
		fmt.Fprintln(os.Stderr, "start PostgreSQL for the tests:", err)
		os.Exit(1)
	}
	status := m.Run()
	if postgres != nil {
		postgres.stop()
	}
	os.Exit(status)
}
