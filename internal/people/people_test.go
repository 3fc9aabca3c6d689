package people_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
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
