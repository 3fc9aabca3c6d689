package ledger_test

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
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
	removed, err := l.Expire(t.Context(), ledgertest.DSN(t, ledger.RoleErase), life, math.MaxInt64)
	require.NoError(t, err)
	return removed
}

func TestWhatIsSealedInALifeWhoseRetentionHasEndedIsDestroyedByKindAndSubjectAndNothingElse(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	twoLives(t, l)
	_, err := l.Expire(t.Context(), ledgertest.DSN(t, ledger.RoleErase), kept, math.MaxInt64)
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
	_, err := l.Expire(t.Context(), "postgres://nobody@127.0.0.1:1/nowhere", over, math.MaxInt64)
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

// expiring is what an event says by which what is sealed in a life is destroyed.
func expiring(t *testing.T, e format.BodiesExpired) ledger.Request {
	t.Helper()
	body, err := json.Marshal(e)
	require.NoError(t, err)
	return expiringWith(string(body))
}

func expiringWith(body string) ledger.Request {
	return ledger.Request{Stream: ledger.ErasuresStream, Expect: ledger.Any, Seen: -1, Drafts: []ledger.Draft{{Kind: format.BodiesExpiredKind, Actor: format.EngineActor, Body: []byte(body)}}}
}

func TestNobodyDestroysWhatIsSealedInALifeThatIsKept(t *testing.T) {
	t.Parallel()
	says := func(e format.BodiesExpired) ledger.Request { return expiring(t, e) }
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
			require.Contains(t, a.finds(forged.Events[0].Position), "and does not count: ")
			// Who owns the database removes it all the same.
			a.exec(`INSERT INTO ledger.erasures VALUES (5, $1)`, forged.Events[0].Position)
			a.exec(`UPDATE ledger.events SET body = NULL, salt = NULL WHERE position = 5`)
			a.exec(fmt.Sprintf(`DELETE FROM ledger.key_subjects WHERE key_id = (SELECT key_id FROM ledger.keys WHERE position = %d)`, 5))
			a.exec(`DELETE FROM ledger.keys WHERE position = 5`)
			require.Contains(t, a.finds(5), "nor that its retention has ended")
			if c.said.Life == kept {
				require.Contains(t, a.finds(5), fmt.Sprintf("; position %d says so, and does not count: position %d is no end of the retention of %s", forged.Events[0].Position, c.said.Ended, kept))
			}
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

func TestABodyThatSeveralEventsEraseIsGoneByAnyOfThem(t *testing.T) {
	t.Parallel()
	operators := format.BodiesErased{Positions: []int64{14}, Subjects: []string{"person/p-a"}, Article: "19(1)(a)", Reason: "objection", Signer: "p-zzzzzzzzzz"}
	erases := func(t *testing.T) {
		t.Helper()
		body, err := json.Marshal(operators)
		require.NoError(t, err)
		_, err = ledgertest.Open(t, ledger.Options{SignKey: ledgertest.SignKey(t, "operator")}).Forge(t.Context(), ledger.Request{
			Stream: ledger.ErasuresStream, Expect: ledger.Any, Seen: -1, Drafts: []ledger.Draft{{Kind: format.BodiesErasedKind, Actor: operators.Signer, Body: body}},
		})
		require.NoError(t, err)
	}
	finished := func(t *testing.T, l *ledger.Ledger, removed int64) {
		t.Helper()
		n, err := l.FinishErasures(t.Context(), ledgertest.DSN(t, ledger.RoleErase))
		require.NoError(t, err)
		require.Equal(t, removed, n)
	}
	t.Run("an operator's erasure is broken off, then a retention ends", func(t *testing.T) {
		t.Parallel()
		l := ledgertest.New(t)
		twoLives(t, l)
		erases(t)
		require.EqualValues(t, 4, expire(t, l, over))
		finished(t, l, 0)
		require.Equal(t, 4, requireClean(t, l).Expired)
	})
	t.Run("the destruction is broken off, then an operator erases", func(t *testing.T) {
		t.Parallel()
		l := ledgertest.New(t)
		twoLives(t, l)
		_, err := l.Expire(t.Context(), "postgres://nobody@127.0.0.1:1/nowhere", over, math.MaxInt64)
		require.Error(t, err)
		erases(t)
		_, err = as(t, ledger.RoleErase).Exec(t.Context(), `SELECT ledger.erase(19)`)
		require.NoError(t, err)
		finished(t, l, 3)
		report := requireClean(t, l)
		require.Equal(t, []int{4, 3}, []int{report.Removed, report.Expired})
	})
	t.Run("two erasures of an operator", func(t *testing.T) {
		t.Parallel()
		l := ledgertest.New(t)
		twoLives(t, l)
		erases(t)
		erases(t)
		finished(t, l, 1)
		require.Equal(t, 1, requireClean(t, l).Removed)
	})
	t.Run("a row names one that does not cover it", func(t *testing.T) {
		t.Parallel()
		a := newAttack(t)
		twoLives(t, a.Ledger)
		erases(t)
		require.EqualValues(t, 4, expire(t, a.Ledger, over))
		a.exec(`UPDATE ledger.erasures SET erased_by = 18 WHERE position = 11`)
		require.Contains(t, a.finds(11), "the table of erasures does not say")
	})
}

func TestADestructionThatDoesNotCountIsNamedAndStopsNobodysErasure(t *testing.T) {
	t.Parallel()
	end := fmt.Sprintf(`"ended":17,"subjects":["%s"],"bodies":[]`, over)
	for name, body := range map[string]string{
		"somebody's files too": fmt.Sprintf(`{"life":"%[1]s","ended":17,"subjects":["%[1]s","person/p-a"]}`, over),
		"nobody's files":       fmt.Sprintf(`{"life":"%s","ended":17}`, over),
		"null":                 fmt.Sprintf(`{"life":"%s","ended":17,"subjects":null}`, over),
		"another letter case":  fmt.Sprintf(`{"Life":"%s",%s}`, over, end),
		"a text":               fmt.Sprintf(`{"life":"%[1]s","ended":"17","subjects":["%[1]s"]}`, over),
		"an exponent":          fmt.Sprintf(`{"life":"%[1]s","ended":1.7e1,"subjects":["%[1]s"]}`, over),
		"too great":            fmt.Sprintf(`{"life":"%[1]s","ended":17000000000000000000000,"subjects":["%[1]s"]}`, over),
		"no text at all":       "{\"life\":\"" + over + "\",\"x\":\"\xff\"," + end + "}",
		"no JSON":              "nothing",
		"no object":            "[]",
		"nothing":              "",
		"NUL in a life":        `{"life":"twinning/\u0000","ended":17,"subjects":["twinning/\u0000"]}`,
		"NUL beside it":        fmt.Sprintf(`{"more":"\u0000","life":"%s",%s}`, over, end),
		"half a character":     fmt.Sprintf(`{"more":"\ud800","life":"%s",%s}`, over, end),
		"deep":                 fmt.Sprintf(`{"more":%s0%s,"life":"%s",%s}`, strings.Repeat("[", 20_000), strings.Repeat("]", 20_000), over, end),
		"itself":               fmt.Sprintf(`{"life":"%[1]s","ended":18,"subjects":["%[1]s"]}`, over),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := newAttack(t)
			twoLives(t, a.Ledger)
			forged, err := ledgertest.Open(t, ledger.Options{SignKey: ledgertest.SignKey(t, "worker")}).Forge(t.Context(), expiringWith(body))
			require.NoError(t, err, "PostgreSQL takes it from whoever has a worker's key")
			at := forged.Events[0].Position
			_, err = as(t, ledger.RoleErase).Exec(t.Context(), `SELECT ledger.erase($1)`, at)
			require.ErrorContains(t, err, "names no end of a retention")
			require.Contains(t, a.finds(at), "and does not count: ")
			report, err := a.Verify(t.Context(), ledger.VerifyOptions{Guards: true})
			require.NoError(t, err)
			require.Len(t, report.Findings, 1)

			require.EqualValues(t, 2, ledgertest.Erase(t, "person/p-b"), "of somebody else")
			require.EqualValues(t, 3, expire(t, a.Ledger, over))
			said, err := a.Expirations(t.Context(), over)
			require.NoError(t, err)
			require.Len(t, said, 1)
			report, err = a.Verify(t.Context(), ledger.VerifyOptions{Guards: true})
			require.NoError(t, err)
			require.Len(t, report.Findings, 1)
		})
	}
}

func TestADestructionIsReadAsPostgreSQLReadsIt(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"in another order, with more": fmt.Sprintf(`{ "more": "\u0001", "subjects": ["%[1]s"], "ended": 17, "life": "%[1]s" }`, over),
		"the last of two":             fmt.Sprintf(`{"life":"%[2]s","ended":1.5,"life":"%[1]s","Life":"%[2]s","ended":17,"subjects":["%[1]s"]}`, over, kept),
		"an escaped name":             fmt.Sprintf(`{"l\u0069fe":"%[1]s","ended":17,"subjects":["%[1]s"]}`, over),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := ledgertest.New(t)
			twoLives(t, l)
			_, err := ledgertest.Open(t, ledger.Options{SignKey: ledgertest.SignKey(t, "worker")}).Forge(t.Context(), expiringWith(body))
			require.NoError(t, err)
			removed, err := l.FinishErasures(t.Context(), ledgertest.DSN(t, ledger.RoleErase))
			require.NoError(t, err)
			require.EqualValues(t, 4, removed)
			require.Equal(t, 4, requireClean(t, l).Expired)
		})
	}
}

func TestADestructionThatNamesAnEventWhichCannotBeReadUndoesNoOther(t *testing.T) {
	t.Parallel()
	a := newAttack(t)
	twoLives(t, a.Ledger)
	require.EqualValues(t, 4, expire(t, a.Ledger, over))
	_, err := a.with("worker").Forge(t.Context(), expiring(t, format.BodiesExpired{Life: kept, Ended: 6, Subjects: []string{kept}}))
	require.NoError(t, err)
	a.exec(`UPDATE ledger.events SET header = replace(header, 'recorded 2', 'recorded X') WHERE position = 6`)
	events, err := ledgertest.Open(t, ledger.Options{}).Read(t.Context(), ledger.Query{Stream: over, Trusted: true})
	require.NoError(t, err)
	for _, e := range events {
		require.Empty(t, e.Untrusted, "position %d", e.Position)
	}
}

func TestAWorkersKeyThatIsRevokedStopsNobodysErasureAndWhatItDestroyedIsSaid(t *testing.T) {
	t.Parallel()
	a := newAttack(t)
	twoLives(t, a.Ledger)
	worker := ledgertest.Open(t, ledger.Options{SignKey: ledgertest.SignKey(t, "worker")})
	clock, err := a.Clock(t.Context())
	require.NoError(t, err)
	require.EqualValues(t, 4, expire(t, worker, over))
	running := ledgertest.Open(t, ledger.Options{})
	trusted := func() (at int64, why string) {
		events, err := running.Read(t.Context(), ledger.Query{Stream: over, Trusted: true})
		require.NoError(t, err)
		return events[0].Position, events[0].Untrusted
	}
	at, why := trusted()
	require.Empty(t, why)
	require.NoError(t, ledgertest.Open(t, ledger.Options{SignKey: ledgertest.SignKey(t, "operator")}).RevokeKey(t.Context(), keyID(t, "worker"), clock.Now(), "stolen"))

	_, err = running.FinishErasures(t.Context(), ledgertest.DSN(t, ledger.RoleErase))
	require.NoError(t, err)
	require.EqualValues(t, 1, ledgertest.Erase(t, "person/p-b"), "of the life that is kept")
	_, why = trusted()
	require.Contains(t, why, "its body is gone", "a process that had believed it reads it anew")
	require.Contains(t, why, "; position 18 says so, and does not count: ")
	require.Contains(t, why, "is revoked (stolen)")
	require.Contains(t, a.finds(at), "; position 18 says so, and does not count: ")
	require.Contains(t, a.finds(18), "it says that what is sealed in a life is destroyed, and does not count: ")
}

func TestALifeWhoseInboxHoldsACommandThatWaitsIsNotDestroyed(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	twoLives(t, l)
	late := noted("")
	late.Command = "c-late"
	mustAppend(t, l, plain(over+"/in", "c-late", late))
	_, err := l.Expire(t.Context(), ledgertest.DSN(t, ledger.RoleErase), over, math.MaxInt64)
	require.ErrorIs(t, err, ledger.ErrAwaited)
	require.Zero(t, requireClean(t, l).Removed)
	mustAppend(t, l, plain(over, "c-late", late))
	require.EqualValues(t, 4, expire(t, l, over))
	requireClean(t, l)
}

func TestACommandThatNobodyMayJudgeKeepsNoLifeFromItsDestruction(t *testing.T) {
	t.Parallel()
	a := newAttack(t)
	twoLives(t, a.Ledger)
	late := noted("")
	late.Command, late.Actor = "c-late", format.EngineActor
	_, err := a.with("door").Forge(t.Context(), plain(over+"/in", "c-late", late))
	require.NoError(t, err)
	require.EqualValues(t, 4, expire(t, a.Ledger, over))
}
