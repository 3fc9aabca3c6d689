package calendar_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/calendar"
)

// What is read is written back as it was, but for the seconds :00 that a wall-clock time does not need, and what is
// refused is refused in a short sentence.
func FuzzTextsAreReadBackAsWritten(f *testing.F) {
	for _, seed := range []string{
		"2019-10-14", "2019-02-29", "10 days", "1 working day", "2019-08-07T17:00", "2019-10-27T02:30:15+02:00",
		"2019-08-07T15:00:00.000000Z", "2019-08-07T24:00", "", "T", "99999 days",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		refused := func(err error) { require.Less(t, len(err.Error()), 700) }
		if d, err := calendar.ParseDate(text); err != nil {
			refused(err)
		} else {
			require.Equal(t, text, d.String())
		}
		if l, err := calendar.ParseLength(text); err != nil {
			refused(err)
		} else {
			require.Equal(t, text, l.String())
		}
		if i, err := calendar.ParseInstant(text); err != nil {
			refused(err)
		} else {
			require.Equal(t, text, calendar.Instant(i))
		}
		w, err := calendar.ParseWallClock(text)
		if err != nil {
			refused(err)
			return
		}
		require.Equal(t, w, wall(t, w.String()))
		if _, err := w.Resolve("Europe/Brussels"); err != nil {
			refused(err)
		}
	})
}
