package call

import (
	"slices"
	"strings"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

// Keys of the moments that are not rungs.
const (
	momentOpens  = "opens"
	momentShuts  = "shuts"
	momentUnseal = "tenders-opened"
)

// moments lists what happens by itself from here on, by (instant, key).
func (c Call) moments() []law.Moment {
	var ms []law.Moment
	cal, err := c.Rules.Calendar()
	if err != nil {
		return nil // the rule book was checked when it was recorded; without one there are no moments
	}
	switch c.Stage {
	case Published:
		ms = append(ms, law.Moment{At: later(c.Rules.Dates.Opening.Start(cal.Zone), c.PublishedAt), Key: momentOpens})
	case Open:
		limit := c.Limit().UTC() // an extension opens the call again, so that it may shut more than once
		ms = append(ms, law.Moment{At: limit, Key: momentShuts + "@" + calendar.Instant(limit)})
	case Shut:
		if at, ok := c.OpeningMoment(); ok {
			ms = append(ms, law.Moment{At: at, Key: momentUnseal})
		}
	case Decided, Running:
		ms = append(ms, c.momentsAfter(cal)...)
	}
	ms = append(ms, c.momentsOfRoles()...)
	for _, p := range c.schedule(cal).Plan() {
		ms = append(ms, law.Moment{At: p.At, Key: p.Key, Idle: p.Idle()})
	}
	slices.SortStableFunc(ms, law.CompareMoments)
	return ms
}

// later is the instant, or just after since where that has passed already.
func later(at, since time.Time) time.Time {
	if at.After(since) {
		return at.UTC()
	}
	return since.Add(time.Microsecond).UTC()
}

// elapse is what happens at a moment.
func (c Call) elapse(f law.Facts, m law.Moment) []Event {
	switch {
	case m.Key == momentOpens:
		return []Event{SubmissionOpened{At: m.At}}
	case strings.HasPrefix(m.Key, momentShuts+"@"):
		return []Event{c.shut(m.At)}
	case m.Key == momentUnseal:
		return c.opens(f, m.At)
	}
	if events := c.elapseAfter(m); events != nil {
		return events
	}
	if events := c.elapseRoles(m); events != nil {
		return events
	}
	cal, err := c.Rules.Calendar()
	if err != nil {
		return nil
	}
	for _, p := range c.schedule(cal).Plan() {
		if p.Key != m.Key {
			continue
		}
		passed := RungPassed{Passed: p.Record()}
		if passed.Outcome == obligation.Sent {
			passed.Letters = law.To(c.addressees(p), p.Rung.Letter, law.Ref("call", c.Reference), law.On("due", p.Due.On),
				law.Rules("what", "reminders.ladders."+p.Obligation.Ladder+".what", p.Ladder.What),
				law.Rules("lapse", "reminders.ladders."+p.Obligation.Ladder+".lapse", p.Ladder.Lapse))
		}
		return []Event{passed}
	}
	return nil
}

// schedule is what the rungs of the call are computed from.
func (c Call) schedule(cal obligation.Calendar) obligation.Schedule {
	return obligation.Schedule{Owed: c.Obligations, Ladders: c.Rules.Reminders.Ladders, Cal: cal, Passed: c.Passed}
}

func (c Call) addressees(p obligation.Planned) []string {
	var people []string
	for _, to := range p.Rung.To {
		if to == obligation.Owner {
			people = append(people, p.Obligation.Who...)
			continue
		}
		people = append(people, c.People(law.Role(to))...)
	}
	return people
}
