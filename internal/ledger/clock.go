package ledger

import (
	"math"
	"math/big"
	"time"
)

// Clock is one reading of the programme clock. In production it is the identity: programme time is PostgreSQL's time.
// Elsewhere it is an anchor pair and a rate; it stands still when it is not running and after AliveUntil, which a heartbeat moves on,
// so it stands still while the stack is down.
type Clock struct {
	Programme   time.Time // the anchor pair: at Database it was Programme
	Database    time.Time
	Rate        float64
	Running     bool
	AliveUntil  time.Time // a database instant; zero: for ever
	Identity    bool
	DatabaseNow time.Time // clock_timestamp() when this was read
}

// Now is the programme instant at DatabaseNow.
func (c Clock) Now() time.Time { return c.At(c.DatabaseNow) }

// At is the programme instant at a database instant: whole microseconds, never going back as the argument goes forward.
func (c Clock) At(database time.Time) time.Time {
	if c.Identity {
		return database.Truncate(time.Microsecond)
	}
	if !c.Running {
		return c.Programme
	}
	if !c.AliveUntil.IsZero() && database.After(c.AliveUntil) {
		database = c.AliveUntil
	}
	real := database.Sub(c.Database)
	if real <= 0 {
		return c.Programme
	}
	return c.Programme.Add(scale(real, c.rate(), false))
}

// passedAt is the first database instant at which the clock stands beyond moment (by at least one microsecond), if it ever does while
// it runs as it does now. A clock that stands still exactly at a moment has not passed it: receipts can still be stamped at it.
// For a moment that lies before the anchor only this is known: at the anchor, at the latest.
func (c Clock) passedAt(moment time.Time) (time.Time, bool) {
	const step = time.Microsecond
	switch {
	case c.Identity:
		return moment.Add(step), true
	case moment.Before(c.Programme):
		return c.Database, true
	case !c.Running || !(c.Rate > 0):
		return time.Time{}, false
	}
	return c.Database.Add(scale(moment.Add(step).Sub(c.Programme), new(big.Rat).Inv(c.rate()), true)), true
}

// PassedFor is for how much real time, at least, the clock has stood beyond moment; false when it has not passed it.
func (c Clock) PassedFor(moment time.Time) (time.Duration, bool) {
	at, ok := c.passedAt(moment)
	if !ok || at.After(c.DatabaseNow) {
		return 0, false
	}
	if !c.Identity && !moment.Before(c.Programme) && !c.AliveUntil.IsZero() && at.After(c.AliveUntil) {
		return 0, false
	}
	return c.DatabaseNow.Sub(at), true
}

// Until is the real time until the clock passes moment; zero when it has; false when it stands still before it. A clock that is alive
// now is taken to be kept alive.
func (c Clock) Until(moment time.Time) (time.Duration, bool) {
	if _, passed := c.PassedFor(moment); passed {
		return 0, true
	}
	at, ok := c.passedAt(moment)
	if !ok || (!c.AliveUntil.IsZero() && c.DatabaseNow.After(c.AliveUntil)) {
		return 0, false
	}
	return at.Sub(c.DatabaseNow), true
}

// rate as a fraction: the two directions must agree to the microsecond, which floating point does not promise.
func (c Clock) rate() *big.Rat {
	r := new(big.Rat)
	if r.SetFloat64(c.Rate) == nil {
		return new(big.Rat)
	}
	return r
}

func scale(d time.Duration, by *big.Rat, up bool) time.Duration {
	n := new(big.Int).Mul(big.NewInt(int64(d/time.Microsecond)), by.Num())
	q, m := new(big.Int).QuoRem(n, by.Denom(), new(big.Int))
	if up && m.Sign() > 0 {
		q.Add(q, big.NewInt(1))
	}
	if !q.IsInt64() || q.Int64() > math.MaxInt64/int64(time.Microsecond) {
		return math.MaxInt64
	}
	return time.Duration(q.Int64()) * time.Microsecond
}
