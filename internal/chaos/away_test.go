package chaos

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/door"
)

func TestWithTemporalOrTheWorkerAwayCommandsArePendingAndCarriedOutLater(t *testing.T) {
	inFull(t)
	h := inProgrammeTime(t)
	c := h.opens(t, h.now(t).Add(24*time.Hour))
	n := 0
	for _, part := range []string{temporal, worker} {
		h.takeAway(t, part)
		var pending []door.Receipt
		for range 3 {
			w := c.submits(n, "40000.00")
			n++
			r, err := h.send(t.Context(), door.Request{Stream: w.stream, Command: w.command, As: w.as, Begins: true, Wait: 300 * time.Millisecond})
			require.NoError(t, err)
			require.Equal(t, "pending", r.Status, "%s is away", part)
			pending = append(pending, r)
		}
		h.bringBack(t, part)
		began := time.Now()
		for _, r := range pending {
			require.Eventually(t, func() bool {
				now, err := h.door.Answer(t.Context(), r.Stream, r.CommandID)
				require.NoError(t, err)
				require.Equal(t, r.ReceivedAt, now.ReceivedAt)
				return now.Status == "done" && now.Verdict == door.InTime
			}, 20*time.Second, 20*time.Millisecond)
		}
		t.Logf("%s is back, and %s later all is answered", part, time.Since(began).Round(time.Millisecond))
	}
	h.keptItsPromises(t)
}

func TestWithPostgreSQLAwayTheDoorSaysWithinSecondsThatNothingWasReceived(t *testing.T) {
	h := inRealTime(t)
	c := h.opens(t, h.now(t).Add(24*time.Hour))
	refused := func(t *testing.T) {
		t.Helper()
		began := time.Now()
		var all sync.WaitGroup
		errs := make([]error, 30)
		for i := range errs {
			w := c.submits(0, "40000.00")
			all.Go(func() {
				_, errs[i] = h.door.Submit(t.Context(), door.Request{Stream: w.stream, Command: w.command, As: w.as, Begins: true})
			})
		}
		all.Wait()
		took := time.Since(began)
		t.Logf("after %s: %v", took.Round(time.Millisecond), errs[0])
		for _, err := range errs {
			require.ErrorIs(t, err, door.ErrNotReceived)
		}
		require.Less(t, took, 8*time.Second)
	}
	t.Run("silent", func(t *testing.T) {
		thaw := h.freezePostgres(t)
		refused(t)
		thaw()
	})
	t.Run("killed", func(t *testing.T) {
		h.takeAway(t, postgres)
		refused(t)
		h.bringBack(t, postgres)
	})
	w := c.submits(1, "40000.00")
	h.do(t, w.stream, w.as, w.command)
	h.keptItsPromises(t)
}

// freezePostgres stops all of PostgreSQL's processes: connections stay, and
// nothing is answered on them.
func (h *house) freezePostgres(t *testing.T) (thaw func()) {
	t.Helper()
	pid := h.stack.PIDs()[postgres]
	all := []int{pid}
	children, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid))
	require.NoError(t, err)
	for _, child := range strings.Fields(string(children)) {
		id, err := strconv.Atoi(child)
		require.NoError(t, err)
		all = append(all, id)
	}
	signal := func(s syscall.Signal) {
		for _, id := range all {
			syscall.Kill(id, s)
		}
	}
	t.Cleanup(func() { signal(syscall.SIGCONT) })
	signal(syscall.SIGSTOP)
	return func() { signal(syscall.SIGCONT) }
}
