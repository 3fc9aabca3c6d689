package api

import (
	"math"
	"net/http"
	"time"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/throttle"
)

// asker is what somebody is counted by: their id, else their address.
func asker(v access.Viewer, r *http.Request) string {
	if v.Person != "" {
		return v.Person
	}
	return throttle.Of(r.RemoteAddr)
}

func tooMany(delay time.Duration) *Problem {
	p := because(http.StatusTooManyRequests, "too-many", law.Why("too-many-requests"))
	p.after = int(math.Ceil(delay.Seconds()))
	return p
}
