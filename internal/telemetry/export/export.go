// Package export gives traces out, as OpenTelemetry's standard variables say.
package export

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"

	"twinning.example/engine/internal/telemetry"
)

// Open exports traces where OTEL_TRACES_EXPORTER is otlp, or an endpoint is named
// (OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT) and the exporter is
// not none, over HTTP; headers, time limits, sampler and the name of the service are those
// of the standard variables. The provider is nil where traces are off. close gives out what
// is still held.
func Open(ctx context.Context, service string) (p trace.TracerProvider, shut func(context.Context) error, err error) {
	shut = func(context.Context) error { return nil }
	exporter := os.Getenv("OTEL_TRACES_EXPORTER")
	named := os.Getenv("OTEL_EXPORTER_OTLP_ENDPOINT") != "" || os.Getenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") != ""
	switch {
	case strings.EqualFold(os.Getenv("OTEL_SDK_DISABLED"), "true"), exporter == "none", exporter == "" && !named:
		return nil, shut, nil
	case exporter != "" && exporter != "otlp":
		return nil, shut, errors.New("OTEL_TRACES_EXPORTER must be otlp or none")
	}
	for _, variable := range []string{"OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL"} {
		if protocol := os.Getenv(variable); protocol != "" && protocol != "http/protobuf" {
			return nil, shut, fmt.Errorf("%s must be http/protobuf, which is all that is spoken here", variable)
		}
	}
	to, err := otlptracehttp.New(ctx)
	if err != nil {
		return nil, shut, fmt.Errorf("export traces: %w", err)
	}
	of, err := resource.New(ctx, resource.WithTelemetrySDK(), resource.WithAttributes(attribute.String("service.name", service)), resource.WithFromEnv())
	if err != nil {
		return nil, shut, fmt.Errorf("export traces: %w", err)
	}
	made := New(sdktrace.WithBatcher(to), sdktrace.WithResource(of))
	return made, made.Shutdown, nil
}

// New makes traces whose ids are those of commands.
func New(o ...sdktrace.TracerProviderOption) *sdktrace.TracerProvider {
	return sdktrace.NewTracerProvider(append(o, sdktrace.WithIDGenerator(telemetry.IDs{}))...)
}
