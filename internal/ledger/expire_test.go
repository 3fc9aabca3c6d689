package ledger_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/format"
	"twinning.example/engine/internal/ledger/ledgertest"
)

// Two lives with sealed bodies in each of their streams.
const (
	kept, over = "twinning/A/AAAAA3", "twinning/A/AAAAA2"
)

// twoLives appends them: positions 5 to 10 of kept, 11 to 16 of over, then the end of the retention of over, 17.
func twoLives(t *testing.T, l *ledger.Ledger) {
	t.Helper()
	for _, life := range []string{kept, over} {
		mustAppend(t, l, plain(life, "", sealed("a tender", life), noted("in the clear"), sealed("its withdrawal", life)))
		mustAppend(t, l, plain(life+"/letters", "", sealed("a letter", "person/p-a", life), sealed("another", "person/p-b")))
		mustAppend(t, l, plain(life+"/letters", "", noted("its fate")))
	}
	mustAppend(t, l, plain(over, "", ledger.Draft{Kind: format.RetentionEnded, Body: []byte(`{}`)}))
}

func expire(t *testing.T, l *ledger.Ledger, life string) int64 {
	t.Helper()
	removed, err := l.Expire(t.Context(), ledgertest.DSN(t, ledger.RoleErase), life)
	require.NoError(t, err)
	return removed
}

func TestWhatIsSealedInALifeWhoseRetentionHasEndedIsDestroyedByKindAndSubjectAndNothingElse(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	twoLives(t, l)
	_, err := l.Expire(t.Context(), ledgertest.DSN(t, ledger.RoleErase), kept)
	require.ErrorIs(t, err, ledger.ErrInvalid, "it is kept still")
	before := requireClean(t, l)
	require.Zero(t, before.Removed)

	worker := ledgertest.Open(t, ledger.Options{SignKey: ledgertest.SignKey(t, "worker")})
	require.EqualValues(t, 4, expire(t, worker, over), "whomever a body concerns")
	require.Zero(t, expire(t, worker, over), "nothing is sealed there any more")
	after := requireClean(t, l)
	require.Equal(t, []int{4, 4, 1}, []int{after.Removed, after.Expired, after.ExpiredLives})
	require.Equal(t, before.Size+1, after.Size, "one event says so")
	said, err := l.Expirations(t.Context(), over)
	require.NoError(t, err)
	require.Equal(t, []format.BodiesExpired{{Life: over, Ended: 17, Subjects: []string{over}, Bodies: []format.Expired{
		{Kind: "person-named.v1", Subject: "person/p-a", Count: 1}, {Kind: "person-named.v1", Subject: "person/p-b", Count: 1}, {Kind: "person-named.v1", Subject: over, Count: 3},
	}}}, said)

	ledgertest.Erase(t, "person/p-a") // of the life that is kept, by an operator
	after = requireClean(t, l)
	require.Equal(t, []int{5, 4}, []int{after.Removed, after.Expired})

	mustAppend(t, l, plain(over+"/letters", "", sealed("it came late", "person/p-c")))
	requireClean(t, l)
	require.EqualValues(t, 1, expire(t, worker, over), "what comes later goes too")
	requireClean(t, l)
}

func TestADestructionThatWasBrokenOffIsFoundAndFinished(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	twoLives(t, l)
	_, err := l.Expire(t.Context(), "postgres://nobody@127.0.0.1:1/nowhere", over)
	require.Error(t, err)
	report, err := l.Verify(t.Context(), ledger.VerifyOptions{})
	require.NoError(t, err)
	require.Len(t, report.Findings, 8, "it is recorded, and each of the four bodies is still there: %v", report.Findings)
	removed, err := l.FinishErasures(t.Context(), ledgertest.DSN(t, ledger.RoleErase))
	require.NoError(t, err)
	require.EqualValues(t, 4, removed)
	require.Equal(t, 4, requireClean(t, l).Expired)
	removed, err = l.FinishErasures(t.Context(), ledgertest.DSN(t, ledger.RoleErase))
	require.NoError(t, err)
	require.Zero(t, removed, "once")
}

func TestNobodyDestroysWhatIsSealedInALifeThatIsKept(t *testing.T) {
	t.Parallel()
	says := func(e format.BodiesExpired) ledger.Request {
		body, err := json.Marshal(e)
		require.NoError(t, err)
		return ledger.Request{Stream: ledger.ErasuresStream, Expect: ledger.Any, Seen: -1, Drafts: []ledger.Draft{{Kind: format.BodiesExpiredKind, Actor: format.EngineActor, Body: body}}}
	}
	for n, c := range []struct {
		name, key string
		said      format.BodiesExpired
	}{
		{"another life has ended", "worker", format.BodiesExpired{Life: kept, Ended: 17, Subjects: []string{kept}}},
		{"another event", "worker", format.BodiesExpired{Life: kept, Ended: 6, Subjects: []string{kept}}},
		{"no event", "worker", format.BodiesExpired{Life: kept, Ended: 99, Subjects: []string{kept}}},
		{"somebody's files too", "worker", format.BodiesExpired{Life: over, Ended: 17, Subjects: []string{over, "person/p-a"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			a := newAttack(t)
			twoLives(t, a.Ledger)
			forged, err := a.with(c.key).Forge(t.Context(), says(c.said))
			require.NoError(t, err, n)
			_, err = as(t, ledger.RoleErase).Exec(t.Context(), `SELECT ledger.erase($1)`, forged.Events[0].Position)
			require.ErrorContains(t, err, "names no end of a retention")
			// Who owns the database removes it all the same.
			a.exec(`INSERT INTO ledger.erasures VALUES (5, $1)`, forged.Events[0].Position)
			a.exec(`UPDATE ledger.events SET body = NULL, salt = NULL WHERE position = 5`)
			a.exec(fmt.Sprintf(`DELETE FROM ledger.key_subjects WHERE key_id = (SELECT key_id FROM ledger.keys WHERE position = %d)`, 5))
			a.exec(`DELETE FROM ledger.keys WHERE position = 5`)
			require.Contains(t, a.finds(5), "nor that its retention has ended")
			require.Contains(t, a.distrusts(5), "its body is gone")
		})
	}
	t.Run("by a door", func(t *testing.T) {
		t.Parallel()
		a := newAttack(t)
		twoLives(t, a.Ledger)
		forged, err := a.with("door").Forge(t.Context(), says(format.BodiesExpired{Life: over, Ended: 17, Subjects: []string{over}}))
		require.NoError(t, err)
		at := forged.Events[0].Position
		_, err = as(t, ledger.RoleErase).Exec(t.Context(), `SELECT ledger.erase($1)`, at)
		require.NoError(t, err, "PostgreSQL cannot check a signature")
		require.Contains(t, a.finds(at), "role worker, and this key has door")
		require.Contains(t, a.distrusts(11), "its body is gone")
	})
}
