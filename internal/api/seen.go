package api

import (
	"net/http"
	"net/url"

	"twinning.example/engine/internal/law"
)

// matchSeen is match for who is not told the version: by the ETag of the answer about the life, as they see it.
func (s *server) matchSeen(r *http.Request, stream string) error {
	text := r.Header.Get("If-Match")
	if text == "" || text == "*" {
		return nil
	}
	q := r.Clone(r.Context())
	q.Method, q.Body, q.ContentLength, q.URL, q.RequestURI = http.MethodGet, http.NoBody, 0, &url.URL{Path: located(stream)}, located(stream)
	for _, name := range []string{"If-Match", "If-None-Match", "Content-Type", "Prefer"} {
		q.Header.Del(name)
	}
	seen := &headers{header: http.Header{}}
	s.mux.ServeHTTP(seen, q)
	if tag := seen.header.Get("ETag"); tag != "" && known(text, tag) {
		return nil
	}
	return because(http.StatusPreconditionFailed, "moved", law.Why("life-looks-otherwise"))
}

// headers are those of an answer whose content nobody reads.
type headers struct{ header http.Header }

func (h *headers) Header() http.Header            { return h.header }
func (h *headers) Write(text []byte) (int, error) { return len(text), nil }
func (h *headers) WriteHeader(int)                {}
