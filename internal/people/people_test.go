package people_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/format"
	"twinning.example/engine/internal/ledger/ledgertest"
	"twinning.example/engine/internal/people"
)

var cora = people.Person{Alias: "cora", Name: "Cora Canary", Email: "cora.canary@example.org", Organisation: "Kyomed", Country: "FR"}

func TestSomebodyIsFoundByAliasAndById(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	ids, err := people.NewDirectory(l).Load(t.Context(), "c-1", law.Engine, []people.Person{cora})
	require.NoError(t, err)
	require.True(t, people.IsID(ids["cora"]))
	other := people.NewDirectory(l) // another process
	for _, who := range []string{"cora", ids["cora"]} {
		p, err := other.Find(t.Context(), who)
		require.NoError(t, err)
		require.Equal(t, cora.Email, p.Email)
		require.Equal(t, ids["cora"], p.ID)
	}
	_, err = other.Find(t.Context(), "nobody")
	require.ErrorIs(t, err, people.ErrUnknown)
}

func TestNothingInTheLedgerNamesAPersonInClear(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	_, err := people.NewDirectory(l).Load(t.Context(), "c-1", law.Engine, []people.Person{cora})
	require.NoError(t, err)
	events, err := l.Read(t.Context(), ledger.Query{})
	require.NoError(t, err)
	for _, e := range events {
		for _, secret := range []string{"Canary", "canary@", "Kyomed"} {
			require.False(t, bytes.Contains(e.Stored, []byte(secret)), e.Stream)
			require.False(t, bytes.Contains(e.HeaderBytes, []byte(secret)), e.Stream)
		}
	}
}

func TestLoadedAgainOnlyWhatChangedIsRecorded(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	d := people.NewDirectory(l)
	ids, err := d.Load(t.Context(), "c-1", law.Engine, []people.Person{cora})
	require.NoError(t, err)
	before, err := l.Size(t.Context())
	require.NoError(t, err)
	again, err := d.Load(t.Context(), "c-2", law.Engine, []people.Person{cora})
	require.NoError(t, err)
	require.Equal(t, ids, again)
	after, err := l.Size(t.Context())
	require.NoError(t, err)
	require.Equal(t, before, after)

	moved := cora
	moved.Email = "cora@elsewhere.example"
	again, err = d.Load(t.Context(), "c-3", law.Engine, []people.Person{moved})
	require.NoError(t, err)
	require.Equal(t, ids, again, "somebody who moved is the same person")
	p, err := d.Find(t.Context(), "cora")
	require.NoError(t, err)
	require.Equal(t, moved.Email, p.Email)
}

func TestSomebodyErasedIsAnIdAndNothingElse(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	ids, err := people.NewDirectory(l).Load(t.Context(), "c-1", law.Engine, []people.Person{cora})
	require.NoError(t, err)
	ledgertest.Erase(t, people.Stream(ids["cora"]))
	d := people.NewDirectory(l)
	p, err := d.Find(t.Context(), ids["cora"])
	require.NoError(t, err)
	require.Equal(t, people.Person{ID: ids["cora"], Erased: true}, p)
	_, err = d.Find(t.Context(), "cora")
	require.ErrorIs(t, err, people.ErrUnknown)
}

func TestSomebodyIsFoundWithoutOpeningWhatIsRecordedOfOthers(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	list := []people.Person{cora}
	for i := range 200 {
		list = append(list, people.Person{Alias: fmt.Sprintf("other-%d", i), Name: "Other", Email: fmt.Sprintf("other-%d@example.org", i)})
	}
	ids, err := people.NewDirectory(l).Load(t.Context(), "c-1", law.Engine, list)
	require.NoError(t, err)
	conn, err := pgx.Connect(t.Context(), ledgertest.Superuser(t)) // whoever opens the others meets a key that was changed
	require.NoError(t, err)
	defer func() { require.NoError(t, conn.Close(t.Context())) }()
	_, err = conn.Exec(t.Context(), `SET session_replication_role = replica`)
	require.NoError(t, err)
	_, err = conn.Exec(t.Context(), `UPDATE ledger.keys k SET wrapped = '\x00' FROM ledger.events e WHERE e.position = k.position AND e.stream <> $1`, people.Stream(ids["cora"]))
	require.NoError(t, err)
	for _, who := range []string{"cora", ids["cora"], cora.Email, strings.ToUpper(cora.Email)} {
		p, err := people.NewDirectory(l).Find(t.Context(), who)
		require.NoError(t, err, who)
		require.Equal(t, ids["cora"], p.ID, who)
	}
	named, err := people.NewDirectory(l).Named(t.Context(), []string{ids["cora"], "p-nobodyaaaa", "engine"})
	require.NoError(t, err)
	require.Len(t, named, 1)
	require.Equal(t, "cora", named[ids["cora"]].Alias)
	_, err = people.NewDirectory(l).Find(t.Context(), "other-7")
	require.ErrorIs(t, err, ledger.ErrCorrupt)
}

func TestNobodyIsFoundByAnAddressTheyHadBefore(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	d := people.NewDirectory(l)
	moved, taker := cora, people.Person{Alias: "taker", Name: "Taker", Email: cora.Email}
	moved.Email = "cora@elsewhere.example"
	for n, p := range []people.Person{cora, moved} {
		_, err := d.Load(t.Context(), fmt.Sprint("c-", n), law.Engine, []people.Person{p})
		require.NoError(t, err)
	}
	_, err := d.Find(t.Context(), cora.Email)
	require.ErrorIs(t, err, people.ErrUnknown)
	_, err = d.Load(t.Context(), "c-9", law.Engine, []people.Person{taker})
	require.NoError(t, err)
	p, err := d.Find(t.Context(), cora.Email)
	require.NoError(t, err)
	require.Equal(t, "taker", p.Alias)
}

func TestWhatSomebodyIsFoundByGoesWithThemAndIsFoundUnderAnOlderLineOfTheKeyFile(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	ids, err := people.NewDirectory(l).Load(t.Context(), "c-1", law.Engine, []people.Person{cora})
	require.NoError(t, err)
	file := ledgertest.KeyFile(t)
	older, err := os.ReadFile(file)
	require.NoError(t, err)
	another := filepath.Join(t.TempDir(), "keys")
	require.NoError(t, format.CreateKeyFile(another))
	line, err := os.ReadFile(another)
	require.NoError(t, err)
	_, added, _ := strings.Cut(string(line), "\n")
	both := filepath.Join(t.TempDir(), "both")
	require.NoError(t, os.WriteFile(both, append(older, added...), 0o600))
	newer := ledgertest.Open(t, ledger.Options{KeyFile: both})
	p, err := people.NewDirectory(newer).Find(t.Context(), "cora")
	require.NoError(t, err)
	require.Equal(t, ids["cora"], p.ID)

	indexed := func() (n int) {
		conn, err := pgx.Connect(t.Context(), ledgertest.DSN(t, ledger.RoleApp))
		require.NoError(t, err)
		defer func() { require.NoError(t, conn.Close(t.Context())) }()
		require.NoError(t, conn.QueryRow(t.Context(), `SELECT count(*) FROM ledger.key_subjects WHERE subject LIKE 'index/%'`).Scan(&n))
		return n
	}
	require.Equal(t, 2, indexed())
	ledgertest.Erase(t, people.Stream(ids["cora"]))
	require.Zero(t, indexed())
}
