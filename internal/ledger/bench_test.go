package ledger_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
)

var body280 = []byte(`{"expense_id":"9b0a3f6e-3d7a-4b5e-9b4e-7f3a2b1c0d9e","amount_minor":1250000,"currency":"EUR","category":"travel",` +
	`"description":"Delegation travel Malmo - Tartu, 4 persons, return","recorded_by":"u-182","funding_line":"FL-2026-07","idempotency":"tw-00123/expense/17"}`)

// BenchmarkAppend appends one event a request, each with a command id, to one of 5,000 streams; every request waits for the disk.
func BenchmarkAppend(b *testing.B) {
	for _, limit := range []int{0, 1} {
		for _, clients := range []int{1, 64, 512} {
			b.Run(fmt.Sprintf("limit=%d/clients=%d", limit, clients), func(b *testing.B) {
				l := ledgertest.Open(b, ledger.Options{BatchLimit: limit})
				appendMany(b, l, clients)
			})
		}
	}
}

func appendMany(b *testing.B, l *ledger.Ledger, clients int) {
	var next atomic.Int64
	var wait sync.WaitGroup
	b.ResetTimer()
	for range clients {
		wait.Go(func() {
			for {
				n := next.Add(1)
				if n > int64(b.N) {
					return
				}
				_, err := l.Append(context.Background(), ledger.Request{
					Stream: tenderStream(int(n % 5000)), Expect: ledger.Any, Seen: -1,
					Command: fmt.Sprint("c-", n), Drafts: []ledger.Draft{{Kind: "expense-logged.v1", Body: body280, Actor: "p-aaaaaaaaaa"}},
				})
				if err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wait.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "events/s")
}

// BenchmarkVerify recomputes a ledger of 100,000 events.
func BenchmarkVerify(b *testing.B) {
	l := ledgertest.New(b)
	const total = 100_000
	fill(b, l, total)
	for b.Loop() {
		report, err := l.Verify(b.Context(), ledger.VerifyOptions{})
		require.NoError(b, err)
		require.Empty(b, report.Findings)
		b.ReportMetric(float64(report.Size)/report.Took.Seconds(), "events/s")
	}
}

// fill appends that many events, 100 a request.
func fill(t testing.TB, l *ledger.Ledger, total int) {
	drafts := make([]ledger.Draft, 100)
	for i := range drafts {
		drafts[i] = ledger.Draft{Kind: "expense-logged.v1", Body: body280, Actor: "p-aaaaaaaaaa"}
	}
	var wait sync.WaitGroup
	for worker := range 10 {
		wait.Go(func() {
			for n := range total / 1000 {
				_, err := l.Append(t.Context(), ledger.Request{
					Stream: tenderStream(worker*7 + n%70), Expect: ledger.Any, Seen: -1,
					Command: fmt.Sprintf("c-%d-%d", worker, n), Drafts: drafts,
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	wait.Wait()
}
