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

func submission(received, stamped time.Time) ledger.Request {
	return ledger.Request{Stream: "call/A/in", Expect: ledger.Any, Seen: -1, Stamp: stamped, Drafts: []ledger.Draft{{
		Kind: "command-received.v1", Body: []byte("{}"), Received: received, Actor: "p-aaaaaaaaaa",
	}}}
}

// web is a process that faces the web and was taken over: it has the role twinning_door and the door's key, and makes no check.
func web(t *testing.T) *ledger.Ledger {
	t.Helper()
	return ledgertest.Open(t, ledger.Options{DSN: ledgertest.DSN(t, ledger.RoleDoor), SignKey: ledgertest.SignKey(t, "door")})
}

func superuser(t *testing.T) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), ledgertest.Superuser(t))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, conn.Close(context.Background())) })
	_, err = conn.Exec(t.Context(), `SET session_replication_role = replica`)
	require.NoError(t, err)
	return conn
}

func TestPostgreSQLRefusesABackdatedReceiptFromWhoeverHasTheDoorsKey(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	now := programmeNow(t, l)
	early := now.Add(-18 * time.Hour)
	for _, role := range []string{ledger.RoleDoor, ledger.RoleApp} {
		thief := ledgertest.Open(t, ledger.Options{DSN: ledgertest.DSN(t, role), SignKey: ledgertest.SignKey(t, "door")})
		for name, c := range map[string]struct {
			receipt ledger.Request
			forgery ledger.Forgery
			says    string
		}{
			"an old receipt":               {submission(early, early), ledger.Forgery{}, "is older than the tolerance, or has no stamp"},
			"a receipt without a stamp":    {submission(now, time.Time{}), ledger.Forgery{}, "is older than the tolerance, or has no stamp"},
			"a stamp that lies ahead":      {submission(now, now.Add(time.Hour)), ledger.Forgery{}, "is older than the tolerance, or has no stamp"},
			"an old batch":                 {submission(early, early), ledger.Forgery{At: early}, "recorded before the batch before it"},
			"a batch on two clocks":        {submission(now, now), ledger.Forgery{Recorded: now.Add(time.Hour)}, "recorded at another instant than the clock's"},
			"a batch that lies ahead":      {submission(now, now), ledger.Forgery{At: now.Add(time.Hour)}, "and the clock says"},
			"received before its stamp":    {submission(early, now), ledger.Forgery{At: now}, "received at another instant than it was stamped"},
			"received just before stamped": {submission(now.Add(-time.Microsecond), now), ledger.Forgery{At: now}, "received at another instant than it was stamped"},
		} {
			if c.forgery.At.Equal(now) {
				c.forgery.At = programmeNow(t, l)
				c.receipt.Stamp = c.forgery.At
			}
			_, err := thief.ForgeWith(t.Context(), c.receipt, c.forgery)
			require.ErrorContains(t, err, c.says, "%s as %s", name, role)
		}
	}
	requireClean(t, l)
}

// After a quiet night the last batch is hours old.
func TestABatchIsNotDatedBackToTheOneBeforeIt(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	_, err := superuser(t).Exec(t.Context(), `UPDATE ledger.batches SET at = at - interval '9 hours', recorded_at = recorded_at - interval '9 hours'`)
	require.NoError(t, err)
	var last time.Time
	require.NoError(t, superuser(t).QueryRow(t.Context(), `SELECT max(at) FROM ledger.batches`).Scan(&last))
	_, err = web(t).ForgeWith(t.Context(), submission(last, last), ledger.Forgery{At: last})
	require.ErrorContains(t, err, "and the clock says")
	size, err := l.Size(t.Context())
	require.NoError(t, err)
	require.EqualValues(t, 5, size)
}

// On a clock that is not PostgreSQL's own, received and stamped differ: what had been recorded by the stamp bounds what was received.
func TestPostgreSQLRefusesAReceiptFromBeforeWhatHadBeenRecordedOnASimulatedClock(t *testing.T) {
	t.Parallel()
	start := time.Date(2019, 8, 7, 9, 0, 0, 0, time.UTC)
	l := ledgertest.NewWith(t, ledger.MigrateOptions{Simulated: &ledger.Simulated{Start: start}, Tolerance: 20 * time.Second})
	require.NoError(t, l.SetClock(t.Context(), start.Add(24*time.Hour), 0, false))
	mustAppend(t, l, decision("call/A")) // 5, recorded on 8 August
	clock, err := l.Clock(t.Context())
	require.NoError(t, err)
	for name, received := range map[string]time.Time{
		"before anything":           start.Add(-time.Hour),
		"before what was recorded":  start.Add(6 * time.Hour),
		"a microsecond too early":   clock.Now().Add(-time.Microsecond),
		"later than it is recorded": clock.Now().Add(time.Hour),
	} {
		_, err = web(t).ForgeWith(t.Context(), submission(received, clock.DatabaseNow), ledger.Forgery{})
		require.ErrorContains(t, err, "the receipt at position 6", name)
	}
	_, err = web(t).ForgeWith(t.Context(), submission(clock.Now(), clock.DatabaseNow), ledger.Forgery{})
	require.NoError(t, err)
	requireClean(t, l)
}

func TestABodyThatMustBeSealedIsSealedOrRefusedAndFound(t *testing.T) {
	t.Parallel()
	l := ledgertest.NewWith(t, ledger.MigrateOptions{SealedKinds: []string{"tender-submitted.v1"}})
	for _, c := range []struct{ role, key, stream, kind string }{
		{ledger.RoleApp, "worker", "twinning/A/AAAAAA", "tender-submitted.v1"},
		{ledger.RoleApp, "door", "person/p-a", "noted.v1"},
		{ledger.RoleDoor, "door", "person/p-a", "noted.v1"},
		{ledger.RoleDoor, "door", "what-if/A", "tender-submitted.v1"},
	} {
		thief := ledgertest.Open(t, ledger.Options{DSN: ledgertest.DSN(t, c.role), SignKey: ledgertest.SignKey(t, c.key)})
		for _, appends := range []func(context.Context, ledger.Request) (ledger.Appended, error){thief.Append, thief.Forge} {
			_, err := appends(t.Context(), plain(c.stream, "", ledger.Draft{Kind: c.kind, Body: []byte("{}")}))
			require.ErrorContains(t, err, "the body at position 5 must be sealed", "%+v", c)
		}
	}
	requireClean(t, l)
	// Whoever owns the database takes the list of kinds away: the program, which verify asks, still has it.
	owner := ledgertest.Open(t, ledger.Options{DSN: ledgertest.Superuser(t), SignKey: ledgertest.SignKey(t, "worker")})
	forged, err := owner.Forge(t.Context(), plain("twinning/A/AAAAAA", "", ledger.Draft{Kind: "tender-submitted.v1", Body: []byte("{}")}))
	require.NoError(t, err)
	report, err := l.Verify(t.Context(), ledger.VerifyOptions{MustSeal: func(kind string, _ []byte) bool { return kind == "tender-submitted.v1" }})
	require.NoError(t, err)
	require.Len(t, report.Findings, 1)
	require.Equal(t, forged.Events[0].Position, report.Findings[0].Position)
	require.Contains(t, report.Findings[0].What, "the body is not sealed, and tender-submitted.v1 must be")
}
