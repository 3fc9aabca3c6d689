package calendar

import (
	"fmt"
	"slices"
	"time"

	"twinning.example/engine/internal/freetext"
)

// Deadline is one version of a deadline rule: what was published, and the instant that it means. Versions are kept, never
// overwritten; which of them is in force for whom is the ledger's to say. Make one with [NewDeadline]. A Deadline that was
// recorded is read back as it is: its instant is not computed again, whatever tzdata says later.
type Deadline struct {
	// Name says what is due, as in "submission of tenders".
	Name string
	// Wall is the time as published, on clocks in Zone.
	Wall WallClock
	// Zone is a full name of the IANA time zone database, as in "Europe/Brussels".
	Zone string
	// Instant is what Wall means in Zone: in UTC, to the microsecond.
	Instant time.Time
	// TZData is the version of the time zone database that gave Instant.
	TZData string
	// Inclusive says whether what is received at exactly the limit is in time. False means that it is late.
	Inclusive bool
	// Grace is added to Instant before anything is late. It is public, a part of the rule; the default is none.
	Grace time.Duration
	// Covers names the references or persons for whom this version was made; empty means everyone.
	Covers []string
	// Why is the reason for this version in the words of whoever asked for it; "" for the one of the rule book.
	Why freetext.Text
	// SignedBy is the opaque id of the person who signed it.
	SignedBy string
}

// NewDeadline makes a Deadline of its terms: every field of terms except Instant and TZData, which it computes and whose
// values in terms it ignores. It refuses with a sentence: a missing name, a zone or a wall-clock time that
// [WallClock.Resolve] refuses, a grace that is negative or finer than a microsecond, an empty or repeated name in Covers.
func NewDeadline(terms Deadline) (Deadline, error) {
	d := terms
	if d.Name == "" {
		return Deadline{}, fmt.Errorf("a deadline needs a name that says what is due")
	}
	instant, err := d.Wall.Resolve(d.Zone)
	if err != nil {
		return Deadline{}, fmt.Errorf("deadline for %s: %w", d.Name, err)
	}
	if d.Grace < 0 || d.Grace%time.Microsecond != 0 {
		return Deadline{}, fmt.Errorf("deadline for %s: grace %s is not zero or a number of microseconds", d.Name, d.Grace)
	}
	d.Covers = append([]string(nil), d.Covers...)
	for i, ref := range d.Covers {
		if ref == "" {
			return Deadline{}, fmt.Errorf("deadline for %s: it covers someone without a reference", d.Name)
		}
		if slices.Contains(d.Covers[:i], ref) {
			return Deadline{}, fmt.Errorf("deadline for %s: it covers %s twice", d.Name, quote(ref))
		}
	}
	d.Instant, d.TZData = instant, TZData
	return d, nil
}

// AppliesTo reports whether this version was made for a reference or person: it covers everyone, or names it.
func (d Deadline) AppliesTo(ref string) bool {
	return len(d.Covers) == 0 || slices.Contains(d.Covers, ref)
}

// Limit is the instant up to which things may be received, grace included. Whether the limit itself still counts is said
// by Inclusive.
func (d Deadline) Limit() time.Time { return d.Instant.Add(d.Grace) }

// Last is the first instant at which nothing more can be in time: one microsecond after the limit if the limit counts,
// else the limit. The moment at which a deadline has passed is this one.
func (d Deadline) Last() time.Time {
	if d.Inclusive {
		return d.Limit().Add(time.Microsecond)
	}
	return d.Limit()
}

// InTime reports whether what was received at an instant is in time. Instants are compared to the microsecond; what is
// finer is cut off. It does not ask whom the rule covers: see AppliesTo.
func (d Deadline) InTime(received time.Time) bool {
	return received.Truncate(time.Microsecond).Before(d.Last())
}
