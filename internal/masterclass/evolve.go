package masterclass

import (
	"maps"
	"slices"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

func (m Masterclass) evolve(e Event, at law.Recorded) Masterclass {
	when := law.When(e, at)
	switch e := e.(type) {
	case MasterclassPlanned:
		m.Stage, m.Plan = Planned, &Plan{Initiative: e.Initiative, Topic: e.Topic, Title: e.Title, Officers: e.Officers}
	case MasterclassOpened:
		m.Stage, m.Rules, m.SHA256, m.By, m.OpenedAt, m.Capacity, m.Sessions = Opened, e.Rules, e.SHA256, e.By, when, e.Rules.Capacity, e.Rules.Sessions
	case RegistrationMade:
		m.Registrations = append(slices.Clip(m.Registrations), Registration{
			Number: e.Number, Person: e.Person, Group: e.Group, Country: e.Country, Organisation: e.Organisation, Needs: e.Needs, At: when, Place: e.Place, ConfirmBy: e.ConfirmBy,
		})
		m.Obligations = m.owe(when, e.Owed)
	case PlaceGiven:
		m = m.with(e.Number, func(r *Registration) { r.Place, r.ConfirmBy = e.Place, e.ConfirmBy })
		m.Obligations = m.owe(when, e.Owed)
	case PlaceConfirmed:
		m = m.with(e.Number, func(r *Registration) { r.ConfirmedAt = when })
		m.Obligations = obligation.Meet(m.Obligations, e.Met, when)
	case PlaceLapsed:
		m = m.endOne(e.Number, Lapsed, "", when)
	case RegistrationEnded:
		m = m.endOne(e.Number, e.How, e.Why, when)
	case CapacitySet:
		m.Capacity = e.Capacity
	case SessionMoved:
		m.Sessions = slices.Clone(m.Sessions)
		for i := range m.Sessions {
			if s := &m.Sessions[i]; s.ID == e.Session {
				s.Starts, s.Ends, s.Place = e.Starts, e.Ends, e.Place
			}
		}
	case MaterialAdded:
		m.Materials = append(slices.Clip(m.Materials), Material{ID: e.ID, Title: e.Title, Module: e.Module, Link: e.Link, SHA256: e.SHA256, Stored: e.Stored})
	case RegistrationClosed:
		m.Stage = Closed
	case AttendanceRecorded:
		kept := slices.DeleteFunc(slices.Clone(m.Attendance), func(a Attendance) bool { return a.Session == e.Session })
		m.Attendance = append(slices.Clip(kept), Attendance{Session: e.Session, Numbers: e.Numbers})
		if m.recorded() {
			m.Obligations = obligation.Meet(m.Obligations, owedAttendance, when)
		}
	case MasterclassHeld:
		m.Stage = Held
		m.Obligations = m.owe(when, e.Owed)
	case MasterclassEvaluated:
		m = m.with(e.Number, func(r *Registration) { r.Evaluated, r.EvaluatedAt = e.Answers, when })
	case CertificateIssued:
		m = m.with(e.Number, func(r *Registration) {
			r.Certificate = &Certificate{Sessions: e.Sessions, Minutes: e.Minutes, At: when, Command: e.Command}
		})
	case MasterclassEnded:
		m.Stage, m.EndedAt = Ended, when
		m.Obligations = obligation.End(m.Obligations, when, obligation.CauseMasterclassOver, func(obligation.Obligation) bool { return true })
	case MasterclassCancelled:
		m.Stage, m.EndedAt, m.Why = Cancelled, when, e.Why
		m.Obligations = obligation.End(m.Obligations, when, obligation.CauseMasterclassOver, func(obligation.Obligation) bool { return true })
	case MasterclassStaffChanged:
		m = m.steeredBy(e, at)
	case MasterclassReminded:
		passed := make(map[string]bool, len(m.Passed)+1)
		maps.Copy(passed, m.Passed)
		passed[e.Key] = true
		m.Passed = passed
	}
	return m
}

// endOne ends a registration: what it has is free from then on.
func (m Masterclass) endOne(number int, how Ending, why law.Text, at time.Time) Masterclass {
	m = m.with(number, func(r *Registration) { r.Ended, r.EndedAt, r.Why = how, at, why })
	m.Obligations = obligation.End(m.Obligations, at, obligation.CauseRegistrationEnded, func(o obligation.Obligation) bool {
		return o.Ladder == ConfirmLadder && numberOf(o.ID) == number
	})
	return m
}

// recorded tells whether it is recorded of every session who was present.
func (m Masterclass) recorded() bool { return m.Unrecorded() == "" }

// owe opens what is owed; the zero Owed is nothing.
func (m Masterclass) owe(at time.Time, owed obligation.Owed) []obligation.Obligation {
	if owed.ID == "" {
		return m.Obligations
	}
	return obligation.Owe(m.Obligations, at, obligation.CauseMoreTime, owed)
}

func (m Masterclass) schedule() obligation.Schedule {
	cal, err := m.Rules.Calendar()
	if err != nil {
		return obligation.Schedule{}
	}
	return obligation.Schedule{Owed: m.Obligations, Ladders: m.Rules.Reminders.Ladders, Cal: cal, Passed: m.Passed}
}

func (m Masterclass) zone() *time.Location {
	cal, err := m.Rules.Calendar()
	if err != nil {
		return time.UTC
	}
	return cal.Zone
}

// confirmBy is until when a place that is given at an instant is to be confirmed: at the latest on
// the day before the first session; zero where it need not be.
func (m Masterclass) confirmBy(at time.Time) calendar.Date {
	if m.Rules.ConfirmDays == 0 {
		return calendar.Date{}
	}
	on := calendar.DateOf(at, m.zone())
	first, _ := m.Spans()
	last := calendar.DateOf(first, m.zone()).AddDays(-1)
	by := on.AddDays(m.Rules.ConfirmDays)
	if by.After(last) {
		by = last
	}
	if !by.After(on) {
		return calendar.Date{}
	}
	return by
}
