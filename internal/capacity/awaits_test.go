package capacity_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	. "twinning.example/engine/internal/call/calltest"
	. "twinning.example/engine/internal/capacity"
)

func TestATopicWithBothSidesWaitsForAPairingAndWhatIsOwedNamesWhatItIsAbout(t *testing.T) {
	t.Parallel()
	w := New(t)
	stated(t)(w)
	require.Empty(t, is(w).Awaits(staff), "statements are taken")
	w.At("2019-06-29T00:01")
	waits := is(w).Awaits(staff)
	require.Len(t, waits, 1)
	require.Equal(t, "strategies", waits[0].Topic)
	require.Empty(t, is(w).Awaits(sweden))
	w.Do(theInitiative, staff, propose())
	require.Empty(t, is(w).Awaits(staff), "both countries are asked")
	w.Do(theInitiative, sweden, AnswerPairing{Pairing: 1, Country: "SE", Accept: true})
	w.Do(theInitiative, austria, AnswerPairing{Pairing: 1, Country: "AT", Accept: true})
	require.Empty(t, is(w).Awaits(staff))
	require.NotEmpty(t, is(w).Obligations)
	for _, o := range is(w).Obligations {
		require.NotEmpty(t, is(w).About(o.ID), o.ID)
	}
	require.Equal(t, map[string]string{"pairing": "1", "country": "AT"}, is(w).About("pairing-1-AT"))

	declined := New(t)
	paired(t)(declined)
	declined.Do(theInitiative, sweden, AnswerPairing{Pairing: 1, Country: "SE", Why: "No."})
	require.Len(t, is(declined).Awaits(staff), 1, "another pairing can be proposed")
}
