package api

import (
	"bytes"
	"compress/gzip"
	"embed"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
)

// The page of the document is Swagger UI 5.35.0 (Apache-2.0), as npm has it, compressed.
//
//go:embed assets/*
var assets embed.FS

// pagePolicy lets the page run its own scripts and styles, and nothing else.
const pagePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// docs serves the document and its page. It is the last thing to be added: what is added
// later is not in it.
func (s *server) docs() error {
	s.written("/openapi.json", "application/openapi+json", func() ([]byte, error) { return json.Marshal(s.huma.OpenAPI()) })
	s.written("/openapi.yaml", "application/openapi+yaml", s.huma.OpenAPI().YAML)
	for path, f := range map[string]struct{ name, kind string }{
		"/docs":                      {"docs.html", "text/html; charset=utf-8"},
		"/docs/init.js":              {"init.js", "text/javascript; charset=utf-8"},
		"/docs/swagger-ui.css":       {"swagger-ui.css.gz", "text/css; charset=utf-8"},
		"/docs/swagger-ui-bundle.js": {"swagger-ui-bundle.js.gz", "text/javascript; charset=utf-8"},
	} {
		data, err := assets.ReadFile("assets/" + f.name)
		if err != nil {
			return fmt.Errorf("read the page of the document: %w", err)
		}
		if strings.HasSuffix(f.name, ".gz") {
			if err := s.compressed(path, f.kind, data); err != nil {
				return err
			}
			continue
		}
		s.fixed(path, f.kind, data)
	}
	return nil
}

// written serves what is written when somebody asks for it first: it takes longer than all else that a desk does before it is ready.
func (s *server) written(path, kind string, write func() ([]byte, error)) {
	once := sync.OnceValues(write)
	s.mux.HandleFunc("GET "+root+path, func(w http.ResponseWriter, _ *http.Request) {
		text, err := once()
		if err != nil {
			s.Log.Error("the OpenAPI document was not written", "as", kind, "error", err)
			problemOf(err).write(w)
			return
		}
		fixed(w, kind, text)
	})
}

func (s *server) fixed(path, kind string, data []byte) {
	s.mux.HandleFunc("GET "+root+path, func(w http.ResponseWriter, _ *http.Request) { fixed(w, kind, data) })
}

func fixed(w http.ResponseWriter, kind string, data []byte) {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Security-Policy", pagePolicy)
	_, _ = w.Write(data) // whoever asked may be gone
}

// compressed serves a file as it is stored, and unpacked to who takes no gzip.
func (s *server) compressed(path, kind string, data []byte) error {
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	plain, err := io.ReadAll(z)
	if err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	s.mux.HandleFunc("GET "+root+path, func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Type", kind)
		h.Set("Content-Security-Policy", pagePolicy)
		h.Set("Cache-Control", "public, max-age=86400")
		h.Add("Vary", "Accept-Encoding")
		body := plain
		if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			h.Set("Content-Encoding", "gzip")
			body = data
		}
		_, _ = w.Write(body) // whoever asked may be gone
	})
	return nil
}
