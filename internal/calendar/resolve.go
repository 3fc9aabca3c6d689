package calendar

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Resolve is the instant, in UTC, at which the clocks in a zone show w. The zone is named as for [Zone].
//
// It refuses with a sentence that says why, and what to write instead:
//
//   - a time that the zone has twice, when clocks go back, unless w says which offset is meant;
//   - a time that the zone does not have, when clocks go forward, unless w has the offset from before or from after the
//     jump: then it is the instant that the offset makes of it (02:30+01:00 in Brussels on 31 March 2019 is 01:30 UTC, when
//     clocks there showed 03:30);
//   - an offset that the zone does not have then.
func (w WallClock) Resolve(zone string) (time.Time, error) {
	loc, err := Zone(zone)
	if err != nil {
		return time.Time{}, err
	}
	if _, err := ParseWallClock(w.String()); err != nil {
		return time.Time{}, err
	}
	around := stretchesAround(w.utc(), loc)
	offsets := w.offsets(around)
	jump, gap := w.gap(around)
	if gap {
		offsets = []time.Duration{jump[0].offset, jump[1].offset}
	}
	switch {
	case w.Offset != "":
		offset, err := parseOffset(w.Offset)
		if err != nil {
			return time.Time{}, err
		}
		if !slices.Contains(offsets, offset) {
			return time.Time{}, w.noInstant(OtherOffset, zone, offsets, "%s is not an offset that %s has at %s on %s: write %s",
				w.Offset, zone, w.clock(), w.Date, either(offsets))
		}
		return w.utc().Add(-offset), nil
	case gap:
		from, to := jump[0].end.Add(jump[0].offset), jump[0].end.Add(jump[1].offset)
		return time.Time{}, w.noInstant(Skipped, zone, offsets, "%s on %s does not exist in %s, because the clocks go forward from %s to %s: write a time that exists, or %s (then %s there) or %s (then %s there)",
			w.clock(), w.Date, zone, w.show(from), w.show(to),
			formatOffset(offsets[0]), w.show(w.utc().Add(jump[1].offset-jump[0].offset)),
			formatOffset(offsets[1]), w.show(w.utc().Add(jump[0].offset-jump[1].offset)))
	case len(offsets) > 1:
		return time.Time{}, w.noInstant(Twice, zone, offsets, "%s on %s exists twice in %s, because the clocks go back: write %s",
			w.clock(), w.Date, zone, either(offsets))
	}
	return w.utc().Add(-offsets[0]), nil
}

// A NoInstant is the error of a wall-clock time that means no one instant in a zone.
type NoInstant struct {
	Code    string // Skipped, Twice or OtherOffset
	Wall    WallClock
	Zone    string
	Offsets []string // with one of which it would mean an instant
	text    string
}

// Why a wall-clock time means no one instant.
const (
	Skipped     = "skipped"      // the clocks go forward over it
	Twice       = "twice"        // the clocks go back, and show it again
	OtherOffset = "other-offset" // the zone does not have the offset that was written
)

func (e *NoInstant) Error() string { return e.text }

func (w WallClock) noInstant(code, zone string, offsets []time.Duration, format string, args ...any) error {
	e := &NoInstant{Code: code, Wall: w, Zone: zone, text: fmt.Sprintf(format, args...)}
	for _, o := range offsets {
		e.Offsets = append(e.Offsets, formatOffset(o))
	}
	return e
}

// offsets are the offsets at which the zone shows w, in order of the instants: one, or two when clocks go back, or none.
func (w WallClock) offsets(around []stretch) []time.Duration {
	var found []time.Duration
	for _, s := range around {
		if s.contains(w.utc().Add(-s.offset)) {
			found = append(found, s.offset)
		}
	}
	return found
}

// gap finds the stretches before and after the jump that leaves w out.
func (w WallClock) gap(around []stretch) ([2]stretch, bool) {
	for i := range len(around) - 1 {
		before, after := around[i], around[i+1]
		from, to := before.end.Add(before.offset), before.end.Add(after.offset)
		if !w.utc().Before(from) && w.utc().Before(to) {
			return [2]stretch{before, after}, true
		}
	}
	return [2]stretch{}, false
}

// show writes a time of the clock on the wall, held in UTC, and its date if that is not the one of w.
func (w WallClock) show(t time.Time) string {
	text := t.Format("15:04")
	if t.Second() != 0 {
		text = t.Format("15:04:05")
	}
	if d := DateOf(t, time.UTC); d != w.Date {
		text += " on " + d.String()
	}
	return text
}

func either(offsets []time.Duration) string {
	texts := make([]string, len(offsets))
	for i, o := range offsets {
		texts[i] = formatOffset(o)
	}
	return strings.Join(texts, " or ")
}
