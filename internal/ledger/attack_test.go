package ledger_test

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/format"
	"twinning.example/engine/internal/ledger/ledgertest"
)

// An attack is a ledger, and somebody who may do anything in its database.
type attack struct {
	*ledger.Ledger
	t    *testing.T
	conn *pgx.Conn
}

func newAttack(t *testing.T) *attack {
	t.Helper()
	l := ledgertest.New(t)
	conn, err := pgx.Connect(t.Context(), ledgertest.Superuser(t))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, conn.Close(context.Background())) })
	a := &attack{Ledger: l, t: t, conn: conn}
	a.exec("SET session_replication_role = replica") // no trigger fires
	return a
}

func (a *attack) exec(sql string, args ...any) {
	a.t.Helper()
	_, err := a.conn.Exec(a.t.Context(), sql, args...)
	require.NoError(a.t, err, sql)
}

// with opens the ledger as the superuser, with the key of that name, or a new key that nobody has registered.
func (a *attack) with(key string) *ledger.Ledger {
	a.t.Helper()
	return ledgertest.Open(a.t, ledger.Options{DSN: ledgertest.Superuser(a.t), SignKey: a.keyFile(key)})
}

// keyFile is the file of the key of that name, or of a new key that nobody has registered.
func (a *attack) keyFile(key string) string {
	a.t.Helper()
	if key != "" {
		return ledgertest.SignKey(a.t, key)
	}
	file := filepath.Join(a.t.TempDir(), "own")
	require.NoError(a.t, format.CreateSigningKey(file, ledger.KeyDoor, ledger.KeyWorker, ledger.KeyOperator))
	return file
}

// finds verifies, and returns what stands at a position.
func (a *attack) finds(position int64) string {
	a.t.Helper()
	report, err := a.Verify(a.t.Context(), ledger.VerifyOptions{Guards: true})
	require.NoError(a.t, err)
	var at []string
	for _, f := range report.Findings {
		if f.Position == position {
			at = append(at, f.What)
		}
	}
	require.NotEmpty(a.t, at, "nothing was found at %d; all: %v", position, report.Findings)
	return strings.Join(at, "\n")
}

// distrusts reads a position as somebody who decides.
func (a *attack) distrusts(position int64) string {
	a.t.Helper()
	events, err := ledgertest.Open(a.t, ledger.Options{}).Read(a.t.Context(), ledger.Query{From: position, To: position + 1, Trusted: true})
	require.NoError(a.t, err)
	require.Len(a.t, events, 1)
	require.NotEmpty(a.t, events[0].Untrusted)
	return events[0].Untrusted
}

func decision(stream string) ledger.Request {
	return ledger.Request{Stream: stream, Expect: ledger.Any, Seen: -1, Drafts: []ledger.Draft{{Kind: "award-released.v1", Body: []byte(`{"to":"me"}`), Actor: "p-aaaaaaaaaa"}}}
}

func TestNobodyWithoutAKeyAddsToTheLedger(t *testing.T) {
	t.Parallel()
	a := newAttack(t)
	forged, err := a.with("").Forge(t.Context(), decision("call/A"))
	require.NoError(t, err)
	at := forged.Events[0].Position
	require.Contains(t, a.finds(at), "which is not registered")
	require.Contains(t, a.distrusts(at), "in no batch that a registered key has signed")
	_, err = a.Append(t.Context(), decision("call/A"))
	require.ErrorIs(t, err, ledger.ErrCorrupt)
	require.ErrorContains(t, err, "nothing is appended behind it until an operator has looked")
}

func TestAChangedHistoryIsFoundWithoutAnyCheckpoint(t *testing.T) {
	t.Parallel()
	a := newAttack(t)
	for range 5 {
		mustAppend(t, a.Ledger, decision("call/A"))
	}
	// The body of position 6 and its hashes are changed consistently; the batches cannot be signed again.
	a.exec(`UPDATE ledger.events SET body = '\x7b7d', body_hash = sha256(salt || '\x7b7d'::bytea) WHERE position = 6`)
	a.exec(`UPDATE ledger.events SET leaf = sha256('\x00'::bytea || convert_to(header, 'UTF8') || body_hash) WHERE position = 6`)
	require.Contains(t, a.finds(6), "do not give the root")
	require.Contains(t, a.distrusts(6), "in no batch that a registered key has signed")
}

func TestABatchDoesNotTakeOverTheEventsOfTheOneBeforeIt(t *testing.T) {
	t.Parallel()
	a := newAttack(t)
	forged, err := a.with("door").Forge(t.Context(), decision("call/A"))
	require.NoError(t, err)
	at := forged.Events[0].Position
	mustAppend(t, a.Ledger, decision("call/B"))
	require.Contains(t, a.distrusts(at), "is appended by a key of the role worker")
	require.Contains(t, a.finds(at), "is appended by a key of the role worker, and this key has door")
	a.exec(`DELETE FROM ledger.batches WHERE size = $1`, at+1)
	a.exec(`UPDATE ledger.batches SET first = $1 WHERE size = $2`, at, at+2)
	require.Contains(t, a.finds(at), "the signature of the batch")
	require.Contains(t, a.distrusts(at), "in no batch that a registered key has signed")
}

func TestEachKeyAppendsWhatItsRoleMayAndNothingElse(t *testing.T) {
	t.Parallel()
	ledgertest.New(t)
	at := func(c ledger.Clock, stream, actor string) ledger.Request {
		return ledger.Request{
			Stream: stream, Expect: ledger.Any, Stamp: c.DatabaseNow, Seen: -1,
			Drafts: []ledger.Draft{{Kind: "command-received.v1", Body: []byte("{}"), Received: c.Now(), Actor: actor, Subjects: []string{"person/p-a"}}},
		}
	}
	for _, c := range []struct {
		key, stream, actor string
		may                bool
	}{
		{"door", "call/A/in", "p-aaaaaaaaaa", true},
		{"door", "call/A/in", ledger.EngineActor, false},
		{"door", "call/A", "p-aaaaaaaaaa", false},
		{"door", "call/A/letters", "p-aaaaaaaaaa", false},
		{"door", "person/p-aaaaaaaaaa", "p-aaaaaaaaaa", true},
		{"worker", "call/A", "p-aaaaaaaaaa", true},
		{"worker", "call/A/letters", ledger.EngineActor, true},
		{"worker", "call/A/in", ledger.EngineActor, true},
		{"worker", "call/A/in", "p-aaaaaaaaaa", false},
		{"worker", "person/p-aaaaaaaaaa", "p-aaaaaaaaaa", false},
		{"operator", "call/A/in", "p-aaaaaaaaaa", true},
		{"operator", "call/A", "p-aaaaaaaaaa", false},
		{"every", "ledger/keys", "p-aaaaaaaaaa", false}, // by RegisterKey and RevokeKey alone
	} {
		l := ledgertest.Open(t, ledger.Options{SignKey: ledgertest.SignKey(t, c.key)})
		var err error
		for err = ledger.ErrStale; err != nil && strings.Contains(err.Error(), ledger.ErrStale.Error()); {
			clock, reading := l.Clock(t.Context())
			require.NoError(t, reading)
			_, err = l.Append(t.Context(), at(clock, c.stream, c.actor))
		}
		if c.may {
			require.NoError(t, err, "%+v", c)
		} else {
			require.ErrorIs(t, err, ledger.ErrInvalid, "%+v", c)
		}
	}
}

func TestABodyIsGoneOnlyByAnErasureThatAnOperatorRecorded(t *testing.T) {
	t.Parallel()
	a := newAttack(t)
	mustAppend(t, a.Ledger, decision("call/A"))                                      // 5
	mustAppend(t, a.Ledger, plain("person/p-a", "c-1", sealed("Ada", "person/p-a"))) // 6
	mustAppend(t, a.Ledger, plain("person/p-b", "c-2", sealed("Bo", "person/p-b")))  // 7
	var body, salt []byte
	require.NoError(t, a.conn.QueryRow(t.Context(), `SELECT body, salt FROM ledger.events WHERE position = 6`).Scan(&body, &salt))

	a.exec(`UPDATE ledger.events SET body = NULL, salt = NULL WHERE position = 7`)
	a.exec(`INSERT INTO ledger.erasures VALUES (7, 8)`)
	require.Contains(t, a.finds(7), "no event of an operator says that it was erased")
	require.Contains(t, a.distrusts(7), "its body is gone")

	ledgertest.Erase(t, "person/p-a") // 8
	a.exec(`UPDATE ledger.events SET body = $1, salt = $2 WHERE position = 6`, body, salt)
	require.Contains(t, a.finds(6), "it came back")
}

func TestWhatIsNotSealedIsNeverErased(t *testing.T) {
	t.Parallel()
	a := newAttack(t)
	mustAppend(t, a.Ledger, decision("call/A")) // 5
	forged, err := a.with("operator").Forge(t.Context(), ledger.Request{Stream: ledger.ErasuresStream, Expect: ledger.Any, Seen: -1, Drafts: []ledger.Draft{{
		Kind: "bodies-erased.v1", Body: []byte(`{"positions":[5],"subjects":["person/p-a"],"article":"19(1)(a)","reason":"objection","signer":"p-aaaaaaaaaa"}`),
	}}})
	require.NoError(t, err)
	erase, err := pgx.Connect(t.Context(), ledgertest.DSN(t, ledger.RoleErase))
	require.NoError(t, err)
	defer erase.Close(context.Background())
	var removed int64
	require.NoError(t, erase.QueryRow(t.Context(), `SELECT ledger.erase($1)`, forged.Events[0].Position).Scan(&removed))
	require.Zero(t, removed)
	a.exec(`ALTER TABLE ledger.events DROP CONSTRAINT events_check2`)
	a.exec(`UPDATE ledger.events SET body = NULL, salt = NULL WHERE position = 5`)
	require.Contains(t, a.finds(5), "only what is sealed can be erased")
	require.Contains(t, a.distrusts(5), "it was not sealed")
}

func TestAReceiptIsNotBackdated(t *testing.T) {
	t.Parallel()
	a := newAttack(t)
	backdated := func(stamped, received time.Duration, stamp bool) ledger.Request {
		clock, err := a.Clock(t.Context())
		require.NoError(t, err)
		r := ledger.Request{
			Stream: "call/A/in", Expect: ledger.Any, Seen: -1,
			Drafts: []ledger.Draft{{Kind: "command-received.v1", Body: []byte("{}"), Received: clock.Now().Add(-received), Actor: "p-aaaaaaaaaa"}},
		}
		if stamp {
			r.Stamp = clock.DatabaseNow.Add(-stamped)
		}
		return r
	}
	thief := a.with("door")
	for name, c := range map[string]struct {
		stamped, received time.Duration
		stamp             bool
		says              string
	}{
		"stamped long ago": {18 * time.Hour, 18 * time.Hour, true, "after it was stamped, and the tolerance was"},
		"received earlier": {0, time.Second, true, "by the same clock"},
		"without a stamp":  {0, 0, false, "has no stamp"},
	} {
		forged, err := thief.Forge(t.Context(), backdated(c.stamped, c.received, c.stamp))
		require.NoError(t, err, name)
		at := forged.Events[0].Position
		require.Contains(t, a.finds(at), c.says, name)
		require.Contains(t, a.distrusts(at), c.says, name)
	}
	app := ledgertest.Open(t, ledger.Options{SignKey: ledgertest.SignKey(t, "door")})
	_, err := app.Append(t.Context(), backdated(18*time.Hour, 18*time.Hour, true))
	require.ErrorIs(t, err, ledger.ErrStale, "the appender itself")
}

func TestAReceiptIsNotReceivedBeforeWhatHadBeenRecordedWhenItWasStamped(t *testing.T) {
	t.Parallel()
	start := time.Date(2019, 8, 8, 9, 0, 0, 0, time.UTC)
	ledgertest.NewWith(t, ledger.MigrateOptions{Simulated: &ledger.Simulated{Start: start}, Tolerance: 20 * time.Second})
	l := ledgertest.Open(t, ledger.Options{DSN: ledgertest.Superuser(t), SignKey: ledgertest.SignKey(t, "every")})
	mustAppend(t, l, decision("call/A"))
	time.Sleep(ledgertest.Tolerance) // time itself: the tolerance
	clock, err := l.Clock(t.Context())
	require.NoError(t, err)
	forged, err := l.Forge(t.Context(), ledger.Request{
		Stream: "twinning/A/AAAAA2/in", Expect: ledger.Any, Stamp: clock.DatabaseNow, Seen: -1,
		Drafts: []ledger.Draft{{Kind: "command-received.v1", Body: []byte("{}"), Received: start.Add(-18 * time.Hour), Actor: "p-aaaaaaaaaa"}},
	})
	require.NoError(t, err)
	report, err := l.Verify(t.Context(), ledger.VerifyOptions{})
	require.NoError(t, err)
	require.Len(t, report.Findings, 1)
	require.Equal(t, forged.Events[0].Position, report.Findings[0].Position)
	require.Contains(t, report.Findings[0].What, "when it was stamped the ledger had recorded something at 2019-08-08")
	events, err := l.Read(t.Context(), ledger.Query{Stream: "twinning/A/AAAAA2/in", Trusted: true})
	require.NoError(t, err)
	require.Contains(t, events[0].Untrusted, "the ledger had recorded something")
}

func TestAReceiptBehindAMomentThatHasElapsedIsFound(t *testing.T) {
	t.Parallel()
	start := time.Date(2019, 8, 8, 9, 0, 0, 0, time.UTC)
	ledgertest.NewWith(t, ledger.MigrateOptions{Simulated: &ledger.Simulated{Start: start}, Tolerance: 20 * time.Second})
	l := ledgertest.Open(t, ledger.Options{DSN: ledgertest.Superuser(t), SignKey: ledgertest.SignKey(t, "every")})
	mustAppend(t, l, ledger.Request{Stream: "call/A", Expect: ledger.Any, Seen: -1, Drafts: []ledger.Draft{{
		Kind: "submission-shut.v1", Body: []byte("{}"), Cause: "shut", Due: start.Add(time.Hour),
	}}})
	clock, err := l.Clock(t.Context())
	require.NoError(t, err)
	forged, err := l.Forge(t.Context(), ledger.Request{
		Stream: "call/A/in", Expect: ledger.Any, Stamp: clock.DatabaseNow, Seen: -1,
		Drafts: []ledger.Draft{{Kind: "command-received.v1", Body: []byte("{}"), Received: clock.Now(), Actor: "p-aaaaaaaaaa"}},
	})
	require.NoError(t, err)
	report, err := l.Verify(t.Context(), ledger.VerifyOptions{})
	require.NoError(t, err)
	require.Len(t, report.Findings, 1)
	require.Equal(t, forged.Events[0].Position, report.Findings[0].Position)
	require.Contains(t, report.Findings[0].What, "had elapsed at position")
}

func TestARevokedKeyIsTrustedUpToItsRevocationAndNoFurther(t *testing.T) {
	t.Parallel()
	a := newAttack(t)
	before := mustAppend(t, ledgertest.Open(t, ledger.Options{SignKey: ledgertest.SignKey(t, "worker")}), decision("call/A")).Events[0].Position
	keys, err := a.Keys(t.Context())
	require.NoError(t, err)
	id := ""
	for _, k := range keys {
		if len(k.Roles) == 1 && k.Roles[0] == ledger.KeyWorker {
			id = k.ID
		}
	}
	clock, err := a.Clock(t.Context())
	require.NoError(t, err)
	operator := ledgertest.Open(t, ledger.Options{SignKey: ledgertest.SignKey(t, "operator")})
	require.ErrorIs(t, operator.RevokeKey(t.Context(), id, clock.Now(), "whim"), ledger.ErrInvalid)
	require.NoError(t, operator.RevokeKey(t.Context(), id, clock.Now(), "stolen"))
	after := mustAppend(t, ledgertest.Open(t, ledger.Options{SignKey: ledgertest.SignKey(t, "worker")}), decision("call/A")).Events[0].Position

	events, err := a.Read(t.Context(), ledger.Query{From: before, To: before + 1, Trusted: true})
	require.NoError(t, err)
	require.Empty(t, events[0].Untrusted, "what it signed before stays")
	require.Contains(t, a.distrusts(after), "is revoked (stolen)")
	require.Contains(t, a.finds(after), "is revoked (stolen)")
}

func TestAStolenOperatorsKeyMakesNobodyKnownAfterItsRevocation(t *testing.T) {
	t.Parallel()
	a := newAttack(t)
	other := filepath.Join(t.TempDir(), "second")
	require.NoError(t, format.CreateSigningKey(other, ledger.KeyOperator))
	public, err := format.ReadPublicKeys(other + ".pub")
	require.NoError(t, err)
	stolen := ledgertest.Open(t, ledger.Options{SignKey: ledgertest.SignKey(t, "operator")}).Stolen()
	require.NoError(t, stolen.RegisterKey(t.Context(), public[0]))
	second := ledgertest.Open(t, ledger.Options{SignKey: other})
	clock, err := a.Clock(t.Context())
	require.NoError(t, err)
	thief, err := format.LoadSigningKey(ledgertest.SignKey(t, "operator"))
	require.NoError(t, err)
	require.NoError(t, second.RevokeKey(t.Context(), thief.ID, clock.Now(), "stolen"))

	third := filepath.Join(t.TempDir(), "third")
	require.NoError(t, format.CreateSigningKey(third, ledger.KeyWorker))
	theirs, err := format.ReadPublicKeys(third + ".pub")
	require.NoError(t, err)
	require.NoError(t, stolen.RegisterKey(t.Context(), theirs[0]), "it can be appended")
	keys, err := a.Keys(t.Context())
	require.NoError(t, err)
	for _, k := range keys {
		require.NotEqual(t, theirs[0].ID, k.ID, "and makes nobody known")
	}
}

func TestAnswersAreReadFromEventsAndTheirTableIsCompared(t *testing.T) {
	t.Parallel()
	a := newAttack(t)
	r := decision("call/A")
	r.Command, r.Drafts[0].Command = "c-1", "c-1"
	r.Answers = []ledger.Answer{{Command: "c-1", Count: 1, Fold: 3, State: [32]byte{1}, Status: "done", Code: "in-time"}}
	at := mustAppend(t, a.Ledger, r).Events[0].Position
	for column, value := range map[string]string{"status": "'refused'", "fold": "4", "state": "NULL", "version": "9", "first": "0"} {
		a.exec(fmt.Sprintf(`UPDATE ledger.answers SET %s = %s WHERE command = 'c-1'`, column, value))
		require.Contains(t, a.finds(at), "does not say what its events say", column)
		if column != "first" {
			answer, ok, err := a.Answer(t.Context(), "call/A", "c-1")
			require.NoError(t, err)
			require.True(t, ok)
			require.Equal(t, []any{"done", "in-time", 3, int64(1)}, []any{answer.Status, answer.Code, answer.Fold, answer.Version}, column)
			require.Equal(t, [32]byte{1}, answer.State, column)
		}
		a.exec(`UPDATE ledger.answers SET status = 'done', fold = 3, state = $1, version = 1, first = $2 WHERE command = 'c-1'`,
			append([]byte{1}, make([]byte, 31)...), at)
	}
	a.exec(`DELETE FROM ledger.answers`)
	require.Contains(t, a.finds(at), "has no row that leads to it")
}

func TestWhatCannotBeReadHidesNothingElse(t *testing.T) {
	t.Parallel()
	a := newAttack(t)
	for range 6 {
		mustAppend(t, a.Ledger, decision("call/A"))
	}
	a.exec(`ALTER TABLE ledger.events DROP CONSTRAINT events_header_check`)
	a.exec(`UPDATE ledger.events SET header = replace(header, 'recorded 2', 'recorded X') WHERE position = 7`)
	a.exec(`UPDATE ledger.events SET body = '\x00' WHERE position = 9`)
	require.Contains(t, a.finds(7), "recorded")
	require.Contains(t, a.finds(9), "the body hash is not that of salt and body")
}

func TestOnlyWhatCameAfterACheckpointIsReadByAQuickVerification(t *testing.T) {
	t.Parallel()
	a := newAttack(t)
	for range 3 {
		mustAppend(t, a.Ledger, decision("call/A")) // 5, 6, 7
	}
	since, err := a.Checkpoint(t.Context())
	require.NoError(t, err)
	mustAppend(t, a.Ledger, decision("call/A")) // 8
	mustAppend(t, a.Ledger, decision("call/B")) // 9
	quick := func() ledger.Report {
		report, err := a.Verify(t.Context(), ledger.VerifyOptions{Since: &since})
		require.NoError(t, err)
		require.EqualValues(t, 8, report.From)
		require.EqualValues(t, 2, report.Batches)
		return report
	}
	require.Empty(t, quick().Findings)
	a.exec(`UPDATE ledger.events SET body = '\x00' WHERE position = 6`)
	require.Empty(t, quick().Findings, "what came before is taken as it was")
	a.exec(`UPDATE ledger.events SET body = '\x00' WHERE position = 9`)
	require.EqualValues(t, 9, quick().Findings[0].Position)
	since.Root[0]++
	_, err = a.Verify(t.Context(), ledger.VerifyOptions{Since: &since})
	require.ErrorContains(t, err, "is not that of the checkpoint")
}

func TestPostgreSQLRefusesWhatDoesNotContinueTheLedger(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	mustAppend(t, l, decision("call/A")) // 5
	refuses := func(role, sql, says string) {
		t.Helper()
		conn, err := pgx.Connect(t.Context(), ledgertest.DSN(t, role))
		require.NoError(t, err)
		defer conn.Close(context.Background())
		_, err = conn.Exec(t.Context(), sql, pgx.QueryExecModeSimpleProtocol)
		require.ErrorContains(t, err, says, "%s: %s", role, sql)
	}
	batch := func(size, first int) string {
		return fmt.Sprintf(`INSERT INTO ledger.batches (size, first, frontier, root, recorded_at, at, signer, signature)
			SELECT %d, %d, frontier, root, recorded_at, at, signer, signature FROM ledger.batches ORDER BY size DESC LIMIT 1`, size, first)
	}
	refuses(ledger.RoleApp, batch(8, 7), "the ledger ends at 6")
	refuses(ledger.RoleApp, batch(7, 5), "the ledger ends at 6")
	refuses(ledger.RoleApp, batch(7, 6), "has no events")
	refuses(ledger.RoleApp, `INSERT INTO ledger.events (header, body, salt, body_hash, leaf)
		SELECT replace(replace(header, 'position 5', 'position 6'), 'version 1', 'version 2'), body, salt, body_hash, leaf FROM ledger.events WHERE position = 5`,
		"are not those of the last batch")
	refuses(ledger.RoleApp, `INSERT INTO ledger.answers VALUES ('call/A', 'c-9', 5, 5, 1, 0, NULL, 'done')`, "no event says so")
	refuses(ledger.RoleErase, `BEGIN; LOCK TABLE ledger.turn IN EXCLUSIVE MODE`, "permission denied")
	refuses(ledger.RoleErase, `SELECT ledger.erase(5)`, "no event at position 5 says that bodies are erased")
	refuses(ledger.RoleDoor, `UPDATE ledger.events SET body = NULL`, "permission denied")
	refuses(ledger.RoleDoor, `SELECT ledger.clock_set(now(), 1, true)`, "permission denied")

	door := ledgertest.Open(t, ledger.Options{DSN: ledgertest.DSN(t, ledger.RoleDoor), SignKey: ledgertest.SignKey(t, "every")})
	_, err := door.Append(t.Context(), decision("call/A"))
	require.ErrorContains(t, err, "twinning_door appends receipts, people and questions")
	mustAppend(t, door, plain("person/p-a", "c-1", sealed("Ada", "person/p-a")))
	requireClean(t, l)
}
