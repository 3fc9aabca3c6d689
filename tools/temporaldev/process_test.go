package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"
	sdklog "go.temporal.io/sdk/log"
)

// site is one command line: databases and ports that stay the same from start to start.
type site struct {
	databases string
	ports     []int // of the server, then the page, then the metrics
	more      []string
}

// newSite skips only where there is no PostgreSQL.
func newSite(t *testing.T, more ...string) site {
	t.Helper()
	if postgres == nil {
		t.Skip(errNoPostgres)
	}
	n := fmt.Sprintf("t%d", time.Now().UnixNano())
	return site{databases: n + "," + n + "_visibility", ports: drawPorts(10), more: more}
}

func (s site) main() string { return strings.Split(s.databases, ",")[0] }

func (s site) args() []string {
	var server []string
	for _, p := range s.ports[:8] {
		server = append(server, strconv.Itoa(p))
	}
	return append([]string{
		"--postgres-port", strconv.Itoa(postgres.Port), "--postgres-user", postgres.User, "--databases", s.databases,
		"--ports", strings.Join(server, ","), "--ui-port", strconv.Itoa(s.ports[8]), "--metrics-port", strconv.Itoa(s.ports[9]),
	}, s.more...)
}

// process is a temporaldev: this test's own binary, started again as main.
type process struct {
	cmd    *exec.Cmd
	stdout *bufio.Reader
	stderr *output
	ready  Ready
	began  time.Time
	took   time.Duration // from exec to ready, as its parent sees it
}

func command(args []string) (*exec.Cmd, *output) {
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), "TEMPORALDEV_TEST=run", "TEMPORALDEV_POSTGRES_PASSWORD="+postgres.Password)
	stderr := &output{}
	cmd.Stderr = stderr
	return cmd, stderr
}

// start starts one and waits until it is ready. It is killed when the test ends, if it still runs.
func (s site) start(t *testing.T) *process {
	t.Helper()
	p := s.launch(t)
	p.awaitReady(t)
	return p
}

func (s site) launch(t *testing.T) *process {
	t.Helper()
	began := time.Now()
	cmd, stderr := command(s.args())
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
	return &process{cmd: cmd, stdout: bufio.NewReader(stdout), stderr: stderr, began: began}
}

func (p *process) awaitReady(t *testing.T) {
	t.Helper()
	line, err := p.stdout.ReadBytes('\n')
	require.NoError(t, err, "not ready: %s", p.stderr)
	p.took = time.Since(p.began)
	decoder := json.NewDecoder(bytes.NewReader(line))
	decoder.DisallowUnknownFields()
	require.NoError(t, decoder.Decode(&p.ready))
	require.True(t, p.ready.Ready)
}

// kill is kill -9.
func (p *process) kill(t *testing.T) {
	t.Helper()
	require.NoError(t, p.cmd.Process.Kill())
	p.cmd.Wait()
}

// stop sends SIGTERM, and returns how long it took and the status.
func (p *process) stop(t *testing.T) (time.Duration, int) {
	t.Helper()
	began := time.Now()
	require.NoError(t, p.cmd.Process.Signal(syscall.SIGTERM))
	rest, err := io.ReadAll(p.stdout)
	require.NoError(t, err)
	require.Empty(t, string(rest), "one line only on standard output")
	p.cmd.Wait()
	return time.Since(began), p.cmd.ProcessState.ExitCode()
}

// dial is a client of its frontend.
func (p *process) dial(t *testing.T) client.Client {
	t.Helper()
	c, err := client.Dial(client.Options{HostPort: p.ready.Frontend, Logger: sdklog.NewStructuredLogger(slog.New(slog.DiscardHandler))})
	require.NoError(t, err)
	t.Cleanup(c.Close)
	return c
}

// fails runs a command line that is to be refused, and returns its status and words.
func fails(t *testing.T, args []string) (int, string) {
	t.Helper()
	cmd, stderr := command(args)
	began := time.Now()
	require.Error(t, cmd.Run())
	require.Less(t, time.Since(began), 6*time.Second)
	return cmd.ProcessState.ExitCode(), stderr.String()
}

// output collects what a process says while others read it.
type output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(b)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}

func within(t *testing.T, d time.Duration) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), d)
	t.Cleanup(cancel)
	return ctx
}
