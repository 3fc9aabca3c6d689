package masterclass

import (
	"slices"
	"strconv"
	"strings"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

const (
	momentCloses = "registration-closes@"
	momentHeld   = "held@"
	momentOver   = "over@"
	momentLapse  = "lapses/"
)

func lapseKey(r Registration) string {
	return momentLapse + strconv.Itoa(r.Number) + "@" + r.ConfirmBy.String()
}

func (m Masterclass) moments(law.Facts) (ms []law.Moment) {
	is := m.schedule()
	if is.Cal.Zone == nil || m.Stage == "" || m.Stage == Planned || m.Over() {
		return nil
	}
	_, last := m.Spans()
	switch m.Stage {
	case Opened:
		ms = append(ms, law.Moment{At: m.Rules.RegisterBy.End(is.Cal.Zone), Key: momentCloses + m.Rules.RegisterBy.String()})
	case Closed:
		ms = append(ms, law.Moment{At: last, Key: momentHeld + calendar.Instant(last)})
	case Held:
		ms = append(ms, law.Moment{At: m.Rules.EvaluateBy.End(is.Cal.Zone), Key: momentOver + m.Rules.EvaluateBy.String()})
	case Planned, Ended, Cancelled: // nothing is awaited
	}
	if m.Stage == Opened || m.Stage == Closed {
		for _, r := range m.Registrations {
			if r.Seated() && !r.ConfirmBy.IsZero() && r.ConfirmedAt.IsZero() {
				ms = append(ms, law.Moment{At: r.ConfirmBy.End(is.Cal.Zone), Key: lapseKey(r)})
			}
		}
	}
	for _, p := range is.Plan() {
		ms = append(ms, law.Moment{At: p.At, Key: p.Key, Idle: p.Idle()})
	}
	slices.SortStableFunc(ms, law.CompareMoments)
	return ms
}

func (m Masterclass) elapse(_ law.Facts, at law.Moment) []Event {
	taken, waiting := m.Seats()
	switch {
	case strings.HasPrefix(at.Key, momentCloses):
		return []Event{RegistrationClosed{At: at.At, Taken: taken, Waiting: waiting, Promise: law.Promise{Letters: law.To(m.Rules.Officers, "masterclass-closed",
			m.ref("masterclass"), law.Count("taken", taken), law.Count("waiting", waiting), law.Count("places", m.Capacity))}}}
	case strings.HasPrefix(at.Key, momentHeld):
		e := MasterclassHeld{At: at.At, Taken: taken, Promise: law.Promise{Letters: law.To(m.seated(), "masterclass-held",
			m.ref("masterclass"), m.title("title"), law.On("until", m.Rules.EvaluateBy))}}
		if m.Rules.AttendanceWithin > 0 && !m.recorded() {
			e.Owed = obligation.Owed{ID: owedAttendance, Ladder: AttendanceLadder, Who: m.Rules.Officers, Due: calendar.DateOf(at.At, m.zone()).AddDays(m.Rules.AttendanceWithin)}
		}
		return []Event{e}
	case strings.HasPrefix(at.Key, momentOver):
		return []Event{MasterclassEnded{At: at.At, Evaluated: m.evaluated(), Certificates: m.certificates()}}
	case strings.HasPrefix(at.Key, momentLapse):
		for _, r := range m.Registrations {
			if lapseKey(r) == at.Key {
				e := PlaceLapsed{At: at.At, Number: r.Number, Person: r.Person, Place: r.Place, Promise: law.Promise{Letters: law.To([]string{r.Person}, "masterclass-lapsed",
					m.ref("masterclass"), m.title("title"))}}
				after := m.evolve(e, law.Recorded{})
				return append([]Event{e}, after.moveUp(at.At, true)...)
			}
		}
	}
	for _, p := range m.schedule().Plan() {
		if p.Key != at.Key {
			continue
		}
		is := p.Record()
		if is.Outcome != obligation.Sent {
			return []Event{MasterclassReminded{Passed: is}}
		}
		var people []string
		for _, to := range p.Rung.To {
			if to == obligation.Owner {
				people = append(people, p.Obligation.Who...)
			} else {
				people = append(people, m.Rules.Officers...)
			}
		}
		path := "reminders.ladders." + p.Obligation.Ladder
		return []Event{MasterclassReminded{Passed: is, Promise: law.Promise{Letters: law.To(people, p.Rung.Letter, law.Word("obligation", "obligation", p.Obligation.ID),
			law.On("due", p.Due.On), law.Rules("what", path+".what", p.Ladder.What), law.Rules("lapse", path+".lapse", p.Ladder.Lapse))}}}
	}
	return nil
}

func (m Masterclass) seated() (people []string) {
	for _, r := range m.Registrations {
		if r.Seated() {
			people = append(people, r.Person)
		}
	}
	return people
}

func (m Masterclass) evaluated() (n int) {
	for _, r := range m.Registrations {
		if !r.EvaluatedAt.IsZero() {
			n++
		}
	}
	return n
}

func (m Masterclass) certificates() (n int) {
	for _, r := range m.Registrations {
		if r.Certificate != nil {
			n++
		}
	}
	return n
}
