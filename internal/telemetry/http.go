package telemetry

import (
	"context"
	"net/http"
	"strings"

	"github.com/google/uuid"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
)

// HTTP makes a span of each request. A command that is sent to the API without an
// Idempotency-Key is given one, since its id is that of its trace. What a client says of
// a trace of its own is not taken over.
func HTTP(p trace.TracerProvider, next http.Handler) http.Handler {
	if p == nil {
		return next
	}
	t := p.Tracer(name)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := r.Context()
		if r.Method == http.MethodPost && strings.HasPrefix(r.URL.Path, "/api/") {
			id := strings.Trim(r.Header.Get("Idempotency-Key"), `"`)
			if id == "" {
				id = uuid.Must(uuid.NewV7()).String()
				r.Header.Set("Idempotency-Key", id)
			}
			ctx = context.WithValue(ctx, commandKey{}, id)
		}
		ctx, span := t.Start(ctx, "HTTP "+method(r.Method), trace.WithSpanKind(trace.SpanKindServer), trace.WithAttributes(attribute.String("http.request.method", method(r.Method))))
		defer span.End()
		is := &status{ResponseWriter: w, code: http.StatusOK}
		next.ServeHTTP(is, r.WithContext(ctx))
		span.SetAttributes(attribute.Int("http.response.status_code", is.code))
		if is.code >= http.StatusInternalServerError {
			span.SetStatus(codes.Error, "")
		}
	})
}

// method is one that is known: others could be anything.
func method(m string) string {
	switch m {
	case http.MethodGet, http.MethodHead, http.MethodPost:
		return m
	}
	return "_OTHER"
}

// Route names the request that is answered by its pattern. Its path names lives, and is not told.
func Route(ctx context.Context, pattern string) {
	if span := trace.SpanFromContext(ctx); span.IsRecording() {
		span.SetName(pattern)
		_, route, _ := strings.Cut(pattern, " ")
		span.SetAttributes(attribute.String("http.route", route))
	}
}

// status notes what was answered.
type status struct {
	http.ResponseWriter
	code int
}

func (s *status) WriteHeader(code int) {
	s.code = code
	s.ResponseWriter.WriteHeader(code)
}

// Unwrap is for http.ResponseController.
func (s *status) Unwrap() http.ResponseWriter { return s.ResponseWriter }
