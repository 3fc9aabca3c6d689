package calendar

import (
	"fmt"
	"strings"
	"time"
)

// WallClock is what a clock on the wall shows: a date and a time of day to the second. It means an instant only in a named
// zone, by [WallClock.Resolve]. Its text is "2019-08-07T17:00", with ":30" for seconds other than zero, and with an
// offset from UTC where one is given, "2019-10-27T02:30+02:00". The zero WallClock means "no time" and is the empty text.
type WallClock struct {
	Date                 Date
	Hour, Minute, Second int
	// Offset is the offset from UTC that was written, "+02:00", or "" if none was. It is needed only for a time that the
	// zone has twice, or not at all.
	Offset string
}

// ParseWallClock reads the text of a WallClock. It refuses with a sentence: other forms, impossible dates and times, 24:00
// (it names the next day's 00:00 instead), Z (an offset is written out: +00:00) and leap seconds.
func ParseWallClock(text string) (WallClock, error) {
	day, clock, _ := strings.Cut(text, "T")
	var offset string
	if i := strings.IndexAny(clock, "+-Z"); i >= 0 {
		clock, offset = clock[:i], clock[i:]
	}
	if !shaped(clock, "00:00") && !shaped(clock, "00:00:00") || !shaped(day, "0000-00-00") {
		return WallClock{}, fmt.Errorf("%s is not a wall-clock time: write it as in 2019-08-07T17:00 or 2019-08-07T17:00:30", quote(text))
	}
	d, err := ParseDate(day)
	if err != nil {
		return WallClock{}, err
	}
	w := WallClock{Date: d, Hour: number(clock[0:2]), Minute: number(clock[3:5]), Offset: offset}
	if len(clock) > 5 {
		w.Second = number(clock[6:8])
	}
	if w.Hour == 24 && w.Minute == 0 && w.Second == 0 {
		return WallClock{}, fmt.Errorf("%s: 24:00 can be read as two days: write %sT00:00", text, d.AddDays(1))
	}
	if w.Hour > 23 || w.Minute > 59 || w.Second > 59 {
		return WallClock{}, fmt.Errorf("%s is not a wall-clock time: a clock goes from 00:00:00 to 23:59:59", text)
	}
	if _, err := parseOffset(offset); offset != "" && err != nil {
		return WallClock{}, fmt.Errorf("%s: %w", quote(text), err)
	}
	return w, nil
}

// String writes the text of w: seconds only if they are not zero, the offset only if one is given.
func (w WallClock) String() string {
	if w.IsZero() {
		return ""
	}
	return w.Date.String() + "T" + w.clock() + w.Offset
}

// IsZero reports whether w is the zero WallClock, "no time".
func (w WallClock) IsZero() bool { return w == WallClock{} }

// MarshalText writes [WallClock.String]; JSON uses it too. It refuses a WallClock that [ParseWallClock] would not read back.
func (w WallClock) MarshalText() ([]byte, error) {
	text := w.String()
	if text != "" {
		if _, err := ParseWallClock(text); err != nil {
			return nil, err
		}
	}
	return []byte(text), nil
}

// UnmarshalText reads what [ParseWallClock] reads, and the empty text as the zero WallClock.
func (w *WallClock) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*w = WallClock{}
		return nil
	}
	read, err := ParseWallClock(string(text))
	if err != nil {
		return err
	}
	*w = read
	return nil
}

func (w WallClock) clock() string {
	text := fmt.Sprintf("%02d:%02d", w.Hour, w.Minute)
	if w.Second != 0 {
		text += fmt.Sprintf(":%02d", w.Second)
	}
	return text
}

// utc is what w would be as an instant if its zone had no offset.
func (w WallClock) utc() time.Time {
	return time.Date(w.Date.Year, w.Date.Month, w.Date.Day, w.Hour, w.Minute, w.Second, 0, time.UTC)
}

// parseOffset reads "+02:00", and "-00:44:30" as zones had them before they were rounded to minutes.
func parseOffset(text string) (time.Duration, error) {
	if shaped(text, "+00:00") || shaped(text, "-00:00") || shaped(text, "+00:00:00") || shaped(text, "-00:00:00") {
		seconds := number(text[1:3])*3600 + number(text[4:6])*60
		if len(text) > 6 {
			seconds += number(text[7:9])
		}
		offset := time.Duration(seconds) * time.Second
		if text[0] == '-' {
			offset = -offset
		}
		if formatOffset(offset) == text {
			return offset, nil
		}
	}
	return 0, fmt.Errorf("%s is not an offset from UTC: write it as in +02:00 or -03:30", quote(text))
}

func formatOffset(offset time.Duration) string {
	sign, seconds := "+", int(offset/time.Second)
	if seconds < 0 {
		sign, seconds = "-", -seconds
	}
	text := fmt.Sprintf("%s%02d:%02d", sign, seconds/3600, seconds/60%60)
	if seconds%60 != 0 {
		text += fmt.Sprintf(":%02d", seconds%60)
	}
	return text
}
