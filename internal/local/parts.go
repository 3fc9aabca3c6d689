package local

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
)

// postgres is the part that everything else needs.
func (s *Stack) postgres() *part {
	return &part{name: "PostgreSQL", start: s.cluster.start, ask: syscall.SIGINT, patience: 20 * time.Second}
}

// temporal is the server and its page, with its data in our cluster.
func (s *Stack) temporal(needs ...*part) *part {
	return &part{name: "Temporal", start: s.startTemporal, needs: needs, ask: syscall.SIGTERM, patience: 8 * time.Second}
}

// startPatience is for a busy machine; Temporal needs most of a minute when its ports are not those it knows.
const startPatience = 2 * time.Minute

func (s *Stack) startTemporal(ctx context.Context) (*process, error) {
	p := s.ports
	err := p.await(ctx, s.folder, "frontend", "history", "matching", "system", "frontend-member", "history-member", "matching-member",
		"system-member", "page", "temporal-metrics")
	if err != nil {
		return nil, err
	}
	var eight []string
	for _, name := range []string{"frontend", "history", "matching", "system", "frontend-member", "history-member", "matching-member", "system-member"} {
		eight = append(eight, strconv.Itoa(p[name]))
	}
	cmd := exec.Command(s.options.TemporalBinary,
		"--postgres-port", strconv.Itoa(p["postgres"]), "--postgres-user", "temporal", "--ports", strings.Join(eight, ","),
		"--ui-port", strconv.Itoa(p["page"]), "--metrics-port", strconv.Itoa(p["temporal-metrics"]),
		"--namespace", s.Namespace, "--exit-with-parent")
	cmd.Dir = s.folder.path
	cmd.Env = append(clean(os.Environ()), "TEMPORALDEV_POSTGRES_PASSWORD="+s.cluster.passwords["temporal"])
	told := &readyLine{}
	cmd.Stdout = told
	return s.launch(ctx, "temporal", cmd, startPatience, func(context.Context) bool { return told.said.Load() })
}

// readyLine hears the one line that temporaldev says.
type readyLine struct {
	heard bytes.Buffer
	said  atomic.Bool
}

func (r *readyLine) Write(b []byte) (int, error) {
	if r.said.Load() {
		return len(b), nil
	}
	r.heard.Write(b)
	if line, _, whole := bytes.Cut(r.heard.Bytes(), []byte("\n")); whole {
		var message struct{ Ready bool }
		if json.Unmarshal(line, &message) == nil && message.Ready {
			r.said.Store(true)
		}
	}
	return len(b), nil
}

// worker runs the lives.
func (s *Stack) worker(needs ...*part) *part {
	return &part{name: "the worker", start: s.startWorker, needs: needs, ask: syscall.SIGTERM, patience: 25 * time.Second}
}

func (s *Stack) startWorker(ctx context.Context) (*process, error) {
	if err := s.ports.await(ctx, s.folder, "worker"); err != nil {
		return nil, err
	}
	cmd := exec.Command(s.options.WorkerBinary)
	cmd.Dir = s.folder.path
	cmd.Env = append(clean(os.Environ()), s.environment()...)
	return s.launch(ctx, "worker", cmd, startPatience, s.workerReady)
}

// AskWorker runs the worker's program with arguments, told where Temporal is, and returns what it prints.
func (s *Stack) AskWorker(ctx context.Context, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, s.options.WorkerBinary, args...) //nolint:gosec // the program that runs the lives
	cmd.Env = append(clean(os.Environ()), s.environment()...)
	var said bytes.Buffer
	cmd.Stderr = &said
	told, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%w: %s", err, strings.TrimSpace(said.String()))
	}
	return told, nil
}

// environment is what the worker is told, and nothing else of ours.
func (s *Stack) environment() []string {
	return []string{
		"DATABASE_URL=" + s.DatabaseURL,
		"TEMPORAL_ADDRESS=" + s.TemporalAddress,
		"TEMPORAL_NAMESPACE=" + s.Namespace,
		"TEMPORAL_CONFIG_FILE=" + os.DevNull, // not a profile of the person whose machine this is
		"TWINNING_KEY_FILE=" + s.KeyFile,
		"TWINNING_EVIDENCE=" + s.Evidence,
		"TWINNING_CLAMD=" + s.Clamd,
		"TWINNING_ERASE_URL=" + s.EraseURL,
		"TWINNING_SIGN_KEY=" + s.WorkerKey,
		"TWINNING_TRUST=" + s.Trust,
		"TWINNING_ORIGIN=" + s.Origin,
		"TWINNING_DESK_URL=" + s.DeskURL,
		"TWINNING_SMTP_ADDR=" + s.SMTPAddr,
		"TWINNING_SMTP_TLS=none", // it is this machine's loopback
		"TWINNING_MAIL_FROM=" + mailFrom,
		"TWINNING_ADMIN_ADDR=" + s.WorkerAdmin,
	}
}

// mailFrom is the sender of letters that never leave this machine.
const mailFrom = "programme@twinning.example"

func (s *Stack) workerReady(ctx context.Context) bool { return s.isReady(ctx, s.WorkerAdmin) }

// isReady asks a process at its port for operators.
func (s *Stack) isReady(ctx context.Context, addr string) bool {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+addr+"/readyz", nil)
	if err != nil {
		return false
	}
	transport := &http.Transport{DisableKeepAlives: true} // no proxy
	answer, err := transport.RoundTrip(request)
	if err != nil {
		return false
	}
	defer answer.Body.Close()
	return answer.StatusCode == http.StatusOK
}

// launch starts a child that writes its log, and returns when it is ready.
func (s *Stack) launch(ctx context.Context, name string, cmd *exec.Cmd, patience time.Duration, ready func(context.Context) bool) (*process, error) {
	log, err := s.folder.log(name)
	if err != nil {
		return nil, err
	}
	defer log.Close()
	fmt.Fprintf(log, "--- %s started at %s\n", name, time.Now().UTC().Format(time.RFC3339))
	if cmd.Stdout == nil {
		cmd.Stdout = log.File
	}
	cmd.Stderr = log.File
	p, err := s.launcher.start(cmd, syscall.SIGKILL) // all that matters is in PostgreSQL; and the ports are free at once
	if err != nil {
		return nil, err
	}
	if err := p.await(ctx, patience, ready); err != nil {
		return nil, log.explain(err)
	}
	return p, nil
}
