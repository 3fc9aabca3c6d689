// Package obligation is everything awaited: what is owed, by whom, until when,
// and the ladder of letters before and after. The set of rungs is computed
// from the state and the rule book and never recorded. Exactly one event says
// what became of a rung, and why: that of its moment or, where it is not sent,
// the one that met or replaced the obligation.
package obligation

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"twinning.example/engine/internal/calendar"
)

// A Ladder is the letters around one kind of obligation, and what follows when
// it lapses.
type Ladder struct {
	What  string `json:"what"` // in words: monthly log
	Lapse string `json:"lapse"`
	Rungs []Rung `json:"rungs"`
}

// A Rung is one letter: so many days before (negative) or after the due date,
// at the hour of the rule book. Escalation is a rung to somebody higher.
type Rung struct {
	Name   string   `json:"name"`   // reminder, overdue, escalation: unique in its ladder
	Days   int      `json:"days"`   // calendar days from the due date
	To     []string `json:"to"`     // owner, or roles: officer, head, contact
	Letter string   `json:"letter"` // template
}

// Owner in Rung.To stands for whoever owes the obligation.
const Owner = "owner"

// An Obligation is one thing awaited. Its due dates are kept as they moved.
type Obligation struct {
	ID     string    `json:"id"`     // log-03: unique in its stream
	Ladder string    `json:"ladder"` // which ladder of the rule book
	Who    []string  `json:"who"`    // person ids, or roles
	Dues   []Due     `json:"dues"`
	Met    time.Time `json:"met,omitzero"`
}

// A Due is one version of a due date: the last day on which it is in time.
// Until and Why say since when and why it no longer holds.
type Due struct {
	On    calendar.Date `json:"on"`
	Since time.Time     `json:"since"`
	Until time.Time     `json:"until,omitzero"`
	Why   Cause         `json:"why,omitempty"`
}

// Owed opens an obligation, or gives it another due date, as events carry it.
type Owed struct {
	ID     string        `json:"id"`
	Ladder string        `json:"ladder"`
	Who    []string      `json:"who"`
	Due    calendar.Date `json:"due"`
}

// Calendar is where and when rungs are.
type Calendar struct {
	Zone     *time.Location
	Holidays calendar.Holidays
	Hour     time.Duration // since midnight, wall clock
}

// ParseHour reads the hour of the rungs: 08:00.
func ParseHour(s string) (time.Duration, error) {
	t, err := time.Parse("15:04", s)
	if err != nil {
		return 0, fmt.Errorf("%q is not an hour; write 08:00", s)
	}
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute, nil
}

// Current is the due date that holds, false when none does any more.
func (o Obligation) Current() (Due, bool) {
	if len(o.Dues) == 0 {
		return Due{}, false
	}
	d := o.Dues[len(o.Dues)-1]
	return d, d.Until.IsZero()
}

// Open tells whether it is still owed.
func (o Obligation) Open() bool {
	_, holds := o.Current()
	return holds && o.Met.IsZero()
}

// Owe returns the list with the obligations opened, or re-dated, at that instant.
// The same due date as the one that holds changes only who owes it.
func Owe(list []Obligation, at time.Time, why Cause, owed ...Owed) []Obligation {
	list = slices.Clone(list)
	for _, w := range owed {
		due := Due{On: w.Due, Since: at}
		i := slices.IndexFunc(list, func(o Obligation) bool { return o.ID == w.ID })
		if i < 0 {
			list = append(list, Obligation{ID: w.ID, Ladder: w.Ladder, Who: w.Who, Dues: []Due{due}})
			continue
		}
		if holds, ok := list[i].Current(); ok && holds.On == w.Due {
			list[i].Who = w.Who
			continue
		}
		o := end(list[i], at, why)
		o.Dues = append(slices.Clip(o.Dues), due)
		o.Who = w.Who
		list[i] = o
	}
	return list
}

// Hand returns the list with what is owed by some people owed by others: what they owe as those who steer a life, from the instant on.
func Hand(list []Obligation, at time.Time, from, to []string) []Obligation {
	for _, o := range list {
		if due, ok := o.Current(); ok && o.Open() && slices.Equal(o.Who, from) {
			list = Owe(list, at, CauseMoreTime, Owed{ID: o.ID, Ladder: o.Ladder, Who: to, Due: due.On})
		}
	}
	return list
}

// Meet returns the list with one obligation met at that instant.
func Meet(list []Obligation, id string, at time.Time) []Obligation {
	list = slices.Clone(list)
	for i, o := range list {
		if o.ID == id && o.Open() {
			list[i].Met = at
		}
	}
	return list
}

// End returns the list with every open obligation that which selects no longer
// owed, because of why.
func End(list []Obligation, at time.Time, why Cause, which func(Obligation) bool) []Obligation {
	list = slices.Clone(list)
	for i, o := range list {
		if o.Open() && which(o) {
			list[i] = end(o, at, why)
		}
	}
	return list
}

func end(o Obligation, at time.Time, why Cause) Obligation {
	if len(o.Dues) == 0 || !o.Dues[len(o.Dues)-1].Until.IsZero() {
		return o
	}
	o.Dues = slices.Clone(o.Dues)
	last := &o.Dues[len(o.Dues)-1]
	last.Until, last.Why = at, why
	return o
}

// Find returns the obligation of that id.
func Find(list []Obligation, id string) (Obligation, bool) {
	i := slices.IndexFunc(list, func(o Obligation) bool { return o.ID == id })
	if i < 0 {
		return Obligation{}, false
	}
	return list[i], true
}

// A Standing is how an obligation stands at an instant.
type Standing string

// The standings of an obligation.
const (
	Owing   Standing = "open"
	Overdue Standing = "overdue"
	InTime  Standing = "met"
	Late    Standing = "met late"
	Missed  Standing = "missed" // no longer owed, and the due date had passed
	Void    Standing = "void"   // no longer owed before it was due
)

// Stands tells how o stands at now.
func (o Obligation) Stands(cal Calendar, now time.Time) Standing {
	due, holds := o.Current()
	limit := due.On.End(cal.Zone)
	switch {
	case !o.Met.IsZero() && o.Met.Before(limit):
		return InTime
	case !o.Met.IsZero():
		return Late
	case !holds && due.Until.Before(limit):
		return Void
	case !holds:
		return Missed
	case now.Before(limit):
		return Owing
	default:
		return Overdue
	}
}

// Sort orders by due date, then id.
func Sort(list []Obligation) {
	slices.SortStableFunc(list, func(a, b Obligation) int {
		da, _ := a.Current()
		db, _ := b.Current()
		return cmp.Or(da.On.Compare(db.On), cmp.Compare(a.ID, b.ID))
	})
}
