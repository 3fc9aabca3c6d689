package people_test

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
	"twinning.example/engine/internal/people"
)

func TestPeopleCorrectWhatIsKeptOfThem(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	d, elsewhere := people.NewDirectory(l), people.NewDirectory(ledgertest.Open(t, ledger.Options{}))
	ids, err := d.Load(t.Context(), "c-1", law.Engine, []people.Person{cora})
	require.NoError(t, err)
	was, err := elsewhere.Find(t.Context(), ids["cora"])
	require.NoError(t, err)
	is := people.Own{Name: "Cora Heron", Organisation: "Region of the Lakes", Country: "SE", Language: "de"}

	events := func() int {
		all, err := l.Read(t.Context(), ledger.Query{Stream: people.Stream(was.ID)})
		require.NoError(t, err)
		return len(all)
	}
	before := events()
	for range 2 { // a form that is sent twice records once
		p, err := d.Correct(t.Context(), was.ID, was.Own().Mark(), is)
		require.NoError(t, err)
		require.Equal(t, is, p.Own())
		require.Equal(t, was.Email, p.Email)
		require.Equal(t, before+1, events())
	}
	p, err := elsewhere.Find(t.Context(), was.ID)
	require.NoError(t, err)
	require.Equal(t, is, p.Own(), "another process reads it")

	p, err = d.Correct(t.Context(), was.ID, was.Own().Mark(), people.Own{Name: "Cora"})
	require.ErrorIs(t, err, people.ErrMoved, "it was made from what was recorded before")
	require.Equal(t, is, p.Own(), "and what is recorded is told")
	_, err = d.Correct(t.Context(), was.ID, is.Mark(), people.Own{Name: ""})
	require.Error(t, err)
	require.Equal(t, before+1, events())

	var tries sync.WaitGroup
	done := make(chan error, 8)
	for n := range cap(done) {
		tries.Go(func() {
			_, err := d.Correct(t.Context(), was.ID, is.Mark(), people.Own{Name: "Cora " + string(rune('A'+n))})
			done <- err
		})
	}
	tries.Wait()
	close(done)
	recorded := 0
	for err := range done {
		if err == nil {
			recorded++
		} else {
			require.ErrorIs(t, err, people.ErrMoved)
		}
	}
	require.Equal(t, 1, recorded, "of several at once one is recorded")

	ledgertest.Erase(t, people.Stream(was.ID))
	p, err = elsewhere.Find(t.Context(), was.ID)
	require.NoError(t, err)
	require.True(t, p.Erased)
	_, err = elsewhere.Correct(t.Context(), was.ID, people.Own{}.Mark(), is)
	require.ErrorIs(t, err, people.ErrUnknown, "nothing is written of who was erased")
}
