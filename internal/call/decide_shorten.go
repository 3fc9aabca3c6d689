package call

import (
	"slices"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
)

// notice is the least time that tenderers have from a shortening to the new
// limit (our choice; no source says).
const notice = 24 * time.Hour

// Decide proposes an earlier limit in place of an extension's, as long as nobody
// has relied on the extension.
func (o ShortenDeadline) Decide(c Call, _ law.Facts, r law.Receipt) ([]Event, error) {
	if err := c.may(r, law.Officer, law.Head); err != nil {
		return nil, err
	}
	d, err := calendar.NewDeadline(calendar.Deadline{
		Name: "submission-of-tenders", Wall: o.To, Zone: c.Rules.Zone, Inclusive: o.Inclusive, Grace: ExtendDeadline(o).grace(c.Rules),
		Covers: o.Covers, Why: o.Why, SignedBy: r.Actor,
	})
	if err != nil {
		return nil, law.Refuse("deadlines", "no-such-time", law.Because("why", noInstant(err)))
	}
	if _, err := c.ends(d, r); err != nil {
		return nil, err
	}
	return []Event{ShorteningProposed{
		Number: c.Proposals + 1, Deadline: d, Promise: c.askToSign(r.Actor, law.Why("shorten-the-deadline", law.Clock("until", d.Wall, d.Zone)), o.Why),
	}}, nil
}

// shortened is a shortening with both signatures.
func (c Call) shortened(p Proposal, f law.Facts, r law.Receipt) ([]Event, error) {
	ends, err := c.ends(*p.Deadline, r)
	if err != nil {
		return nil, err
	}
	return []Event{DeadlineShortened{Deadline: *p.Deadline, Ends: ends, ProposedBy: p.By, Told: c.timed(f, *p.Deadline)}}, nil
}

// ends are the numbers of the versions that a shortening ends: the extensions
// for the same tenderers that would leave more time.
//
// An extension has been relied on once the limit that it replaced has passed:
// who has not submitted until then counts on the later one, and a tender that
// was received since is in time by it alone. Until then everybody still has the
// time that they had before it, and a shortening takes nothing more away.
func (c Call) ends(d calendar.Deadline, r law.Receipt) ([]int, error) {
	if err := c.must("shortening-the-deadline", Drafted, Published, Open); err != nil {
		return nil, err
	}
	var ends []int
	var last time.Time
	for i, v := range c.Deadlines {
		if i > 0 && v.Admission == 0 && !v.Shortened && sameNames(v.Rule.Covers, d.Covers) && v.Rule.Last().After(d.Last()) {
			ends = append(ends, i+1)
			if v.Rule.Last().After(last) {
				last = v.Rule.Last()
			}
		}
	}
	if len(ends) == 0 {
		return nil, law.Refuse("deadlines", "no-extension", law.Ref("call", c.Reference), law.At("limit", d.Limit(), c.Rules.Zone))
	}
	names := d.Covers
	if len(names) == 0 {
		names = []string{""}
	}
	for _, name := range names {
		before, _ := c.longest([]string{name}, func(v DeadlineVersion) bool { return v.Admission == 0 && !v.Shortened && v.Rule.Last().Before(last) })
		limit := law.At("limit", before.Rule.Limit(), c.Rules.Zone)
		switch {
		case !before.Rule.Last().After(r.ReceivedAt):
			return nil, law.Refuse("deadlines", "relied-on", limit)
		case d.Last().Before(before.Rule.Last()):
			return nil, law.Refuse("deadlines", "before-the-extension", limit)
		}
	}
	if d.Last().Sub(r.ReceivedAt) < notice {
		return nil, law.Refuse("deadlines", "too-soon", law.At("limit", d.Limit(), c.Rules.Zone))
	}
	return ends, nil
}

// sameNames tells whether two versions are for the same tenderers.
func sameNames(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// inOrder refuses a limit that comes too late for the dates of the rule book:
// the tenders must be opened and evaluated before the award.
func (c Call) inOrder(d calendar.Deadline) error {
	cal, err := c.Rules.Calendar()
	if err != nil {
		return law.Refuse("rule-book", "no-calendar", law.Ref("call", c.Reference))
	}
	award := c.Rules.Dates.Award
	day := calendar.DateOf(d.Limit(), cal.Zone)
	if within := c.Rules.Dates.OpenWithin; !within.IsZero() && len(d.Covers) == 0 {
		day = calendar.Period(day, within, cal.Holidays)
	}
	if day.Before(award) {
		return nil
	}
	return law.Refuse("deadlines", "after-the-award", law.On("day", day), law.Ref("call", c.Reference), law.On("award", award))
}
