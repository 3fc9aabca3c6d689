package bench

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
)

// body is about as large as an expense.
var body = []byte(`{"expense":{"id":"E-17","kind":"direct","amount":"EUR 1250.00","on":"2019-11-04","what":"travel of four people to a workshop, return"},"month":1}`)

// TestAppendsASecond measures durable appends with natural batching against the
// same append with a batch limit of one, alternating, with and without a
// foreign transaction that holds a snapshot open.
func TestAppendsASecond(t *testing.T) {
	const long = 2 * time.Second
	natural := ledgertest.New(t)
	single := ledgertest.Open(t, ledger.Options{BatchLimit: 1})
	for _, foreign := range []bool{false, true} {
		if foreign {
			holdSnapshot(t)
		}
		for _, c := range []struct{ clients, rounds int }{{1, 3}, {64, 5}, {512, 3}} {
			var a, b []float64
			for range c.rounds {
				a = append(a, appends(t, natural, c.clients, long))
				b = append(b, appends(t, single, c.clients, long))
			}
			ratio := make([]float64, len(a))
			for i := range a {
				ratio[i] = a[i] / b[i]
			}
			fmt.Printf("appends/s  clients %3d  foreign snapshot %-5t  natural batching %7.0f  limit of one %6.0f  ratio %4.1f  (%s)\n",
				c.clients, foreign, median(a), median(b), median(ratio), load())
			if c.clients == 64 {
				require.GreaterOrEqual(t, median(ratio), 5.0)
			}
		}
	}
}

func appends(t *testing.T, l *ledger.Ledger, clients int, long time.Duration) float64 {
	ctx, cancel := context.WithTimeout(t.Context(), long+30*time.Second)
	defer cancel()
	var wait sync.WaitGroup
	counts := make([]int, clients)
	began := time.Now()
	for c := range clients {
		wait.Go(func() {
			stream := fmt.Sprintf("twinning/BENCH/AAAA%c%c", 'A'+c/26, 'A'+c%26)
			for time.Since(began) < long {
				_, err := l.Append(ctx, ledger.Request{Stream: stream, Expect: ledger.Any, Seen: -1, Drafts: []ledger.Draft{{Kind: "expense-claimed.v1", Body: body, Actor: "p-benchbench"}}})
				if err != nil {
					t.Error(err)
					return
				}
				counts[c]++
			}
		})
	}
	wait.Wait()
	took := time.Since(began)
	total := 0
	for _, n := range counts {
		total += n
	}
	return float64(total) / took.Seconds()
}

// holdSnapshot keeps a transaction open that sees the ledger as it is now: what
// a forgotten session does.
func holdSnapshot(t *testing.T) {
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, ledgertest.Superuser(t))
	require.NoError(t, err)
	tx, err := conn.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead})
	require.NoError(t, err)
	var n int64
	require.NoError(t, tx.QueryRow(ctx, "SELECT count(*) FROM pg_class").Scan(&n))
	t.Cleanup(func() {
		if err := conn.Close(ctx); err != nil {
			t.Error(err)
		}
	})
}
