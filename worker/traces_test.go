package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"
	"go.temporal.io/sdk/client"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/api"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/telemetry"
	"twinning.example/engine/internal/telemetry/export"
	"twinning.example/engine/internal/twinning"
	"twinning.example/engine/internal/views"
)

// A tracedDesk is the API before lives on a real Temporal, all of it traced.
type tracedDesk struct {
	*rig
	url   string
	spans *tracetest.InMemoryExporter
}

func newTracedDesk(t *testing.T, sampler sdktrace.Sampler) *tracedDesk {
	d := &tracedDesk{rig: newRig(t, lifetest.Options{Tolerance: 250 * time.Millisecond}), spans: tracetest.NewInMemoryExporter()}
	p := export.New(sdktrace.WithSyncer(d.spans), sdktrace.WithSampler(sampler))
	d.traces, d.options.Traces = p, p
	interceptors, err := traced(p)
	require.NoError(t, err)
	d.temporal.Client, err = client.NewClientFromExisting(d.temporal.Client, client.Options{Namespace: d.temporal.Namespace, Interceptors: interceptors, Logger: silent})
	require.NoError(t, err)
	queries := query.Over(d.Ledger, d.Door.People, func(context.Context) (*views.Store, error) { return d.Store, nil })
	h, err := api.New(api.Options{
		Queries: queries, Door: d.Door, Ledger: d.Ledger,
		Who: func(r *http.Request) (access.Viewer, error) { return access.Viewer{Person: r.Header.Get("As")}, nil },
	})
	require.NoError(t, err)
	server := httptest.NewServer(telemetry.HTTP(p, h))
	t.Cleanup(server.Close)
	d.url = server.URL
	return d
}

// send sends a command, and returns the id that it was received under.
func (d *tracedDesk) send(path, as string, c any, id string) (status int, command string, body string) {
	d.t.Helper()
	content, err := json.Marshal(c)
	require.NoError(d.t, err)
	r, err := http.NewRequestWithContext(d.t.Context(), http.MethodPost, d.url+path+"?wait=60", bytes.NewReader(content))
	require.NoError(d.t, err)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("As", as)
	if id != "" {
		r.Header.Set("Idempotency-Key", id)
	}
	a, err := http.DefaultClient.Do(r)
	require.NoError(d.t, err)
	defer a.Body.Close()
	var text bytes.Buffer
	_, err = text.ReadFrom(a.Body)
	require.NoError(d.t, err)
	return a.StatusCode, a.Header.Get("Idempotency-Key"), text.String()
}

// traceOf waits for the whole trace of a command.
func (d *tracedDesk) traceOf(command string, names ...string) tracetest.SpanStubs {
	d.t.Helper()
	want := trace.SpanContextFromContext(telemetry.Resume(context.Background(), d.traces, command)).TraceID()
	var of tracetest.SpanStubs
	require.EventuallyWithT(d.t, func(c *assert.CollectT) {
		of = nil
		var found []string
		for _, s := range d.spans.GetSpans() {
			if s.SpanContext.TraceID() == want {
				of, found = append(of, s), append(found, s.Name)
			}
		}
		for _, name := range names {
			require.True(c, slices.ContainsFunc(found, func(s string) bool { return strings.HasPrefix(s, name) }), "%s is not among %v", name, found)
		}
	}, 20*time.Second, 100*time.Millisecond)
	return of
}

// One command gives one trace: from the request through the update and the activity of its
// life to SQL, although nothing but the ledger lies between door and worker. No span holds
// what people wrote, who they are, or a parameter.
func TestOneCommandGivesOneTraceFromTheRequestToSQL(t *testing.T) {
	t.Parallel()
	d := newTracedDesk(t, sdktrace.AlwaysSample())
	d.Play(lifetest.Year()[:2])
	d.Until(lifetest.Year()[2].At)
	d.work(nil)

	planted := calltest.Tender(lifetest.Tender)
	planted.Title, planted.Solution, planted.Plan, planted.Description = "Zyxtitle", "Zyxsolution", "Zyxplan", "Zyxdescription"
	status, first, body := d.send("/api/v1/calls/DHE-2019/submit-tender", calltest.Contact(lifetest.Tender), twinning.SubmitTender{Tender: planted}, "")
	require.Equal(t, http.StatusCreated, status, body)
	var receipt struct{ Reference string }
	require.NoError(t, json.Unmarshal([]byte(body), &receipt))
	status, second, body := d.send("/api/v1/tenders/"+receipt.Reference+"/withdraw-tender", calltest.Contact(lifetest.Tender), twinning.WithdrawTender{Reason: "zyxreason"}, "zyx-is-my-key")
	require.Equal(t, http.StatusOK, status, body)

	for command, names := range map[string][]string{
		first:  {"POST /api/v1/calls/{call}/submit-tender", "receive submit-tender", "UpdateWithStartWorkflow:", "judge", "INSERT ledger.events", "SELECT "},
		second: {"POST /api/v1/tenders/{tender}/withdraw-tender", "receive withdraw-tender", "UpdateWorkflow:", "HandleUpdate:", "RunActivity:Judge", "judge", "INSERT ledger.events", "SELECT "},
	} {
		spans := d.traceOf(command, names...)
		known, roots := map[trace.SpanID]bool{}, 0
		for _, s := range spans {
			known[s.SpanContext.SpanID()] = true
		}
		for _, s := range spans {
			switch {
			case !s.Parent.SpanID().IsValid():
				roots++
			default:
				require.True(t, known[s.Parent.SpanID()], "%s hangs on nothing", s.Name)
			}
		}
		require.Equal(t, 1, roots, "one request")
		appends := 0
		for _, s := range spans {
			if s.Name == "INSERT ledger.events" {
				appends++
			}
		}
		require.GreaterOrEqual(t, appends, 2, "the receipt, and the answer")
	}
	var all bytes.Buffer
	for _, s := range d.spans.GetSpans() {
		fmt.Fprintln(&all, s.Name, s.Attributes, s.Events, s.Status, s.SpanContext.TraceState().String(), s.Resource)
	}
	text := strings.ToLower(all.String())
	for _, never := range []string{"zyx", lifetest.Canary, calltest.Contact(lifetest.Tender), "p-officer", "person/", "$1"} {
		require.NotContains(t, text, strings.ToLower(never))
	}
}

// What is not sampled at the door is not sampled by the worker, and nothing is made where
// traces are off.
func TestACommandIsTracedAsAWholeOrNotAtAll(t *testing.T) {
	t.Parallel()
	sampler := sdktrace.ParentBased(sdktrace.TraceIDRatioBased(0.5))
	p := export.New(sdktrace.WithSampler(sampler))
	sampled := 0
	for i := range 200 {
		id := fmt.Sprint("command-", i)
		var door trace.SpanContext
		h := telemetry.HTTP(p, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			ctx, end := telemetry.Receive(r.Context(), id, "x")
			defer end()
			door = trace.SpanContextFromContext(ctx)
		}))
		r := httptest.NewRequest(http.MethodPost, "/api/v1/x", nil)
		r.Header.Set("Idempotency-Key", id)
		h.ServeHTTP(httptest.NewRecorder(), r)
		worker := trace.SpanContextFromContext(telemetry.Resume(t.Context(), p, id))
		require.Equal(t, door.TraceID(), worker.TraceID())
		require.Equal(t, door.IsSampled(), worker.IsSampled())
		if door.IsSampled() {
			sampled++
		}
	}
	require.Greater(t, sampled, 50)
	require.Less(t, sampled, 150)
}
