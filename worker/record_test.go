package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/history/v1"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
	"google.golang.org/protobuf/encoding/protojson"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/workflows"
)

// record replays a history and, with RECORD=1, stores it for good: a file that
// is there stays as it is, since such lives may be running somewhere. Remove one
// to record it anew.
func record(t testing.TB, name string, h *history.History) {
	t.Helper()
	replay(t, h)
	if os.Getenv("RECORD") != "1" {
		return
	}
	file := filepath.Join("..", "workflows", "testdata", "histories", name+".json")
	if _, err := os.Stat(file); err == nil {
		return
	}
	plain, err := protojson.Marshal(h)
	require.NoError(t, err)
	var text bytes.Buffer // protojson varies its spaces on purpose
	require.NoError(t, json.Indent(&text, plain, "", " "))
	require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
	require.NoError(t, os.WriteFile(file, append(text.Bytes(), '\n'), 0o644))
}

func replay(t testing.TB, h *history.History) {
	t.Helper()
	r := worker.NewWorkflowReplayer()
	r.RegisterWorkflowWithOptions(workflows.Call, workflow.RegisterOptions{Name: life.Call})
	r.RegisterWorkflowWithOptions(workflows.Twinning, workflow.RegisterOptions{Name: life.Twinning})
	require.NoError(t, r.ReplayWorkflowHistory(silent, h))
}

func keptOf(stream string) ledger.Query {
	return ledger.Query{Stream: stream, Kinds: []string{law.HistoryKept{}.Kind()}}
}
