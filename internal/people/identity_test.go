package people_test

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
	"twinning.example/engine/internal/people"
)

var ada = people.Identity{Issuer: "https://sign-in.example", Subject: "248289761001"}

func TestAnIdentityOfAProviderIsOnePersonsHoweverOftenTheySignIn(t *testing.T) {
	l := ledgertest.New(t)
	d := people.NewDirectory(l)
	_, err := d.ByIdentity(t.Context(), ada)
	require.ErrorIs(t, err, people.ErrUnknown)

	ids, err := d.Load(t.Context(), "load-1", "", []people.Person{
		{Alias: "ada", Name: "Ada Example", Email: "ada@example.org"},
		{Alias: "ben", Name: "Ben Example", Email: "ben@example.org"},
	})
	require.NoError(t, err)
	require.NoError(t, d.Link(t.Context(), ids["ada"], ada))
	require.NoError(t, d.Link(t.Context(), ids["ada"], ada), "again")
	p, err := d.ByIdentity(t.Context(), ada)
	require.NoError(t, err)
	require.Equal(t, "ada", p.Alias)

	require.ErrorIs(t, d.Link(t.Context(), ids["ben"], ada), people.ErrLinked)
	_, err = d.ByIdentity(t.Context(), people.Identity{Issuer: "https://other.example", Subject: ada.Subject})
	require.ErrorIs(t, err, people.ErrUnknown, "the same subject of another provider is another person")

	events, err := l.Read(t.Context(), ledger.Query{Stream: people.Stream(ids["ada"]) + ".identities"})
	require.NoError(t, err)
	require.Len(t, events, 1)
	require.True(t, events[0].Sealed())
	all, err := d.All(t.Context())
	require.NoError(t, err)
	require.Len(t, all, 2, "an identity is no person")

	require.NoError(t, d.Unlink(t.Context(), ids["ada"], ada))
	_, err = d.ByIdentity(t.Context(), ada)
	require.ErrorIs(t, err, people.ErrUnknown)
	require.NoError(t, d.Link(t.Context(), ids["ben"], ada), "what was unlinked may be linked to another")
}

func TestWhoSignsInWithAKnownAddressIsWhoHasIt(t *testing.T) {
	d := people.NewDirectory(ledgertest.New(t))
	ids, err := d.Load(t.Context(), "load-1", "", []people.Person{{Alias: "ada", Name: "Ada Example", Email: "ada@example.org"}})
	require.NoError(t, err)
	p, err := d.Register(t.Context(), "sign-in-1", people.Person{Name: "A. Example", Email: "Ada@Example.org"}, ada)
	require.NoError(t, err)
	require.Equal(t, ids["ada"], p.ID)
	require.Equal(t, "Ada Example", p.Name, "what is known stays")
}

func TestSomebodyNewIsRecordedOnceWithAnAliasOfTheirOwn(t *testing.T) {
	d := people.NewDirectory(ledgertest.New(t))
	first, err := d.Register(t.Context(), "sign-in-1", people.Person{Name: "Zoë  Ångström", Email: "zoe@example.org", Country: "SE"}, ada)
	require.NoError(t, err)
	require.Equal(t, "zo-ngstrm", first.Alias)
	again, err := d.Register(t.Context(), "sign-in-2", people.Person{Name: "Zoë Ångström", Email: "zoe@example.org"}, ada)
	require.NoError(t, err)
	require.Equal(t, first.ID, again.ID)
	other, err := d.Register(t.Context(), "sign-in-3", people.Person{Name: "Zoë Ångström", Email: "other@example.org"}, people.Identity{Issuer: ada.Issuer, Subject: "2"})
	require.NoError(t, err)
	require.NotEqual(t, first.Alias, other.Alias)
	require.NotEqual(t, first.ID, other.ID)
}

func TestTwoSignInsAtOnceAreOnePerson(t *testing.T) {
	d := people.NewDirectory(ledgertest.New(t))
	var wait sync.WaitGroup
	ids := make([]string, 4)
	for i := range ids {
		wait.Go(func() {
			for range 5 {
				p, err := d.Register(t.Context(), "sign-in-1", people.Person{Name: "Ada Example", Email: "ada@example.org"}, ada)
				if err == nil {
					ids[i] = p.ID
					return
				}
			}
		})
	}
	wait.Wait()
	for _, id := range ids {
		require.Equal(t, ids[0], id)
		require.NotEmpty(t, id)
	}
}

func TestTheStreamOfSomebodysIdentitiesIsNobody(t *testing.T) {
	d := people.NewDirectory(ledgertest.New(t))
	ids, err := d.Load(t.Context(), "load-1", "", []people.Person{{Alias: "ada", Name: "Ada Example", Email: "ada@example.org"}})
	require.NoError(t, err)
	require.NoError(t, d.Link(t.Context(), ids["ada"], ada))
	_, err = d.Find(t.Context(), ids["ada"]+".identities")
	require.ErrorIs(t, err, people.ErrUnknown)
	named, err := d.Named(t.Context(), []string{ids["ada"], ids["ada"] + ".identities"})
	require.NoError(t, err)
	require.Len(t, named, 1)
}
