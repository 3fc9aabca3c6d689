package explain

import (
	"slices"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/twinning"
)

// Roles that are given, withdrawn, replaced and stood in for.

func (m *deriver) roleGiven(e call.RoleGiven) {
	m.mayGive(e.Role)
	m.apart(e.Person, e.Role)
	m.fromDay(e.From, e.Since)
	m.holders(e.Role, e.Since)
	m.outcome("outcome-role-given", law.Who("person", e.Person), law.Word("role", "role", e.Role), instant("since", e.Since))
}

func (m *deriver) roleWithdrawn(e call.RoleWithdrawn) {
	m.mayGive(e.Role)
	m.fromDay(e.From, e.Since)
	m.holders(e.Role, e.Since)
	m.outcome("outcome-role-withdrawn", law.Who("person", e.Person), law.Word("role", "role", e.Role), instant("until", e.Since))
}

func (m *deriver) roleReplaced(e call.RoleReplaced) {
	m.mayGive(e.Role)
	m.apart(e.By, e.Role)
	m.fromDay(e.From, e.Since)
	m.holders(e.Role, e.Since)
	m.outcome("outcome-role-replaced", law.Who("person", e.Person), law.Word("role", "role", e.Role), instant("until", e.Since), law.Who("by", e.By))
}

func (m *deriver) roleChanged(e call.RoleChanged) {
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
		m.fact(f, "fact-role-decision", instant("at", e.At))
	}
	for _, ch := range m.after.(call.Call).RoleChanges {
		if ch.Number == e.Number {
			m.holders(ch.Role, e.At)
			m.outcome("outcome-role-changed", law.Word("role", "role", ch.Role), people("holders", m.after.(call.Call).Roles[ch.Role]))
		}
	}
}

func (m *deriver) absenceSet(e call.AbsenceSet) {
	m.rule("roles")
	c := m.before.(call.Call)
	for _, role := range e.Roles {
		if !slices.Contains(c.Roles[role], e.Deputy) {
			m.mayGive(role)
			m.apart(e.Deputy, role)
		}
	}
	m.fromDay(e.From, e.Since)
	m.say("step-last-day-of-absence", law.On("day", e.Until), instant("end", e.End))
	m.outcome("outcome-absence", law.Who("deputy", e.Deputy), law.Who("person", e.Person), instant("since", e.Since), instant("end", e.End))
}

func (m *deriver) absenceBegan(e call.AbsenceBegan) { m.absence(e.Number, true, e.At) }

func (m *deriver) absenceEnded(e call.AbsenceEnded) {
	m.absence(e.Number, false, e.At)
}

func (m *deriver) absence(number int, begins bool, at time.Time) {
	m.rule("roles")
	if f, ok := m.own(func(v law.Event) bool { a, is := v.(call.AbsenceSet); return is && a.Number == number }); ok {
		m.fact(f, "fact-absence")
	}
	for _, a := range m.after.(call.Call).Absences {
		if a.Number == number {
			m.outcome("outcome-deputy", law.Who("deputy", a.Deputy), law.Who("person", a.Person), answer("acts", begins), instant("from", at))
		}
	}
}

// mayGive says by which role the actor gives and withdraws another.
func (m *deriver) mayGive(role law.Role) {
	m.rule("roles")
	c, givers := m.before.(call.Call).As(m.instant()), call.Givers(role)
	giver := m.e.Actor
	if by, invited := m.invitedBy(); invited {
		m.say("step-invited", law.Who("by", by))
		giver = by
	}
	m.say("step-givers", law.Word("role", "role", role), law.Words("givers", "role", givers), law.Who("person", giver), check("holds", c.Has(giver, givers...)))
}

// invitedBy is who sent the invitation that the decision follows from; false where it follows from none.
func (m *deriver) invitedBy() (string, bool) {
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
func (m *deriver) apart(person string, role law.Role) {
	c := m.before.(call.Call)
	for _, other := range append(law.StaffRoles(), law.Evaluator) {
		if call.Apart(role, other) {
			m.say("step-apart", law.Who("person", person), law.Word("role", "role", other), law.Word("had", "warning", yesNo(c.Had(person, other))))
		}
	}
}

// fromDay says when a day begins.
func (m *deriver) fromDay(from calendar.Date, since time.Time) {
	if since.Equal(m.instant()) {
		m.say("step-holds-at-once", law.On("day", from))
		return
	}
	m.say("step-from-day", law.On("day", from), narrate.Verbatim("zone", m.zone().String()), instant("since", since))
}

// holders say who has a role just before and from an instant on.
func (m *deriver) holders(role law.Role, since time.Time) {
	was, is := m.before.(call.Call).As(since.Add(-time.Microsecond)), m.after.(call.Call).As(since)
	m.say("step-holders", law.Word("role", "role", role), people("before", was.Roles[role]), instant("until", since), people("after", is.Roles[role]))
}

func (m *deriver) partyChangeProposed(e twinning.PartyChangeProposed) {
	m.rule("parties")
	m.partyBefore()
	m.outcome("outcome-party-asked", law.Who("person", e.Person), law.Word("role", "role", e.Role))
}

func (m *deriver) partyChanged(e twinning.PartyChanged) {
	m.rule("parties")
	m.partyBefore()
	m.outcome("outcome-party-changed", law.Word("role", "role", e.Role), law.Who("person", e.Person), law.Who("was", e.Was))
	if by, invited := m.invitedBy(); invited {
		m.say("step-invited-party", law.Who("person", e.Person), law.Who("by", by))
		return
	}
	asked := func(v law.Event) bool { p, is := v.(twinning.PartyChangeProposed); return is && p.Role == e.Role }
	if f, ok := m.own(asked); ok {
		m.fact(f, "fact-party-asked")
	}
	m.say("step-asked-accepted", check("holds", m.before.(twinning.Twinning).PartyChanges[e.Role] == m.e.Actor))
}

// partyBefore says that the award has not been made.
func (m *deriver) partyBefore() {
	m.say("step-not-awarded", stage("stage", m.e.Stream, m.before.StageName()))
}
