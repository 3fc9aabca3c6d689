package governance

import (
	"slices"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
)

// aYear is how many days ahead a change of roles may be decided (our choice): what
// is further off is a slip of the pen.
const aYear = 366

func (o OpenProgramme) decide(p Programme, f law.Facts, r law.Receipt) ([]ProgrammeEvent, error) {
	switch {
	case p.Stage != "":
		return nil, law.Refuse("programmes", "opened-already", law.Ref("programme", p.Reference))
	case !administration(f).Has(r.Actor):
		return nil, notAdministrator(r.Actor)
	}
	zone := o.Zone
	if zone == "" {
		zone = "UTC"
	}
	return []ProgrammeEvent{ProgrammeOpened{Name: o.Name, Zone: zone, Defaults: o.Defaults}}, nil
}

func (o ChangeDefaults) decide(p Programme, f law.Facts, r law.Receipt) ([]ProgrammeEvent, error) {
	if err := p.mustBeOpen(); err != nil {
		return nil, err
	}
	if err := p.steers(f, r); err != nil {
		return nil, err
	}
	return []ProgrammeEvent{DefaultsChanged(o)}, nil
}

func (o CloseProgramme) decide(p Programme, f law.Facts, r law.Receipt) ([]ProgrammeEvent, error) {
	if err := p.mustBeOpen(); err != nil {
		return nil, err
	}
	if err := p.steers(f, r); err != nil {
		return nil, err
	}
	return []ProgrammeEvent{ProgrammeClosed(o)}, nil
}

func (o GiveProgrammeRole) decide(p Programme, f law.Facts, r law.Receipt) ([]ProgrammeEvent, error) {
	since, from, err := p.changesRole(o.From, f, r)
	if err != nil {
		return nil, err
	}
	if err := p.mayGet(o.Person, o.Role, since, from, r); err != nil {
		return nil, err
	}
	return []ProgrammeEvent{ProgrammeRoleGiven{
		Number: len(p.Changes) + 1, Role: o.Role, Person: o.Person, From: from, Since: since, Why: o.Why,
		Promise: law.Promise{Letters: p.given(o.Person, o.Role, from, o.Why)},
	}}, nil
}

func (o WithdrawProgrammeRole) decide(p Programme, f law.Facts, r law.Receipt) ([]ProgrammeEvent, error) {
	since, from, err := p.changesRole(o.From, f, r)
	if err != nil {
		return nil, err
	}
	if err := p.holds(o.Person, o.Role, since, from); err != nil {
		return nil, err
	}
	return []ProgrammeEvent{ProgrammeRoleWithdrawn{
		Number: len(p.Changes) + 1, Role: o.Role, Person: o.Person, From: from, Since: since, Why: o.Why,
		Promise: law.Promise{Letters: p.withdrawn(o.Person, o.Role, from, o.Why)},
	}}, nil
}

func (o ReplaceProgrammeRole) decide(p Programme, f law.Facts, r law.Receipt) ([]ProgrammeEvent, error) {
	since, from, err := p.changesRole(o.From, f, r)
	if err != nil {
		return nil, err
	}
	if err := p.holds(o.Person, o.Role, since, from); err != nil {
		return nil, err
	}
	if err := p.mayGet(o.By, o.Role, since, from, r); err != nil {
		return nil, err
	}
	return []ProgrammeEvent{ProgrammeRoleReplaced{
		Number: len(p.Changes) + 1, Role: o.Role, Person: o.Person, By: o.By, From: from, Since: since, Why: o.Why,
		Promise: law.Promise{Letters: append(p.withdrawn(o.Person, o.Role, from, o.Why), p.given(o.By, o.Role, from, o.Why)...)},
	}}, nil
}

func (p Programme) mustBeOpen() error {
	if p.Stage != Open {
		return law.Refuse("programmes", "not-open", law.Ref("programme", p.Reference))
	}
	return nil
}

// steers refuses whoever is neither an administrator nor a head of the programme.
func (p Programme) steers(f law.Facts, r law.Receipt) error {
	if administration(f).Has(r.Actor) || p.Has(r.Actor, law.Head) {
		return nil
	}
	return law.Refuse("programmes", "not-allowed", law.Who("person", r.Actor), law.Ref("programme", p.Reference))
}

// changesRole is what every change of a role takes: who may, and from when on. A
// closed programme still has heads and auditors.
func (p Programme) changesRole(from calendar.Date, f law.Facts, r law.Receipt) (time.Time, calendar.Date, error) {
	if p.Stage == "" {
		return time.Time{}, from, p.mustBeOpen()
	}
	if err := p.steers(f, r); err != nil {
		return time.Time{}, from, err
	}
	zone, err := calendar.Zone(p.Zone)
	if err != nil {
		zone = time.UTC
	}
	today := calendar.DateOf(r.ReceivedAt, zone)
	if from.IsZero() {
		from = today
	}
	switch last := today.AddDays(aYear); {
	case from.Before(today):
		return time.Time{}, from, law.Refuse("roles", "backwards", law.On("from", from), law.On("today", today))
	case from.After(last):
		return time.Time{}, from, law.Refuse("roles", "too-far", law.On("day", from), law.On("last", last))
	case from == today:
		return r.ReceivedAt, from, nil
	}
	return from.Start(zone).UTC(), from, nil
}

// mayGet refuses a role to whoever gives it, to who has it already, and to who
// has, had or will have one that is another person's: who audits a programme is
// never one of those who run it.
func (p Programme) mayGet(person string, role law.Role, since time.Time, from calendar.Date, r law.Receipt) error {
	if person == r.Actor {
		return law.Refuse("roles", "to-oneself", law.Who("person", person), law.Words("roles", "role", []law.Role{role}))
	}
	for _, other := range ProgrammeRoles() {
		if Apart(role, other) && p.Had(person, other) {
			return law.Refuse("programmes", "apart", law.Who("person", person), law.Word("role", "role", role), law.Word("had", "role", other), law.Ref("programme", p.Reference))
		}
	}
	if p.As(since).Has(person, role) {
		return law.Refuse("programmes", "has-it-already", law.Who("person", person), law.Word("role", "role", role), law.Ref("programme", p.Reference), law.On("from", from))
	}
	return nil
}

// Apart tells whether nobody may have both roles in one programme, now or at
// different times.
func Apart(a, b law.Role) bool { return a != b && slices.Contains([]law.Role{a, b}, law.Auditor) }

func (p Programme) holds(person string, role law.Role, since time.Time, from calendar.Date) error {
	if p.As(since).Has(person, role) {
		return nil
	}
	return law.Refuse("programmes", "does-not-have-it", law.Who("person", person), law.Word("role", "role", role), law.Ref("programme", p.Reference), law.On("from", from))
}

func (p Programme) given(to string, role law.Role, from calendar.Date, why law.Text) []law.Letter {
	return law.To([]string{to}, "programme-role-given", law.Ref("programme", p.Reference), law.Word("role", "role", role), law.On("from", from), law.Quote("why", why))
}

func (p Programme) withdrawn(to string, role law.Role, from calendar.Date, why law.Text) []law.Letter {
	return law.To([]string{to}, "programme-role-withdrawn", law.Ref("programme", p.Reference), law.Word("role", "role", role), law.On("from", from), law.Quote("why", why))
}

// MayOpenCall refuses to open a call under a programme to whoever may not. While
// nobody administers, there are no programmes, and every officer of a call may open it.
func MayOpenCall(f law.Facts, programme, call string, r law.Receipt) error {
	if administration(f).Stage == "" {
		return nil
	}
	p, _ := f.State(ProgrammeStream(programme)).(Programme)
	switch p = p.As(r.ReceivedAt); {
	case p.Stage != Open:
		return law.Refuse("programmes", "none-open", law.Ref("call", call))
	case !p.MayOpenCalls(r.Actor):
		return law.Refuse("programmes", "may-not-open-calls", law.Who("person", r.Actor), law.Ref("programme", p.Reference))
	}
	return nil
}

// NeedsToOpen are the streams that MayOpenCall reads.
func NeedsToOpen(programme string) []string {
	if stream := ProgrammeStream(programme); stream != "" {
		return []string{AdministrationStream, stream}
	}
	return []string{AdministrationStream}
}
