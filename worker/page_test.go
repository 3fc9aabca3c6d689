package main

import (
	"encoding/base64"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/history/v1"
	sdk "go.temporal.io/api/sdk/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/converter"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/twinning"
)

func TestTemporalsPageReadsAsTheLifeAndNamesNobody(t *testing.T) {
	t.Parallel()
	r := newRig(t, lifetest.Options{Rate: pacing})
	r.work(nil)
	for _, s := range r.begin(lifetest.Year()) {
		r.jump(s.At)
		last := s.Command.Kind() == twinning.SubmitLog{}.Kind()
		if last || s.Command.Kind() == (twinning.SignContract{}).Kind() { // a life asks for a timer where the clock runs
			require.NoError(t, r.Ledger.SetClock(t.Context(), time.Time{}, 1, true))
		}
		r.submit(s)
		if last {
			break
		}
	}
	require.NoError(t, r.Ledger.SetClock(t.Context(), time.Time{}, r.rate, false))
	r.quiet()

	for query, stream := range map[string]string{
		`stage = "active"`:  lifetest.Stream,
		`stage = "running"`: calltest.Stream,
		fmt.Sprintf(`call = %q AND programme = %q AND WorkflowType = "Twinning"`, calltest.Reference, calltest.Book().Programme): lifetest.Stream,
		`due < "2021-01-01T00:00:00Z" AND WorkflowType = "Twinning"`:                                                             lifetest.Stream,
	} {
		require.Eventually(t, func() bool {
			found, err := r.temporal.ListWorkflow(t.Context(), &workflowservice.ListWorkflowExecutionsRequest{Query: query})
			require.NoError(t, err, query)
			return len(found.Executions) == 1 && found.Executions[0].Execution.WorkflowId == stream
		}, 10*time.Second, 50*time.Millisecond, query)
	}

	require.Eventually(t, func() bool { return !strings.Contains(r.details(lifetest.Stream), "letters") }, 20*time.Second, 50*time.Millisecond, "they were sent")
	shown := r.details(lifetest.Stream)
	require.Contains(t, shown, "**active**: the next moment is reminder ")
	require.Contains(t, shown, "| role | obligation | until the end of (Europe/Brussels) |")
	require.Regexp(t, `\| officer \| log-review-01 \| 2019-\d\d-\d\d \|`, shown)
	require.Regexp(t, `\| contact \| log-0\d \| 20\d\d-\d\d-\d\d \|`, shown)
	d, err := r.temporal.DescribeWorkflow(t.Context(), lifetest.Stream, "")
	require.NoError(t, err)
	summary, err := d.GetStaticSummary()
	require.NoError(t, err)
	require.Equal(t, law.Reference(lifetest.Stream), summary)

	var h *history.History
	var said map[enums.EventType]string
	require.Eventually(t, func() bool { // its workflow task may end after its answer
		h, err = histories{r.temporal.Client}.History(t.Context(), lifetest.Stream, "")
		require.NoError(t, err)
		said = summaries(t, h)
		return strings.Contains(said[enums.EVENT_TYPE_MARKER_RECORDED], "submit-log")
	}, 20*time.Second, 50*time.Millisecond)
	require.Contains(t, said[enums.EVENT_TYPE_TIMER_STARTED], "m1")
	require.Regexp(t, `reminder log-0\d, due 2019-\d\d-\d\d`, said[enums.EVENT_TYPE_TIMER_STARTED])
	require.Contains(t, said[enums.EVENT_TYPE_MARKER_RECORDED], "letters: ")
	text := opened(t, h)
	require.Regexp(t, `\{"commands":\["submit-log"\],"position":\d+\}`, text)
	require.Regexp(t, `\{"stage":"active","events":\["[^]]*log-submitted\.v1"\],`, text)

	of, err := histories{r.temporal.Client}.History(t.Context(), calltest.Stream, "")
	require.NoError(t, err)
	person := regexp.MustCompile(`\bp-[a-z2-7]{3,}`)
	for what, text := range map[string]string{
		"history": text, "description": opened(t, d.RawResponse), "details": shown,
		"history of the call": opened(t, of), "details of the call": r.details(calltest.Stream),
	} {
		require.NotContains(t, text, lifetest.Canary, what)
		require.NotContains(t, text, "@", what)
		require.Empty(t, person.FindString(text), "%s has the id of a person", what)
	}
}

// details asks a worker what Temporal's page shows as the current details of a life.
func (r *rig) details(stream string) string {
	r.t.Helper()
	answer, err := r.temporal.QueryWorkflow(r.t.Context(), stream, "", "__temporal_workflow_metadata")
	require.NoError(r.t, err)
	var all sdk.WorkflowMetadata
	require.NoError(r.t, answer.Get(&all))
	return all.CurrentDetails
}

// summaries are those of a history's events, by type.
func summaries(t testing.TB, h *history.History) map[enums.EventType]string {
	t.Helper()
	said := map[enums.EventType]string{}
	for _, e := range h.Events {
		if p := e.GetUserMetadata().GetSummary(); p != nil {
			var one string
			require.NoError(t, converter.GetDefaultDataConverter().FromPayload(p, &one))
			said[e.EventType] += one + "\n"
		}
	}
	return said
}

// opened is a message of Temporal as JSON, with every payload as plain text.
func opened(t testing.TB, m proto.Message) string {
	t.Helper()
	text, err := protojson.MarshalOptions{Multiline: true}.Marshal(m)
	require.NoError(t, err)
	payload := regexp.MustCompile(`"data": +"([^"]*)"`)
	return string(payload.ReplaceAllFunc(text, func(field []byte) []byte {
		plain, err := base64.StdEncoding.DecodeString(string(payload.FindSubmatch(field)[1]))
		require.NoError(t, err)
		return plain
	}))
}
