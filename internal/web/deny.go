package web

import (
	"encoding/json"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"twinning.example/engine/internal/throttle"
)

// deny says no in the language of whoever asked: to a program as RFC 9457 has it, to somebody at a browser on a page.
func (s *Server) deny(w http.ResponseWriter, r *http.Request, status int, kind, key string) {
	if !strings.HasPrefix(r.URL.Path, "/api/") {
		s.refuse(w, r, status, key)
		return
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Add("Vary", "Accept-Language")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{ // who asked may be gone
		"type": "/api/v1/problems/" + kind, "title": http.StatusText(status), "status": status, "detail": words{Lang: languageOf(r)}.Say(key),
	})
}

// isPage tells whether a request asks for a page, and not for a part that many pages share, nor for the API, which counts its own.
func isPage(r *http.Request) bool {
	return !strings.HasPrefix(r.URL.Path, "/api/") && !strings.HasPrefix(r.URL.Path, "/assets/")
}

// tooOften tells whether somebody asks more often than they may; then they have been told how long to wait.
func (s *Server) tooOften(w http.ResponseWriter, r *http.Request, of *throttle.Limits, who string) bool {
	delay := of.Wait(who, time.Now())
	if delay <= 0 {
		return false
	}
	s.later(w, r, delay, "deny.often")
	return true
}

// later says how long to wait.
func (s *Server) later(w http.ResponseWriter, r *http.Request, delay time.Duration, key string) {
	w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(delay.Seconds()))))
	s.deny(w, r, http.StatusTooManyRequests, "too-many", key)
}
