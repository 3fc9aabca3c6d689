// Package telemetry makes traces by OpenTelemetry: from a request over the command that
// it sends, the update and the activity of its life, to SQL. They are off unless the
// standard variables OTEL_* ask for them, and then nothing is measured at all. No span
// holds what people wrote, who they are, parameters of SQL, or the path of a request.
//
// Door and worker share nothing but the ledger. What joins them is the command's id: it
// gives the trace its id, and its first span its own, so that nothing more is stored.
package telemetry

import (
	"context"
	"crypto/sha256"
	"math/rand/v2"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"
)

// name is the instrumentation's.
const name = "twinning.example/engine"

type commandKey struct{}

// IDs gives the first span of a command's trace the ids of the command, and draws all others.
type IDs struct{}

// NewIDs begins a trace.
func (IDs) NewIDs(ctx context.Context) (trace.TraceID, trace.SpanID) {
	if command, ok := ctx.Value(commandKey{}).(string); ok {
		return of(command)
	}
	var t trace.TraceID
	for !t.IsValid() {
		draw(t[:])
	}
	return t, IDs{}.NewSpanID(ctx, t)
}

// NewSpanID is that of a span in a trace.
func (IDs) NewSpanID(context.Context, trace.TraceID) trace.SpanID {
	var s trace.SpanID
	for !s.IsValid() {
		draw(s[:])
	}
	return s
}

func draw(into []byte) {
	for i := range into {
		into[i] = byte(rand.Uint32())
	}
}

// of are the ids of the trace of a command, and of its first span.
func of(command string) (t trace.TraceID, s trace.SpanID) {
	sum := sha256.Sum256([]byte("twinning command\n" + command))
	copy(t[:], sum[:16])
	copy(s[:], sum[16:24])
	return t, s
}

// Receive is a span in which a command is received, in the trace of its id: where that is
// not the one that goes on, it begins one that is linked to it. Where nothing is traced,
// nothing is made.
func Receive(ctx context.Context, command, kind string) (context.Context, func()) {
	is := trace.SpanFromContext(ctx)
	if !is.SpanContext().IsValid() {
		return ctx, func() {}
	}
	o := []trace.SpanStartOption{trace.WithAttributes(attribute.String("twinning.command", kind))}
	if t, _ := of(command); is.SpanContext().TraceID() != t {
		ctx = context.WithValue(ctx, commandKey{}, command)
		o = append(o, trace.WithNewRoot(), trace.WithLinks(trace.Link{SpanContext: is.SpanContext()}))
	}
	ctx, span := is.TracerProvider().Tracer(name).Start(ctx, "receive "+kind, o...)
	return ctx, func() { span.End() }
}

// Resume goes on with the trace of a command that another process has received.
func Resume(ctx context.Context, p trace.TracerProvider, command string) context.Context {
	if p == nil || command == "" {
		return ctx
	}
	// Whether it is sampled follows from its id. The span is never ended, and so never given out.
	_, probe := p.Tracer(name).Start(context.WithValue(ctx, commandKey{}, command), "probe", trace.WithNewRoot())
	t, s := of(command)
	return trace.ContextWithRemoteSpanContext(ctx, trace.NewSpanContext(trace.SpanContextConfig{TraceID: t, SpanID: s, TraceFlags: probe.SpanContext().TraceFlags(), Remote: true}))
}

// Judge is a span in which commands of a life are judged: in the trace that goes on, else in
// that of the first of them, with links to the others.
func Judge(ctx context.Context, p trace.TracerProvider, ids func() []string) (context.Context, func(error)) {
	if p == nil {
		return ctx, func(error) {}
	}
	commands := ids()
	if len(commands) == 0 {
		return ctx, func(error) {}
	}
	if !trace.SpanContextFromContext(ctx).IsValid() {
		ctx = Resume(ctx, p, commands[0])
	}
	var links []trace.Link
	for _, c := range commands {
		if t, s := of(c); t != trace.SpanContextFromContext(ctx).TraceID() {
			links = append(links, trace.Link{SpanContext: trace.NewSpanContext(trace.SpanContextConfig{TraceID: t, SpanID: s, Remote: true})})
		}
	}
	ctx, span := p.Tracer(name).Start(ctx, "judge", trace.WithLinks(links...), trace.WithAttributes(attribute.Int("twinning.commands", len(commands))))
	return ctx, func(err error) { end(span, err) }
}

// Append is a span in which something waits to be appended to the ledger, together with
// what others append.
func Append(ctx context.Context) (context.Context, func(error)) {
	is := trace.SpanFromContext(ctx)
	if !is.IsRecording() {
		return ctx, func(error) {}
	}
	ctx, span := is.TracerProvider().Tracer(name).Start(ctx, "INSERT ledger.events", trace.WithSpanKind(trace.SpanKindClient), trace.WithAttributes(system()))
	return ctx, func(err error) { end(span, err) }
}
