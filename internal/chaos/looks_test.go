package chaos

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/state"
)

// rests waits until every fact is passed on, every command has its answer, and
// every letter its fate.
func (h *house) rests(t *testing.T, patience time.Duration) {
	t.Helper()
	h.up(t)
	began, waiting := time.Now(), ""
	for time.Since(began) < patience {
		var facts, commands, letters int
		err := h.sql.QueryRow(t.Context(), `SELECT
			(SELECT count(*) FROM ledger.events WHERE position >= coalesce((SELECT position FROM views.places WHERE name = 'relay'), 0)),
			(SELECT count(*) FROM ledger.events e WHERE e.stream LIKE '%/in' AND NOT EXISTS
				(SELECT FROM ledger.answers a WHERE a.stream = left(e.stream, -3) AND a.command = e.command)),
			(SELECT coalesce(sum(letters), 0) FROM views.lives)`).Scan(&facts, &commands, &letters)
		if waiting = fmt.Sprintf("%d facts are not relayed, %d commands and %d letters wait (%v)", facts, commands, letters, err); err == nil && facts+commands+letters == 0 {
			return
		}
		time.Sleep(50 * time.Millisecond) // asks again
	}
	require.FailNow(t, "it does not come to rest within "+patience.String(), waiting)
}

// keptItsPromises looks at everything that can be seen from outside. It waits
// for what is still on its way.
func (h *house) keptItsPromises(t *testing.T) {
	t.Helper()
	began := time.Now()
	h.rests(t, 3*time.Minute)
	rested := time.Since(began)
	h.everyCommandOnceAndAnsweredOnce(t)
	h.everyReceiptIsTrue(t)
	r, err := h.ledger.Verify(t.Context(), ledger.VerifyOptions{StateHash: h.refold(t)})
	require.NoError(t, err)
	require.Empty(t, r.Findings)
	h.everyStreamIsTrue(t)
	t.Logf("at rest after %s; %d events, %d answers and %d receipts looked at in %s (load %.1f)", rested.Round(time.Millisecond),
		r.Size, r.Answers, len(h.receipts()), (time.Since(began) - rested).Round(time.Millisecond), load())
}

// nothing is a query that must find nothing.
func (h *house) nothing(t *testing.T, sql string) {
	t.Helper()
	rows, err := h.sql.Query(t.Context(), sql)
	require.NoError(t, err)
	defer rows.Close()
	for rows.Next() {
		values, err := rows.Values()
		require.NoError(t, err)
		require.FailNow(t, "found what must not be", "%v by %s", values, sql)
	}
	require.NoError(t, rows.Err())
}

// everyCommandOnceAndAnsweredOnce is promise 1, by queries of our own.
func (h *house) everyCommandOnceAndAnsweredOnce(t *testing.T) {
	t.Helper()
	h.nothing(t, `SELECT count(*), max(position) FROM ledger.events HAVING count(*) <> max(position) + 1 OR min(position) <> 0`)
	h.nothing(t, `SELECT stream FROM ledger.events GROUP BY stream HAVING max(version) <> count(*) OR min(version) <> 1`)
	h.nothing(t, `SELECT stream, command FROM ledger.events WHERE stream LIKE '%/in' GROUP BY stream, command HAVING count(*) <> 1 OR command IS NULL`)
	h.nothing(t, `SELECT a.stream, a.command FROM ledger.answers a JOIN ledger.events e ON e.stream = a.stream AND e.command = a.command
		GROUP BY a.stream, a.command, a.first, a.last HAVING min(e.position) <> a.first OR max(e.position) <> a.last OR count(*) <> a.last - a.first + 1`)
	h.nothing(t, `SELECT e.stream, e.command FROM ledger.events e WHERE e.command IS NOT NULL AND e.stream ~ '^(call/[^/]+|twinning/[^/]+/[^/]+)$' AND e.kind NOT IN ('history-kept.v1', 'life-parked.v1')
		AND NOT EXISTS (SELECT FROM ledger.events i WHERE i.stream = e.stream || '/in' AND i.command = e.command)`)
	h.nothing(t, `SELECT stream, position FROM ledger.events WHERE kind = 'command-unjudged.v1'`)
}

// everyReceiptIsTrue finds each receipt that somebody was given.
func (h *house) everyReceiptIsTrue(t *testing.T) {
	t.Helper()
	rows, err := h.sql.Query(t.Context(), `SELECT e.stream || ' ' || e.command, e.position, e.leaf, a.status FROM ledger.events e
		JOIN ledger.answers a ON a.stream = left(e.stream, -3) AND a.command = e.command WHERE e.stream LIKE '%/in'`)
	require.NoError(t, err)
	defer rows.Close()
	type row struct {
		position     int64
		leaf, status string
	}
	found := map[string]row{}
	for rows.Next() {
		var key string
		var leaf []byte
		var r row
		require.NoError(t, rows.Scan(&key, &r.position, &leaf, &r.status))
		r.leaf = hex.EncodeToString(leaf)
		found[key] = r
	}
	require.NoError(t, rows.Err())
	for _, r := range h.receipts() {
		is, ok := found[r.Stream+"/in "+r.CommandID]
		require.True(t, ok, "acknowledged, and not in the ledger: %+v", r)
		require.Equal(t, r.Received.Position, is.position, r.CommandID)
		require.Equal(t, r.Received.Leaf, is.leaf, r.CommandID)
		if r.Status != "pending" {
			require.Equal(t, r.Status, is.status, "one answer was given, and another stands: %+v", r)
		}
	}
}

// refold adds every stream up again, event by event, for the hashes that stand with answers.
func (h *house) refold(t *testing.T) func(string, int64, int) ([32]byte, bool, error) {
	hashes := map[string]map[int64][32]byte{}
	return func(stream string, version int64, _ int) ([32]byte, bool, error) {
		if !lives.Is(stream) {
			return [32]byte{}, false, nil
		}
		if hashes[stream] == nil {
			hashes[stream] = map[int64][32]byte{}
			is, err := state.NewFolder(h.ledger, 0).Fold(t.Context(), none{h.ledger}, stream)
			if err != nil {
				return [32]byte{}, false, err
			}
			events, bodies, err := h.read(t.Context(), stream)
			if err != nil {
				return [32]byte{}, false, err
			}
			for i, e := range events {
				if is, err = state.Step(is, e, bodies[i]); err != nil {
					return [32]byte{}, false, err
				}
				if hashes[stream][e.Version], err = law.Hash(is.State); err != nil {
					return [32]byte{}, false, err
				}
			}
		}
		return hashes[stream][version], true, nil
	}
}

// none reads nothing: what comes of it is a life before its first event.
type none struct{ *ledger.Ledger }

func (none) Read(context.Context, ledger.Query) ([]ledger.Event, error) { return nil, nil }
func (none) Streams(context.Context, string) ([]string, error)          { return nil, nil }

func (h *house) read(ctx context.Context, stream string) ([]ledger.Event, [][]byte, error) {
	events, err := h.ledger.Read(ctx, ledger.Query{Stream: stream})
	if err != nil {
		return nil, nil, err
	}
	bodies, err := h.ledger.OpenBodies(ctx, events)
	return events, bodies, err
}

// everyStreamIsTrue looks at each life: its letters, its rungs, its verdicts.
func (h *house) everyStreamIsTrue(t *testing.T) {
	t.Helper()
	rows, err := h.sql.Query(t.Context(), `SELECT stream FROM ledger.events WHERE version = 1 AND stream ~ '^(call/[^/]+|twinning/[^/]+/[^/]+)$' ORDER BY stream`)
	require.NoError(t, err)
	defer rows.Close()
	var streams []string
	for rows.Next() {
		var s string
		require.NoError(t, rows.Scan(&s))
		streams = append(streams, s)
	}
	require.NoError(t, rows.Err())
	arrived, versions := h.arrived(t), map[string][]inForce{}
	for _, s := range streams {
		events, bodies, err := h.read(t.Context(), s)
		require.NoError(t, err)
		h.everyLetterHasItsFate(t, s, events, bodies, arrived)
		everyRungOnce(t, s, events, bodies)
		if strings.HasPrefix(s, "call/") {
			versions[s] = deadlines(t, events, bodies)
			neverBeyondTheBudget(t, s, events, bodies)
			continue
		}
		everyVerdictByItsInstant(t, s, events, bodies, versions)
		neverBeyondACeiling(t, s, events, bodies)
	}
	require.Empty(t, arrived, "letters that nobody promised")
}

// arrived counts the letters that the mail server took, by Message-ID.
func (h *house) arrived(t *testing.T) map[string]int {
	t.Helper()
	m := map[string]int{}
	for _, dir := range []string{h.stack.MailDir, filepath.Join(h.dir, "faulty-mail")} {
		files, err := filepath.Glob(filepath.Join(dir, "*.eml"))
		require.NoError(t, err)
		for _, f := range files {
			text, err := os.ReadFile(f)
			require.NoError(t, err)
			message, err := mail.ReadMessage(bytes.NewReader(text))
			require.NoError(t, err, f)
			m[strings.Trim(message.Header.Get("Message-Id"), "<>")]++
		}
	}
	return m
}

// parse reads what it knows of a body.
func parse[T any](t *testing.T, body []byte) T {
	t.Helper()
	var v T
	require.NoError(t, json.Unmarshal(body, &v), "%s", body)
	return v
}

// inForce is a version of a deadline, with where and when it was recorded.
type inForce struct {
	rule     calendar.Deadline
	recorded time.Time
	position int64
}
