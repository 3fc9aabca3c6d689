package ledger_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
)

// answeredInbox has n commands in one inbox, all answered, and one without an answer.
func answeredInbox(t *testing.T, l *ledger.Ledger, n int) {
	t.Helper()
	const each = 1000
	for from := 0; from < n; from += each {
		in, out := ledger.Request{Stream: "call/A/in", Expect: ledger.Any, Seen: -1}, ledger.Request{Stream: "call/A", Expect: ledger.Any, Seen: -1}
		for i := from; i < min(from+each, n); i++ {
			command := fmt.Sprintf("c-%06d", i)
			d := noted(strings.Repeat("x", 300))
			d.Command = command
			in.Drafts, out.Drafts = append(in.Drafts, d), append(out.Drafts, d)
			answer := ledger.Answer{Command: command, First: i - from, Count: 1, Status: ledger.StatusRecorded}
			in.Answers, out.Answers = append(in.Answers, answer), append(out.Answers, answer)
		}
		mustAppend(t, l, in)
		mustAppend(t, l, out)
	}
	d := noted("")
	d.Command = "c-open"
	mustAppend(t, l, ledger.Request{Stream: "call/A/in", Expect: ledger.Any, Seen: -1, Command: "c-open", Drafts: []ledger.Draft{d}})
}

func unanswered(t *testing.T, l *ledger.Ledger) (commands []string) {
	t.Helper()
	require.NoError(t, l.Snapshot(t.Context(), func(ctx context.Context, s ledger.Snapshot) error {
		events, err := s.Unanswered(ctx, "call/A")
		for _, e := range events {
			commands = append(commands, e.Command)
		}
		return err
	}))
	return commands
}

func TestAnInboxThatIsAnsweredIsLookedThroughOnceAndItsEventsAreNotRead(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	const n = 3000
	answeredInbox(t, l, n)
	super, err := pgx.Connect(t.Context(), ledgertest.Superuser(t))
	require.NoError(t, err)
	defer func() { require.NoError(t, super.Close(context.Background())) }()
	_, err = super.Exec(t.Context(), `VACUUM ANALYZE ledger.events, ledger.answers`)
	require.NoError(t, err)
	require.Zero(t, l.AnsweredThrough("call/A"))
	plan := explained(t, super)
	require.Contains(t, plan, "Index Only Scan using events_stream_version_command_key", plan)
	require.NotContains(t, plan, "Seq Scan on events", plan)
	require.Equal(t, []string{"c-open"}, unanswered(t, l))
	require.EqualValues(t, n, l.AnsweredThrough("call/A"))
	require.Equal(t, []string{"c-open"}, unanswered(t, l))
}

func TestWhatWasAnsweredBeforeARestoreAndIsNotNowIsUnanswered(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	answeredInbox(t, l, 1000)
	require.Equal(t, []string{"c-open"}, unanswered(t, l))
	require.EqualValues(t, 1000, l.AnsweredThrough("call/A"))
	super, err := pgx.Connect(t.Context(), ledgertest.Superuser(t))
	require.NoError(t, err)
	defer func() { require.NoError(t, super.Close(context.Background())) }()
	size, err := l.Size(t.Context())
	require.NoError(t, err)
	_, err = super.Exec(t.Context(), `SET session_replication_role = replica`)
	require.NoError(t, err)
	for _, sql := range []string{ // as it was before the answers
		`DELETE FROM ledger.answers WHERE last >= $1`, `DELETE FROM ledger.events WHERE position >= $1`, `DELETE FROM ledger.batches WHERE size > $1`,
	} {
		_, err = super.Exec(t.Context(), sql, size-1001)
		require.NoError(t, err)
	}
	require.Len(t, unanswered(t, l), 1000)
}

// explained is how PostgreSQL reads an inbox of which nothing is known.
func explained(t *testing.T, conn *pgx.Conn) string {
	t.Helper()
	_, err := conn.Exec(t.Context(), "PREPARE unanswered AS "+statements(t)["sqlUnanswered"], pgx.QueryExecModeSimpleProtocol)
	require.NoError(t, err)
	rows, err := conn.Query(t.Context(), "EXPLAIN EXECUTE unanswered('call/A/in', 'call/A', 0, 0, NULL)", pgx.QueryExecModeSimpleProtocol)
	require.NoError(t, err)
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	return strings.Join(lines, "\n")
}
