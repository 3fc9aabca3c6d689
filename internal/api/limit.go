package api

import (
	"math"
	"net"
	"net/http"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"twinning.example/engine/internal/access"
)

// most is how many askers are counted before those are let go who have not asked for a while.
const most = 10_000

// limits lets everybody ask so often.
type limits struct {
	rate  rate.Limit
	burst int

	mu  sync.Mutex
	all map[string]*rate.Limiter
}

func newLimits(perSecond float64, burst int) *limits {
	if perSecond <= 0 {
		return nil
	}
	return &limits{rate: rate.Limit(perSecond), burst: max(burst, 1), all: map[string]*rate.Limiter{}}
}

// wait says how long an asker has to wait; 0 where they need not.
func (l *limits) wait(who string, now time.Time) time.Duration {
	if l == nil {
		return 0
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	of, known := l.all[who]
	if !known {
		if len(l.all) >= most {
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

// asker is what somebody is counted by: their id, else their address.
func asker(v access.Viewer, r *http.Request) string {
	if v.Person != "" {
		return v.Person
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

func tooMany(delay time.Duration) *Problem {
	p := problem(http.StatusTooManyRequests, "too-many", "These are too many requests: wait, as Retry-After says.")
	p.after = int(math.Ceil(delay.Seconds()))
	return p
}
