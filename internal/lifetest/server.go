package lifetest

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"
	sdklog "go.temporal.io/sdk/log"

	"twinning.example/engine/internal/ledger/ledgertest"
)

// A Temporal is a namespace of its own on the Temporal server of this test
// process, which keeps its data in the tests' PostgreSQL and ends with us.
type Temporal struct {
	client.Client
	Namespace string
	server    *server
}

// Address is host and port of the server.
func (t *Temporal) Address() string { return t.server.address }

type server struct {
	address string
	metrics string

	mu   sync.Mutex
	free []string // namespaces; one takes seconds to be known, so they are made at the start
}

// NewTemporal gives a test a namespace.
func NewTemporal(t testing.TB) *Temporal {
	t.Helper()
	s := serverOf(t)
	return s.dial(t, s.take(t))
}

// take takes a namespace that no other test has.
func (s *server) take(t testing.TB) string {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	require.NotEmpty(t, s.free, "more tests than namespaces")
	mine := s.free[0]
	s.free = s.free[1:]
	return mine
}

// NewRenewing gives a test the one namespace whose server suggests another run
// after renewing events.
func NewRenewing(t testing.TB) *Temporal {
	t.Helper()
	return serverOf(t).dial(t, renewed)
}

const (
	namespaces = 28
	renewed    = "renewing"
	renewing   = 120
)

func serverOf(t testing.TB) *server {
	t.Helper()
	s, err := theServer(ledgertest.Superuser(t))
	require.NoError(t, err)
	return s
}

func (s *server) dial(t testing.TB, mine string) *Temporal {
	t.Helper()
	c, err := client.Dial(client.Options{HostPort: s.address, Namespace: mine, Identity: "lives", Logger: sdklog.NewStructuredLogger(slog.New(slog.DiscardHandler))})
	require.NoError(t, err)
	t.Cleanup(c.Close)
	return &Temporal{Client: c, Namespace: mine, server: s}
}

var (
	starting  sync.Mutex
	running   *server
	errServer error
)

func theServer(dsn string) (*server, error) {
	starting.Lock()
	defer starting.Unlock()
	if running == nil && errServer == nil {
		running, errServer = startServer(dsn)
	}
	return running, errServer
}

func startServer(dsn string) (*server, error) {
	binary, err := temporaldev()
	if err != nil {
		return nil, err
	}
	postgres, err := url.Parse(dsn)
	if err != nil {
		return nil, err
	}
	host, port := postgres.Hostname(), postgres.Port()
	if host == "" { // ours listens on the loopback, too
		host, port = "127.0.0.1", postgres.Query().Get("port")
	}
	ports, err := drawPorts(9)
	if err != nil {
		return nil, err
	}
	s := &server{address: net.JoinHostPort("127.0.0.1", ports[0]), metrics: "http://" + net.JoinHostPort("127.0.0.1", ports[8]) + "/metrics"}
	for n := range namespaces {
		s.free = append(s.free, fmt.Sprintf("lives%02d", n+1)) // metrics know a hyphen as another sign
	}
	databases := fmt.Sprintf("temporal_%d_%d", os.Getpid(), time.Now().UnixNano())
	cmd := exec.Command(binary, "--postgres-host", host, "--postgres-port", port, "--postgres-user", postgres.User.Username(),
		"--databases", databases+","+databases+"_visibility", "--ports", strings.Join(ports[:8], ","), "--metrics-port", ports[8],
		"--namespace", strings.Join(s.free, ","), "--namespace", renewed, "--suggest-new-run", fmt.Sprintf("%s=%d", renewed, renewing), "--exit-with-parent")
	password, _ := postgres.User.Password()
	cmd.Env = append(os.Environ(), "TEMPORALDEV_POSTGRES_PASSWORD="+password)
	return s, launch(cmd)
}

// launch starts a program that says one line when it is ready.
func launch(cmd *exec.Cmd) error {
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	line, err := bufio.NewReader(out).ReadBytes('\n')
	var ready struct{ Ready bool }
	if err == nil {
		err = json.Unmarshal(line, &ready)
	}
	if err != nil || !ready.Ready {
		return fmt.Errorf("start Temporal: %w: %s", errors.Join(err, cmd.Wait()), said.String())
	}
	return nil
}

// temporaldev is the program that `make build` makes; where it is missing, it is made.
func temporaldev() (string, error) {
	if said := os.Getenv("TWINNING_TEMPORALDEV"); said != "" {
		return said, nil
	}
	_, file, _, _ := runtime.Caller(0)
	root := filepath.Join(filepath.Dir(file), "..", "..")
	binary := filepath.Join(root, ".local", "bin", "temporaldev")
	if _, err := os.Stat(binary); err == nil {
		return binary, nil
	}
	build := exec.Command("go", "build", "-C", filepath.Join(root, "tools", "temporaldev"), "-o", binary, ".")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build temporaldev: %w: %s", err, out)
	}
	return binary, nil
}

// drawPorts finds ports nobody listens on, where Temporal can have them.
func drawPorts(n int) (drawn []string, err error) {
	for tries := 0; len(drawn) < n && tries < 1000; tries++ {
		port := strconv.Itoa(15000 + rand.IntN(17000))
		socket, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", port))
		if err != nil {
			continue
		}
		defer socket.Close()
		drawn = append(drawn, port)
	}
	if len(drawn) < n {
		return nil, errors.New("no free ports")
	}
	return drawn, nil
}

// Describe is what Temporal knows of a life's newest run.
func (c *Temporal) Describe(ctx context.Context, stream string) (status string, events, bytes int64, err error) {
	d, err := c.DescribeWorkflow(ctx, stream, "")
	if err != nil {
		return "", 0, 0, err
	}
	info := d.RawResponse.GetWorkflowExecutionInfo()
	return info.GetStatus().String(), info.GetHistoryLength(), info.GetHistorySizeBytes(), nil
}
