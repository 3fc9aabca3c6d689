package obligation

import (
	"cmp"
	"fmt"
	"slices"
	"sort"
	"time"

	"twinning.example/engine/internal/calendar"
)

// A Planned rung is one letter's moment, computed.
type Planned struct {
	Key        string     // obligation@due/rung: one for ever
	At         time.Time  // UTC
	Obligation Obligation // as it stands
	Due        Due        // the due date it belongs to
	Rung       Rung
	Ladder     Ladder
}

// An Outcome is what became of a rung when its moment passed.
type Outcome string

// The outcomes of a rung.
const (
	Sent       Outcome = "sent"       // its letters are promised
	Suppressed Outcome = "suppressed" // what it asks for had arrived, or nobody can be written to
	Superseded Outcome = "superseded" // its due date no longer held
)

// A Passed rung is the record of its one outcome. It is the body of an event.
type Passed struct {
	Key        string        `json:"key"`
	Obligation string        `json:"obligation"`
	Due        calendar.Date `json:"due"`
	Rung       string        `json:"rung"`
	At         time.Time     `json:"at"` // the rung's moment, UTC
	Outcome    Outcome       `json:"outcome"`
	Why        string        `json:"why"`
}

// Plan lists the rungs whose moment has not been recorded, by (instant, key).
// A rung that lies before its due date was known is not planned. A due date
// that was given up and came back has its rungs once: as it is owed now.
func Plan(list []Obligation, ladders map[string]Ladder, cal Calendar, passed map[string]bool) []Planned {
	var plan []Planned
	for _, o := range list {
		ladder := ladders[o.Ladder]
		for i, due := range o.Dues {
			for _, r := range ladder.Rungs {
				at := cal.At(due.On.AddDays(r.Days))
				key := fmt.Sprintf("%s@%s/%s", o.ID, due.On, r.Name)
				again := slices.ContainsFunc(o.Dues[i+1:], func(d Due) bool { return d.On == due.On && at.After(d.Since) })
				if !at.After(due.Since) || again || passed[key] {
					continue
				}
				plan = append(plan, Planned{Key: key, At: at, Obligation: o, Due: due, Rung: r, Ladder: ladder})
			}
		}
	}
	slices.SortFunc(plan, func(a, b Planned) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Key, b.Key)) })
	return plan
}

// At is the hour of the rungs on a day, in UTC. An hour that does not exist that
// day is the instant at which the clocks were moved; of two it is the first.
func (c Calendar) At(d calendar.Date) time.Time {
	const day = 24 * time.Hour
	likely := c.wall(d).Add(-c.ahead(c.wall(d)))
	if c.ahead(likely.Add(-day)) == c.ahead(likely.Add(day)) && c.shows(likely).Equal(c.wall(d)) {
		return likely // the clocks are not moved: so on most days
	}
	start, end := d.Start(c.Zone), d.End(c.Zone)
	if c.shows(start).After(c.wall(d)) {
		return start // the day begins later than this hour
	}
	for _, near := range []time.Time{start, end} {
		at := c.wall(d).Add(-c.ahead(near))
		if c.shows(at).Equal(c.wall(d)) {
			return at.UTC()
		}
	}
	moved := sort.Search(int(end.Sub(start)/time.Second), func(s int) bool {
		return c.ahead(start.Add(time.Duration(s)*time.Second)) != c.ahead(start)
	})
	return start.Add(time.Duration(moved) * time.Second).UTC()
}

// wall is the hour of the rungs on a day, and shows what the clocks show, both
// held in UTC.
func (c Calendar) wall(d calendar.Date) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Add(c.Hour)
}

func (c Calendar) shows(at time.Time) time.Time { return at.UTC().Add(c.ahead(at)) }

// ahead is how far the clocks are ahead of UTC.
func (c Calendar) ahead(at time.Time) time.Duration {
	_, seconds := at.In(c.Zone).Zone()
	return time.Duration(seconds) * time.Second
}

// Outcome is what becomes of a rung when its moment passes, and why, in words.
func (p Planned) Outcome() (Outcome, string) {
	switch {
	case !p.Due.Until.IsZero() && !p.Due.Until.After(p.At):
		return Superseded, p.Due.Why
	case !p.Obligation.Met.IsZero() && !p.Obligation.Met.After(p.At):
		return Suppressed, "it had arrived on " + p.Obligation.Met.UTC().Format("2006-01-02")
	case len(p.Rung.To) == 0:
		return Suppressed, "the ladder names nobody to write to"
	case p.Rung.Days <= 0:
		return Sent, fmt.Sprintf("it is due on %s", p.Due.On)
	default:
		return Sent, fmt.Sprintf("it was due on %s and has not arrived", p.Due.On)
	}
}

// Idle tells that the rung's moment changes nothing that anyone waits for.
func (p Planned) Idle() bool {
	o, _ := p.Outcome()
	return o != Sent
}

// Record is the rung's one outcome, as its event says it.
func (p Planned) Record() Passed {
	outcome, why := p.Outcome()
	return Passed{Key: p.Key, Obligation: p.Obligation.ID, Due: p.Due.On, Rung: p.Rung.Name, At: p.At, Outcome: outcome, Why: why}
}
