package call

import (
	"fmt"
	"slices"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
)

// aYear is how many days ahead a change of roles may be decided, and an absence
// may last (our choice): what is further off is a slip of the pen.
const aYear = 366

// Decide gives a role.
func (o GiveRole) Decide(c Call, f law.Facts, r law.Receipt) ([]Event, error) {
	since, from, err := c.changesRole(o.Role, o.From, r)
	if err != nil {
		return nil, err
	}
	if err := c.mayGet(o.Person, []law.Role{o.Role}, since, f, r); err != nil {
		return nil, err
	}
	if slices.Contains(c.As(since).Roles[o.Role], o.Person) {
		return nil, law.Refuse("roles", "has-it-already", law.Who("person", o.Person), law.Word("role", "role", o.Role), law.Ref("call", c.Reference), law.On("from", from))
	}
	e := RoleGiven{Number: len(c.RoleChanges) + 1, Role: o.Role, Person: o.Person, From: from, Since: since, Why: o.Why}
	e.Letters = c.roleGiven(o.Person, o.Role, from, o.Why)
	return c.andGoesOn(e, since, r)
}

// Decide withdraws a role, unless nobody would be left to do what it does.
func (o WithdrawRole) Decide(c Call, _ law.Facts, r law.Receipt) ([]Event, error) {
	since, from, err := c.changesRole(o.Role, o.From, r)
	if err != nil {
		return nil, err
	}
	if err := c.holds(o.Person, o.Role, since, from); err != nil {
		return nil, err
	}
	e := RoleWithdrawn{Number: len(c.RoleChanges) + 1, Role: o.Role, Person: o.Person, From: from, Since: since, Why: o.Why}
	e.Letters = c.roleWithdrawn(o.Person, o.Role, from, o.Why)
	return c.andGoesOn(e, since, r)
}

// Decide withdraws a role from one person and gives it to another, or does neither.
func (o ReplaceRole) Decide(c Call, f law.Facts, r law.Receipt) ([]Event, error) {
	since, from, err := c.changesRole(o.Role, o.From, r)
	if err != nil {
		return nil, err
	}
	if err := c.holds(o.Person, o.Role, since, from); err != nil {
		return nil, err
	}
	if err := c.mayGet(o.By, []law.Role{o.Role}, since, f, r); err != nil {
		return nil, err
	}
	if slices.Contains(c.As(since).Roles[o.Role], o.By) {
		return nil, law.Refuse("roles", "has-it-already", law.Who("person", o.By), law.Word("role", "role", o.Role), law.Ref("call", c.Reference), law.On("from", from))
	}
	e := RoleReplaced{Number: len(c.RoleChanges) + 1, Role: o.Role, Person: o.Person, By: o.By, From: from, Since: since, Why: o.Why}
	e.Letters = append(c.roleWithdrawn(o.Person, o.Role, from, o.Why), c.roleGiven(o.By, o.Role, from, o.Why)...)
	return c.andGoesOn(e, since, r)
}

// changesRole is what every change of a role takes: who may, and from when on.
func (c Call) changesRole(role law.Role, from calendar.Date, r law.Receipt) (time.Time, calendar.Date, error) {
	if err := c.mustBegin(); err != nil {
		return time.Time{}, from, err
	}
	if err := c.may(r, givers[role]...); err != nil {
		return time.Time{}, from, err
	}
	return c.since(from, r)
}

func (c Call) mustBegin() error {
	return c.must("changing-roles", Drafted, Published, Open, Shut, Opened, Evaluating, Decided, Running, Finished, Cancelled)
}

// since is the instant at which a day's change takes effect: the receipt of the
// command for today, the beginning of the day in the zone of the call for a later
// one. Nothing takes effect backwards, or more than a year ahead.
func (c Call) since(from calendar.Date, r law.Receipt) (time.Time, calendar.Date, error) {
	cal, err := c.Rules.Calendar()
	if err != nil {
		return time.Time{}, from, law.Refuse("rule-book", "no-calendar", law.Ref("call", c.Reference))
	}
	today := calendar.DateOf(r.ReceivedAt, cal.Zone)
	if from.IsZero() {
		from = today
	}
	switch {
	case from.Before(today):
		return time.Time{}, from, law.Refuse("roles", "backwards", law.On("from", from), law.On("today", today))
	case from.After(today.AddDays(aYear)):
		return time.Time{}, from, law.Refuse("roles", "too-far", law.On("day", from), law.On("last", today.AddDays(aYear)))
	case from == today:
		return r.ReceivedAt, from, nil
	}
	return from.Start(cal.Zone).UTC(), from, nil
}

// mayGet refuses somebody who may not have these roles: whoever gives them, who
// has or had one that is another person's by the rules, or who speaks for a tender.
func (c Call) mayGet(person string, roles []law.Role, since time.Time, f law.Facts, r law.Receipt) error {
	if person == r.Actor {
		return law.Refuse("roles", "to-oneself", law.Who("person", person), law.Words("roles", "role", roles))
	}
	then := c.As(since)
	for _, role := range roles {
		for _, other := range append(law.StaffRoles(), law.Evaluator) {
			if Apart(role, other) && (c.Had(person, other) || then.Had(person, other)) {
				return law.Refuse("roles", "apart", law.Who("person", person), law.Word("role", "role", role), law.Word("had", "role", other), law.Ref("call", c.Reference))
			}
		}
	}
	for _, t := range c.tenders(f) {
		if slices.Contains(t.Parties, person) || slices.Contains(t.Attempts, person) {
			return law.Refuse("roles", "speaks-for-a-tender", law.Who("person", person), law.Ref("call", c.Reference))
		}
	}
	return nil
}

// holds refuses to take a role from somebody who will not have it then.
func (c Call) holds(person string, role law.Role, since time.Time, from calendar.Date) error {
	if slices.Contains(c.As(since).Roles[role], person) {
		return nil
	}
	return law.Refuse("roles", "does-not-have-it", law.Who("person", person), law.Word("role", "role", role), law.Ref("call", c.Reference), law.On("from", from))
}

func (c Call) roleGiven(to string, role law.Role, from calendar.Date, why law.Text) []law.Letter {
	return law.To([]string{to}, "role-given", law.Ref("call", c.Reference), law.Word("role", "role", role), law.On("from", from), law.Quote("why", why))
}

func (c Call) roleWithdrawn(to string, role law.Role, from calendar.Date, why law.Text) []law.Letter {
	return law.To([]string{to}, "role-withdrawn", law.Ref("call", c.Reference), law.Word("role", "role", role), law.On("from", from), law.Quote("why", why))
}

// andGoesOn refuses a change with which, from then on or after any change that is
// to come, a step of the call would have nobody left for it.
func (c Call) andGoesOn(e Event, since time.Time, r law.Receipt) ([]Event, error) {
	if c.Stage == Finished || c.Stage == Cancelled {
		return []Event{e}, nil // no step is left
	}
	after := c.after(e, r)
	instants := []time.Time{since}
	for _, ch := range after.pendingChanges() {
		if ch.Since.After(since) {
			instants = append(instants, ch.Since)
		}
	}
	for _, at := range instants {
		if err := complete(c.Reference, after.As(at).Roles); err != nil {
			return nil, err
		}
	}
	return []Event{e}, nil
}

// Decide names a deputy. Whoever gives the roles that the deputy does not have
// themselves may name one.
func (o SetAbsence) Decide(c Call, f law.Facts, r law.Receipt) ([]Event, error) {
	if err := c.mustBegin(); err != nil {
		return nil, err
	}
	if err := c.mayAway(o.Person, r); err != nil {
		return nil, err
	}
	since, from, err := c.since(o.From, r)
	if err != nil {
		return nil, err
	}
	cal, err := c.Rules.Calendar()
	if err != nil {
		return nil, law.Refuse("rule-book", "no-calendar", law.Ref("call", c.Reference))
	}
	if last := calendar.DateOf(r.ReceivedAt, cal.Zone).AddDays(aYear); o.Until.After(last) {
		return nil, law.Refuse("roles", "too-far", law.On("day", o.Until), law.On("last", last))
	}
	end := o.Until.End(cal.Zone).UTC()
	if !end.After(since) {
		return nil, law.Refuse("roles", "backwards", law.On("from", o.Until), law.On("today", from))
	}
	then := c.As(since)
	var has, gets []law.Role
	for _, role := range law.StaffRoles() {
		if !slices.Contains(then.Roles[role], o.Person) {
			continue
		}
		has = append(has, role)
		if !slices.Contains(then.Roles[role], o.Deputy) {
			gets = append(gets, role)
		}
	}
	if len(has) == 0 {
		return nil, law.Refuse("roles", "has-none", law.Who("person", o.Person), law.Ref("call", c.Reference), law.On("from", from))
	}
	for _, role := range gets {
		if err := c.may(r, givers[role]...); err != nil {
			return nil, err
		}
	}
	for _, a := range c.Absences {
		if !a.Over && a.Person == o.Person && a.Since.Before(end) && since.Before(a.End) {
			return nil, law.Refuse("roles", "absent-already", law.Who("person", o.Person), law.At("since", a.Since, c.Rules.Zone), law.At("until", a.End, c.Rules.Zone))
		}
	}
	if len(gets) > 0 {
		if err := c.mayGet(o.Deputy, gets, since, f, r); err != nil {
			return nil, err
		}
	}
	e := AbsenceSet{Number: len(c.Absences) + 1, Person: o.Person, Deputy: o.Deputy, Roles: has, From: from, Until: o.Until, Since: since, End: end}
	e.Letters = append(law.To([]string{o.Deputy}, "deputy", law.Ref("call", c.Reference), law.Words("roles", "role", has), law.On("from", from), law.On("until", o.Until)),
		law.To([]string{o.Person}, "absence", law.Ref("call", c.Reference), law.Words("roles", "role", has), law.On("from", from), law.On("until", o.Until))...)
	return []Event{e}, nil
}

// mayAway refuses whoever is neither the person that is away nor of the staff.
func (c Call) mayAway(person string, r law.Receipt) error {
	if person == r.Actor {
		return nil
	}
	return c.may(r, law.Officer, law.Head)
}

// Decide ends what of a person's absences has begun, and what was still to come.
func (o EndAbsence) Decide(c Call, _ law.Facts, r law.Receipt) ([]Event, error) {
	if err := c.mustBegin(); err != nil {
		return nil, err
	}
	if err := c.mayAway(o.Person, r); err != nil {
		return nil, err
	}
	var events []Event
	for _, a := range c.Absences {
		if a.Person == o.Person && !a.Over {
			events = append(events, AbsenceEnded{Number: a.Number, At: r.ReceivedAt, Promise: law.Promise{Letters: law.To([]string{a.Deputy}, "deputy-no-longer", law.Ref("call", c.Reference))}})
		}
	}
	if len(events) == 0 {
		return nil, law.Refuse("roles", "not-absent", law.Who("person", o.Person), law.Ref("call", c.Reference))
	}
	return events, nil
}

// Keys of the moments of roles.
const (
	momentRole    = "role-change-"
	momentAway    = "absence-began-"
	momentAwayEnd = "absence-ended-"
)

// momentKey numbers a moment so that those of one instant keep the order of their decisions.
func momentKey(of string, number int) string { return fmt.Sprintf("%s%04d", of, number) }

// momentsOfRoles lists the changes of roles, and the beginnings and ends of absences, that are to come.
func (c Call) momentsOfRoles() []law.Moment {
	var ms []law.Moment
	for _, ch := range c.pendingChanges() {
		ms = append(ms, law.Moment{At: ch.Since, Key: momentKey(momentRole, ch.Number)})
	}
	for _, a := range c.Absences {
		switch {
		case a.Over:
		case a.Now:
			ms = append(ms, law.Moment{At: a.End, Key: momentKey(momentAwayEnd, a.Number)})
		default:
			ms = append(ms, law.Moment{At: a.Since, Key: momentKey(momentAway, a.Number)})
		}
	}
	return ms
}

// elapseRoles is what happens at such a moment, nothing for another.
func (c Call) elapseRoles(m law.Moment) []Event {
	for _, ch := range c.RoleChanges {
		if m.Key == momentKey(momentRole, ch.Number) {
			return []Event{RoleChanged{Number: ch.Number, At: m.At}}
		}
	}
	for _, a := range c.Absences {
		switch {
		case m.Key == momentKey(momentAway, a.Number):
			return []Event{AbsenceBegan{Number: a.Number, At: m.At}}
		case m.Key == momentKey(momentAwayEnd, a.Number):
			return []Event{AbsenceEnded{Number: a.Number, At: m.At}}
		}
	}
	return nil
}
