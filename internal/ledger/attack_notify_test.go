package ledger_test

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
)

func TestAFalseNotificationHoldsNoFollowerUp(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	conn, err := pgx.Connect(t.Context(), ledgertest.DSN(t, ledger.RoleErase)) // a role that may append nothing
	require.NoError(t, err)
	defer conn.Close(context.Background())
	size, err := l.Size(t.Context())
	require.NoError(t, err)
	heard := make(chan int64, 10)
	go l.Follow(t.Context(), size, func(_ context.Context, events []ledger.Event) error {
		heard <- events[0].Position
		return nil
	})
	every := ledgertest.Open(t, ledger.Options{SignKey: ledgertest.SignKey(t, "every")})
	hears := func(at int64) {
		t.Helper()
		select {
		case heardAt := <-heard:
			require.Equal(t, at, heardAt)
		case <-time.After(time.Minute):
			require.FailNow(t, "the follower hears nothing")
		}
	}
	mustAppend(t, every, decision("call/A"))
	hears(size) // it follows
	for _, says := range []string{"999999999", "99999999999999999999", "nonsense", ""} {
		_, err = conn.Exec(t.Context(), `SELECT pg_notify('ledger', $1)`, says)
		require.NoError(t, err)
	}
	time.Sleep(500 * time.Millisecond) // time itself: nothing happens
	mustAppend(t, every, decision("call/A"))
	hears(size + 1)
}
