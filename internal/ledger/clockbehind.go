package ledger

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"twinning.example/engine/internal/ledger/format"
)

// ClockBehind is the cause where PostgreSQL's clock stands behind the instant of the last batch: it was put forward, something was
// recorded, and it was put back. Nothing is recorded with an earlier instant than what stands before it, so a receipt that is stamped
// now would seem as old as the clock is behind. It is refused until the clock has caught up.
type ClockBehind struct {
	Clock     time.Time     // what PostgreSQL's clock read
	Recorded  time.Time     // when the last batch was recorded, on the same clock
	Tolerance time.Duration // how old a receipt may be
}

// By is how far the clock stands behind.
func (c *ClockBehind) By() time.Duration { return c.Recorded.Sub(c.Clock) }

// For is for how long from Clock on receipts are refused.
func (c *ClockBehind) For() time.Duration { return max(0, c.By()-c.Tolerance) }

func (c *ClockBehind) Error() string {
	return fmt.Sprintf("PostgreSQL's clock reads %s, and the last record was made at %s by it: it was set back by %s. Receipts are refused for another %s, "+
		"until it has caught up: set it right (by NTP) and wait; never delete what is recorded",
		c.Clock.UTC().Format(format.InstantLayout), c.Recorded.UTC().Format(format.InstantLayout), c.By().Round(time.Millisecond), c.For().Round(time.Millisecond))
}

// Is makes it an ErrStale: nothing was recorded, and a receipt that is stamped later is taken.
func (c *ClockBehind) Is(target error) bool { return target == ErrStale }

// behind is how the clock stands behind the last batch; nil where it does not. It comes before place, which moves the clock on.
func (g *lockedView) behind() *ClockBehind {
	if !g.clock.DatabaseNow.Before(g.at) {
		return nil
	}
	return &ClockBehind{Clock: g.clock.DatabaseNow, Recorded: g.at, Tolerance: g.tolerance}
}

// refuses tells whether it is the clock, and not its age, for which a receipt of this stamp is stale.
func (c *ClockBehind) refuses(stamp time.Time) bool {
	return c != nil && c.Clock.Sub(stamp) < c.Tolerance && c.Recorded.Sub(stamp) >= c.Tolerance
}

const sqlLastRecorded = `SELECT at FROM ledger.batches ORDER BY size DESC LIMIT 1`

// ClockBehind tells whether receipts are refused because PostgreSQL's clock was set back; nil where they are not. It appends nothing.
func (l *Ledger) ClockBehind(ctx context.Context) (*ClockBehind, error) {
	g := lockedView{tolerance: l.Tolerance()}
	err := l.pool.QueryRow(ctx, sqlLastRecorded).Scan(&g.at)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the last instant recorded: %w", err)
	}
	if g.clock, err = l.Clock(ctx); err != nil { // later than the other: what is recorded meanwhile is no sign
		return nil, fmt.Errorf("read the clock: %w", err)
	}
	if c := g.behind(); c != nil && c.For() > 0 {
		return c, nil
	}
	return nil, nil
}
