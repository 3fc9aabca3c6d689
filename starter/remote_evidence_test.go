package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/evidence"
	"twinning.example/engine/internal/web"
)

func TestFilesAreAddedListedReadAndWithdrawnFromElsewhereByWhoMayAndByNobodyElse(t *testing.T) {
	w := newSealedWorld(t)
	at, tender := w.aDesk(), w.refs["$TENDER"]
	tokens := web.NewTokens(w.pool())
	as := func(alias string) {
		_, secret, err := tokens.Make(t.Context(), w.idOf(alias), "a test", []string{web.ScopeRead, web.ScopeSend}, time.Hour)
		require.NoError(t, err)
		t.Setenv("TWINNING_TOKEN", secret)
	}
	must := func(want int, args ...string) string {
		t.Helper()
		code, out, talk := w.elsewhere(at, "", args...)
		require.Equal(t, want, code, "%v: %s%s", args, out, talk)
		return out + talk
	}
	blobs := func() int {
		list, err := os.ReadDir(filepath.Join(w.dir, "evidence"))
		require.NoError(t, err)
		return len(list)
	}
	large := filepath.Join(t.TempDir(), "plan.pdf")
	content := "%PDF-1.7\n" + strings.Repeat("all that we plan ", 1<<19) // more than a command may bring
	require.NoError(t, os.WriteFile(large, []byte(content), 0o600))

	as("mask-contact")
	var added []addition
	require.NoError(t, json.Unmarshal([]byte(must(0, "evidence", "add", tender, large, "--for", "document-tender-form", "--command-id", "file-1", "-o", "json")), &added))
	require.Len(t, added, 1)
	require.Equal(t, "done", added[0].Receipt.Status)
	require.Equal(t, "application/pdf", added[0].Type)
	require.EqualValues(t, len(content), added[0].Size)
	name, kept := added[0].File, blobs()

	again := must(0, "evidence", "add", tender, large, "--for", "document-tender-form", "--command-id", "file-1")
	require.Contains(t, again, name, "sent again it is one file")
	require.Equal(t, kept, blobs())
	require.Contains(t, must(0, "evidence", "list", tender), name)
	to := filepath.Join(t.TempDir(), "again.pdf")
	require.Contains(t, must(0, "evidence", "get", name, "--to", to), "as it was when it was added")
	got, err := os.ReadFile(to)
	require.NoError(t, err)
	require.Equal(t, content, string(got))
	require.Contains(t, must(2, "evidence", "get", name, "--to", to), "is there already")

	small := filepath.Join(t.TempDir(), "late.pdf")
	require.NoError(t, os.WriteFile(small, []byte("%PDF-1.7\nother"), 0o600))
	require.Contains(t, must(4, "evidence", "add", tender, small, "--for", "log-01"), "refused")
	require.Contains(t, must(2, "evidence", "add", tender, small, "--for", "nonsense"), "allowed are")
	program := filepath.Join(t.TempDir(), "run.exe")
	require.NoError(t, os.WriteFile(program, []byte("MZ\x90\x00not for us"), 0o600))
	require.Contains(t, must(2, "evidence", "add", tender, program, "--for", "document-tender-form"), evidence.Taken)
	require.Equal(t, kept, blobs(), "what is not taken leaves nothing")

	for _, other := range []string{otherParty, "officer", "auditor"} {
		as(other)
		require.NotContains(t, must(3, "evidence", "get", name, "--to", filepath.Join(t.TempDir(), "x")), "plan.pdf", other)
		code, out, talk := w.elsewhere(at, "", "evidence", "add", tender, small, "--for", "document-tender-form")
		require.Contains(t, []int{3, 4}, code, "%s: %s%s", other, out, talk)
		require.Equal(t, kept, blobs(), "a stranger fills no store")
	}
	t.Setenv("TWINNING_TOKEN", "twk_nothing")
	must(4, "evidence", "get", name, "--to", filepath.Join(t.TempDir(), "x"))

	as("mask-contact")
	require.Contains(t, must(0, "evidence", "withdraw", tender, name, "--for", "document-tender-form"), "done")
	require.NotContains(t, must(0, "evidence", "list", tender), name)
}
