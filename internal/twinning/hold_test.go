package twinning_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/twinning"
)

func TestAHoldKeepsTheRecordBeyondItsRetention(t *testing.T) {
	t.Parallel()
	place, lift := twinning.PlaceHold{Authority: "Court of Auditors", Reason: "an audit"}, twinning.LiftHold{Reason: "closed"}
	placed := func(w *World) { w.Do(Tendering(A), Head, place) }
	w := New(t).Running()
	w.Logged(A).Reported(A)
	w.Do(Tendering(A), Officer, closing)
	require.Equal(t, twinning.Retained, w.Twinning(A).Stage)
	until := w.Twinning(A).RetainTil
	after := until.AddDays(30).String() + "T09:00"
	Run(t, w,
		Row{Name: "by the head", By: Head, When: place, Then: []string{"hold-placed.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, twinning.Retained, w.At(after).Twinning(A).Stage, "its years are over, and it is kept")
		}},
		Row{Name: "without one it ends", By: Head, When: place, Given: func(w *World) { w.At(after) }, Refused: "retention/over"},
		Row{Name: "not by an officer", By: Officer, When: place, Refused: "roles/not-allowed"},
		Row{Name: "not twice", Given: placed, By: Head, When: place, Refused: "retention/held-already"},
		Row{Name: "lifted in time, the retention ends when it would have", Given: placed, By: Head, When: lift, Then: []string{"hold-lifted.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, twinning.Over, w.At(after).Twinning(A).Stage)
		}},
		Row{Name: "lifted later, it ends at once", Given: func(w *World) { placed(w); w.At(after) }, By: Head, When: lift, Then: []string{"hold-lifted.v1"}, After: func(t *testing.T, w *World) {
			m, ok := twinning.Law.Next(w.Twinning(A), w)
			require.True(t, ok)
			require.True(t, m.At.After(w.Now))
			w.Until(w.Now.Add(2000))
			require.Equal(t, twinning.Over, w.Twinning(A).Stage)
		}},
		Row{Name: "none is lifted that does not stand", By: Head, When: lift, Refused: "retention/not-held"},
		Row{Name: "not lifted by an officer", Given: placed, By: Officer, When: lift, Refused: "roles/not-allowed"},
	)
	Run(t, New(t).Running(), Row{Name: "while the twinning runs", By: Head, When: place, Then: []string{"hold-placed.v1"}})
	Nonsense(t,
		No("nobody asks for it", twinning.PlaceHold{Reason: "?"}, "authority is missing"),
		No("for no reason", twinning.PlaceHold{Authority: "OLAF"}, "reason is missing"),
		No("lifted for none", twinning.LiftHold{}, "reason is missing"),
	)
}
