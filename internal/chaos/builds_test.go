package chaos

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

// An older build leads, bringing commands and passing on messages, while a newer
// one does all the work, as in a rolling upgrade when Temporal gives tasks to the
// newest version alone. The older build lacks kinds of events in both laws, and
// what they mean for other lives still arrives, once.
func TestAnOlderWorkerThatLeadsBesideANewerOneLosesAndDoublesNoMessage(t *testing.T) {
	inFull(t) // a second worker is built and run
	older := olderWorker(t)
	h := inProgrammeTime(t)
	c := h.opens(t, h.now(t).Truncate(time.Minute).Add(10*time.Minute), func(b *call.RuleBook) { b.Budget = calltest.EUR("100000.00") })
	c.evaluated(t, "40000.00", "30000.00", "20000.00")
	h.rests(t, time.Minute)

	environment := h.environmentOf(t, worker)
	h.takeAway(t, worker)
	stop := h.leads(t, older, environment)
	defer stop()
	leader := h.leader(t)
	h.bringBack(t, worker)

	h.eventually(t, c.stream, "officer", call.PrepareAward{})
	h.do(t, c.stream, "head", call.ReleaseAward{})
	_, first := c.tender(0)
	h.eventually(t, first, "signatory", twinning.DeclineContract{Reason: "the hospital has other plans"})
	h.rests(t, time.Minute)
	require.Equal(t, leader, h.leader(t), "the older worker has led all the time")
	h.everyMessageOnce(t)
	require.Equal(t, 1, h.freed(t, c.stream), "the call knows that the contract was declined")

	stop()
	require.Eventually(t, func() bool { return h.leader(t) != leader && h.leader(t) != 0 }, 30*time.Second, 50*time.Millisecond)
	_, second := c.tender(1)
	h.eventually(t, second, "signatory", twinning.DeclineContract{Reason: "no longer needed"})
	h.rests(t, time.Minute)
	require.Equal(t, 2, h.freed(t, c.stream))
	h.everyMessageOnce(t)
	h.keptItsPromises(t)
}

// olderWorker is this worker without some kinds of events and commands, and
// without work: Temporal gives it no tasks.
func olderWorker(t *testing.T) string {
	t.Helper()
	out, err := exec.Command("go", "env", "GOMOD").Output()
	require.NoError(t, err)
	root := filepath.Dir(strings.TrimSpace(string(out)))
	replace := map[string]string{}
	for _, r := range []struct{ file, old, new string }{
		{"internal/call/events.go", "AwardPrepared{}, AwardReleased{}, ", "AwardPrepared{}, "},
		{"internal/call/commands.go", "PrepareAward{}, ReleaseAward{}, ", "PrepareAward{}, "},
		{"internal/twinning/kinds.go", "ContractInForce{}, ContractDeclined{}, ", "ContractInForce{}, "},
		{"worker/main.go", "err := w.Start(); err != nil", "false"},
		{"worker/main.go", "\tw.Stop()\n", ""},
		{"worker/main.go", `return fmt.Errorf("start the worker: %w", err)`, "return nil"},
	} {
		file := filepath.Join(root, r.file)
		if replace[file] == "" {
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			replace[file] = string(text)
		}
		require.Equal(t, 1, strings.Count(replace[file], r.old), "%s: %s", r.file, r.old)
		replace[file] = strings.Replace(replace[file], r.old, r.new, 1)
	}
	overlay := struct{ Replace map[string]string }{map[string]string{}}
	dir := t.TempDir()
	for file, text := range replace {
		at := filepath.Join(dir, strings.ReplaceAll(strings.TrimPrefix(file, root), "/", "_"))
		require.NoError(t, os.WriteFile(at, []byte(text), 0o600))
		overlay.Replace[file] = at
	}
	list, err := json.Marshal(overlay)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "overlay.json"), list, 0o600))
	binary := filepath.Join(scratch, "older-worker")
	cmd := exec.Command("go", "build", "-buildvcs=false", "-overlay", filepath.Join(dir, "overlay.json"), "-o", binary, "./worker")
	cmd.Dir = root
	said, err := cmd.CombinedOutput()
	require.NoError(t, err, string(said))
	return binary
}

// environmentOf is the environment of a part, but for the address that only one
// process can listen at.
func (h *house) environmentOf(t *testing.T, part string) (list []string) {
	t.Helper()
	h.up(t, part)
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/environ", h.stack.PIDs()[part]))
	require.NoError(t, err)
	for _, v := range strings.Split(strings.Trim(string(text), "\x00"), "\x00") {
		if !strings.HasPrefix(v, "TWINNING_ADMIN_ADDR=") {
			list = append(list, v)
		}
	}
	return append(list, "TWINNING_ADMIN_ADDR=127.0.0.1:0")
}

// leads starts a worker beside the stack and waits until it leads.
func (h *house) leads(t *testing.T, binary string, environment []string) (stop func()) {
	t.Helper()
	cmd := exec.Command(binary)
	cmd.Env, cmd.Stdout, cmd.Stderr = environment, h, h
	require.NoError(t, cmd.Start())
	stopped := false
	stop = func() {
		if !stopped {
			stopped = true
			_ = cmd.Process.Kill()
			_ = cmd.Wait()
		}
	}
	t.Cleanup(stop)
	require.Eventually(t, func() bool { return h.leader(t) != 0 }, 30*time.Second, 20*time.Millisecond, "the older worker does not lead")
	return stop
}

// leader is the PostgreSQL process that serves whoever leads, 0 for none.
func (h *house) leader(t *testing.T) (pid int) {
	t.Helper()
	require.NoError(t, h.sql.QueryRow(t.Context(), `SELECT coalesce(max(pid), 0) FROM pg_locks
		WHERE locktype = 'advisory' AND granted AND classid = x'7477'::int::oid AND objid = x'64697370'::int::oid`).Scan(&pid))
	return pid
}

// everyMessageOnce compares what the events of all lives hold with what their
// inboxes received from the engine.
func (h *house) everyMessageOnce(t *testing.T) {
	t.Helper()
	rows, err := h.sql.Query(t.Context(), `SELECT DISTINCT stream FROM ledger.events WHERE stream LIKE 'call/%' OR stream LIKE 'twinning/%'`)
	require.NoError(t, err)
	defer rows.Close()
	said, received := map[string]string{}, map[string]string{}
	for rows.Next() {
		var stream string
		require.NoError(t, rows.Scan(&stream))
		events, bodies, err := h.read(t.Context(), stream)
		require.NoError(t, err)
		inbox, in := strings.CutSuffix(stream, "/in")
		for i, e := range events {
			switch {
			case in && e.Actor == law.Engine:
				id := inbox + " " + e.Command
				require.NotContains(t, received, id)
				c := parse[law.CommandReceived](t, bodies[i])
				received[id] = c.Name + string(c.Command)
			case !in && !strings.HasSuffix(stream, "/letters"):
				messages, err := law.ReadMessages(bodies[i])
				require.NoError(t, err)
				for n, m := range messages {
					said[fmt.Sprintf("%s %d/%d", m.Stream, e.Position, n)] = m.Kind + string(m.Body)
				}
			}
		}
	}
	require.NoError(t, rows.Err())
	require.NotEmpty(t, said)
	require.Equal(t, said, received)
}
