package main

import (
	"context"
	"fmt"
	"strings"

	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
	"go.temporal.io/sdk/contrib/opentelemetry"
	"go.temporal.io/sdk/interceptor"
)

// traced makes spans of updates, activities and what else goes through Temporal; none
// where traces are off. Workflows and their histories are the same with and without it
// but for a header.
func traced(p trace.TracerProvider) ([]interceptor.ClientInterceptor, error) {
	if p == nil {
		return nil, nil
	}
	i, err := opentelemetry.NewTracingInterceptor(opentelemetry.TracerOptions{
		Tracer: p.Tracer("twinning.example/engine"), TextMapPropagator: propagation.TraceContext{}, DisableBaggage: true, DisableQueryTracing: true, AllowInvalidParentSpans: true,
		SpanStarter: func(ctx context.Context, t trace.Tracer, spanName string, o ...trace.SpanStartOption) trace.Span {
			// A life goes on for years, and mostly wakes by itself: what it does is traced where a command asks for it alone.
			if !trace.SpanContextFromContext(ctx).IsValid() || strings.HasPrefix(spanName, "RunWorkflow:") {
				return trace.SpanFromContext(context.Background())
			}
			_, span := t.Start(ctx, spanName, o...)
			return span
		},
	})
	if err != nil {
		return nil, fmt.Errorf("trace Temporal: %w", err)
	}
	return []interceptor.ClientInterceptor{i}, nil
}
