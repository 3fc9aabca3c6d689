package bench

import (
	"fmt"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
)

// TestAMillionEventsVerify fills a ledger as 64 clients do, ten events an answer
// and natural batching, and verifies all of it: rows, tree, signatures, answers.
func TestAMillionEventsVerify(t *testing.T) {
	const events, clients = 1_000_000, 64
	l := ledgertest.New(t)
	began := time.Now()
	var wait sync.WaitGroup
	for c := range clients {
		wait.Go(func() {
			stream := fmt.Sprintf("call/BENCH-%06d", c)
			for n := range events / clients / 10 {
				drafts := make([]ledger.Draft, 10)
				for i := range drafts {
					drafts[i] = ledger.Draft{Kind: "expense-claimed.v1", Body: body, Actor: "p-benchbench"}
				}
				_, err := l.Append(t.Context(), ledger.Request{
					Stream: stream, Expect: ledger.Any, Seen: -1, Command: "c-" + strconv.Itoa(n), Drafts: drafts,
				})
				if err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	wait.Wait()
	filled := time.Since(began)
	var took []float64
	for range 3 {
		report, err := l.Verify(t.Context(), ledger.VerifyOptions{})
		require.NoError(t, err)
		require.Empty(t, report.Findings)
		require.Equal(t, report.Batches, report.Signed)
		took = append(took, report.Took.Seconds())
		fmt.Printf("verify  %d events, %d batches, %d answers in %.1f s  (%s)\n", report.Size, report.Batches, report.Answers, report.Took.Seconds(), load())
	}
	fmt.Printf("verify  filled at %.0f events/s; median of 3: %.1f s\n", events/filled.Seconds(), median(took))
	require.Less(t, median(took), 10.0)
}
