package governance

import (
	"slices"
	"time"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

// A StaffChange lets somebody steer a life from now on, or no longer: a survey, a marketplace, a body, an initiative or a masterclass, whose
// rule book named who does.
type StaffChange struct {
	Comes string   `json:"comes,omitempty"` // person id
	Gone  string   `json:"gone,omitempty"`  // person id
	Why   law.Text `json:"why"`
}

// StaffChanged says who steers a life from now on.
type StaffChanged struct {
	Officers []string `json:"officers"` // person ids, of all of them
	Comes    string   `json:"comes,omitempty"`
	Gone     string   `json:"gone,omitempty"`
	By       string   `json:"by"`
	Why      law.Text `json:"why"`
	law.Promise
}

// Check refuses a change of nobody, and one without a reason.
func (c StaffChange) Check() error {
	if c.Comes == "" && c.Gone == "" {
		return law.Nonsensef(law.WrongMissingBoth("comes", "gone"), "comes and gone are missing: name who comes, who goes, or both")
	}
	for _, x := range [][2]string{{"comes", c.Comes}, {"gone", c.Gone}} {
		if x[1] == "" {
			continue
		}
		if err := law.CheckCode(x[0], x[1]); err != nil {
			return err
		}
	}
	if c.Comes == c.Gone {
		return law.Nonsensef(law.WrongSelf("gone"), "gone is who comes")
	}
	return law.CheckRequired("why", c.Why)
}

// Of is what follows from the change in a life with that staff, and is told to who comes and to who goes. Somebody is always left.
func (c StaffChange) Of(stream string, staff []string, r law.Receipt) (StaffChanged, error) {
	after := slices.DeleteFunc(slices.Clone(staff), func(p string) bool { return p == c.Gone })
	switch {
	case c.Gone != "" && !slices.Contains(staff, c.Gone):
		return StaffChanged{}, law.Refuse("staff", "not-of-it", law.Who("person", c.Gone))
	case slices.Contains(staff, c.Comes):
		return StaffChanged{}, law.Refuse("staff", "of-it-already", law.Who("person", c.Comes))
	case c.Comes != "":
		after = append(after, c.Comes)
	case len(after) == 0:
		return StaffChanged{}, law.Refuse("staff", "nobody-left", law.Who("person", c.Gone))
	}
	e := StaffChanged{Officers: after, Comes: c.Comes, Gone: c.Gone, By: r.Actor, Why: c.Why}
	for _, x := range [][2]string{{c.Comes, "comes"}, {c.Gone, "gone"}} {
		if x[0] != "" {
			e.Letters = append(e.Letters, law.To([]string{x[0]}, "life-staff", law.Ref("life", stream), law.Word("change", "staff-change", x[1]), law.Quote("why", c.Why))...)
		}
	}
	return e, nil
}

// A Steered is a life that has staff, as it stands.
type Steered struct {
	Stream, Programme string
	Begun             bool
	Officers          []string // person ids
	Only              error    // refuses whoever may not change who steers it

	TakesPart func(person string) bool // whoever does, steers it not; none: that does not matter
}

// In is the change of a life: by its staff and, so that nobody is missed who has left, by administrators and heads of the programme.
func (c StaffChange) In(l Steered, f law.Facts, r law.Receipt) (StaffChanged, error) {
	if !l.Begun || !slices.Contains(l.Officers, r.Actor) && !ChangesStaff(f, l.Programme, r) {
		return StaffChanged{}, l.Only
	}
	if l.TakesPart != nil && r.By(law.Edition2) && l.TakesPart(c.Comes) {
		return StaffChanged{}, law.Refuse("staff", "takes-part", law.Who("person", c.Comes))
	}
	return c.Of(l.Stream, l.Officers, r)
}

// Handed is who steers a life from now on, with what it owes: they owe what those before them owed.
func (e StaffChanged) Handed(before []string, owed []obligation.Obligation, at time.Time) ([]string, []obligation.Obligation) {
	return slices.Clone(e.Officers), obligation.Hand(owed, at, before, e.Officers)
}

// ChangesStaff tells whether somebody may change who steers a life of a programme, though they do not steer it: an administrator, or a head of it.
func ChangesStaff(f law.Facts, programme string, r law.Receipt) bool {
	if a, _ := f.State(AdministrationStream).(Administration); a.Has(r.Actor) {
		return true
	}
	p, _ := f.State(ProgrammeStream(programme)).(Programme)
	return p.Stage == Open && p.As(r.ReceivedAt).Has(r.Actor, law.Head)
}
