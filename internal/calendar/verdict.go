package calendar

import (
	"fmt"
	"time"
)

// Sentence explains in words what the rule says of something received at an instant: in time or how late, by which limit,
// whether the limit itself counts. Both instants are given on clocks in a zone, with the offset then in force, and in UTC.
// The zone is the reader's, by its full name; "" is the rule's own. A zone that [Zone] does not know leaves UTC alone, so
// that there is always a sentence.
func (d Deadline) Sentence(received time.Time, zone string) string {
	if zone == "" {
		zone = d.Zone
	}
	received = received.Truncate(time.Microsecond)
	return fmt.Sprintf("received %s: %s; due %s, %s",
		onClocks(received, zone), d.verdict(received), onClocks(d.Instant, zone), d.terms())
}

func (d Deadline) verdict(received time.Time) string {
	after := received.Sub(d.Instant)
	switch {
	case d.InTime(received) && after > 0:
		return fmt.Sprintf("in time for %s, %s s after the deadline but within its public grace of %s", d.Name, seconds(after), d.Grace)
	case d.InTime(received) && after == 0 && !d.Inclusive: // it is the end of the grace that does not count
		return fmt.Sprintf("in time for %s, at exactly the deadline and within its public grace of %s", d.Name, d.Grace)
	case d.InTime(received) && after == 0:
		return fmt.Sprintf("in time for %s, at exactly the deadline, which still counts", d.Name)
	case d.InTime(received):
		return fmt.Sprintf("in time for %s, %s s before the deadline", d.Name, seconds(-after))
	case d.Grace > 0 && received.Equal(d.Limit()):
		return fmt.Sprintf("late for %s, at exactly the end of its public grace of %s, which no longer counts", d.Name, d.Grace)
	case received.Equal(d.Limit()):
		return fmt.Sprintf("late for %s, at exactly the deadline, which no longer counts", d.Name)
	case d.Grace > 0:
		return fmt.Sprintf("%s s late for %s, %s s after the end of its public grace of %s",
			seconds(after), d.Name, seconds(received.Sub(d.Limit())), d.Grace)
	}
	return fmt.Sprintf("%s s late for %s", seconds(after), d.Name)
}

func (d Deadline) terms() string {
	if d.Inclusive {
		return "that instant included"
	}
	return "that instant excluded"
}

// onClocks writes an instant as clocks in a zone show it, and in UTC.
func onClocks(t time.Time, zone string) string {
	loc, err := Zone(zone)
	if err != nil || zone == "UTC" {
		return Instant(t)
	}
	return t.In(loc).Format("2006-01-02 15:04:05.000000 -07:00") + " in " + zone + " (" + Instant(t) + ")"
}

// seconds writes a duration with three digits of a second, or with six if it has more than milliseconds.
func seconds(d time.Duration) string {
	whole, micros := d/time.Second, d%time.Second/time.Microsecond
	if micros%1000 == 0 {
		return fmt.Sprintf("%d.%03d", whole, micros/1000)
	}
	return fmt.Sprintf("%d.%06d", whole, micros)
}
