package call

import (
	"fmt"
	"slices"

	"twinning.example/engine/internal/calendar"
)

// Closure says what the closure of every twinning takes, beside the evidence of its type.
type Closure struct {
	CoSigned bool `json:"co_signed,omitempty"` // both parties sign the final report, in substance and finance
	Lessons  bool `json:"lessons,omitempty"`   // the final report says what was learned
	FollowUp bool `json:"follow_up,omitempty"` // the final report says whether a follow-up is wanted
	Early    bool `json:"early,omitempty"`     // a twinning that has delivered everything may end before its last month
	Interim  bool `json:"interim,omitempty"`   // the interim report is accepted before

	Latest calendar.Length `json:"latest,omitzero"` // for the closure, from the end of the last month
}

// Closes are the rules of the closure; without any a closure takes what it always took.
func (r RunningYear) Closes() Closure {
	if r.Closure == nil {
		return Closure{}
	}
	return *r.Closure
}

// A Deliverable is what a twinning of a type hands over by the end of a month.
type Deliverable struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Month  int    `json:"month"`            // by the end of this project month, or of the last one where there are fewer
	Upload bool   `json:"upload,omitempty"` // by a file in the store, not in words alone
}

// Deliverable returns the deliverable of that id, of whatever type.
func (b RuleBook) Deliverable(id string) (Deliverable, bool) {
	for _, t := range b.Types {
		for _, d := range t.Deliverables {
			if d.ID == id {
				return d, true
			}
		}
	}
	return Deliverable{}, false
}

// An ActivityKind is one of the kinds of activity that a log knows.
type ActivityKind struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Activity tells whether the list of kinds has one.
func (r RunningYear) Activity(kind string) bool {
	return slices.ContainsFunc(r.Activities, func(k ActivityKind) bool { return k.ID == kind })
}

// closure checks what a closure takes, and what is delivered before it.
func (c *check) closure(b RuleBook) {
	if x := b.Running.Closure; x != nil && !x.Latest.IsZero() {
		c.aboveZero(x.Latest, "/running/closure/latest")
	}
	c.once("/running/activities", "id", ids(b.Running.Activities, func(k ActivityKind) string { return k.ID }))
	for i, t := range b.Types {
		path := fmt.Sprintf("/types/%d/deliverables", i)
		c.once(path, "id", ids(t.Deliverables, func(d Deliverable) string { return d.ID }))
		for j, d := range t.Deliverables {
			c.within(d.Month, 1, b.Running.Months, fmt.Sprintf("%s/%d/month", path, j))
		}
	}
}
