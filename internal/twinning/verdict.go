package twinning

import (
	"strings"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
)

// Judged is what a deadline rule says of something received at an instant: in
// time or how late, by which limit, and whether the limit itself counts. The
// instants are told in a zone by its full name; "" is the rule's own.
func Judged(d calendar.Deadline, received time.Time, zone string) law.Reason {
	if zone == "" {
		zone = d.Zone
	}
	received = received.Truncate(time.Microsecond)
	with := []law.Param{
		law.At("received", received, zone), law.At("due", d.Instant, zone), law.Word("what", "deadline", strings.ReplaceAll(d.Name, " ", "-")),
		law.Word("limit", "limit", limitCounts(d)),
	}
	after := received.Sub(d.Instant)
	by, grace := law.Lasting("by", after.Abs()), law.Lasting("grace", d.Grace)
	switch {
	case d.InTime(received) && after > 0:
		return law.Why("in-time-within-grace", append(with, by, grace)...)
	case d.InTime(received) && after == 0 && !d.Inclusive: // it is the end of the grace that does not count
		return law.Why("in-time-at-deadline-within-grace", append(with, grace)...)
	case d.InTime(received) && after == 0:
		return law.Why("in-time-at-deadline", with...)
	case d.InTime(received):
		return law.Why("in-time", append(with, by)...)
	case d.Grace > 0 && received.Equal(d.Limit()):
		return law.Why("late-at-end-of-grace", append(with, grace)...)
	case received.Equal(d.Limit()):
		return law.Why("late-at-deadline", with...)
	case d.Grace > 0:
		return law.Why("late-after-grace", append(with, by, law.Lasting("beyond", received.Sub(d.Limit())), grace)...)
	}
	return law.Why("late", append(with, by)...)
}

func limitCounts(d calendar.Deadline) string {
	if d.Inclusive {
		return "included"
	}
	return "excluded"
}
