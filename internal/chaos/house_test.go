package chaos

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/local"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/views"
)

// The parts of a stack that can be killed.
const (
	worker   = "the worker"
	temporal = "Temporal"
	postgres = "PostgreSQL"
)

// A house is a stack that is up, with doors into it, and everything that was
// acknowledged at them.
type house struct {
	stack  *local.Stack
	dir    string
	ledger *ledger.Ledger
	door   *door.Door
	store  *views.Store
	sql    *pgxpool.Pool // as twinning_app, for looking with our own eyes
	ids    map[string]string
	calls  int

	mu     sync.Mutex
	acked  []door.Receipt
	killed map[string]int // the process of a part that was killed last
	said   bytes.Buffer
}

// Write keeps what the stack says.
func (h *house) Write(b []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.said.Write(b)
}

// An address is where a house stands once somebody has asked for it. One test at
// a time is in a house; the two houses are used side by side.
type address struct {
	name      string
	programme *local.Programme

	mu    sync.Mutex
	house *house
}

// inRealTime is a house whose clock is PostgreSQL's, as in production.
func inRealTime(t *testing.T) *house {
	t.Parallel()
	return realTime.enter(t)
}

// inProgrammeTime is a house whose clock is moved by tests, and else stands still.
func inProgrammeTime(t *testing.T) *house {
	t.Parallel()
	return programmeTime.enter(t)
}

func (a *address) enter(t *testing.T) *house {
	t.Helper()
	if why != nil {
		t.Skip(why)
	}
	a.mu.Lock()
	t.Cleanup(a.mu.Unlock)
	if a.house == nil {
		a.house = raise(t, a.name, a.programme)
	}
	a.house.lookAfter(t)
	a.house.up(t) // whatever the test before left
	return a.house
}

// lookAfter has what the stack and the worker said told with a failure.
func (h *house) lookAfter(t *testing.T) {
	t.Cleanup(func() {
		if !t.Failed() {
			return
		}
		h.mu.Lock()
		defer h.mu.Unlock()
		t.Log(h.said.String())
		if log, err := os.ReadFile(filepath.Join(h.dir, "logs/worker.log")); err == nil {
			t.Logf("%s", log[max(0, len(log)-6000):])
		}
	})
}

func raise(t *testing.T, name string, programme *local.Programme) *house {
	t.Helper()
	h := &house{dir: filepath.Join(scratch, name), killed: map[string]int{}}
	ctx := context.Background()
	began := time.Now()
	var err error
	h.stack, err = local.Up(ctx, local.Options{
		Data: h.dir, Programme: programme, Out: h,
		TemporalBinary: gated(t, name, temporal, temporalBin), WorkerBinary: gated(t, name, worker, workerBin),
	})
	require.NoError(t, err, h.said.String())
	h.ledger, err = ledger.Open(ctx, ledger.Options{DSN: h.stack.DatabaseURL, KeyFile: h.stack.KeyFile, NoteKey: h.stack.NoteKey, SignKey: h.stack.SignKey, Trust: h.stack.Trust, Patience: 3 * time.Second})
	require.NoError(t, err)
	h.store, err = views.Open(ctx, h.stack.DatabaseURL, 2)
	require.NoError(t, err)
	h.sql, err = pgxpool.New(ctx, h.stack.DatabaseURL)
	require.NoError(t, err)
	directory := people.NewDirectory(h.ledger)
	h.door = &door.Door{Ledger: h.ledger, People: directory}
	h.ids, err = directory.Load(ctx, "everybody", "", everybody())
	require.NoError(t, err)
	t.Logf("a stack in %s (load %.1f)", time.Since(began).Round(time.Millisecond), load())
	return h
}

func (h *house) close() {
	h.ledger.Close()
	h.store.Close()
	h.sql.Close()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := h.stack.Close(ctx); err != nil {
		fmt.Println(err)
	}
}

// gated is a program that does not begin while its gate is there, and takes
// another environment where there is one.
func gated(t *testing.T, house, part, program string) string {
	t.Helper()
	path := filepath.Join(scratch, house+"-"+filepath.Base(program))
	script := fmt.Sprintf("#!/bin/sh\nwhile [ -e '%[1]s.gate' ]; do sleep 0.02; done\nif [ -e '%[1]s.env' ]; then . '%[1]s.env'; fi\nexec '%[2]s' \"$@\"\n", path, program)
	require.NoError(t, os.WriteFile(path, []byte(script), 0o755))
	return path
}

// gate is the file that keeps a part from beginning.
func (h *house) gate(part string) string {
	if part == postgres {
		return filepath.Join(h.dir, "postgres/data.gate")
	}
	return h.script(part) + ".gate"
}

func (h *house) script(part string) string {
	return filepath.Join(scratch, filepath.Base(h.dir)+"-"+filepath.Base(map[string]string{worker: workerBin, temporal: temporalBin}[part]))
}

// kill is kill -9. Whoever looks after the stack starts the part again.
func (h *house) kill(part string) bool {
	pid := h.stack.PIDs()[part]
	if pid == 0 || syscall.Kill(pid, syscall.SIGKILL) != nil {
		return false
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.killed[part] = pid
	return true
}

// running is whether a part is up, as another process than the one that was killed.
func (h *house) running(part string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	pid := h.stack.PIDs()[part]
	return pid != 0 && pid != h.killed[part]
}

// freeze stops a part in mid-step; it can be killed then.
func (h *house) freeze(t *testing.T, part string) {
	t.Helper()
	require.NoError(t, syscall.Kill(h.stack.PIDs()[part], syscall.SIGSTOP))
}

// takeAway kills a part and keeps it away until bringBack.
func (h *house) takeAway(t *testing.T, part string) {
	t.Helper()
	require.NoError(t, os.WriteFile(h.gate(part), nil, 0o644))
	t.Cleanup(func() { os.Remove(h.gate(part)) })
	require.True(t, h.kill(part))
	require.Eventually(t, func() bool { return h.stack.PIDs()[part] == 0 }, 10*time.Second, 5*time.Millisecond)
}

func (h *house) bringBack(t *testing.T, part string) {
	t.Helper()
	require.NoError(t, os.Remove(h.gate(part)))
	h.up(t, part)
}

// up waits until parts are up; none: all.
func (h *house) up(t *testing.T, parts ...string) {
	t.Helper()
	if len(parts) == 0 {
		parts = []string{postgres, temporal, worker}
	}
	for _, part := range parts {
		require.Eventually(t, func() bool { return h.running(part) }, time.Minute, 10*time.Millisecond, "%s does not come up", part)
	}
	if slices.Contains(parts, postgres) {
		require.Eventually(t, func() bool {
			_, err := h.ledger.Clock(t.Context())
			return err == nil
		}, time.Minute, 10*time.Millisecond, "PostgreSQL does not answer")
	}
}

// moveTo sets the programme clock, and lets it go at a rate, 0 not at all.
func (h *house) moveTo(t *testing.T, programme time.Time, rate float64) {
	t.Helper()
	require.NoError(t, h.ledger.SetClock(t.Context(), programme, rate, rate != 0))
}

func (h *house) now(t *testing.T) time.Time {
	t.Helper()
	clock, err := h.ledger.Clock(t.Context())
	require.NoError(t, err)
	return clock.Now()
}
