package people_test

import (
	"errors"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
	"twinning.example/engine/internal/people"
)

func TestOneAddressIsOnePersonUnderHoweverManyAliasesItIsLoaded(t *testing.T) {
	t.Parallel()
	d := people.NewDirectory(ledgertest.New(t))
	load := func(command string, list ...people.Person) ([]people.Loaded, error) {
		return d.Record(t.Context(), command, law.Engine, list)
	}
	first, err := load("c-1", cora)
	require.NoError(t, err)
	again := cora
	again.Alias, again.Email, again.Name = "cora-two", "CORA"+cora.Email[4:], "Cora Heron"
	for _, command := range []string{"c-2", "c-3"} {
		second, err := load(command, again)
		require.NoError(t, err)
		require.Equal(t, first[0].ID, second[0].ID)
		require.False(t, second[0].New)
	}
	for _, who := range []string{"cora", "cora-two", cora.Email} {
		p, err := d.Find(t.Context(), who)
		require.NoError(t, err)
		require.Equal(t, first[0].ID, p.ID)
		require.Equal(t, "cora", p.Alias)
		require.Equal(t, "Cora Heron", p.Name, "what changed takes effect")
	}
	all, err := d.All(t.Context())
	require.NoError(t, err)
	require.Len(t, all, 1)

	ben := people.Person{Alias: "ben", Name: "Ben", Email: "ben@region.example"}
	_, err = load("c-4", ben)
	require.NoError(t, err)
	ben.Email = again.Email
	_, err = load("c-5", ben)
	require.ErrorIs(t, err, people.ErrAddress, "two who are known do not become one by a file")
	twin := people.Person{Alias: "twin", Name: "Twin", Email: "twins@region.example"}
	other := twin
	other.Alias = "other"
	_, err = load("c-6", twin, other)
	require.ErrorIs(t, err, people.ErrAddress)
}

func TestOfTwoWhoLoadOneAddressAtTheSameInstantOneRecordsAPerson(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	other := ledgertest.Open(t, ledger.Options{}) // another process
	ids := make([]string, 8)
	var wait sync.WaitGroup
	for i := range ids {
		d := people.NewDirectory(l)
		if i%2 == 1 {
			d = people.NewDirectory(other)
		}
		wait.Go(func() {
			p := cora
			p.Alias = "cora-" + string(rune('a'+i))
			done, err := d.Record(t.Context(), "c-"+p.Alias, law.Engine, []people.Person{p})
			if err == nil {
				ids[i] = done[0].ID
			}
		})
	}
	wait.Wait()
	for _, id := range ids {
		require.Equal(t, ids[0], id)
		require.NotEmpty(t, id)
	}
}

func TestOfTwoWhoLinkOneIdentityAtTheSameInstantOneWins(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	other := ledgertest.Open(t, ledger.Options{})
	var list []people.Person
	for _, alias := range []string{"a", "b", "c", "d"} {
		list = append(list, people.Person{Alias: alias, Name: alias, Email: alias + "@region.example"})
	}
	ids, err := people.NewDirectory(l).Load(t.Context(), "c-1", law.Engine, list)
	require.NoError(t, err)
	errs := make([]error, len(list))
	var wait sync.WaitGroup
	for i, p := range list {
		d := people.NewDirectory(l)
		if i%2 == 1 {
			d = people.NewDirectory(other)
		}
		wait.Go(func() { errs[i] = d.Link(t.Context(), ids[p.Alias], ada) })
	}
	wait.Wait()
	won := 0
	for i, err := range errs {
		if err == nil {
			won++
			p, err := people.NewDirectory(l).ByIdentity(t.Context(), ada)
			require.NoError(t, err)
			require.Equal(t, list[i].Alias, p.Alias)
			continue
		}
		require.True(t, errors.Is(err, people.ErrLinked), "%v", err)
	}
	require.Equal(t, 1, won)
}

func TestRecordsThatWereJoinedAreOnePersonAndWhatWasRecordedStays(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	d := people.NewDirectory(l)
	list := []people.Person{{Alias: "ben", Name: "Ben", Email: "ben@region.example"}, {Alias: "benjamin", Name: "Benjamin", Email: "benjamin@region.example"}}
	ids, err := d.Load(t.Context(), "c-1", law.Engine, list)
	require.NoError(t, err)
	require.NoError(t, d.Link(t.Context(), ids["benjamin"], ada))
	_, err = d.Join(t.Context(), ids["ben"], "ben", "benjamin", "")
	require.ErrorContains(t, err, "why is missing")
	for range 2 {
		one, err := d.Join(t.Context(), ids["ben"], "ben", "benjamin", "he registered twice")
		require.NoError(t, err)
		require.Equal(t, ids["ben"], one.ID)
	}
	for _, process := range []*people.Directory{d, people.NewDirectory(l)} {
		for _, who := range []string{"ben", "benjamin", "benjamin@region.example", ids["benjamin"]} {
			p, err := process.Find(t.Context(), who)
			require.NoError(t, err)
			require.Equal(t, ids["ben"], p.ID, who)
		}
		p, err := process.ByIdentity(t.Context(), ada)
		require.NoError(t, err)
		require.Equal(t, ids["ben"], p.ID)
	}
	again, err := d.Record(t.Context(), "c-2", law.Engine, list)
	require.NoError(t, err)
	require.Equal(t, ids["ben"], again[1].ID, "loaded again it is that person, and nothing is recorded")
	require.Empty(t, again[1].Changed)
	_, err = d.Join(t.Context(), ids["ben"], "benjamin", "ben", "the other way round")
	require.NoError(t, err, "they are one already")
	events, err := l.Read(t.Context(), ledger.Query{Stream: people.Stream(ids["benjamin"])})
	require.NoError(t, err)
	require.Len(t, events, 2)
	require.Equal(t, people.Joined, events[1].Kind)
	require.True(t, events[1].Sealed())
}

func TestAnAddressThatAProviderHasVerifiedTakesEffectUnlessItIsAnothers(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	d := people.NewDirectory(l)
	ids, err := d.Load(t.Context(), "c-1", law.Engine, []people.Person{cora, {Alias: "ben", Name: "Ben", Email: "ben@region.example"}})
	require.NoError(t, err)
	for range 2 {
		_, err = d.Moved(t.Context(), ids["cora"], "cora@elsewhere.example")
		require.NoError(t, err)
	}
	p, err := people.NewDirectory(l).Find(t.Context(), "cora")
	require.NoError(t, err)
	require.Equal(t, "cora@elsewhere.example", p.Email)
	_, err = d.Moved(t.Context(), ids["cora"], "BEN@region.example")
	require.ErrorIs(t, err, people.ErrAddress)
	events, err := l.Read(t.Context(), ledger.Query{Stream: people.Stream(ids["cora"])})
	require.NoError(t, err)
	require.Len(t, events, 2)
}
