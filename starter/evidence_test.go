package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
)

// With FILES=1 it also adds 10,000 files, 5 GB in all, and says what they took: it needs -timeout 60m.
func TestFilesOfAnySizeAreAddedInLessThan100MBOfMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("files of gigabytes: make slow")
	}
	if os.Getenv("FILES") == "" {
		t.Parallel()
	}
	newWorld(t, time.Date(2019, time.June, 11, 8, 0, 0, 0, time.UTC))
	dir := t.TempDir()
	bin := filepath.Join(dir, "twinning")
	out, err := exec.CommandContext(t.Context(), "go", "build", "-o", bin, ".").CombinedOutput()
	require.NoError(t, err, string(out))
	env := append(os.Environ(), "DATABASE_URL="+ledgertest.DSN(t, ledger.RoleApp), "TWINNING_KEY_FILE="+ledgertest.KeyFile(t),
		"TWINNING_SIGN_KEY="+ledgertest.SignKey(t, "door"), "TWINNING_TRUST="+ledgertest.Trust(t), "NO_COLOR=1", "TWINNING_EVIDENCE="+filepath.Join(dir, "evidence"))
	run := func(args ...string) (string, int64) {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), bin, append(args, "--wait", "60s")...)
		cmd.Env = env
		said, peak, err := measured(cmd)
		require.NoError(t, err, said)
		return said, peak
	}
	book, err := os.ReadFile("../programmes/dhe-2019.yaml")
	require.NoError(t, err)
	bigger := strings.Replace(string(book), "{id: tender-form, name: Tender form}", "{id: tender-form, name: Tender form, max_bytes: 400000000}", 1)
	require.NotEqual(t, string(book), bigger)
	path := filepath.Join(dir, "dhe-2019.yaml")
	require.NoError(t, os.WriteFile(path, []byte(bigger), 0o600))
	run("call", "open", path, "--people", "../programmes/dhe-2019.people.yaml", "--as", "officer")
	run("call", "publish", "DHE-2019", "--as", "officer")
	said, _ := run("tender", "submit", "../programmes/tenders/mask.yaml", "--call", "DHE-2019", "--as", "mask-contact")
	tender := regexp.MustCompile(`DHE-2019-[A-Z2-7]{6}`).FindString(said)

	sparse := func(name string, size int64) string {
		p := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(p, []byte("%PDF-1.7\n"+name), 0o600))
		require.NoError(t, os.Truncate(p, size))
		return p
	}
	begun := time.Now()
	_, peak := run("evidence", "add", tender, sparse("scan.pdf", 300<<20), "--for", "document-tender-form", "--as", "mask-contact")
	t.Logf("300 MB: %s, %d MB of memory", time.Since(begun).Round(time.Millisecond), peak/1024)
	require.Less(t, peak, int64(100*1024), "KB")
	info, err := os.ReadDir(filepath.Join(dir, "evidence"))
	require.NoError(t, err)
	require.Len(t, info, 1)

	if os.Getenv("FILES") == "" {
		return
	}
	begun = time.Now()
	for tenders := range 10 { // a tender takes 1,000 files
		said, _ := run("tender", "submit", "../programmes/tenders/mask.yaml", "--call", "DHE-2019", "--as", "mask-contact")
		tender := regexp.MustCompile(`DHE-2019-[A-Z2-7]{6}`).FindString(said)
		paths := make([]string, 1000)
		for i := range paths {
			paths[i] = sparse(fmt.Sprintf("%d-%d.pdf", tenders, i), 512<<10)
		}
		args := append([]string{"evidence", "add", tender, "--for", "document-tender-form", "--as", "mask-contact"}, paths...)
		_, n := run(args...)
		peak = max(peak, n)
	}
	t.Logf("10,000 files, 5 GB: %s, %d MB of memory", time.Since(begun).Round(time.Second), peak/1024)
	require.Less(t, peak, int64(100*1024), "KB")
}
