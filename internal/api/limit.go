package api

import (
	"math"
	"net"
	"net/http"
	"time"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/law"
)

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
	p := because(http.StatusTooManyRequests, "too-many", law.Why("too-many-requests"))
	p.after = int(math.Ceil(delay.Seconds()))
	return p
}
