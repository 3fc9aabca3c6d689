package chaos

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/pgbin"
	"twinning.example/engine/internal/twinning"
)

// canary is in the name and the address of whoever is erased, and nowhere else.
const canary = "Quetzalina"

func TestWhoIsErasedWhileAllRunsIsForgottenByEveryProcessAndNeverWrittenToAgain(t *testing.T) {
	h, r := attacked(t), dice(t)
	m := h.mails(t)
	c := h.opens(t, h.now(t).Add(24*time.Hour))
	for round := range times(1, 8) {
		h.erases(t, c, m, r, round)
	}
}

func (h *house) erases(t *testing.T, c *tendering, m *mailServer, r *rand.Rand, round int) {
	const alias = "quetzalina"
	directory := people.NewDirectory(h.ledger) // of this process alone, which keeps nothing else
	ids, err := directory.Load(t.Context(), door.NewID(), "", []people.Person{{
		Alias: alias, Name: canary + " Canary", Email: strings.ToLower(canary) + "@programme.example", Language: "en",
	}})
	require.NoError(t, err)
	id := ids[alias]
	d := &door.Door{Ledger: h.ledger, People: directory}
	w := c.submits(round, "40000.00")
	tender := w.command.(twinning.SubmitTender)
	tender.Tender.Contact = id
	submit := func() door.Receipt {
		receipt, err := d.Submit(t.Context(), door.Request{Stream: w.stream, Command: tender, As: id, Begins: true, Wait: 20 * time.Second})
		require.NoError(t, err)
		h.keep(receipt)
		return receipt
	}
	require.Equal(t, door.Done, submit().Status)
	h.rests(t, time.Minute)
	require.NotZero(t, h.lettersTo(t, time.Time{}))
	file, err := os.ReadFile(filepath.Join("../../programmes/tenders/mask.yaml"))
	require.NoError(t, err)
	draft := filepath.Join(t.TempDir(), "draft.yaml")
	require.NoError(t, os.WriteFile(draft, bytes.ReplaceAll(file, []byte("mask-contact"), []byte(alias)), 0o600))
	for _, owner := range []string{alias, "contact-0"} { // hers, and somebody else's that names her
		said, code := h.twinning(t, "tender", "draft", "save", c.ref, draft, "--as", owner)
		require.Zero(t, code, said)
	}

	erase := func(who string, more ...string) *exec.Cmd {
		return h.command(t, append([]string{"erase", who, "--article", "19(1)(b)", "--reason", "consent-withdrawn", "--as", "officer", "--yes"}, more...)...)
	}
	pid := h.stack.PIDs()[worker]
	h.freeze(t, worker) // it has her name and address in memory
	said, err := erase(alias, "--wait", "1s").CombinedOutput()
	require.NoError(t, syscall.Kill(pid, syscall.SIGCONT))
	require.Error(t, err, "it is not done while a process has not forgotten: %s", said)
	require.Contains(t, string(said), "twinning erase "+id, "the alias is gone with the rest")

	t.Log("whoever erases, works or takes mail is killed meanwhile")
	for range times(1, 3) {
		cmd := erase(id)
		require.NoError(t, cmd.Start())
		time.Sleep(time.Duration(r.IntN(400)) * time.Millisecond) // time itself: any instant may be the wrong one
		switch r.IntN(3) {
		case 0:
			h.kill(worker)
		case 1:
			m.kill()
			m.start(t)
		}
		cmd.Process.Signal(syscall.SIGKILL)
		cmd.Wait() // it was killed, or it was faster
	}
	h.up(t)
	said, err = erase(id).CombinedOutput()
	require.NoError(t, err, string(said))
	done := time.Now()
	t.Logf("%s", said)

	var drafts int
	require.NoError(t, h.sql.QueryRow(t.Context(), `SELECT count(*) FROM drafts.tenders`).Scan(&drafts))
	require.Zero(t, drafts, "hers, and those that name her")
	h.do(t, w.stream, "signatory", twinning.WithdrawTender{}) // her tender goes on, in the same warm processes
	h.rests(t, 3*time.Minute)
	require.Zero(t, h.lettersTo(t, done), "letters after it was done")
	h.nothing(t, `SELECT position, stream FROM ledger.events WHERE stream = 'person/`+id+`' AND body IS NOT NULL`)
	h.canaryIsNowhere(t)
	verified, code := h.twinning(t, "verify", "-o", "json")
	require.Zero(t, code, verified) // it folds every state cold, and compares it with what the warm worker said
	require.Contains(t, verified, `"states_not_compared": 0`)
	require.NotContains(t, verified, `"erased": 0`)
}

// lettersTo counts the letters with the canary that a mail server kept after an instant.
func (h *house) lettersTo(t *testing.T, after time.Time) int {
	t.Helper()
	n := 0
	for _, dir := range []string{h.stack.MailDir, filepath.Join(h.dir, "faulty-mail")} {
		files, err := filepath.Glob(filepath.Join(dir, "*.eml"))
		require.NoError(t, err)
		for _, f := range files {
			text, err := os.ReadFile(f)
			require.NoError(t, err)
			is, err := os.Stat(f)
			require.NoError(t, err)
			if bytes.Contains(text, []byte(canary)) && is.ModTime().After(after) {
				n++
			}
		}
	}
	return n
}

// canaryIsNowhere looks through every database of the cluster, the kept histories, and every file of the stack: PostgreSQL's own with its WAL,
// logs, settings. The letters that had been handed over are left out: they stand for mailboxes that are not ours.
func (h *house) canaryIsNowhere(t *testing.T) {
	t.Helper()
	began, bytesRead := time.Now(), 0
	bin, err := pgbin.Find()
	require.NoError(t, err)
	conn := h.superuser(t, "postgres")
	rows, err := conn.Query(t.Context(), `SELECT datname FROM pg_database WHERE datallowconn`)
	require.NoError(t, err)
	databases, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	require.Subset(t, databases, []string{"twinning", "temporal", "temporal_visibility"})
	for _, database := range databases {
		dump, err := exec.CommandContext(t.Context(), filepath.Join(bin, "pg_dump"), h.superuserURL(t, database)).Output()
		require.NoError(t, err)
		bytesRead += len(dump)
		require.Empty(t, canariesIn(dump), "in a dump of %s", database)
	}
	kept, err := h.sql.Query(t.Context(), `SELECT gz FROM ledger.histories`)
	require.NoError(t, err)
	histories, err := pgx.CollectRows(kept, pgx.RowTo[[]byte])
	require.NoError(t, err)
	for _, gz := range histories {
		z, err := gzip.NewReader(bytes.NewReader(gz))
		require.NoError(t, err)
		text, err := io.ReadAll(z)
		require.NoError(t, err)
		require.Empty(t, canariesIn(text), "in a kept history")
	}
	err = filepath.WalkDir(h.dir, func(path string, d fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist): // PostgreSQL removes files as it goes
			return nil
		case err != nil:
			return err
		case d.IsDir() && (path == h.stack.MailDir || filepath.Base(path) == "faulty-mail"):
			return filepath.SkipDir
		case !d.Type().IsRegular():
			return nil
		}
		text, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		require.NoError(t, err)
		bytesRead += len(text)
		require.Empty(t, canariesIn(text), "in %s", path)
		return nil
	})
	require.NoError(t, err)
	t.Logf("looked through %d MB in %s", bytesRead>>20, time.Since(began).Round(time.Millisecond))
}

// canariesIn are the forms of the canary that stand in a text: as it is, in lower case, in hexadecimal and in base64.
func canariesIn(text []byte) (found []string) {
	for _, word := range []string{canary, strings.ToLower(canary)} {
		forms := []string{word, hex.EncodeToString([]byte(word))}
		for shift := range 3 {
			encoded := base64.StdEncoding.EncodeToString(append(make([]byte, shift), word...))
			forms = append(forms, encoded[4:len(encoded)-4])
		}
		for _, form := range forms {
			if bytes.Contains(text, []byte(form)) {
				found = append(found, form)
			}
		}
	}
	return found
}
