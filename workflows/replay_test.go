package workflows_test

import (
	"bytes"
	"encoding/base64"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/interceptor"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/workflows"
)

// recorded are the histories of lives on a real server, by name: one a path.
// They are never recorded anew, since lives that began so may be running;
// worker/paths_test.go says how to add one.
func recorded(t *testing.T) map[string][]byte {
	t.Helper()
	files, err := filepath.Glob("testdata/histories/*.json")
	require.NoError(t, err)
	require.NotEmpty(t, files, "there are no histories: nothing would be replayed")
	all := map[string][]byte{}
	for _, f := range files {
		text, err := os.ReadFile(f)
		require.NoError(t, err)
		all[strings.TrimSuffix(filepath.Base(f), ".json")] = text
	}
	return all
}

func replay(t *testing.T, text []byte, with ...interceptor.WorkerInterceptor) error {
	t.Helper()
	h, err := client.HistoryFromJSON(bytes.NewReader(text), client.HistoryJSONOptions{})
	require.NoError(t, err)
	r, err := worker.NewWorkflowReplayerWithOptions(worker.WorkflowReplayerOptions{Interceptors: with})
	require.NoError(t, err)
	r.RegisterWorkflowWithOptions(workflows.Call, workflow.RegisterOptions{Name: life.Call})
	r.RegisterWorkflowWithOptions(workflows.Twinning, workflow.RegisterOptions{Name: life.Twinning})
	return r.ReplayWorkflowHistory(silent, h)
}

func TestEveryRecordedHistoryReplaysClean(t *testing.T) {
	t.Parallel()
	all := recorded(t)
	for _, path := range []string{"call", "fell-back", "letters-within", "refused-only", "rejected", "renewed-1", "renewed-2", "suspended", "withdrawn", "year"} {
		require.Contains(t, all, path, "this path is not recorded")
	}
	for name, text := range all {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.NoError(t, replay(t, text))
		})
	}
}

func TestHistoriesNameNobody(t *testing.T) {
	t.Parallel()
	payload := regexp.MustCompile(`"data": "([^"]*)"`)
	person := regexp.MustCompile(`\bp-[a-z2-7]{3,}`)
	for name, text := range recorded(t) {
		opened := payload.ReplaceAllFunc(text, func(field []byte) []byte {
			said, err := base64.StdEncoding.DecodeString(string(payload.FindSubmatch(field)[1]))
			require.NoError(t, err)
			return said
		})
		require.Contains(t, string(opened), `{"stream":"`, "%s: payloads can be read", name)
		require.Contains(t, string(opened), `{"commands":["`, "%s: and so can the input of updates", name)
		if name != "refused-only" { // such a life has no stage
			require.Contains(t, string(opened), `"indexedFields": `, "%s: search attributes are there", name)
		}
		require.Contains(t, string(opened), `"summary": `, "%s: summaries are there", name)
		require.NotContains(t, string(opened), lifetest.Canary, name)
		require.NotContains(t, string(opened), "@", name)
		require.Empty(t, person.FindString(string(opened)), "%s has the id of a person", name)
	}
}

func TestTheReplayNoticesAChangedLoop(t *testing.T) {
	t.Parallel()
	for change, meddle := range map[string]meddler{
		"nothing":                        {},
		"an activity more":               {more: true},
		"a timer more":                   {timer: true},
		"Judge as a regular activity":    {regular: true},
		"letters are not delivered":      {without: life.Notify},
		"the history is not kept":        {without: life.Archive},
		"no timer for the moment at all": {asleep: true},
		"the life ends where it went on": {ends: true},
		"Judge has another name":         {renames: life.Judge},
		"the activity Notify is renamed": {renames: life.Notify},
		"the stage is not shown":         {hides: true},
	} {
		t.Run(change, func(t *testing.T) {
			t.Parallel()
			noticed := 0
			for _, text := range recorded(t) {
				if replay(t, text, &meddle) != nil {
					noticed++
				}
			}
			require.Equal(t, change != "nothing", noticed > 0, "%d histories noticed", noticed)
		})
	}
}
