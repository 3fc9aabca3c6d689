package body_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	. "twinning.example/engine/internal/body"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/obligation"
)

// What the secretariat owes is owed by who is of it, and nobody else's debt moves.
func TestWhatTheSecretariatOwesIsOwedByWhoIsOfIt(t *testing.T) {
	t.Parallel()
	w := New(t)
	held(t)(w)
	minutes := func() obligation.Obligation {
		o, ok := obligation.Find(is(w).Obligations, "minutes-15")
		require.True(t, ok)
		return o
	}
	was := minutes()
	require.Equal(t, []string{staff}, was.Who)
	w.Do(network, staff, ChangeBodyStaff{governance.StaffChange{Comes: "p-new", Gone: staff, Why: "another post"}})
	require.Equal(t, []string{"p-new"}, minutes().Who)
	require.Equal(t, was.Dues, minutes().Dues, "by the same day")
	require.Equal(t, 1, told(w, network)["p-new life-staff"])
	require.Equal(t, 1, told(w, network)[staff+" life-staff"])
	_, err := w.Send(network, staff, DraftMinutes{"15", "Text."})
	require.Error(t, err)
	w.Do(network, "p-new", DraftMinutes{"15", "Text."})
	require.False(t, minutes().Open())
}
