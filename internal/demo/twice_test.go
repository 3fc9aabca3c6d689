package demo

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/pgbin"
	"twinning.example/engine/internal/testbin"
	"twinning.example/engine/internal/twinning"
	"twinning.example/engine/internal/whatif"
)

// TestTwoDemosOfOneSeedAreTheSame plays one seed twice, on a real Temporal
// server and a real PostgreSQL, and compares every event of every stream. It is
// the small demo, unless DEMO=whole.
func TestTwoDemosOfOneSeedAreTheSame(t *testing.T) {
	if testing.Short() {
		t.Skip("it starts two stacks")
	}
	o := programs(t)
	tenders, budget := smallTenders, smallBudget
	if os.Getenv("DEMO") == "whole" {
		tenders, budget = 0, ""
	}
	var one, other map[string][]string
	t.Run("side by side", func(t *testing.T) {
		for name, streams := range map[string]*map[string][]string{"one": &one, "other": &other} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				*streams = playFor(t, o, tenders, budget)
			})
		}
	})
	require.Equal(t, len(one), len(other), "streams")
	for stream, events := range one {
		require.Equal(t, len(events), len(other[stream]), stream)
		for n := range events {
			require.Equal(t, events[n], other[stream][n], "%s, event %d", stream, n+1)
		}
	}
}

// programs are the Temporal server that `make` builds, and a worker that is built here.
func programs(t *testing.T) Options {
	t.Helper()
	if _, err := pgbin.Find(); err != nil {
		t.Skip(err)
	}
	temporal := os.Getenv("TWINNING_TEMPORALDEV")
	if temporal == "" {
		var err error
		temporal, err = filepath.Abs("../../.local/bin/temporaldev")
		require.NoError(t, err)
	}
	if _, err := os.Stat(temporal); err != nil {
		t.Skip("there is no Temporal server: `make temporaldev` builds it")
	}
	worker, err := testbin.Worker()
	require.NoError(t, err)
	return Options{Seed: 3, TemporalBinary: temporal, WorkerBinary: worker, Talk: io.Discard}
}

// playFor plays a demo, which must be consistent, and returns its events as they compare.
func playFor(t *testing.T, o Options, tenders int, budget string) map[string][]string {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, os.Chmod(filepath.Dir(dir), 0o755)) // PostgreSQL's user must pass through
	o.Data = filepath.Join(dir, "data")
	c, err := NewCast(o.Seed, tenders, budget)
	require.NoError(t, err)
	d, err := up(t.Context(), o, c)
	require.NoError(t, err)
	defer func() {
		closing, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		require.NoError(t, d.Close(closing))
	}()
	r, err := d.Play(t.Context())
	if err != nil {
		log, _ := os.ReadFile(o.Data + "/logs/worker.log")
		t.Log(string(log[max(0, len(log)-4000):]))
		lastWords(t, d.ledger)
	}
	require.NoError(t, err)
	for _, e := range r.Expectations {
		require.True(t, e.OK, "%s: %s", e.Name, e.Why)
	}
	t.Logf("%d events, held %d times, %s", r.Ledger.Size, r.Timings.Stops, r.Timings.Total().Round(time.Millisecond))
	return comparable(t, d.ledger)
}

// lastWords says what a call, its inbox and its letters recorded last.
func lastWords(t *testing.T, l *ledger.Ledger) {
	t.Helper()
	for _, stream := range []string{"call/DHE-2019", "call/DHE-2019/in", "call/DHE-2019/letters"} {
		events, err := l.Read(context.WithoutCancel(t.Context()), ledger.Query{Stream: stream})
		require.NoError(t, err)
		for _, e := range events[max(0, len(events)-8):] {
			t.Logf("%s: %s at position %d, recorded %s", stream, e.Kind, e.Position, e.Recorded)
		}
	}
}

// comparable writes every event as text by stream: what must be the same in two
// demos of one seed. Positions become the place in their stream; recorded
// instants, salts, nonces and what is keyed by them, and runs are left out, and so is what Temporal's history was.
func comparable(t *testing.T, l *ledger.Ledger) map[string][]string {
	t.Helper()
	events, err := l.Read(t.Context(), ledger.Query{})
	require.NoError(t, err)
	bodies, err := l.OpenBodies(t.Context(), events)
	require.NoError(t, err)
	place := func(position int64) string {
		if position < 0 || position >= int64(len(events)) {
			return "nowhere"
		}
		return fmt.Sprintf("%s@%d", events[position].Stream, events[position].Version)
	}
	streams := map[string][]string{}
	for n, e := range events {
		cause, command, body := e.Cause, e.Command, string(bodies[n])
		if number.MatchString(cause) {
			cause = place(toInt(cause))
		}
		if at, stream, ok := strings.Cut(command, "/"); ok && number.MatchString(at) {
			command = place(toInt(at)) + " to " + stream
		}
		body = positions.ReplaceAllStringFunc(body, func(s string) string {
			return `"position":"` + place(toInt(strings.TrimPrefix(s, `"position":`))) + `"`
		})
		body = quoted.ReplaceAllStringFunc(body, func(s string) string {
			m := quoted.FindStringSubmatch(s)
			return m[1] + place(toInt(m[2])) + "/"
		})
		body = nonces.ReplaceAllString(body, `"$1":"drawn"`)
		if strings.Contains(body, `"name":"sign-contract"`) || e.Kind == (twinning.ContractSigned{}).Kind() || e.Kind == (twinning.ContractInForce{}).Kind() {
			body = hashes.ReplaceAllString(body, `"sha256":"of what is drawn"`) // the contract names the HMAC of its tender
		}
		if e.Kind == whatif.Kind {
			body = seen.ReplaceAllString(body, `"seen":0`) // a position
		}
		switch {
		case e.Kind == historyKept:
			command, body = "keep", "a history"
		case e.Stream == ledger.SettingsStream, e.Stream == ledger.KeysStream: // each ledger has keys of its own
			body = "settings"
		}
		streams[e.Stream] = append(streams[e.Stream], fmt.Sprintf("%d %s received %s effective %q actor %q for %q command %q cause %q rules %q sealed %t\n%s",
			e.Version, e.Kind, e.Received, e.Effective, e.Actor, e.For, command, cause, e.Rules, e.Sealed(), indented(t, body)))
	}
	return streams
}

var (
	number    = regexp.MustCompile(`^[0-9]+$`)
	positions = regexp.MustCompile(`"position":[0-9]+`)
	quoted    = regexp.MustCompile(`("type":"text","value":"|\\u001a)([0-9]+)/`) // what a person wrote, by the position of its receipt
	nonces    = regexp.MustCompile(`"(nonce|hmac_sha256)":"[0-9a-f]+"`)
	hashes    = regexp.MustCompile(`"sha256":"[0-9a-f]+"`)
	seen      = regexp.MustCompile(`"seen":[0-9]+`)
)

func toInt(s string) (n int64) {
	fmt.Sscan(s, &n)
	return n
}

func indented(t *testing.T, body string) string {
	t.Helper()
	var b bytes.Buffer
	if json.Indent(&b, []byte(body), "", " ") != nil {
		return body
	}
	return b.String()
}
