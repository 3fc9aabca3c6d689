package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
)

// Any requests in one batch have the outcome that they have one by one: the same answers, the same conflicts, the same versions.
func TestABatchIsItsRequestsOneByOne(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	batches := l.Batches()
	defer batches.Close()
	run := 0
	rapid.Check(t, func(t *rapid.T) {
		run++
		size, err := l.Size(context.Background())
		require.NoError(t, err)
		requests := rapid.SliceOfN(requestGenerator(size), 1, 12).Draw(t, "requests")
		together := named(requests, fmt.Sprintf("twinning/a%d.", run))
		apart := named(requests, fmt.Sprintf("twinning/b%d.", run))
		// Those that guard or have seen are told of the same distance from the end, on either side.
		a, aErrs := batches.Append(context.Background(), together...)
		grown, err := l.Size(context.Background())
		require.NoError(t, err)
		b, bErrs := make([]ledger.Appended, len(apart)), make([]error, len(apart))
		for i, r := range apart {
			r.Seen += grown - size
			one, errs := batches.Append(context.Background(), r)
			b[i], bErrs[i] = one[0], errs[0]
		}
		for i := range requests {
			require.Equal(t, outcomeOf(a[i], aErrs[i]), outcomeOf(b[i], bErrs[i]), "request %d: %v, %v", i, aErrs[i], bErrs[i])
		}
	})
	requireClean(t, l)
}

func requestGenerator(size int64) *rapid.Generator[ledger.Request] {
	stream := rapid.SampledFrom([]string{"x/AAAAAA", "x/BBBBBB", "y/AAAAAA", "x/AAAAAA/in"})
	return rapid.Custom(func(t *rapid.T) ledger.Request {
		r := ledger.Request{Stream: stream.Draw(t, "stream"), Expect: rapid.Int64Range(-1, 3).Draw(t, "expect"), Seen: size}
		for range rapid.IntRange(1, 3).Draw(t, "events") {
			r.Drafts = append(r.Drafts, noted(""))
		}
		switch rapid.IntRange(0, 2).Draw(t, "identity") {
		case 1:
			r.Command = rapid.SampledFrom([]string{"c1", "c2", "c3"}).Draw(t, "command")
		case 2:
			command := rapid.SampledFrom([]string{"c1", "c2", "c3"}).Draw(t, "answer")
			r.Answers = []ledger.Answer{{Command: command, First: len(r.Drafts) - 1, Count: 1}}
			r.Drafts[len(r.Drafts)-1].Command = command
		}
		if rapid.Bool().Draw(t, "guarded") {
			r.Guards = []string{rapid.SampledFrom([]string{"x/AAAAAA", "y/AAAAAA", "x/AAAAAA/in", "x/*", "y/*"}).Draw(t, "guard")}
		}
		return r
	})
}

// named gives each run streams of its own.
func named(requests []ledger.Request, prefix string) []ledger.Request {
	out := make([]ledger.Request, len(requests))
	for i, r := range requests {
		r.Stream = prefix + r.Stream
		guards := make([]string, len(r.Guards))
		for g, guard := range r.Guards {
			guards[g] = prefix + guard
		}
		r.Guards = guards
		out[i] = r
	}
	return out
}

func outcomeOf(a ledger.Appended, err error) string {
	if err != nil {
		return fmt.Sprint("conflict ", errors.Is(err, ledger.ErrConflict))
	}
	var b strings.Builder
	fmt.Fprint(&b, "known ", a.Known)
	for _, e := range a.Events {
		fmt.Fprint(&b, " ", e.Version, e.Command)
	}
	return b.String()
}
