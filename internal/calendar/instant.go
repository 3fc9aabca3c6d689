package calendar

import (
	"fmt"
	"time"
)

// instantLayout is RFC 3339 in UTC with exactly six digits of a second.
const instantLayout = "2006-01-02T15:04:05.000000Z"

// Instant writes an instant as RFC 3339 in UTC with exactly six digits, "2019-08-07T15:00:00.000000Z", years 0000 to 9999.
// What is finer than a microsecond is cut off, never rounded up, so no instant is ever shown later than it was. Texts so
// written sort as the instants do.
func Instant(t time.Time) string { return t.UTC().Format(instantLayout) }

// ParseInstant reads exactly what [Instant] writes, and refuses everything else with a sentence: other numbers of digits,
// offsets, leap seconds.
func ParseInstant(text string) (time.Time, error) {
	t, err := time.Parse(instantLayout, text)
	if err != nil || Instant(t) != text {
		return time.Time{}, fmt.Errorf("%s is not an instant: write it in UTC with six digits, as in 2019-08-07T15:00:00.000000Z", quote(text))
	}
	return t, nil
}
