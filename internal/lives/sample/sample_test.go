package sample_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/local"
	"twinning.example/engine/internal/testbin"
)

// A new kind of life is its row, its law and its sentences: the programs here
// differ from those that are shipped by one import, and it runs through door,
// worker, Temporal and every command that takes a life.
func TestANewKindOfLifeTouchesNoOtherFile(t *testing.T) {
	temporal := os.Getenv("TWINNING_TEMPORALDEV")
	if temporal == "" {
		t.Skip("TWINNING_TEMPORALDEV is not set: there is no Temporal server; `make test` sets it")
	}
	bin := build(t)
	data, err := os.MkdirTemp("/var/tmp", "notice")
	require.NoError(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(data) })
	require.NoError(t, os.Chmod(data, 0o755)) // PostgreSQL runs as another user
	data = filepath.Join(data, "stack")
	stack, err := local.Up(t.Context(), local.Options{
		Data: data, Programme: &local.Programme{Start: time.Date(2024, 6, 1, 9, 0, 0, 0, time.UTC), Rate: 20_000}, // 1.8 s a day and night
		Out: t.Output(), TemporalBinary: temporal, WorkerBinary: bin.worker,
	})
	require.NoError(t, err)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		require.NoError(t, stack.Close(ctx))
	})
	run := func(code int, args ...string) string {
		t.Helper()
		cmd := exec.Command(bin.twinning, append(args, "--data", data)...)
		cmd.Stdin = strings.NewReader(`{"until":"2024-06-06"}`)
		said, err := cmd.CombinedOutput()
		require.Equal(t, code, cmd.ProcessState.ExitCode(), "%s: %v\n%s", args, err, said)
		return string(said)
	}
	run(0, "people", "load", "../../../programmes/dhe-2019.people.yaml")

	require.Contains(t, run(0, "send", "notice/PAGES", "post-notice", "--file", "-", "--as", "officer"), "notice-posted.v1")
	require.Contains(t, run(4, "send", "PAGES", "post-notice", "--file", "-", "--as", "head"), "the notice PAGES is posted already") // and so the head knows of it
	require.Contains(t, run(4, "send", "PAGES", "withdraw-notice", "--as", "head"), "only officer withdraws the notice PAGES")
	require.Contains(t, run(2, "send", "PAGES", "publish-call", "--as", "officer"), "publish-call is no command of a notice; there are post-notice, withdraw-notice")
	require.Contains(t, run(0, "lives", "list"), "PAGES")
	require.Contains(t, run(3, "show", "notice/NOTHING"), "there is no notice NOTHING\n  `twinning --data "+data+" lives list` shows what there is")
	require.Contains(t, run(0, "show", "PAGES"), "posted")

	require.Eventually(t, func() bool { return strings.Contains(run(0, "show", "PAGES"), "expired") }, 2*time.Minute, 500*time.Millisecond, "its moment passes by itself")
	said := run(0, "history", "PAGES")
	require.Contains(t, said, "officer posted the notice until 2024-06-06")
	require.Contains(t, said, "The notice expired at")
	require.Contains(t, said, "only officer withdraws the notice PAGES")
	require.Contains(t, run(0, "show", "PAGES", "--at", "2024-06-05T00:00"), "posted")
	require.Contains(t, run(0, "explain", "PAGES"), "The notice expired at")
	require.Contains(t, run(0, "verify"), "verified:")

	post := run(0, "history", "PAGES", "-o", "json")
	require.Contains(t, post, `"notice-expired.v1"`)
	run(0, "send", "notice/SECOND", "post-notice", "--file", "-", "--as", "head", "--wait", "0s") // over before it is posted: refused, and answered all the same
	require.Eventually(t, func() bool { return strings.Contains(run(0, "history", "SECOND"), "would be over before it is posted") }, time.Minute, 500*time.Millisecond)
}

type programs struct{ twinning, worker string }

// build builds both programs with the sample linked in, by an overlay: no file of
// the product is touched.
func build(t *testing.T) programs {
	t.Helper()
	const hook = "package main\n\nimport _ \"twinning.example/engine/internal/lives/sample\"\n"
	var is programs
	var err error
	is.worker, err = testbin.Overlaid("sample-worker", "./worker", map[string]string{"worker/sample.go": hook})
	require.NoError(t, err)
	is.twinning, err = testbin.Overlaid("sample-twinning", "./starter", map[string]string{"starter/sample.go": hook})
	require.NoError(t, err)
	return is
}
