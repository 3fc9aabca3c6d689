package dispatch_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/ledger/ledgertest"
)

func TestTheMessagesOfAForgedEventAreNotSentWhoeverNudges(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	conn, err := pgx.Connect(t.Context(), ledgertest.Superuser(t))
	require.NoError(t, err)
	defer conn.Close(context.Background())
	_, err = conn.Exec(t.Context(), "SET session_replication_role = replica")
	require.NoError(t, err)
	forged := p.happens("call/A", false, to("twinning/A/AAAAAA", "theirs"))
	_, err = conn.Exec(t.Context(), `UPDATE ledger.events SET body = convert_to(replace(convert_from(body, 'UTF8'), 'theirs', 'forged'), 'UTF8') WHERE position = $1`, forged)
	require.NoError(t, err)
	require.Empty(t, p.catchUp(p.relay))
	for _, relay := range []string{"the same relay", "another worker's"} {
		r := p.relay
		if relay != "the same relay" {
			r = p.another(p.ledger)
		}
		sent, err := r.Resume(t.Context(), "")
		require.NoError(t, err)
		require.Zero(t, sent, relay)
		require.Empty(t, p.received("twinning/A/AAAAAA"), relay)
	}
	require.Equal(t, []string{fmt.Sprintf("%d call/A true", forged)}, p.waiting())
	require.Equal(t, []string{"call/A"}, p.parked.told)

	_, err = conn.Exec(t.Context(), `UPDATE ledger.events SET body = convert_to(replace(convert_from(body, 'UTF8'), 'forged', 'theirs'), 'UTF8') WHERE position = $1`, forged)
	require.NoError(t, err)
	sent, err := p.relay.Resume(t.Context(), "")
	require.NoError(t, err)
	require.Equal(t, 1, sent, "what is as it was recorded is sent")
	require.Equal(t, []string{fmt.Sprintf("%d/0 theirs", forged)}, p.received("twinning/A/AAAAAA"))
}
