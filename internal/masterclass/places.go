package masterclass

import (
	"strings"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

// The parameters of letters: the name of each is that of its place in the template.

func (m Masterclass) ref(name string) law.Param { return law.Ref(name, m.Reference) }

func (m Masterclass) title(name string) law.Param {
	return law.Rules(name, "title", m.Rules.Title.EN)
}

// calendar are the sessions for the reader's calendar: see letters.
func (m Masterclass) calendar(name string) law.Param {
	var lines []string
	for _, s := range m.Sessions {
		from, to, err := m.Rules.Times(s)
		if err != nil {
			continue
		}
		lines = append(lines, strings.Join([]string{s.ID, calendar.Instant(from), calendar.Instant(to), entry(m.Rules.Title, s, english), s.Place.EN}, "\t"))
	}
	return law.Rules(name, "sessions", strings.Join(lines, "\n"))
}

// opening is the session that starts first.
func (m Masterclass) opening() (is Session) {
	first, _ := m.Spans()
	for _, s := range m.Sessions {
		if from, _, err := m.Rules.Times(s); err == nil && from.Equal(first) {
			return s
		}
	}
	return is
}

func (m Masterclass) starts(name string) law.Param {
	s := m.opening()
	return law.Clock(name, s.Starts, m.Rules.ZoneOf(s))
}

func (m Masterclass) place(name string) law.Param {
	s := m.opening()
	return law.Rules(name, "sessions."+s.ID+".place", s.Place.EN)
}

// seat is what somebody owes who has been given a place, and the letter about it.
func (m Masterclass) seat(number, place int, person string, by calendar.Date) (obligation.Owed, law.Promise) {
	to := []string{person}
	if by.IsZero() {
		return obligation.Owed{}, law.Promise{Letters: law.To(to, "masterclass-place", m.ref("masterclass"), m.title("title"), m.starts("starts"), m.place("place"), m.calendar("calendar"))}
	}
	owed := obligation.Owed{ID: owedBy(number, place), Ladder: ConfirmLadder, Who: to, Due: by}
	return owed, law.Promise{Letters: law.To(to, "masterclass-confirm", m.ref("masterclass"), m.title("title"), m.starts("starts"), m.place("place"), m.calendar("calendar"), law.On("until", by))}
}

// moveUp gives the free places to those who wait, in the order of arrival, until the first session starts.
func (m Masterclass) moveUp(at time.Time, timed bool) (events []Event) {
	if m.started(at) || m.Over() {
		return nil
	}
	free := m.free()
	for _, r := range m.Registrations {
		if len(free) == 0 {
			return events
		}
		if !r.Live() || r.Place > 0 {
			continue
		}
		e := PlaceGiven{Number: r.Number, Person: r.Person, Place: free[0], ConfirmBy: m.confirmBy(at)}
		if timed {
			e.At = at
		}
		e.Owed, e.Promise = m.seat(r.Number, e.Place, r.Person, e.ConfirmBy)
		events, free = append(events, e), free[1:]
	}
	return events
}

func (c RegisterForMasterclass) decide(m Masterclass, _ law.Facts, r law.Receipt) ([]Event, error) {
	if m.Stage != Opened {
		return nil, law.Refuse("masterclasses", "not-open", law.Ref("masterclass", m.Reference))
	}
	if !hasTerm(m.Rules.Groups, c.Group) {
		return nil, law.Refuse("masterclasses", "no-such-group", law.Word("group", "masterclass-group", c.Group))
	}
	if is, ok := m.Of(r.Actor); ok && is.Live() {
		return nil, law.Refuse("masterclasses", "registered-already", law.Ref("masterclass", m.Reference))
	}
	if m.Staff(r.Actor) && r.By(law.Edition2) {
		return nil, law.Refuse("staff", "steers-it", law.Who("person", r.Actor))
	}
	e := RegistrationMade{Number: len(m.Registrations) + 1, Person: r.Actor, Group: c.Group, Country: c.Country, Organisation: c.Organisation, Needs: c.Needs}
	_, waiting := m.Seats()
	if free := m.free(); len(free) > 0 && waiting == 0 {
		e.Place, e.ConfirmBy = free[0], m.confirmBy(r.ReceivedAt)
		e.Owed, e.Promise = m.seat(e.Number, e.Place, e.Person, e.ConfirmBy)
		return []Event{e}, nil
	}
	e.Ahead = waiting
	e.Letters = law.To([]string{r.Actor}, "masterclass-waiting", m.ref("masterclass"), m.title("title"), law.Count("ahead", waiting))
	return []Event{e}, nil
}

func (ConfirmPlace) decide(m Masterclass, _ law.Facts, r law.Receipt) ([]Event, error) {
	is, err := m.registered(r.Actor)
	if err != nil {
		return nil, err
	}
	switch {
	case m.Over():
		return nil, m.goesOn()
	case is.Place == 0:
		return nil, law.Refuse("masterclasses", "no-place-yet", law.Ref("masterclass", m.Reference))
	case !is.ConfirmedAt.IsZero():
		return nil, law.Refuse("masterclasses", "confirmed-already", law.Ref("masterclass", m.Reference))
	}
	return []Event{PlaceConfirmed{Number: is.Number, Person: is.Person, Met: owedBy(is.Number, is.Place)}}, nil
}

func (c EndRegistration) decide(m Masterclass, _ law.Facts, r law.Receipt) ([]Event, error) {
	person, how := r.Actor, Withdrawn
	if c.Person != "" && c.Person != r.Actor {
		if err := m.steers(r); err != nil {
			return nil, err
		}
		person, how = c.Person, Removed
	}
	is, err := m.registered(person)
	if err != nil {
		return nil, err
	}
	if m.Over() {
		return nil, m.goesOn()
	}
	if m.started(r.ReceivedAt) {
		return nil, law.Refuse("masterclasses", "started-already", law.Ref("masterclass", m.Reference))
	}
	e := RegistrationEnded{Number: is.Number, Person: is.Person, By: r.Actor, How: how, Place: is.Place, Why: c.Why}
	if how == Removed {
		e.Letters = law.To([]string{is.Person}, "masterclass-removed", m.ref("masterclass"), m.title("title"), law.Quote("why", c.Why))
	}
	after := m.evolve(e, law.Recorded{RecordedAt: r.ReceivedAt})
	return append([]Event{e}, after.moveUp(r.ReceivedAt, false)...), nil
}
