package browser_test

import (
	"bufio"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/local"
	"twinning.example/engine/internal/testbin"
	"twinning.example/engine/internal/views"
)

// programs are both programs, in one folder as make build leaves them.
func programs() (command string, err error) {
	if _, err := testbin.Worker(); err != nil {
		return "", err
	}
	return testbin.Command()
}

// A stack is all of `twinning up`, in a folder of its own: PostgreSQL, Temporal, the worker, the desk.
type stack struct {
	t         *testing.T
	program   string
	data      string
	url       string
	ledger    *ledger.Ledger
	views     *views.Store
	passwords map[string]string // by alias
}

// up brings a stack up as make up does. clock is its programme clock; "" in a folder that has one.
func up(t *testing.T, data, clock string) *stack {
	t.Helper()
	program, err := programs()
	require.NoError(t, err)
	s := &stack{t: t, program: program, data: data}
	args := []string{"up", "--data", data, "-o", "json"}
	if clock != "" {
		args = append(args, "--programme-time", clock)
	}
	cmd := exec.Command(program, args...)
	cmd.Env = append(os.Environ(), "TWINNING_TEMPORALDEV="+temporaldev(t))
	log, err := os.Create(filepath.Join(t.TempDir(), "up"))
	require.NoError(t, err)
	cmd.Stderr = log
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	ended := make(chan error, 1)
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGINT)
		select {
		case <-ended:
		case <-time.After(time.Minute):
			_ = cmd.Process.Kill()
		}
	})
	var place struct{ Desk string }
	said := json.NewDecoder(bufio.NewReader(out))
	err = said.Decode(&place)
	go func() { ended <- cmd.Wait() }()
	if err != nil {
		text, _ := os.ReadFile(log.Name())
		require.NoError(t, err, string(text))
	}
	s.url = place.Desk
	at, err := local.Attach(data)
	require.NoError(t, err)
	s.ledger, err = ledger.Open(t.Context(), ledger.Options{DSN: at.DatabaseURL, KeyFile: at.KeyFile, Trust: at.Trust, Conns: 2})
	require.NoError(t, err)
	t.Cleanup(s.ledger.Close)
	s.views, err = views.Open(t.Context(), at.DatabaseURL, 2)
	require.NoError(t, err)
	t.Cleanup(s.views.Close)
	return s
}

func temporaldev(t *testing.T) string {
	t.Helper()
	if said := os.Getenv("TWINNING_TEMPORALDEV"); said != "" {
		return said
	}
	file, err := filepath.Abs("../../.local/bin/temporaldev")
	require.NoError(t, err)
	require.FileExists(t, file, "make temporaldev builds it")
	return file
}

// run runs the command as somebody types it, from the root of the repository.
func (s *stack) run(line string) string {
	s.t.Helper()
	cmd := exec.Command(s.program, append(strings.Fields(line), "--data", s.data)...)
	cmd.Dir = "../.."
	said, err := cmd.CombinedOutput()
	require.NoError(s.t, err, "twinning %s: %s", line, said)
	return string(said)
}

// password is how somebody signs in, as `twinning sign-ins` says.
func (s *stack) password(alias string) string {
	s.t.Helper()
	if s.passwords[alias] == "" {
		s.run("sign-ins")
		text, err := os.ReadFile(filepath.Join(s.data, "sign-ins"))
		require.NoError(s.t, err)
		s.passwords = map[string]string{}
		for line := range strings.Lines(string(text)) {
			if f := strings.Fields(line); len(f) == 2 {
				s.passwords[f[0]] = f[1]
			}
		}
	}
	require.NotEmpty(s.t, s.passwords[alias], "nobody is called %s", alias)
	return s.passwords[alias]
}

// until lets the programme clock go on to an instant, in Brussels, and waits until what lies before it is judged.
func (s *stack) until(wall string) {
	s.t.Helper()
	zone, err := time.LoadLocation("Europe/Brussels")
	require.NoError(s.t, err)
	at, err := time.ParseInLocation("2006-01-02 15:04", wall, zone)
	require.NoError(s.t, err)
	clock, err := s.ledger.Clock(s.t.Context())
	require.NoError(s.t, err)
	if at.After(clock.Now()) {
		require.NoError(s.t, s.ledger.SetClock(s.t.Context(), at, 1, true))
	}
	s.rest(at)
}

// rest waits until what lies before an instant is judged, and nothing moves.
func (s *stack) rest(at time.Time) {
	s.t.Helper()
	passed := func() bool {
		next, waits, err := s.views.Next(s.t.Context())
		require.NoError(s.t, err)
		return !waits || next.After(at)
	}
	for last, still, began := int64(-1), 0, time.Now(); still < 3; time.Sleep(100 * time.Millisecond) { // asks again
		size, err := s.ledger.Size(s.t.Context())
		require.NoError(s.t, err)
		if still++; size != last || !passed() {
			last, still = size, 0
		}
		require.Less(s.t, time.Since(began), 2*time.Minute, "the lives have not come to rest")
	}
}
