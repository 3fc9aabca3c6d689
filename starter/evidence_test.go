package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/testbin"
	"twinning.example/engine/internal/web"
)

// mostMemory is what no process may have while it takes files, in KB.
const (
	mostMemory  = 100 * 1024 // KB, of the command that sends
	mostOfDesk  = 160 * 1024 // KB, with its pages and forms in three languages
	mostOfFiles = 48 * 1024  // KB, over what the desk had before: four at once with their buffers, and what is left between two collections
)

// manyFiles is how many files are added, and how many MB they have in all: `make big` says more.
func manyFiles(t *testing.T) (files, megabytes int) {
	read := func(name string, usual int) int {
		text := os.Getenv(name)
		if text == "" {
			return usual
		}
		n, err := strconv.Atoi(text)
		require.NoError(t, err, name)
		return n
	}
	if testing.Short() {
		return read("FILES", 30), read("FILES_MB", 30)
	}
	return read("FILES", 200), read("FILES_MB", 100)
}

// A filesWorld has a call that takes large files and many files.
type filesWorld struct {
	t   *testing.T
	dir string
	bin string
	env []string
}

func newFilesWorld(t *testing.T) *filesWorld {
	newWorld(t, time.Date(2019, time.June, 11, 8, 0, 0, 0, time.UTC))
	w := &filesWorld{t: t, dir: t.TempDir()}
	var err error
	w.bin, err = testbin.Command()
	require.NoError(t, err)
	w.env = append(os.Environ(), "DATABASE_URL="+ledgertest.DSN(t, ledger.RoleApp), "TWINNING_KEY_FILE="+ledgertest.KeyFile(t),
		"TWINNING_SIGN_KEY="+ledgertest.SignKey(t, "door"), "TWINNING_TRUST="+ledgertest.Trust(t), "NO_COLOR=1", "TWINNING_EVIDENCE="+w.store())
	book, err := os.ReadFile("../programmes/dhe-2019.yaml")
	require.NoError(t, err)
	bigger := strings.Replace(string(book), "{id: tender-form, name: Tender form}", "{id: tender-form, name: Tender form, max_bytes: 400000000}", 1)
	require.NotEqual(t, string(book), bigger)
	path := filepath.Join(w.dir, "dhe-2019.yaml")
	require.NoError(t, os.WriteFile(path, []byte(bigger), 0o600))
	w.run("call", "open", path, "--people", "../programmes/dhe-2019.people.yaml", "--as", "officer")
	w.run("call", "publish", "DHE-2019", "--as", "officer")
	return w
}

func (w *filesWorld) store() string { return filepath.Join(w.dir, "evidence") }

// run runs the command, and says what it wrote and its most memory in KB.
func (w *filesWorld) run(args ...string) (string, int64) {
	w.t.Helper()
	cmd := exec.CommandContext(w.t.Context(), w.bin, append(args, "--wait", "60s")...)
	cmd.Env = w.env
	said, peak, err := measured(cmd)
	require.NoError(w.t, err, said)
	return said, peak
}

func (w *filesWorld) tender() string {
	w.t.Helper()
	said, _ := w.run("tender", "submit", "../programmes/tenders/mask.yaml", "--call", "DHE-2019", "--as", "mask-contact")
	return regexp.MustCompile(`DHE-2019-[A-Z2-7]{6}`).FindString(said)
}

// sparse is a file that takes no room here.
func (w *filesWorld) sparse(name string, size int64) string {
	w.t.Helper()
	p := filepath.Join(w.dir, name)
	require.NoError(w.t, os.WriteFile(p, []byte("%PDF-1.7\n"+name), 0o600))
	require.NoError(w.t, os.Truncate(p, size))
	return p
}

// adds adds one file of 300 MB (160 with -short, still more than the memory), and then many, 1,000 to a tender, which is
// what a tender takes. add adds some files to a tender.
func (w *filesWorld) adds(way string, add func(tender string, files []string)) {
	w.t.Helper()
	files, megabytes := manyFiles(w.t)
	large := int64(300)
	if testing.Short() {
		large = 160
	}
	begun := time.Now()
	add(w.tender(), []string{w.sparse(way+"-scan.pdf", large<<20)})
	w.t.Logf("%s: %d MB in %s", way, large, time.Since(begun).Round(time.Millisecond))
	begun = time.Now()
	for first := 0; first < files; first += 1000 {
		var paths []string
		for i := first; i < min(files, first+1000); i++ {
			paths = append(paths, w.sparse(fmt.Sprintf("%s-%d.pdf", way, i), int64(megabytes)<<20/int64(files)))
		}
		add(w.tender(), paths)
		for _, p := range paths {
			require.NoError(w.t, os.Remove(p))
		}
	}
	w.t.Logf("%s: %d files, %d MB, in %s", way, files, megabytes, time.Since(begun).Round(time.Millisecond))
	kept, err := os.ReadDir(w.store())
	require.NoError(w.t, err)
	require.Len(w.t, kept, files+1)
}

// `make big` adds 10,000 files, 5 GB in all.
func TestFilesOfAnySizeAndNumberAreAddedInLessThan100MBOfMemory(t *testing.T) {
	t.Parallel()
	w := newFilesWorld(t)
	var peak int64
	w.adds("command", func(tender string, files []string) {
		_, n := w.run(append([]string{"evidence", "add", tender, "--for", "document-tender-form", "--as", "mask-contact"}, files...)...)
		peak = max(peak, n)
	})
	t.Logf("%d MB of memory", peak/1024)
	require.Positive(t, peak)
	require.Less(t, peak, int64(mostMemory), "KB")
}

// `make big` adds 10,000 files, 5 GB in all.
func TestADeskTakesFilesOfAnySizeAndNumberFromManyAtOnceInLessThan160MBOfMemory(t *testing.T) {
	t.Parallel()
	w := newFilesWorld(t)
	l, err := ledger.Open(t.Context(), ledger.Options{DSN: ledgertest.DSN(t, ledger.RoleApp), KeyFile: ledgertest.KeyFile(t), SignKey: ledgertest.SignKey(t, "every")})
	require.NoError(t, err)
	t.Cleanup(l.Close)
	directory := people.NewDirectory(l)
	addr := freeAddress(t)
	desk := serves(t, w.bin, w.store(), "http://"+addr, addr, directory)
	who, err := directory.Find(t.Context(), "mask-contact")
	require.NoError(t, err)
	pool := (&sealedWorld{t: t}).pool()
	_, secret, err := web.NewTokens(pool).Make(t.Context(), who.ID, "a test", []string{web.ScopeRead, web.ScopeSend}, time.Hour)
	require.NoError(t, err)

	elsewhere := func(args ...string) *exec.Cmd {
		cmd := exec.CommandContext(t.Context(), w.bin, args...)
		cmd.Env = append(os.Environ(), "TWINNING_URL=http://"+addr, "TWINNING_TOKEN="+secret, "NO_COLOR=1")
		return cmd
	}
	// A desk makes with its first questions what it keeps for all: that is no cost of a file.
	for _, line := range []string{"call show DHE-2019", "tender list", "evidence list " + w.tender(), "call dates DHE-2019"} {
		said, _, err := measured(elsewhere(strings.Fields(line)...))
		require.NoError(t, err, "%s: %s", line, said)
	}
	idle := peakOf(desk.cmd.Process.Pid)

	const atOnce = 4
	var peak int64 // of the senders
	w.adds("desk", func(tender string, files []string) {
		var all sync.WaitGroup
		var mu sync.Mutex
		for n := range min(atOnce, len(files)) {
			share := files[n*len(files)/atOnce : (n+1)*len(files)/atOnce]
			if len(files) < atOnce {
				share = files[n : n+1]
			}
			all.Go(func() {
				said, most, err := measured(elsewhere(append([]string{"evidence", "add", tender, "--for", "document-tender-form", "--wait", "60s"}, share...)...))
				if err != nil {
					t.Errorf("%s: %v", said, err)
				}
				mu.Lock()
				defer mu.Unlock()
				peak = max(peak, most)
			})
		}
		all.Wait()
	})
	served := peakOf(desk.cmd.Process.Pid)
	t.Logf("%d MB of memory at the desk, %d MB before the first file, %d MB at who sends", served/1024, idle/1024, peak/1024)
	require.Positive(t, served)
	require.Less(t, served, int64(mostOfDesk), "KB")
	require.Less(t, served-idle, int64(mostOfFiles), "KB: what the files cost beside the desk itself")
	require.Less(t, peak, int64(mostMemory), "KB")
}
