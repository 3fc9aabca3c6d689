package ledger_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
)

func zipped(t *testing.T, plain string) (sum string, gz []byte) {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, err := w.Write([]byte(plain))
	require.NoError(t, err)
	require.NoError(t, w.Close())
	hash := sha256.Sum256([]byte(plain))
	return hex.EncodeToString(hash[:]), b.Bytes()
}

// keep stores a history and records it, as a worker does; it returns the hash and the position.
func keep(t *testing.T, l *ledger.Ledger, plain string) (sum string, position int64) {
	t.Helper()
	sum, gz := zipped(t, plain)
	require.NoError(t, l.Archive().Store(t.Context(), sum, gz))
	return sum, record(t, l, fmt.Sprintf(`{"run":"r","sha256":"%s","bytes":%d,"events":3}`, sum, len(plain)))
}

func record(t *testing.T, l *ledger.Ledger, body string) int64 {
	t.Helper()
	draft := ledger.Draft{Kind: "history-kept.v1", Body: []byte(body)}
	return mustAppend(t, l, ledger.Request{Stream: "call/A", Expect: ledger.Any, Seen: -1, Drafts: []ledger.Draft{draft}}).Events[0].Position
}

func histories(t *testing.T, conn *pgx.Conn) []ledger.Finding {
	t.Helper()
	found, err := ledger.Histories(t.Context(), conn)
	require.NoError(t, err)
	return found
}

func TestAHistoryIsStoredOnceByItsHash(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	sum, gz := zipped(t, "one")
	require.NoError(t, l.Archive().Store(t.Context(), sum, gz))
	require.NoError(t, l.Archive().Store(t.Context(), sum, []byte("two")))
	again, err := l.Archive().Load(t.Context(), sum)
	require.NoError(t, err)
	require.Equal(t, gz, again)
	_, err = l.Archive().Load(t.Context(), strings.Repeat("0", 64))
	require.ErrorIs(t, err, ledger.ErrNoHistory)
	require.Error(t, l.Archive().Store(t.Context(), "abc", gz), "a name that is no hash")
}

func TestEveryKeptHistoryIsThereWithItsHash(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	keep(t, l, "one")
	keep(t, l, strings.Repeat("a long one ", 100_000))
	keep(t, l, "one") // a second event may name it too
	require.Empty(t, histories(t, connectApp(t)))
}

// A superuser changes it with every trigger off.
func TestAKeptHistoryThatWasChangedRemovedOrAddedIsSaid(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	first, at := keep(t, l, "the first history")
	second, then := keep(t, l, "the second history")
	conn, err := pgx.Connect(t.Context(), ledgertest.Superuser(t))
	require.NoError(t, err)
	defer conn.Close(context.Background())
	change := func(sql string, args ...any) (found []ledger.Finding) {
		t.Helper()
		tx, err := conn.Begin(t.Context())
		require.NoError(t, err)
		_, err = tx.Exec(t.Context(), "SET LOCAL session_replication_role = replica")
		require.NoError(t, err)
		tag, err := tx.Exec(t.Context(), sql, args...)
		require.NoError(t, err)
		require.EqualValues(t, 1, tag.RowsAffected())
		found = histories(t, conn)
		require.NoError(t, tx.Rollback(t.Context()))
		return found
	}
	const set = "UPDATE ledger.histories SET gz = $2 WHERE sha256 = $1"
	_, other := zipped(t, "the other history")
	require.Equal(t, []ledger.Finding{{Position: at, What: "the history stored under " + first + " has another hash"}}, change(set, first, other))
	_, longer := zipped(t, strings.Repeat("the first history", 1_000_000))
	require.Equal(t, []ledger.Finding{{Position: at, What: "the history " + first + " is longer than the 17 bytes that were kept"}}, change(set, first, longer))
	_, shorter := zipped(t, "the first")
	require.Equal(t, []ledger.Finding{{Position: at, What: "the history " + first + " has 9 bytes, and 17 were kept"}}, change(set, first, shorter))
	_, whole := zipped(t, "the first history")
	for what, gz := range map[string][]byte{"no gzip": []byte("plain"), "nothing": {}, "cut": whole[:len(whole)-1], "lengthened": append(whole[:len(whole):len(whole)], 0)} {
		found := change(set, first, gz)
		require.Len(t, found, 1, what)
		require.Equal(t, at, found[0].Position, what)
		require.Contains(t, found[0].What, "the history "+first+" cannot be decompressed: ", what)
	}
	require.Equal(t, []ledger.Finding{{Position: then, What: "the history " + second + " is not stored"}},
		change("DELETE FROM ledger.histories WHERE sha256 = $1", second))
	added, gz := zipped(t, "a third")
	require.Equal(t, []ledger.Finding{{Position: -1, What: "a history is stored under " + added + ", and no event names it: a worker stopped before it recorded that, or somebody added it"}},
		change("INSERT INTO ledger.histories VALUES ($1, $2)", added, gz))
	require.Empty(t, histories(t, conn))
}

// However a body reads, the rest is looked at all the same.
func TestAnEventThatDoesNotSayWhichHistoryWasKeptIsSaid(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	keep(t, l, "the first history")
	var want []ledger.Finding
	for _, body := range []string{"{}", `{"sha256":"`, "\xff\x00\\", `[]`} {
		want = append(want, ledger.Finding{Position: record(t, l, body), What: "the event does not say which history was kept"})
	}
	gone := strings.Repeat("0", 64)
	want = append(want, ledger.Finding{Position: record(t, l, `{"sha256":"`+gone+`","bytes":1}`), What: "the history " + gone + " is not stored"})
	require.Equal(t, want, histories(t, connectApp(t)))
}
