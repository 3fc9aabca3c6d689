// Package api is the HTTP API under /api/v1: one route for every kind of command of
// every life, one for every question, the feed, and the OpenAPI document with its page.
// What anybody may see is decided by package access, what anybody may do by the law;
// this package turns requests into questions and commands, and answers into JSON.
package api

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/drafts"
	"twinning.example/engine/internal/evidence"
	"twinning.example/engine/internal/export"
	"twinning.example/engine/internal/export/jobs"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/reads"
	"twinning.example/engine/internal/telemetry"
	"twinning.example/engine/internal/throttle"
)

// Options are what an API is made of.
type Options struct {
	Queries *query.Queries
	Door    *door.Door
	Ledger  *ledger.Ledger
	// Reads is where it is recorded who reads what; nil where it is not.
	Reads *reads.Store
	// Who says who asks: the zero Viewer is the public. An error is answered 401.
	Who func(*http.Request) (access.Viewer, error)
	// Evidence is where files of evidence are; nil where they are not kept here.
	Evidence *evidence.Store
	// Drafts keeps drafts of tenders and score sheets; nil where they are not kept here.
	Drafts *drafts.Store
	// Jobs makes exports beside whoever asks for them; nil where that is not offered.
	Jobs *jobs.Store
	// Printer makes PDF; nil where there is no Chromium.
	Printer *export.Printer
	// Run runs command lines that were typed elsewhere; nil where that is not offered.
	Run Runner
	// Limit is how many requests a second one identity or address may make, and Burst
	// how many at once; 0 is no limit.
	Limit float64
	Burst int
	// Log is told of failures that whoever asked is not told of; nil is slog.Default().
	Log *slog.Logger
}

// root is what every path of the API begins with.
const root = "/api/v1"

// hush is the least time that a 404 takes, so that it does not tell by its time whether
// something is there and hidden, or is not there.
const hush = 100 * time.Millisecond

type server struct {
	Options
	huma    huma.API
	mux     *http.ServeMux
	sent    schemas
	answers schemas
	limits  *throttle.Limits
	makes   *export.Maker
}

// New returns the handler of /api/v1/..., with the OpenAPI document and its page.
func New(o Options) (http.Handler, error) {
	if o.Queries == nil || o.Door == nil || o.Ledger == nil || o.Who == nil {
		return nil, errors.New("an API needs Queries, Door, Ledger and Who")
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	s := &server{Options: o, mux: http.NewServeMux(), limits: throttle.New(o.Limit, o.Burst)}
	s.huma = humago.New(s.mux, describe())
	registry := s.huma.OpenAPI().Components.Schemas
	s.sent, s.answers = schemas{registry: registry, sent: true}, schemas{registry: registry}
	for _, q := range questions() {
		s.question(q)
	}
	s.feed()
	s.commands()
	s.files()
	s.imports()
	s.exports()
	s.keeps()
	s.commandLine()
	if err := s.docs(); err != nil {
		return nil, err
	}
	s.mux.HandleFunc("/", s.none)
	return s.guarded(s.mux), nil
}

// describe is the document before anything is in it.
func describe() huma.Config {
	return huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{
				Title: "Twinnings", Version: "1",
				Description: "Calls for twinnings, their tenders and what becomes of them. Every command is received by the ledger, whose receipt is the answer; every question is answered for whoever asks.",
			},
			Components: &huma.Components{
				Schemas: huma.NewMapRegistry(components, huma.DefaultSchemaNamer),
				SecuritySchemes: map[string]*huma.SecurityScheme{
					"token":   {Type: "http", Scheme: "bearer", Description: "a machine token"},
					"session": {Type: "apiKey", In: "cookie", Name: "session", Description: "a session of the pages"},
				},
			},
			Security: []map[string][]string{{}, {"token": {}}, {"session": {}}},
		},
	}
}

type viewerKey struct{}

// viewerOf is who sent a request.
func viewerOf(r *http.Request) access.Viewer {
	v, _ := r.Context().Value(viewerKey{}).(access.Viewer)
	return v
}

// guarded finds out who asks, and lets nobody ask too often.
func (s *server) guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Cache-Control", "no-store")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Vary", "Authorization, Cookie, Accept-Language")
		defer func() {
			if p := recover(); p != nil {
				if p == http.ErrAbortHandler { //nolint:errorlint // it is the value itself that net/http looks for
					panic(p) // an answer has broken off
				}
				s.Log.Error("the API failed", "method", r.Method, "route", r.Pattern, "panic", p)
				problemOf(errors.New("panic")).write(w)
			}
		}()
		ctx := narrate.WithLanguage(r.Context(), languageOf(r))
		v, err := s.Who(r)
		if err != nil {
			because(http.StatusUnauthorized, "sign-in", law.Why("who-cannot-be-told")).in(ctx).write(w)
			return
		}
		if delay := s.limits.Wait(asker(v, r), time.Now()); delay > 0 {
			tooMany(delay).in(ctx).write(w)
			return
		}
		ctx, err = reads.ForPurpose(narrate.WithLanguage(r.Context(), languageOf(r)), r.Header.Get(purposeHeader)) // Who may have said there how they signed in
		if err != nil {
			because(http.StatusBadRequest, "invalid", law.Why("purpose-of-reading", narrate.Verbatim("header", purposeHeader), law.Count("most", reads.LongestPurpose))).in(ctx).write(w)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(ctx, viewerKey{}, v)))
	})
}

// purposeHeader says for what an auditor reads: it stands in the log of reads.
const purposeHeader = "Read-Purpose"

// none answers what has no route.
func (s *server) none(w http.ResponseWriter, r *http.Request) {
	var allowed []string
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		other := r.Clone(r.Context())
		other.Method = method
		if _, pattern := s.mux.Handler(other); pattern != "/" && pattern != "" {
			allowed = append(allowed, method)
		}
	}
	if len(allowed) > 0 {
		for _, m := range allowed {
			w.Header().Add("Allow", m)
		}
		because(http.StatusMethodNotAllowed, "method", law.Why("not-this-method", narrate.Verbatim("method", r.Method))).in(r.Context()).write(w)
		return
	}
	because(http.StatusNotFound, "no-route", law.Why("no-such-path", narrate.Verbatim("document", root+"/openapi.json"))).in(r.Context()).write(w)
}

// handle adds a route and its operation to the document. A handler's error is answered
// as a problem. Of an earlier time nothing is told or done where the operation does not say so.
func (s *server) handle(op *huma.Operation, serve func(http.ResponseWriter, *http.Request) error) {
	s.huma.OpenAPI().AddOperation(op)
	takes := func(name string) bool {
		return slices.ContainsFunc(op.Parameters, func(p *huma.Param) bool { return p.Name == name && p.In == "query" })
	}
	now := !takes("at") && !takes("recorded")
	s.huma.Adapter().Handle(op, func(c huma.Context) {
		r, w := humago.Unwrap(c)
		began := time.Now()
		telemetry.Route(r.Context(), op.Method+" "+op.Path)
		var err error
		if asked := r.URL.Query(); now && (asked.Has("at") || asked.Has("recorded")) {
			err = because(http.StatusBadRequest, "invalid", law.Why("known-of-now-leave-out"))
		} else {
			err = serve(w, r)
		}
		if err == nil || r.Context().Err() != nil {
			return
		}
		p := problemOf(err).in(r.Context())
		if p.Status == http.StatusForbidden || p.Status == http.StatusNotFound {
			p.Detail = unnamedIn(narrate.LanguageOf(r.Context()), p.Detail, viewerOf(r).Person)
		}
		if p.Status == http.StatusInternalServerError {
			s.Log.Error("the API failed", "method", r.Method, "route", op.Path, "error", err)
		}
		if p.Status == http.StatusNotFound {
			pause(r.Context(), hush-time.Since(began))
		}
		p.write(w)
	})
}

// pause waits, unless whoever asked goes.
func pause(ctx context.Context, d time.Duration) {
	if d <= 0 {
		return
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}
