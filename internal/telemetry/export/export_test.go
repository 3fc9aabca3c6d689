package export_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/telemetry/export"
)

func TestTracesAreOffUnlessTheStandardVariablesAskForThem(t *testing.T) {
	for _, off := range []map[string]string{
		{},
		{"OTEL_SERVICE_NAME": "x"},
		{"OTEL_TRACES_EXPORTER": "none", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1"},
		{"OTEL_SDK_DISABLED": "true", "OTEL_TRACES_EXPORTER": "otlp"},
	} {
		set(t, off)
		p, shut, err := export.Open(t.Context(), "twinning-desk")
		require.NoError(t, err)
		require.Nil(t, p, "%v", off)
		require.NoError(t, shut(t.Context()))
	}
	for _, wrong := range []map[string]string{
		{"OTEL_TRACES_EXPORTER": "zipkin"}, {"OTEL_TRACES_EXPORTER": "otlp", "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"},
	} {
		set(t, wrong)
		_, _, err := export.Open(t.Context(), "twinning-desk")
		require.ErrorContains(t, err, "OTEL_")
	}
}

func TestTracesGoWhereTheStandardVariablesSay(t *testing.T) {
	came := make(chan string, 1)
	collector := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		came <- r.URL.Path + " " + r.Header.Get("X-Key") + " " + string(body)
	}))
	t.Cleanup(collector.Close)
	set(t, map[string]string{"OTEL_EXPORTER_OTLP_ENDPOINT": collector.URL, "OTEL_EXPORTER_OTLP_HEADERS": "x-key=secret", "OTEL_SERVICE_NAME": "our-desk"})
	p, shut, err := export.Open(t.Context(), "twinning-desk")
	require.NoError(t, err)
	_, span := p.Tracer("test").Start(context.Background(), "something")
	span.End()
	require.NoError(t, shut(t.Context()))
	sent := <-came
	require.True(t, strings.HasPrefix(sent, "/v1/traces secret "), sent)
	require.Contains(t, sent, "something")
	require.Contains(t, sent, "our-desk")
}

// set sets these variables alone.
func set(t *testing.T, to map[string]string) {
	for _, name := range []string{
		"OTEL_SDK_DISABLED", "OTEL_TRACES_EXPORTER", "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
		"OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_HEADERS", "OTEL_SERVICE_NAME",
	} {
		t.Setenv(name, to[name])
	}
}
