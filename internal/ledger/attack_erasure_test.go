package ledger_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/format"
	"twinning.example/engine/internal/ledger/ledgertest"
)

// erasing is what an erasure of these positions says.
func erasing(positions string) ledger.Request {
	return ledger.Request{Stream: ledger.ErasuresStream, Expect: ledger.Any, Seen: -1, Drafts: []ledger.Draft{{
		Kind: "bodies-erased.v1", Actor: "p-operators2",
		Body: fmt.Appendf(nil, `{"positions":[%s],"subjects":["person/p-a"],"article":"19(1)(b)","reason":"consent-withdrawn","signer":"p-operators2"}`, positions),
	}}}
}

// as connects in a role of PostgreSQL's.
func as(t *testing.T, role string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), ledgertest.DSN(t, role))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, conn.Close(context.Background())) })
	return conn
}

func TestAnErasureThatNoOperatorSignedErasesNothingUnseen(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, key string }{{"unregistered", ""}, {"door", "door"}, {"worker", "worker"}} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			a := newAttack(t)
			mustAppend(t, a.Ledger, plain("person/p-a", "c-1", sealed("Ada", "person/p-a"))) // 5
			forged, err := a.with(c.key).Forge(t.Context(), erasing("5"))
			require.NoError(t, err)
			at := forged.Events[0].Position
			_, err = as(t, ledger.RoleErase).Exec(t.Context(), `SELECT ledger.erase($1)`, at)
			require.NoError(t, err, "PostgreSQL cannot check a signature")
			require.Contains(t, a.finds(5), "no event of an operator says that it was erased")
			require.Contains(t, a.distrusts(5), "its body is gone")
			a.finds(at)
			a.distrusts(at)
			_, _, err = a.Erase(t.Context(), ledgertest.DSN(t, ledger.RoleErase), format.BodiesErased{
				Subjects: []string{"person/p-a"}, Article: "19(1)(b)", Reason: "objection", Signer: "p-operators2",
			})
			require.ErrorIs(t, err, ledger.ErrUntrusted, "nobody goes on with it")
		})
	}
}

func TestAnErasureThatWasChangedNoLongerErases(t *testing.T) {
	t.Parallel()
	a := newAttack(t)
	mustAppend(t, a.Ledger, plain("person/p-a", "c-1", sealed("Ada", "person/p-a"))) // 5
	mustAppend(t, a.Ledger, plain("person/p-b", "c-2", sealed("Bo", "person/p-b")))  // 6
	require.EqualValues(t, 1, ledgertest.Erase(t, "person/p-a"))                     // 7
	for name, change := range map[string]string{
		"other positions": `convert_from(body, 'UTF8'), '[5]', '[5,6]'`,
		"other subject":   `convert_from(body, 'UTF8'), 'person/p-a', 'person/p-c'`,
		"other ground":    `convert_from(body, 'UTF8'), '19(1)(b)', '19(1)(c)'`,
		"other reason":    `convert_from(body, 'UTF8'), 'consent-withdrawn', 'unlawful'`,
		"other signer":    `convert_from(body, 'UTF8'), 'p-operators2', 'p-operators3'`,
	} {
		a.exec(`CREATE TABLE public.kept AS SELECT body, body_hash, leaf FROM ledger.events WHERE position = 7`)
		a.exec(`UPDATE ledger.events SET body = convert_to(replace(` + change + `), 'UTF8') WHERE position = 7 AND replace(` + change + `) <> convert_from(body, 'UTF8')`)
		require.Contains(t, a.finds(7), "the body hash is not that of salt and body", name)
		a.exec(`UPDATE ledger.events SET body_hash = sha256(salt || body) WHERE position = 7`)
		a.exec(`UPDATE ledger.events SET leaf = sha256('\x00'::bytea || convert_to(header, 'UTF8') || body_hash) WHERE position = 7`)
		require.Contains(t, a.finds(7), "do not give the root", name)
		require.Contains(t, a.distrusts(5), "its body is gone, and no event says that it was erased", name)
		a.exec(`UPDATE ledger.events e SET body = k.body, body_hash = k.body_hash, leaf = k.leaf FROM public.kept k WHERE position = 7`)
		a.exec(`DROP TABLE public.kept`)
	}
	requireClean(t, a.Ledger)
}

// Whoever adds a subject to somebody else's key waits for an innocent erasure of that subject.
func TestAnErasureTakesNoBodyThatWasNotSealedForItsSubject(t *testing.T) {
	t.Parallel()
	a := newAttack(t)
	mustAppend(t, a.Ledger, plain("person/p-a", "c-1", sealed("Ada", "person/p-a")))    // 5
	mustAppend(t, a.Ledger, plain("person/p-b", "c-2", sealed("Bo", "person/p-b")))     // 6
	mustAppend(t, a.Ledger, plain("person/p-b", "c-3", sealed("Bo too", "person/p-b"))) // 7
	for _, role := range []string{ledger.RoleApp, ledger.RoleDoor} {
		for _, position := range []int{5, 7} {
			_, err := as(t, role).Exec(t.Context(), `INSERT INTO ledger.key_subjects SELECT key_id, 'person/p-z' FROM ledger.keys WHERE position = $1`, position)
			require.ErrorContains(t, err, "a subject comes with its key", role)
		}
		_, err := as(t, role).Exec(t.Context(), `INSERT INTO ledger.keys SELECT 8, 'x', kek_id, wrapped FROM ledger.keys WHERE position = 5`)
		require.ErrorContains(t, err, "a key comes with its event", role)
	}
	a.exec(`INSERT INTO ledger.key_subjects SELECT key_id, 'person/p-a' FROM ledger.keys WHERE position = 6`)
	size, err := a.Size(t.Context())
	require.NoError(t, err)
	_, _, err = a.Erase(t.Context(), ledgertest.DSN(t, ledger.RoleErase), format.BodiesErased{
		Subjects: []string{"person/p-a"}, Article: "19(1)(b)", Reason: "objection", Signer: "p-operators2",
	})
	require.ErrorIs(t, err, ledger.ErrCorrupt)
	require.ErrorContains(t, err, "position 6")
	require.Contains(t, a.finds(6), "the subjects of its key are not those it was sealed for")
	after, err := a.Size(t.Context())
	require.NoError(t, err)
	require.Equal(t, size, after, "nothing was recorded, and so nothing removed")
}
