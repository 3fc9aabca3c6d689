// Package throttle lets nobody ask too often.
package throttle

import (
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// most is how many askers are counted before those are let go who have not asked for a while.
const most = 10_000

// Limits lets everybody ask so often. It is safe for any number of goroutines; nil lets
// everybody ask as often as they like.
type Limits struct {
	rate  rate.Limit
	burst int

	mu    sync.Mutex
	all   map[string]*rate.Limiter
	swept time.Time // when those were let go last who have not asked for a while
}

// Of is what an address is counted by, of HOST:PORT as net/http has it: IPv4 whole, of IPv6 the first 64 bits, since all below them
// are one subscriber's.
func Of(address string) string {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return address
	}
	a := at.Addr().Unmap().WithZone("")
	if a.Is4() {
		return a.String()
	}
	return netip.PrefixFrom(a, 64).Masked().String()
}

// New lets each asker ask so often a second, and burst times at once; nil where perSecond is not positive.
func New(perSecond float64, burst int) *Limits {
	if perSecond <= 0 {
		return nil
	}
	return &Limits{rate: rate.Limit(perSecond), burst: max(burst, 1), all: map[string]*rate.Limiter{}}
}

// Left says how long an asker would have to wait, and does not count it as asked; 0 where they would not.
func (l *Limits) Left(who string, now time.Time) time.Duration {
	if l == nil {
		return 0
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	of, known := l.all[who]
	if !known {
		return 0
	}
	if short := 1 - of.TokensAt(now); short > 0 {
		return time.Duration(short / float64(l.rate) * float64(time.Second))
	}
	return 0
}

// Wait says how long an asker has to wait; 0 where they need not.
func (l *Limits) Wait(who string, now time.Time) time.Duration {
	if l == nil {
		return 0
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	of, known := l.all[who]
	if !known {
		if len(l.all) >= most && now.Sub(l.swept) >= time.Second { // else each newcomer would look through all
			l.swept = now
			for name, other := range l.all {
				if other.TokensAt(now) >= float64(l.burst) { // as a new one would be
					delete(l.all, name)
				}
			}
		}
		of = rate.NewLimiter(l.rate, l.burst)
		l.all[who] = of
	}
	r := of.ReserveN(now, 1)
	delay := r.DelayFrom(now)
	if delay > 0 {
		r.CancelAt(now)
	}
	return delay
}
