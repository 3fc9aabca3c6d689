package ledger

import (
	"fmt"
	"time"

	"twinning.example/engine/internal/ledger/format"
)

// stale refuses a receipt that comes too late, and so makes true what a deadline rests on:
//
//	No receipt stamped at or before a moment m is appended after an append that let m elapse.
//
// Proof. Write T for the tolerance and At for the clock's reading of a database instant. An append at t1 lets m elapse only if there is
// an instant p <= t1 - T from which on the clock stands beyond m: At(s) > m for every s >= p (clock.go, passedAt). A receipt with the
// stamp s is appended at t2 only if s > t2 - T. The lock orders appends, and what an append reads it reads under the lock, so an append
// after the first has t2 >= t1; so s > t2 - T >= t1 - T >= p, and At(s) > m. The receipt says Received >= At(s), so Received > m.
//
// What could break it, and does not:
//   - The door read a clock that was being set. The append compares Received with At(s) by the clock as it is now.
//   - The clock was set between the two appends. Then s must not lie before the new anchor, and from its anchor on At never goes back.
//   - The tolerance was changed between them. Then s must not lie before the change, which was made under the lock.
//   - PostgreSQL's clock was set back. t is never before the instant, on that clock, at which something was last recorded: receipts are
//     refused until the clock has caught up.
func (g *lockedView) stale(j *job) error {
	if j.Stamp.IsZero() {
		return nil
	}
	c := g.clock
	age := c.DatabaseNow.Sub(j.Stamp)
	switch {
	case age >= g.tolerance:
		return fmt.Errorf("stamped %s ago, and the tolerance is %s: %w", age.Round(time.Millisecond), g.tolerance, ErrStale)
	case age < 0:
		return fmt.Errorf("stamped %s ahead of the database's clock: %w", -age, ErrStale)
	case j.Stamp.Before(g.since):
		return fmt.Errorf("stamped before the tolerance was set: %w", ErrStale)
	case !c.Identity && j.Stamp.Before(c.Database):
		return fmt.Errorf("stamped before the programme clock was set: %w", ErrStale)
	}
	from, to := c.At(j.Stamp), c.Now()
	for _, d := range j.Drafts {
		if d.Received.IsZero() {
			continue
		}
		if d.Received.Before(from) || d.Received.After(to) {
			return fmt.Errorf("received at %s by another clock than the ledger's, which stood at %s: %w", d.Received.UTC().Format(format.InstantLayout),
				from.UTC().Format(format.InstantLayout), ErrStale)
		}
	}
	return nil
}
