package main

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Each question that takes --at is answered as of that instant as it was answered then,
// and without it as of now.
func TestTheCommandLineAsksWhatItWasToldAtAnEarlierInstant(t *testing.T) {
	w := newAskedWorld(t, summer)
	good := w.file("good.yaml", planted)
	w.must(0, "call open ../programmes/dhe-2019.yaml --people ../programmes/dhe-2019.people.yaml --as officer")
	w.must(0, "call publish DHE-2019 --as officer")
	w.submits(0, "$TENDER", good, "mask-contact", "past-1")
	w.must(0, "evaluator appoint DHE-2019 eva-1 --as officer")
	lines := []string{}
	for _, path := range ofThePast {
		if path == "export" {
			continue // its head says how it was asked for: its own test compares what follows
		}
		for _, line := range readable()["twinning "+path] {
			if !strings.Contains(line, "--at") && !strings.Contains(line, "$WITHDRAWN") && !strings.Contains(line, "$REFUSED") {
				lines = append(lines, path+" "+line)
			}
		}
	}
	require.Greater(t, len(lines), 20)
	require.NoError(t, w.stand(time.Date(2019, time.June, 20, 8, 0, 0, 0, time.UTC)))
	type told struct {
		code int
		said string
	}
	live := map[string]told{}
	for _, line := range lines {
		code, said := w.asks(strings.Fields(line)...)
		live[line] = told{code, said}
	}
	clock, err := w.ledger.Clock(t.Context())
	require.NoError(t, err)
	then := clock.Now()
	require.NoError(t, w.stand(then.Add(48*time.Hour)))
	w.must(0, "tender withdraw $TENDER --as mask-contact --reason", "our partner left")
	w.must(0, "evaluator appoint DHE-2019 eva-2 --as officer")
	moved := 0
	for _, line := range lines {
		for _, how := range []string{"", " --recorded"} {
			code, said := w.asks(strings.Fields(line + " --at " + then.Format(time.RFC3339Nano) + how)...)
			require.Equal(t, live[line], told{code, said}, "%s%s", line, how)
		}
		if _, said := w.asks(strings.Fields(line)...); said != live[line].said {
			moved++
		}
	}
	require.Greater(t, moved, 4, "now it is told otherwise")
	w.must(2, "history DHE-2019 --recorded")
	w.must(2, "history DHE-2019 --at soon")
	require.Contains(t, w.must(2, "history DHE-2019 --at 2999-01-01"), "lies ahead")
}
