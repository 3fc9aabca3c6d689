package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
)

func TestEachTroubleOfPostgreSQLHasItsNameASentenceAndARemedy(t *testing.T) {
	t.Parallel()
	_, missing := os.Open("/there/is/no/such/file")
	for code, want := range map[string]ledger.Trouble{
		"53100": ledger.DiskFull, "58030": ledger.DiskFailing, "53200": ledger.OutOfMemory, "53300": ledger.OutOfConnections,
		"57P01": ledger.ShuttingDown, "57P02": ledger.ShuttingDown, "57P03": ledger.Starting, "25006": ledger.ReadOnly,
		"55P03": ledger.LockTimeout, "57014": ledger.StatementTimeout, "08006": ledger.Unreachable, "28P01": "", "42P01": "", "23505": "",
	} {
		err := fmt.Errorf("read: %w", &pgconn.PgError{Code: code, Message: "words", Severity: "ERROR"})
		require.Equal(t, want, ledger.TroubleOf(err), code)
		named := ledger.Named(err)
		require.ErrorIs(t, named, err)
		require.Equal(t, want, ledger.TroubleOf(named), code)
		if want != "" {
			require.NotEmpty(t, want.Sentence())
			require.NotEmpty(t, want.Remedy())
			require.ErrorContains(t, named, want.Sentence())
			require.Equal(t, named, ledger.Named(named), "once is enough")
		}
	}
	for want, err := range map[ledger.Trouble]error{
		ledger.DiskFull:     &pgconn.PgError{Code: "XX000", Severity: "PANIC", Message: `could not write to file "pg_wal/xlogtemp.7": No space left on device`},
		ledger.ClockSetBack: fmt.Errorf("append: %w", &ledger.ClockBehind{}),
		ledger.Unreachable:  fmt.Errorf("append: %w", ledger.ErrUnavailable),
		"":                  errors.Join(missing, errors.New("something else")),
	} {
		require.Equal(t, want, ledger.TroubleOf(err))
	}
	require.Empty(t, ledger.TroubleOf(nil))
	require.NoError(t, ledger.Named(nil))
}

func TestAServerThatStartsUpOrHasNoConnectionLeftIsNamed(t *testing.T) {
	t.Parallel()
	s := ledgertest.NewServer(t)
	ledgerOn(t, s)
	super, err := pgx.Connect(t.Context(), s.DSN("postgres", "postgres"))
	require.NoError(t, err)
	defer super.Close(context.WithoutCancel(t.Context()))
	_, err = super.Exec(t.Context(), `ALTER ROLE twinning_app CONNECTION LIMIT 0`)
	require.NoError(t, err)
	_, err = ledger.Open(t.Context(), ledger.Options{DSN: s.DSN(ledger.RoleApp, "postgres")})
	require.Equal(t, ledger.OutOfConnections, ledger.TroubleOf(err), err)
	require.True(t, ledger.TroubleOf(err).Passes())
}

// jumping is a PostgreSQL whose clock stands as far from its machine's as the
// test says: in its connections clock_timestamp() is another function.
func jumping(t *testing.T) (l *ledger.Ledger, by func(time.Duration)) {
	ledgertest.New(t)
	super, err := pgx.Connect(t.Context(), ledgertest.Superuser(t))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, super.Close(context.WithoutCancel(t.Context()))) })
	_, err = super.Exec(t.Context(), `CREATE SCHEMA jumped; GRANT USAGE ON SCHEMA jumped TO PUBLIC;
		CREATE TABLE jumped.off (by interval); INSERT INTO jumped.off VALUES ('0'); ALTER TABLE ledger.batches DISABLE TRIGGER continue; GRANT SELECT ON jumped.off TO PUBLIC;
		CREATE FUNCTION jumped.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS 'SELECT pg_catalog.clock_timestamp() + by FROM jumped.off'`)
	require.NoError(t, err)
	l = ledgertest.Open(t, ledger.Options{DSN: ledgertest.DSN(t, ledger.RoleApp) + "&search_path=jumped,pg_catalog"})
	return l, func(d time.Duration) {
		_, err := super.Exec(t.Context(), `UPDATE jumped.off SET by = $1`, d)
		require.NoError(t, err)
	}
}

func TestAClockThatWasSetBackIsNamedWithWhatItReadsForHowLongAndWhatToDo(t *testing.T) {
	t.Parallel()
	l, by := jumping(t)
	send := func() error {
		c, err := l.Clock(t.Context())
		require.NoError(t, err)
		_, err = l.Append(t.Context(), receipt(c))
		return err
	}
	require.NoError(t, send())
	behind, err := l.ClockBehind(t.Context())
	require.NoError(t, err)
	require.Nil(t, behind)

	by(300 * time.Second)
	require.NoError(t, send(), "nobody can tell a clock that was put forward from time that passed")
	by(0)
	err = send()
	require.ErrorIs(t, err, ledger.ErrStale, "nothing was recorded")
	require.Equal(t, ledger.ClockSetBack, ledger.TroubleOf(err))
	var said *ledger.ClockBehind
	require.ErrorAs(t, err, &said)
	require.InDelta(t, 300, said.By().Seconds(), 20)
	require.Equal(t, said.By()-l.Tolerance(), said.For())
	for _, part := range []string{
		"PostgreSQL's clock reads " + said.Clock.UTC().Format("2006-01-02T15:04:05"), "the last record was made at " + said.Recorded.UTC().Format("2006-01-02T15:04:05"),
		"set back by ", "refused for another ", "(by NTP) and wait; never delete what is recorded",
	} {
		require.ErrorContains(t, err, part)
	}
	require.NotContains(t, err.Error(), "stamped")

	size, err := l.Size(t.Context())
	require.NoError(t, err)
	behind, err = l.ClockBehind(t.Context())
	require.NoError(t, err)
	require.NotNil(t, behind)
	require.InDelta(t, said.For().Seconds(), behind.For().Seconds(), 20)
	after, err := l.Size(t.Context())
	require.NoError(t, err)
	require.Equal(t, size, after, "it is known without an append")
	_, err = l.Append(t.Context(), plain("twinning/T/AAAAA2", "other", noted("x")))
	require.NoError(t, err, "what is no receipt goes on, at the instant of the last record")

	by(behind.By() + time.Second) // it has caught up
	require.NoError(t, send())
	behind, err = l.ClockBehind(t.Context())
	require.NoError(t, err)
	require.Nil(t, behind)
	requireClean(t, l)
}

func TestAReceiptThatIsOldIsNotBlamedOnTheClock(t *testing.T) {
	t.Parallel()
	l, by := jumping(t)
	c, err := l.Clock(t.Context())
	require.NoError(t, err)
	by(time.Second)
	_, err = l.Append(t.Context(), receipt(c))
	require.NoError(t, err)
	by(0)
	time.Sleep(l.Tolerance()) // time itself: the tolerance
	_, err = l.Append(t.Context(), receipt(c))
	require.ErrorIs(t, err, ledger.ErrStale)
	require.Empty(t, ledger.TroubleOf(err))
	require.ErrorContains(t, err, "stamped ")
}
