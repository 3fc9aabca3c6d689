package chaos

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/ledger"
)

func TestNothingIsDecidedOnRowsThatASuperuserPutInWithAKeyOfAnotherRoleAndEverythingElseGoesOn(t *testing.T) {
	h := attacked(t)
	h.forgedRowsDecideNothing(t, []forgery{
		{Key: h.stack.SignKey, Header: ledger.Header{Received: h.now(t).Add(-18 * time.Hour)}}, // a door's key: the receipt is dated back
		{Key: h.stack.WorkerKey, Header: ledger.Header{Received: h.now(t)}},                    // a worker's: it receives nothing from people
	}, []forgery{
		{Key: h.stack.SignKey}, // a door decides nothing
	})
}

// forgedRowsDecideNothing forges receipts and decisions into lives of their own, and sees what becomes of them.
func (h *house) forgedRowsDecideNothing(t *testing.T, receipts, decisions []forgery) {
	c := h.opens(t, h.now(t).Add(24*time.Hour))
	for n := range len(receipts) + len(decisions) + 1 {
		w := c.submits(n, "40000.00")
		h.do(t, w.stream, w.as, w.command)
	}
	h.rests(t, time.Minute)
	f := h.forger(t)
	var forged []int64
	n := 0
	for _, e := range receipts {
		w := c.submits(n, "41000.00")
		_, tender := c.tender(n)
		n++
		e.Stream, e.Kind, e.Actor, e.Command = tender+"/in", "command-received.v1", h.ids[w.as], fmt.Sprintf("forged-%d", n)
		e.Body = `{"kind":"withdraw-tender","command":{"reason":"forged"}}`
		forged = append(forged, f.forge(t, e))
		if e.Key == "" { // nobody hears of it until the life judges
			h.do(t, w.stream, w.as, w.command)
		}
		require.Eventually(t, func() bool {
			answer, found, err := h.ledger.Answer(t.Context(), tender, e.Command)
			require.NoError(t, err)
			return found && answer.Status == "unjudged"
		}, time.Minute, 20*time.Millisecond, "a forged receipt has no answer")
		h.do(t, w.stream, w.as, w.command)
	}
	require.Eventually(t, func() bool { return h.wrote(t, "officer", "Subject: Command not judged") > 0 }, 90*time.Second, 50*time.Millisecond,
		"staff are told of a receipt that is not judged")
	_, told := c.tender(n + len(decisions)) // whom the forged decisions tell
	for _, e := range decisions {
		w := c.submits(n, "42000.00")
		_, tender := c.tender(n)
		n++
		e.Stream, e.Kind, e.Actor = tender, "tender-withdrawn.v1", h.ids["officer"]
		e.Body = fmt.Sprintf(`{"reason":"forged","letters":[{"template":"outcome","to":%q}],"messages":[{"stream":%q,"kind":"withdraw-tender","body":{"reason":"forged"}}]}`, h.ids["head"], told)
		forged = append(forged, f.forge(t, e))
		r, err := h.send(t.Context(), door.Request{Stream: w.stream, Command: w.command, As: w.as, Wait: -1})
		require.NoError(t, err)
		require.Equal(t, door.Pending, r.Status)
		require.Eventually(t, func() bool {
			parked, err := h.store.IsParked(t.Context(), tender)
			require.NoError(t, err)
			return parked
		}, time.Minute, 20*time.Millisecond, "%s is not parked", tender)
	}
	goesOn := func() {
		t.Helper()
		began := time.Now()
		other := h.opens(t, h.now(t).Add(24*time.Hour))
		for _, w := range []wish{c.submits(n, "43000.00"), c.submits(n+1, "40000.00"), other.submits(0, "40000.00")} {
			h.do(t, w.stream, w.as, w.command)
		}
		t.Logf("everything else took %s (load %.1f)", time.Since(began).Round(time.Millisecond), load())
	}
	goesOn()
	said, code := h.twinning(t, "nudge", "--all") // takes them up again
	require.Zero(t, code, said)
	h.kill(worker) // and another one leads
	h.up(t)
	goesOn()
	require.Eventually(t, func() bool {
		parked, err := h.store.AllParked(t.Context())
		require.NoError(t, err)
		return len(parked) == len(decisions)
	}, time.Minute, 50*time.Millisecond, "they are parked again")

	h.nothing(t, fmt.Sprintf(`SELECT position, stream FROM ledger.events WHERE kind = 'tender-withdrawn.v1' AND position <> ALL ('{%s}')`, listed(forged)))
	h.nothing(t, `SELECT position, command FROM ledger.events WHERE stream = '`+told+`/in' AND command LIKE '%/%'`)
	require.Eventually(t, func() bool { return h.wrote(t, "officer", "Subject: Left alone after failures") >= len(decisions) },
		90*time.Second, 50*time.Millisecond, "staff are told of each life that is parked")
	require.Zero(t, h.wrote(t, "head", "forged"))

	said, _ = h.twinning(t, "status")
	require.Regexp(t, fmt.Sprintf(`parked lives +look +%d`, len(decisions)), said)
	said, code = h.twinning(t, "verify", "-o", "json")
	require.Equal(t, 4, code, said)
	found := findings(t, said)
	for _, position := range forged {
		require.NotEmpty(t, found[position], "verify does not name position %d: %s", position, said)
		t.Logf("verify names %d: %s", position, found[position])
	}
	said, code = h.twinning(t, "status")
	t.Log(said)
	require.Equal(t, 4, code, said)
	require.Contains(t, said, "it FAILED")
}

// findings are what `verify -o json` says, by position.
func findings(t *testing.T, said string) map[int64][]string {
	t.Helper()
	var v struct {
		Findings []struct {
			Position int64
			What     string
		}
	}
	require.NoError(t, json.NewDecoder(strings.NewReader(said)).Decode(&v), said)
	found := map[int64][]string{}
	for _, f := range v.Findings {
		found[f.Position] = append(found[f.Position], f.What)
	}
	return found
}

// wrote counts the letters to somebody in which a word stands.
func (h *house) wrote(t *testing.T, alias, word string) int {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(h.stack.MailDir, "*.eml"))
	require.NoError(t, err)
	n := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		if strings.Contains(string(text), alias+"@programme.example") && strings.Contains(string(text), word) {
			n++
		}
	}
	return n
}

// listed are positions as PostgreSQL's arrays have them.
func listed(positions []int64) string {
	words := make([]string, len(positions))
	for i, p := range positions {
		words[i] = fmt.Sprint(p)
	}
	return strings.Join(words, ",")
}
