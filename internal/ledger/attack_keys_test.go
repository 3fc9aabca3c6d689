package ledger_test

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/format"
	"twinning.example/engine/internal/ledger/ledgertest"
)

// signedBy opens the ledger as an honest process with the key in that file.
func signedBy(t *testing.T, file string) *ledger.Ledger {
	t.Helper()
	return ledgertest.Open(t, ledger.Options{SignKey: file})
}

// newKey is the file of a key of these roles that nobody has registered yet, and its public half.
func newKey(t *testing.T, roles ...ledger.KeyRole) (string, format.PublicKey) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "key")
	require.NoError(t, format.CreateSigningKey(file, roles...))
	public, err := format.ReadPublicKeys(file + ".pub")
	require.NoError(t, err)
	return file, public[0]
}

func programmeNow(t *testing.T, l *ledger.Ledger) time.Time {
	t.Helper()
	clock, err := l.Clock(t.Context())
	require.NoError(t, err)
	return clock.Now()
}

// trusts reads a position as somebody who decides, and expects nothing against it.
func (a *attack) trusts(position int64) {
	a.t.Helper()
	events, err := ledgertest.Open(a.t, ledger.Options{}).Read(a.t.Context(), ledger.Query{From: position, To: position + 1, Trusted: true})
	require.NoError(a.t, err)
	require.Len(a.t, events, 1)
	require.Empty(a.t, events[0].Untrusted)
}

func TestWhatAKeyOfAnotherRoleAppendedIsFoundAndDecidesNothing(t *testing.T) {
	t.Parallel()
	a := newAttack(t)
	for _, c := range []struct{ key, stream, kind, actor, says string }{
		{"door", "call/A", "award-released.v1", "p-aaaaaaaaaa", "role worker, and this key has door"},
		{"door", "call/A/in", "command-received.v1", ledger.EngineActor, "role worker, and this key has door"},
		{"door", "call/A/letters", "letter-sent.v1", ledger.EngineActor, "role worker, and this key has door"},
		{"door", ledger.KeysStream, "signing-key-registered.v1", "", "role operator, and this key has door"},
		{"worker", "call/A/in", "command-received.v1", "p-aaaaaaaaaa", "role door, and this key has worker"},
		{"worker", "person/p-a", "person-recorded.v1", "p-aaaaaaaaaa", "role door, and this key has worker"},
		{"worker", ledger.SettingsStream, "noted.v1", "", "role operator, and this key has worker"},
		{"worker", ledger.ErasuresStream, "bodies-erased.v1", "", "role operator, and this key has worker"},
		{"operator", "call/A", "award-released.v1", "p-aaaaaaaaaa", "role worker, and this key has operator"},
	} {
		r := plain(c.stream, "", ledger.Draft{Kind: c.kind, Body: []byte("{}"), Actor: c.actor})
		forged, err := a.with(c.key).Forge(t.Context(), r)
		require.NoError(t, err)
		at := forged.Events[0].Position
		require.Contains(t, a.finds(at), c.says, "%+v", c)
		require.Contains(t, a.distrusts(at), c.says, "%+v", c)
	}
}

func TestARevokedKeyIsTrustedForWhatItSignedBeforeThatInstantWhateverItSaysLater(t *testing.T) {
	t.Parallel()
	a := newAttack(t)
	worker := ledgertest.SignKey(t, "worker")
	before := mustAppend(t, signedBy(t, worker), decision("call/A")).Events[0]
	stolen := programmeNow(t, a.Ledger)
	unseen := mustAppend(t, signedBy(t, worker), decision("call/A")).Events[0].Position
	a.trusts(unseen)
	require.NoError(t, signedBy(t, ledgertest.SignKey(t, "operator")).RevokeKey(t.Context(), keyID(t, "worker"), stolen, "stolen"))
	a.trusts(before.Position)
	require.Contains(t, a.distrusts(unseen), "is revoked (stolen)", "recorded before the revocation, and after the theft")
	require.Contains(t, a.finds(unseen), "is revoked (stolen)")

	thief := ledgertest.Open(t, ledger.Options{DSN: ledgertest.Superuser(t), SignKey: worker})
	backdated, err := thief.ForgeWith(t.Context(), decision("call/A"), ledger.Forgery{At: before.Recorded.Add(time.Microsecond)})
	require.NoError(t, err)
	at := backdated.Events[0].Position
	require.Contains(t, a.distrusts(at), "is revoked (stolen)", "dated back behind its revocation")
	require.Contains(t, a.finds(at), "is revoked (stolen)")
	require.Contains(t, a.finds(at), "recorded before the event before it")
}

func TestAStolenOperatorsKeyRevokesNobodyFromTheInstantOnFromWhichItIsRevoked(t *testing.T) {
	t.Parallel()
	a := newAttack(t)
	file, public := newKey(t, ledger.KeyOperator)
	stolen := signedBy(t, ledgertest.SignKey(t, "operator")).Stolen()
	require.NoError(t, stolen.RegisterKey(t.Context(), public))
	at := mustAppend(t, signedBy(t, ledgertest.SignKey(t, "worker")), decision("call/A")).Events[0].Position
	theft := programmeNow(t, a.Ledger)

	beginning := time.Date(2019, 1, 1, 0, 0, 0, 0, time.UTC)
	theirs, theirPublic := newKey(t, ledger.KeyOperator, ledger.KeyWorker)
	require.NoError(t, stolen.RegisterKey(t.Context(), theirPublic))
	require.NoError(t, signedBy(t, theirs).RevokeKey(t.Context(), keyID(t, "door"), beginning, "stolen"))
	require.NoError(t, stolen.RevokeKey(t.Context(), keyID(t, "worker"), beginning, "stolen"))
	require.Contains(t, a.distrusts(at), "is revoked", "nobody knows of the theft yet")

	require.NoError(t, signedBy(t, file).RevokeKey(t.Context(), keyID(t, "operator"), theft, "stolen"))
	require.NoError(t, stolen.RevokeKey(t.Context(), keyID(t, "worker"), beginning, "lost"))
	require.NoError(t, stolen.RevokeKey(t.Context(), public.ID, beginning, "stolen"))
	a.trusts(at)
	keys, err := a.Keys(t.Context())
	require.NoError(t, err)
	revoked := map[string]bool{}
	for _, k := range keys {
		revoked[k.ID] = !k.Revoked.IsZero()
	}
	require.Equal(t, map[string]bool{
		keyID(t, "operator"): true, keyID(t, "worker"): false, keyID(t, "door"): false, keyID(t, "every"): false, public.ID: false,
	}, revoked)
	report, err := a.Verify(t.Context(), ledger.VerifyOptions{})
	require.NoError(t, err)
	found := map[int64]bool{}
	for _, f := range report.Findings {
		found[f.Position] = true
	}
	// 5 registers the second operator, 6 is the decision, 10 revokes the thief: nothing is found there.
	require.Equal(t, map[int64]bool{7: true, 8: true, 9: true, 11: true, 12: true}, found, "%v", report.Findings)
}

func TestWhatAThiefSaidOfKeysTakesNoProofFromAReceipt(t *testing.T) {
	t.Parallel()
	a := newAttack(t)
	file, public := newKey(t, ledger.KeyOperator)
	stolen := signedBy(t, ledgertest.SignKey(t, "operator")).Stolen()
	require.NoError(t, stolen.RegisterKey(t.Context(), public))
	theft := programmeNow(t, a.Ledger)
	theirs, theirPublic := newKey(t, ledger.KeyOperator)
	require.NoError(t, stolen.RegisterKey(t.Context(), theirPublic))
	_, another := newKey(t, ledger.KeyWorker)
	require.NoError(t, signedBy(t, theirs).RegisterKey(t.Context(), another))
	require.NoError(t, signedBy(t, file).RevokeKey(t.Context(), keyID(t, "operator"), theft, "stolen"))
	_, third := newKey(t, ledger.KeyWorker)
	require.NoError(t, stolen.RegisterKey(t.Context(), third))
	require.NoError(t, format.CheckSigned(answered(t, a.Ledger, "c-1"), trusted(t)))
}

func TestAKeyRevokesNobodyFromBeforeItWasItselfRegisteredByThem(t *testing.T) {
	t.Parallel()
	a := newAttack(t)
	before := programmeNow(t, a.Ledger)
	file, public := newKey(t, ledger.KeyOperator)
	require.NoError(t, signedBy(t, ledgertest.SignKey(t, "operator")).RegisterKey(t.Context(), public))
	second := signedBy(t, file)
	err := second.RevokeKey(t.Context(), keyID(t, "operator"), before, "stolen")
	require.ErrorIs(t, err, ledger.ErrInvalid)
	require.ErrorContains(t, err, "registered the key that signs this")
	require.NoError(t, second.RevokeKey(t.Context(), keyID(t, "operator"), programmeNow(t, a.Ledger), "stolen"))
	requireClean(t, a.Ledger)
}

func TestNobodyTrustsALedgerWhoseKeysWereChangedOrHidden(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, sql string
		rebuild   bool
		says      string // of the event of the key
	}{
		{
			"a key with more roles", `UPDATE ledger.events SET body = convert_to(replace(convert_from(body, 'UTF8'), '"roles":"door"', '"roles":"door,worker"'), 'UTF8') WHERE position = $1`,
			false, "the body hash is not that of salt and body",
		},
		{
			"a key with more roles, rebuilt", `UPDATE ledger.events SET body = convert_to(replace(convert_from(body, 'UTF8'), '"roles":"door"', '"roles":"door,worker"'), 'UTF8') WHERE position = $1`,
			true, "is not what the operator's key",
		},
		{
			"an event that cannot be read", `UPDATE ledger.events SET header = replace(header, 'recorded 2', 'recorded X') WHERE position = $1`,
			false, "recorded",
		},
		{"an event that is gone", `DELETE FROM ledger.events WHERE position = $1`, false, "is missing"},
		{"an event that is hidden", `UPDATE ledger.events SET stream = 'call/X' WHERE position = $1`, false, "the header says stream ledger/keys"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			a := newAttack(t)
			decided := mustAppend(t, signedBy(t, ledgertest.SignKey(t, "worker")), decision("call/A")).Events[0].Position
			keys, err := a.Keys(t.Context())
			require.NoError(t, err)
			at := int64(-1)
			for _, k := range keys {
				if k.ID == keyID(t, "door") {
					at = k.Position
				}
			}
			a.exec(`ALTER TABLE ledger.events ALTER COLUMN stream DROP EXPRESSION`)
			a.exec(c.sql, at)
			if c.rebuild {
				require.NoError(t, ledger.Rebuild(t.Context(), a.conn, at, ""))
			}
			require.Contains(t, a.finds(at), c.says)
			_, err = ledgertest.Open(t, ledger.Options{}).Read(t.Context(), ledger.Query{From: decided, Trusted: true})
			require.ErrorIs(t, err, ledger.ErrNoTrust)
		})
	}
}

func TestARevocationThatIsHiddenIsFound(t *testing.T) {
	t.Parallel()
	for _, sql := range []string{
		`UPDATE ledger.events SET stream = 'call/X' WHERE position = 5`, `DELETE FROM ledger.events WHERE position = 5`,
		`UPDATE ledger.events SET kind = 'noted.v1' WHERE position = 5`,
	} {
		t.Run(sql, func(t *testing.T) {
			t.Parallel()
			a := newAttack(t)
			require.NoError(t, signedBy(t, ledgertest.SignKey(t, "operator")).RevokeKey(t.Context(), keyID(t, "worker"), programmeNow(t, a.Ledger), "stolen"))
			mustAppend(t, a.Ledger, decision("call/A"))
			a.exec(`ALTER TABLE ledger.events ALTER COLUMN stream DROP EXPRESSION, ALTER COLUMN kind DROP EXPRESSION`)
			a.exec(sql)
			a.finds(5)
		})
	}
}

// What a registered key has signed cannot be taken out again: it must not come into the streams by which everything is judged.
func TestOnlyAnOperatorsKeyAppendsToTheLedgersOwnStreams(t *testing.T) {
	t.Parallel()
	a := newAttack(t)
	for _, key := range []string{"door", "worker", ""} {
		thief := ledgertest.Open(t, ledger.Options{SignKey: a.keyFile(key)}) // as twinning_app
		for _, stream := range []string{ledger.KeysStream, ledger.ErasuresStream, ledger.SettingsStream} {
			_, err := thief.ForgeWith(t.Context(), plain(stream, "", noted("{}")), ledger.Forgery{Version: 99})
			require.ErrorContains(t, err, "only an operator's key appends to the ledger's own streams", "%s %s", key, stream)
		}
	}
	requireClean(t, a.Ledger)
}

func TestWhatAKeySignedIsTrustedBeforeTheInstantOfItsRevocationAndNotAtIt(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from    time.Duration // of the revocation, after the batch was recorded
		trusted bool
	}{{-time.Microsecond, false}, {0, false}, {time.Microsecond, true}} {
		t.Run(c.from.String(), func(t *testing.T) {
			t.Parallel()
			a := newAttack(t)
			signed := mustAppend(t, signedBy(t, ledgertest.SignKey(t, "worker")), decision("call/A")).Events[0]
			require.NoError(t, signedBy(t, ledgertest.SignKey(t, "operator")).RevokeKey(t.Context(), keyID(t, "worker"), signed.Recorded.Add(c.from), "stolen"))
			if c.trusted {
				a.trusts(signed.Position)
				requireClean(t, a.Ledger)
				return
			}
			require.Contains(t, a.distrusts(signed.Position), "is revoked (stolen)")
			require.Contains(t, a.finds(signed.Position), "is revoked (stolen)")
		})
	}
}

func TestAKeyThatAStolenOperatorsKeyRegisteredIsKnownOnlyIfThatWasBeforeTheTheft(t *testing.T) {
	t.Parallel()
	a := newAttack(t)
	mine, public := newKey(t, ledger.KeyOperator)
	stolen := signedBy(t, ledgertest.SignKey(t, "operator")).Stolen()
	require.NoError(t, stolen.RegisterKey(t.Context(), public))
	var decided []ledger.Event
	for range 3 { // before the theft, at its instant, after it
		file, theirs := newKey(t, ledger.KeyWorker)
		require.NoError(t, stolen.RegisterKey(t.Context(), theirs))
		decided = append(decided, mustAppend(t, signedBy(t, file), decision("call/A")).Events[0])
	}
	keys, err := a.Keys(t.Context())
	require.NoError(t, err)
	theft := keys[len(keys)-2].Recorded // the second of the three
	for _, e := range decided {
		a.trusts(e.Position)
	}
	require.NoError(t, signedBy(t, mine).RevokeKey(t.Context(), keyID(t, "operator"), theft, "stolen"))
	a.trusts(decided[0].Position)
	for _, e := range decided[1:] {
		require.Contains(t, a.distrusts(e.Position), "which is not registered")
		require.Contains(t, a.finds(e.Position), "which is not registered")
		require.Contains(t, a.finds(e.Position-1), "which is revoked or not known", "its registration")
	}
	report, err := a.Verify(t.Context(), ledger.VerifyOptions{})
	require.NoError(t, err)
	for _, f := range report.Findings {
		require.GreaterOrEqual(t, f.Position, decided[1].Position-1, "%v", f)
	}
}
