package calendar

import "time"

// stretch is a time during which a zone has one offset from UTC: from start on, and before end. The first of a window has
// no start and the last no end; these are the zero time.
type stretch struct {
	start, end time.Time
	offset     time.Duration // east of UTC
}

func (s stretch) contains(t time.Time) bool {
	return (s.start.IsZero() || !t.Before(s.start)) && (s.end.IsZero() || t.Before(s.end))
}

const (
	// margin is more than any zone was ever away from UTC (16 hours at most, before 1900): whatever clocks somewhere show
	// as t, held in UTC, they show within this time of t.
	margin = 18 * time.Hour
	// step is less than any zone ever kept an offset between two others.
	step = 30 * time.Minute
)

// stretchesAround are the stretches of loc within the margin of t, in order; neighbours have different offsets.
//
// It looks at offsets alone and finds each change by halving. Time.ZoneBounds would be the obvious means, but in Go 1.26
// its end can be the instant asked about or lie before it, on the last day of a leap year such as 31 December 2020 in
// Brussels (https://go.dev/issue/81583), and a loop over it never ends.
func stretchesAround(t time.Time, loc *time.Location) []stretch {
	from := t.Add(-margin)
	all := []stretch{{offset: offsetAt(from, loc)}}
	for ; from.Before(t.Add(margin)); from = from.Add(step) {
		last := &all[len(all)-1]
		if offsetAt(from.Add(step), loc) == last.offset {
			continue
		}
		change := changeAfter(from, loc)
		last.end = change
		all = append(all, stretch{start: change, offset: offsetAt(change, loc)})
	}
	return all
}

// changeAfter is the first instant within a step after t at which the offset is not that of t. Zones change at whole
// seconds.
func changeAfter(t time.Time, loc *time.Location) time.Time {
	same, changed, offset := t.Unix(), t.Add(step).Unix(), offsetAt(t, loc)
	for changed-same > 1 {
		if half := same + (changed-same)/2; offsetAt(time.Unix(half, 0), loc) == offset {
			same = half
		} else {
			changed = half
		}
	}
	return time.Unix(changed, 0).UTC()
}

func offsetAt(t time.Time, loc *time.Location) time.Duration {
	_, seconds := t.In(loc).Zone()
	return time.Duration(seconds) * time.Second
}
