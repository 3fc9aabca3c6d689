package explain

import (
	"fmt"
	"slices"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

// Roles that are given, withdrawn, replaced and stood in for.

// ofRole says a fact about who has which role.
func (t Teller) ofRole(e call.Event, at law.Recorded) string {
	who := t.who(at)
	switch e := e.(type) {
	case call.RoleGiven:
		if at.Actor == law.Engine {
			return fmt.Sprintf("%s accepted an invitation, and has the role %s from %s on%s.", t.name(e.Person), e.Role.Words(), e.From, t.because(string(e.Why)))
		}
		return fmt.Sprintf("%s gave %s the role %s from %s on%s.", who, t.name(e.Person), e.Role.Words(), e.From, t.because(string(e.Why)))
	case call.RoleWithdrawn:
		return fmt.Sprintf("%s withdrew the role %s from %s from %s on%s.", who, e.Role.Words(), t.name(e.Person), e.From, t.because(string(e.Why)))
	case call.RoleReplaced:
		return fmt.Sprintf("%s replaced %s by %s in the role %s from %s on%s.", who, t.name(e.Person), t.name(e.By), e.Role.Words(), e.From, t.because(string(e.Why)))
	case call.RoleChanged:
		return fmt.Sprintf("The day of change %d of the roles came: it is in force.", e.Number)
	case call.AbsenceSet:
		return fmt.Sprintf("%s named %s as the deputy of %s from %s until %s.", who, t.name(e.Deputy), t.name(e.Person), e.From, e.Until)
	case call.AbsenceBegan:
		return fmt.Sprintf("Absence %d began: the deputy may act.", e.Number)
	case call.AbsenceEnded:
		if at.Command != "" {
			return fmt.Sprintf("%s ended absence %d: the deputy acts no longer.", who, e.Number)
		}
		return fmt.Sprintf("Absence %d is over: the deputy acts no longer.", e.Number)
	default: // told by its own part of the story
		return ""
	}
}

func (m *matter) roleGiven(e call.RoleGiven) {
	m.mayGive(e.Role)
	m.apart(e.Person, e.Role)
	m.fromDay(e.From, e.Since)
	m.holders(e.Role, e.Since)
	m.outcome("%s has the role %s from %s on", m.who.name(e.Person), e.Role.Words(), instant(e.Since))
}

func (m *matter) roleWithdrawn(e call.RoleWithdrawn) {
	m.mayGive(e.Role)
	m.fromDay(e.From, e.Since)
	m.holders(e.Role, e.Since)
	m.outcome("%s has the role %s until %s; every step has somebody left to do it", m.who.name(e.Person), e.Role.Words(), instant(e.Since))
}

func (m *matter) roleReplaced(e call.RoleReplaced) {
	m.mayGive(e.Role)
	m.apart(e.By, e.Role)
	m.fromDay(e.From, e.Since)
	m.holders(e.Role, e.Since)
	m.outcome("%s has the role %s until %s, and %s from then on", m.who.name(e.Person), e.Role.Words(), instant(e.Since), m.who.name(e.By))
}

func (m *matter) roleChanged(e call.RoleChanged) {
	m.rule("roles")
	decided := func(v law.Event) bool {
		switch v := v.(type) {
		case call.RoleGiven:
			return v.Number == e.Number
		case call.RoleWithdrawn:
			return v.Number == e.Number
		case call.RoleReplaced:
			return v.Number == e.Number
		}
		return false
	}
	if f, ok := m.own(decided); ok {
		m.fact(f, "the decision, which takes effect at %s", instant(e.At))
	}
	for _, ch := range m.after.(call.Call).RoleChanges {
		if ch.Number == e.Number {
			m.holders(ch.Role, e.At)
			m.outcome("the role %s is that of %s; what is owed by it is owed by them", ch.Role.Words(), m.people(m.after.(call.Call).Roles[ch.Role]))
		}
	}
}

func (m *matter) absenceSet(e call.AbsenceSet) {
	m.rule("roles")
	c := m.before.(call.Call)
	for _, role := range e.Roles {
		if !slices.Contains(c.Roles[role], e.Deputy) {
			m.mayGive(role)
			m.apart(e.Deputy, role)
		}
	}
	m.fromDay(e.From, e.Since)
	m.say("%s is the last day: it ends at %s", e.Until, instant(e.End))
	m.outcome("%s may act for %s from %s until %s", m.who.name(e.Deputy), m.who.name(e.Person), instant(e.Since), instant(e.End))
}

func (m *matter) absenceBegan(e call.AbsenceBegan) { m.absence(e.Number, "may act from %s on", e.At) }

func (m *matter) absenceEnded(e call.AbsenceEnded) {
	m.absence(e.Number, "no longer acts from %s on", e.At)
}

func (m *matter) absence(number int, format string, at time.Time) {
	m.rule("roles")
	if f, ok := m.own(func(v law.Event) bool { a, is := v.(call.AbsenceSet); return is && a.Number == number }); ok {
		m.fact(f, "the absence")
	}
	for _, a := range m.after.(call.Call).Absences {
		if a.Number == number {
			m.outcome("%s, the deputy of %s, "+format, m.who.name(a.Deputy), m.who.name(a.Person), instant(at))
		}
	}
}

// mayGive says by which role the actor gives and withdraws another.
func (m *matter) mayGive(role law.Role) {
	m.rule("roles")
	c, givers := m.before.(call.Call).As(m.instant()), call.Givers(role)
	words := make([]string, len(givers))
	for i, g := range givers {
		words[i] = g.Words()
	}
	giver := m.e.Actor
	if by, invited := m.invitedBy(); invited {
		m.say("it was accepted on an invitation of %s, and is decided as if %s gave it now", m.who.name(by), m.who.name(by))
		giver = by
	}
	m.say("the role %s is given and withdrawn by: %s; %s is one: %s", role.Words(), and(words), m.who.name(giver), yes(c.Has(giver, givers...)))
}

// invitedBy is who sent the invitation that the decision follows from; false where it follows from none.
func (m *matter) invitedBy() (string, bool) {
	if m.receipt == nil {
		return "", false
	}
	switch o := m.receipt.command.(type) {
	case call.NoteInvitation:
		return o.By, true
	case twinning.NoteInvitation:
		return o.By, true
	}
	return "", false
}

// apart says which roles somebody may not have had.
func (m *matter) apart(person string, role law.Role) {
	c := m.before.(call.Call)
	for _, other := range append(law.StaffRoles(), law.Evaluator) {
		if call.Apart(role, other) {
			m.say("%s has, had or will have the role %s: %s", m.who.name(person), other.Words(), none(c.Had(person, other), "YES", "no"))
		}
	}
}

// fromDay says when a day begins.
func (m *matter) fromDay(from calendar.Date, since time.Time) {
	if since.Equal(m.instant()) {
		m.say("%s is the day of the command: it holds at once", from)
		return
	}
	m.say("%s begins in %s at %s", from, m.zone(), instant(since))
}

// holders say who has a role just before and from an instant on.
func (m *matter) holders(role law.Role, since time.Time) {
	was, is := m.before.(call.Call).As(since.Add(-time.Microsecond)), m.after.(call.Call).As(since)
	m.say("the role %s: %s until %s, %s from then on", role.Words(), m.people(was.Roles[role]), instant(since), m.people(is.Roles[role]))
}

func (m *matter) partyChangeProposed(e twinning.PartyChangeProposed) {
	m.rule("parties")
	m.partyBefore()
	m.outcome("%s is asked to be the %s; nothing changes until they accept", m.who.name(e.Person), e.Role.Words())
}

func (m *matter) partyChanged(e twinning.PartyChanged) {
	m.rule("parties")
	m.partyBefore()
	m.outcome("the %s is %s; what is still owed by %s is owed by them", e.Role.Words(), m.who.name(e.Person), m.who.name(e.Was))
	if by, invited := m.invitedBy(); invited {
		m.say("%s accepted an invitation of %s, who speaks for the tender", m.who.name(e.Person), m.who.name(by))
		return
	}
	asked := func(v law.Event) bool { p, is := v.(twinning.PartyChangeProposed); return is && p.Role == e.Role }
	if f, ok := m.own(asked); ok {
		m.fact(f, "who was asked, and why")
	}
	m.say("who was asked is who accepted: %s", yes(m.before.(twinning.Twinning).PartyChanges[e.Role] == m.e.Actor))
}

// partyBefore says that the award has not been made.
func (m *matter) partyBefore() {
	m.say("the tender is %s, and has not been awarded", stage(m.before.StageName()))
}
