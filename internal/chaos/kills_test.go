package chaos

import (
	"context"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/door"
)

func TestAWorkerKilledBetweenCommitAndAnswerLeavesOneFactAndOneAnswer(t *testing.T) {
	h := inRealTime(t)
	c := h.opens(t, h.now(t).Add(24*time.Hour))
	for n := range times(2, 20) {
		w := c.submits(n, "40000.00")
		h.do(t, w.stream, w.as, w.command)
		id := door.NewID()
		killed := make(chan error, 1)
		go func() { killed <- h.killAtItsAnswer(t.Context(), w.stream, id) }()
		r, err := h.send(t.Context(), door.Request{Stream: w.stream, Command: w.command, As: w.as, ID: id, Wait: 20 * time.Second})
		require.NoError(t, err)
		require.NoError(t, <-killed)
		require.Equal(t, "done", r.Status, "the fact is in the ledger, so its answer is known")
		h.up(t, worker)
		began := time.Now()
		h.do(t, w.stream, w.as, w.command)
		took := time.Since(began)
		t.Logf("the life went on %s after the worker was back", took.Round(time.Millisecond))
		if !testing.Short() { // beside other packages nothing is held to time
			require.Less(t, took, 12*time.Second, "a workflow task is given up after 5 s")
		}
		again, err := h.door.Submit(t.Context(), door.Request{Stream: w.stream, Command: w.command, As: w.as, ID: id})
		require.NoError(t, err)
		require.Equal(t, r, again, "who asks again hears the first answer")
	}
	h.keptItsPromises(t)
}

// killAtItsAnswer stops the worker in mid-step as soon as an answer is in the
// ledger, before Temporal can have been told, and kills it.
func (h *house) killAtItsAnswer(ctx context.Context, stream, id string) error {
	for {
		var there bool
		err := h.sql.QueryRow(ctx, `SELECT EXISTS (SELECT FROM ledger.answers WHERE stream = $1 AND command = $2)`, stream, id).Scan(&there)
		if err != nil {
			return err
		}
		if there {
			break
		}
	}
	if !h.kill(worker) {
		return context.Canceled
	}
	return nil
}

func TestAcknowledgedCommandsAreInTheLedgerOnceAndAnsweredOnceWhateverIsKilledWhen(t *testing.T) {
	h, r := inProgrammeTime(t), dice(t)
	h.moveTo(t, time.Time{}, 1)
	c := h.opens(t, h.now(t).Add(6*time.Hour))
	flow := h.flows(t, c, r, 6, 12)
	kills, done := map[string]int{}, 0
	kill := func(parts ...string) {
		if part := parts[r.IntN(len(parts))]; h.kill(part) {
			kills[part]++
			if done++; done%20 == 0 {
				t.Logf("killed: %v", kills)
			}
		}
	}
	for tries := 0; done < times(8, 200); tries++ {
		require.Less(t, tries, 60+10*done, "what was killed does not come up again; %v", kills)
		time.Sleep(time.Duration(20+r.IntN(1500)) * time.Millisecond) // time itself: any instant may be the wrong one
		kill(worker, worker, worker, temporal, temporal, postgres)
		if r.IntN(4) == 0 { // now and then another one at once
			kill(worker, temporal, postgres)
		}
	}
	h.up(t)
	sent := flow()
	t.Logf("%d commands acknowledged; killed: %v", sent, kills)
	h.moveTo(t, time.Time{}, 0)
	h.keptItsPromises(t)
}

// flows sends commands from some clients to some tenders until the function that
// it returns is called, which says how many were acknowledged. Each client
// insists until its command is.
func (h *house) flows(t *testing.T, c *tendering, r *rand.Rand, clients, tenders int) func() int {
	t.Helper()
	var all sync.WaitGroup
	stop := make(chan struct{})
	sent, errs := make([]int, clients), make([]error, clients)
	for n := range clients {
		mine := rand.New(rand.NewPCG(r.Uint64(), r.Uint64()))
		all.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				w := c.submits(mine.IntN(tenders), "40000.00")
				wait := []time.Duration{-1, 50 * time.Millisecond, 0}[mine.IntN(3)]
				_, errs[n] = h.send(t.Context(), door.Request{Stream: w.stream, Command: w.command, As: w.as, Begins: true, Wait: wait})
				if errs[n] != nil {
					return
				}
				sent[n]++
				time.Sleep(time.Duration(mine.IntN(40)) * time.Millisecond) // time itself: how often somebody sends
			}
		})
	}
	return func() int {
		close(stop)
		all.Wait()
		sum := 0
		for n := range clients {
			require.NoError(t, errs[n])
			sum += sent[n]
		}
		return sum
	}
}
