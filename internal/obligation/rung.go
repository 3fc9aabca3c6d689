package obligation

import (
	"cmp"
	"fmt"
	"slices"
	"sort"
	"time"

	"twinning.example/engine/internal/calendar"
)

// A Schedule is what the rungs of one life are computed from.
type Schedule struct {
	Owed    []Obligation
	Ladders map[string]Ladder
	Cal     Calendar
	Passed  map[string]bool // by key: rungs whose moment has passed
}

// A Planned rung is one letter's moment, computed.
type Planned struct {
	Key        string     // obligation@due/rung, one for ever; obligation@due#2/rung where that day came back
	At         time.Time  // UTC
	Obligation Obligation // as it stands
	Due        Due        // the due date it belongs to, which holds
	Rung       Rung
	Ladder     Ladder
}

// An Outcome is what became of a rung, at its moment or before it.
type Outcome string

// The outcomes of a rung.
const (
	Sent       Outcome = "sent"       // its letters are promised
	Suppressed Outcome = "suppressed" // what it asks for has arrived, or nobody can be written to
	Superseded Outcome = "superseded" // its due date no longer holds, or the rule book has no such letter any more
)

// A Passed rung is the record of its one outcome. It stands in the event of its
// moment or, where the letter is not sent, in the event that made it needless.
type Passed struct {
	Key        string        `json:"key"`
	Obligation string        `json:"obligation"`
	Due        calendar.Date `json:"due"`
	Rung       string        `json:"rung"`
	At         time.Time     `json:"at"` // the rung's moment, UTC
	Outcome    Outcome       `json:"outcome"`
	Why        Cause         `json:"why"`
	Done       calendar.Date `json:"done,omitzero"` // of CauseDone: the day on which what it asks for was done
}

// RungOutcome is p itself, whatever event it is embedded in.
func (p Passed) RungOutcome() Passed { return p }

// Plan lists the rungs that are still to come, by (instant, key): of what is
// owed, by the due date that holds. A rung that lies before its due date was
// known is not planned.
func (s Schedule) Plan() []Planned {
	var plan []Planned
	for _, o := range s.Owed {
		if !o.Open() {
			continue
		}
		due, _ := o.Current()
		ladder := s.Ladders[o.Ladder]
		for _, r := range ladder.Rungs {
			at := s.Cal.At(due.On.AddDays(r.Days))
			key := o.key(r)
			if !at.After(due.Since) || s.Passed[key] {
				continue
			}
			plan = append(plan, Planned{Key: key, At: at, Obligation: o, Due: due, Rung: r, Ladder: ladder})
		}
	}
	slices.SortFunc(plan, func(a, b Planned) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Key, b.Key)) })
	return plan
}

// key is the key of a rung of the last due date. A day that was given up and
// came back is another due date: its rungs have keys of their own.
func (o Obligation) key(r Rung) string {
	on, times := o.Dues[len(o.Dues)-1].On, 0
	for _, d := range o.Dues {
		if d.On == on {
			times++
		}
	}
	if times > 1 {
		return fmt.Sprintf("%s@%s#%d/%s", o.ID, on, times, r.Name)
	}
	return fmt.Sprintf("%s@%s/%s", o.ID, on, r.Name)
}

// NotSent lists the rungs that were planned before an event and, because of it,
// will never be sent, each with its one outcome. Before and after are the
// schedule of the life on either side of the event.
func NotSent(before, after Schedule) []Passed {
	plan := before.Plan()
	if len(plan) == 0 {
		return nil
	}
	still := map[string]bool{}
	for _, p := range after.Plan() {
		still[p.Key] = true
	}
	var list []Passed
	for _, p := range plan {
		if still[p.Key] || after.Passed[p.Key] {
			continue
		}
		list = append(list, p.ended(after))
	}
	return list
}

// ended is the record of a rung that is planned no longer, by what is owed now.
func (p Planned) ended(now Schedule) Passed {
	o, _ := Find(now.Owed, p.Obligation.ID)
	if n := len(p.Obligation.Dues); len(o.Dues) >= n && !o.Dues[n-1].Until.IsZero() {
		return p.record(Superseded, o.Dues[n-1].Why)
	}
	if !o.Met.IsZero() {
		done := p.record(Suppressed, CauseDone)
		done.Done = calendar.DateOf(o.Met, now.Cal.Zone)
		return done
	}
	return p.record(Superseded, CauseOtherRule)
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

// Outcome is what becomes of a planned rung when its moment passes, and why.
func (p Planned) Outcome() (Outcome, Cause) {
	switch {
	case len(p.Rung.To) == 0:
		return Suppressed, CauseNobody
	case p.Rung.Days <= 0:
		return Sent, CauseDue
	default:
		return Sent, CauseOverdue
	}
}

// Idle tells that the rung's moment changes nothing that anyone waits for.
func (p Planned) Idle() bool {
	o, _ := p.Outcome()
	return o != Sent
}

// Record is the rung's one outcome when its moment passes, as its event says it.
func (p Planned) Record() Passed { return p.record(p.Outcome()) }

func (p Planned) record(outcome Outcome, why Cause) Passed {
	return Passed{Key: p.Key, Obligation: p.Obligation.ID, Due: p.Due.On, Rung: p.Rung.Name, At: p.At, Outcome: outcome, Why: why}
}
