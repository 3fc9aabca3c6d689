package door_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/ledger/ledgertest"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/people"
)

// Whoever has been erased is not told that they are not: nobody is left to write to, and the request is settled.
func TestAnErasureIsNotRefusedToWhoeverHasBeenErased(t *testing.T) {
	t.Parallel()
	d, l := aDoor(t)
	who, err := d.People.Find(t.Context(), "contact")
	require.NoError(t, err)
	refuse := func(id string) door.Request {
		return door.Request{Stream: governance.AdministrationStream, Command: governance.RefuseErasure{Person: who.ID, Why: "an award is contested"}, As: "officer", ID: id, Wait: -1, Begins: true}
	}
	first, err := d.Submit(t.Context(), refuse("r-1"))
	require.NoError(t, err)
	ledgertest.Erase(t, people.Stream(who.ID))
	d.People = people.NewDirectory(l)
	before := size(t, l)
	_, err = d.Submit(t.Context(), refuse("r-2"))
	require.ErrorIs(t, err, door.ErrNonsense)
	for lang, want := range map[string]string{"en": "has been erased", "fr": "ont été effacées", "de": "ist gelöscht"} {
		n, made := narrate.New(lang, nil, "")
		require.NoError(t, made)
		require.Contains(t, n.Error(err), want)
	}
	require.Equal(t, before, size(t, l), "nothing was recorded")
	again, err := d.Submit(t.Context(), refuse("r-1"))
	require.NoError(t, err, "what was received before is answered as it was")
	require.Equal(t, first.Received, again.Received)
	_, err = d.Submit(t.Context(), door.Request{Stream: governance.AdministrationStream, Command: governance.RefuseErasure{Person: "p-nobody", Why: "no"}, As: "officer", ID: "r-3", Wait: -1, Begins: true})
	require.NoError(t, err, "who never asked is for the law to say")
}
