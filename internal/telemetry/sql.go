package telemetry

import (
	"context"
	"regexp"
	"strings"

	"github.com/jackc/pgx/v5"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
)

// SQL makes a span of each statement that is part of something traced. It holds what is
// done with which table, and neither the statement nor its parameters.
type SQL struct{}

var (
	_ pgx.QueryTracer = SQL{}
	_ pgx.BatchTracer = SQL{}
)

// system says that it is PostgreSQL.
func system() attribute.KeyValue { return attribute.String("db.system.name", "postgresql") }

// TraceQueryStart begins the span of a statement.
func (SQL) TraceQueryStart(ctx context.Context, _ *pgx.Conn, q pgx.TraceQueryStartData) context.Context {
	return start(ctx, func() string { return summary(q.SQL) })
}

// TraceQueryEnd ends it.
func (SQL) TraceQueryEnd(ctx context.Context, _ *pgx.Conn, q pgx.TraceQueryEndData) {
	finish(ctx, q.Err)
}

// TraceBatchStart begins the span of several statements at once.
func (SQL) TraceBatchStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceBatchStartData) context.Context {
	return start(ctx, func() string { return "BATCH" })
}

// TraceBatchQuery is one of them.
func (SQL) TraceBatchQuery(context.Context, *pgx.Conn, pgx.TraceBatchQueryData) {}

// TraceBatchEnd ends it.
func (SQL) TraceBatchEnd(ctx context.Context, _ *pgx.Conn, q pgx.TraceBatchEndData) {
	finish(ctx, q.Err)
}

type sqlKey struct{}

func start(ctx context.Context, what func() string) context.Context {
	is := trace.SpanFromContext(ctx)
	if !is.IsRecording() {
		return ctx
	}
	ctx, span := is.TracerProvider().Tracer(name).Start(ctx, what(), trace.WithSpanKind(trace.SpanKindClient), trace.WithAttributes(system()))
	return context.WithValue(ctx, sqlKey{}, span)
}

func finish(ctx context.Context, err error) {
	if span, ok := ctx.Value(sqlKey{}).(trace.Span); ok {
		end(span, err)
	}
}

// end ends a span. Of an error its words may quote what is personal: only that there was one is told.
func end(span trace.Span, err error) {
	if err != nil {
		span.SetStatus(codes.Error, "")
	}
	span.End()
}

var table = regexp.MustCompile(`(?i)\b(?:FROM|INTO|UPDATE)\s+([a-z_]+\.[a-z_]+)`)

// summary is what a statement does with which table: SELECT ledger.events.
func summary(sql string) string {
	verb, _, _ := strings.Cut(strings.TrimSpace(sql), " ")
	if verb = strings.ToUpper(strings.Trim(verb, "();\n\t")); strings.Trim(verb, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" || len(verb) > 20 {
		verb = "SQL"
	}
	if at := table.FindStringSubmatch(sql); at != nil {
		return verb + " " + at[1]
	}
	return verb
}
