package chaos

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/door"
)

func TestWithTemporalDownAcrossADeadlineEachTenderIsJudgedByItsReceiptInstant(t *testing.T) {
	h := inProgrammeTime(t)
	for range times(1, 6) {
		c := h.opens(t, h.now(t).Truncate(time.Minute).Add(10*time.Minute))
		h.takeAway(t, temporal)
		h.moveTo(t, c.deadline.Add(-1200*time.Millisecond), 1)
		sent := h.storm(t, c, doors(60), doors(60), 1200*time.Millisecond)
		pending := count(sent, "pending")
		require.Equal(t, len(sent), pending, "nobody judges while Temporal is away")
		h.bringBack(t, temporal)
		h.moveTo(t, time.Time{}, 0)
		h.keptItsPromises(t)
		h.onBothSides(t, c, sent)
	}
}

func TestOfThousandsOfDoorsRacingADeadlineNoneInTimeIsJudgedLate(t *testing.T) {
	h := inProgrammeTime(t)
	for round := range times(1, 20) {
		c := h.opens(t, h.now(t).Truncate(time.Minute).Add(10*time.Minute))
		h.moveTo(t, c.deadline.Add(-900*time.Millisecond), 1)
		extended := make(chan error, 1)
		go func() { // the head of the programme leaves more time, at the last moment
			time.Sleep(700 * time.Millisecond) // time itself
			w := call.ExtendDeadline{To: wall(t, c.deadline.Add(time.Second)), Inclusive: round%2 == 0, Why: "the portal was slow"}
			_, err := h.send(t.Context(), door.Request{Stream: c.stream, Command: w, As: "head", Wait: -1})
			extended <- err
		}()
		sent := h.storm(t, c, doors(120), doors(40), 1800*time.Millisecond)
		require.NoError(t, <-extended)
		time.Sleep(time.Second) // time itself: the tolerance, on a clock that still runs
		h.moveTo(t, time.Time{}, 0)
		h.keptItsPromises(t)
		h.onBothSides(t, c, sent)
	}
}

// doors is how many there are in this version; with -short an eighth.
func doors(usual int) int {
	if testing.Short() && !long {
		return usual / 8
	}
	return usual
}

// storm sends versions of some tenders from many doors, until some time after
// the deadline.
func (h *house) storm(t *testing.T, c *tendering, doors, tenders int, after time.Duration) []door.Receipt {
	t.Helper()
	var mu sync.Mutex
	var all sync.WaitGroup
	var sent []door.Receipt
	var problem error
	clock, err := h.ledger.Clock(t.Context())
	require.NoError(t, err)
	until := time.Now().Add(c.deadline.Sub(clock.Now()) + after)
	for n := range doors {
		w := c.submits(n%tenders, "40000.00")
		all.Go(func() {
			for time.Now().Before(until) {
				r, err := h.send(t.Context(), door.Request{Stream: w.stream, Command: w.command, As: w.as, Begins: true, Wait: -1})
				mu.Lock()
				if sent = append(sent, r); err != nil {
					problem = err
				}
				mu.Unlock()
				if err != nil {
					return
				}
				time.Sleep(50 * time.Millisecond) // time itself: how often a door sends
			}
		})
	}
	all.Wait()
	require.NoError(t, problem)
	return sent
}

// onBothSides is sure that the race was one: tenders stood on both sides of the
// deadline, and the closest did not stand far from it. That each was judged by
// its instant, keptItsPromises has seen.
func (h *house) onBothSides(t *testing.T, c *tendering, sent []door.Receipt) {
	t.Helper()
	inTime, late := 0, 0
	first, last := time.Time{}, time.Time{}
	for _, r := range sent {
		now, err := h.door.Answer(t.Context(), r.Stream, r.CommandID)
		require.NoError(t, err)
		at, err := now.ReceivedInstant()
		require.NoError(t, err)
		switch now.Verdict {
		case door.InTime:
			inTime++
			last = latest(last, at)
		case door.Late:
			if late++; first.IsZero() || at.Before(first) {
				first = at
			}
		default:
			require.FailNow(t, "no verdict", "%+v", now)
		}
	}
	require.Positive(t, inTime)
	require.Positive(t, late)
	var shut int
	require.NoError(t, h.sql.QueryRow(t.Context(), `SELECT count(*) FROM ledger.events WHERE stream = $1 AND kind = 'submission-shut.v1'`, c.stream).Scan(&shut))
	require.Positive(t, shut, "the call has shut")
	t.Logf("%d tenders in time, the last at %s, and %d late, the first at %s; none wrong (load %.1f)", inTime, last.Format("15:04:05.000000"),
		late, first.Format("15:04:05.000000"), load())
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
