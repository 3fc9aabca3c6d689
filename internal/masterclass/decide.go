package masterclass

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"time"

	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/law"
)

// hashOf is the SHA-256 of a rule book as JSON.
func hashOf(r MasterclassRules) string {
	text, err := json.Marshal(r)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

func (c PlanMasterclass) decide(m Masterclass, _ law.Facts, r law.Receipt) ([]Event, error) {
	if r.Actor != law.Engine {
		return nil, law.Refuse("masterclasses", "not-for-people")
	}
	if m.Stage != "" {
		return nil, law.Refuse("masterclasses", "opened-already", law.Ref("masterclass", m.Reference))
	}
	return []Event{MasterclassPlanned{
		Initiative: c.Initiative, Topic: c.Topic, Title: c.Title, Officers: c.Officers,
		Promise: law.Promise{Letters: law.To(c.Officers, "masterclass-planned", m.ref("masterclass"), law.Ref("initiative", c.Initiative), law.Rules("title", "title", c.Title.EN))},
	}}, nil
}

// decide opens a masterclass: what a topic became, by the officers of the initiative; else from the
// first administrator on by one of them, or by a head or an officer of the open programme that it
// belongs to; before by anybody, as a call is.
func (c OpenMasterclass) decide(m Masterclass, f law.Facts, r law.Receipt) ([]Event, error) {
	switch {
	case m.Stage == Planned:
		if !m.Staff(r.Actor) {
			return nil, law.Refuse("masterclasses", "staff-only", law.Ref("masterclass", m.Reference))
		}
		if c.Rules.Initiative != m.Plan.Initiative || c.Rules.Topic != m.Plan.Topic {
			return nil, law.Refuse("masterclasses", "other-topic", law.Ref("initiative", m.Plan.Initiative), law.Word("topic", "capacity-topic", m.Plan.Topic))
		}
	case m.Stage != "":
		return nil, law.Refuse("masterclasses", "opened-already", law.Ref("masterclass", m.Reference))
	case c.Rules.Initiative != "": // such a one is planned by its initiative
		return nil, law.Refuse("masterclasses", "not-planned", law.Ref("initiative", c.Rules.Initiative), law.Word("topic", "capacity-topic", c.Rules.Topic))
	default:
		if a, _ := f.State(governance.AdministrationStream).(governance.Administration); len(a.People) > 0 && !a.Has(r.Actor) {
			p, _ := f.State(governance.ProgrammeStream(c.Rules.Programme)).(governance.Programme)
			if p.Stage != governance.Open || !p.As(r.ReceivedAt).Has(r.Actor, law.Head, law.Officer) {
				return nil, law.Refuse("masterclasses", "not-yours-to-open", law.Who("person", r.Actor), law.Ref("programme", c.Rules.Programme))
			}
		}
	}
	cal, err := c.Rules.Calendar()
	if err != nil {
		return nil, law.Refuse("masterclasses", "no-calendar")
	}
	if !r.ReceivedAt.Before(c.Rules.RegisterBy.End(cal.Zone)) {
		return nil, law.Refuse("masterclasses", "closes-in-the-past", law.On("until", c.Rules.RegisterBy))
	}
	return []Event{MasterclassOpened{Rules: c.Rules, SHA256: hashOf(c.Rules), By: r.Actor}}, nil
}

// steers refuses whoever is not of the staff of the masterclass.
func (m Masterclass) steers(r law.Receipt) error {
	if m.Stage == "" || m.Stage == Planned || !m.Staff(r.Actor) {
		return law.Refuse("masterclasses", "staff-only", law.Ref("masterclass", m.Reference))
	}
	return m.goesOn()
}

// goesOn refuses what comes when nothing is done any more.
func (m Masterclass) goesOn() error {
	if m.Over() {
		return law.Refuse("masterclasses", "over", law.Ref("masterclass", m.Reference))
	}
	return nil
}

// started tells whether the first session has started.
func (m Masterclass) started(at time.Time) bool {
	first, _ := m.Spans()
	return !at.Before(first)
}

// registered is the registration of a person that stands.
func (m Masterclass) registered(person string) (Registration, error) {
	is, ok := m.Of(person)
	if !ok || !is.Live() {
		return is, law.Refuse("masterclasses", "no-registration", law.Ref("masterclass", m.Reference))
	}
	return is, nil
}

func (c SetCapacity) decide(m Masterclass, _ law.Facts, r law.Receipt) ([]Event, error) {
	if err := m.steers(r); err != nil {
		return nil, err
	}
	highest := 0
	for _, x := range m.Registrations {
		if x.Seated() {
			highest = max(highest, x.Place)
		}
	}
	switch {
	case m.started(r.ReceivedAt):
		return nil, law.Refuse("masterclasses", "started-already", law.Ref("masterclass", m.Reference))
	case c.Capacity < highest:
		return nil, law.Refuse("masterclasses", "places-given", law.Count("highest", highest))
	case c.Capacity == m.Capacity:
		return nil, law.Refuse("masterclasses", "same-capacity", law.Count("places", m.Capacity))
	}
	e := CapacitySet{Capacity: c.Capacity, By: r.Actor, Why: c.Why}
	return append([]Event{e}, m.evolve(e, law.Recorded{RecordedAt: r.ReceivedAt}).moveUp(r.ReceivedAt, false)...), nil
}

func (c MoveSession) decide(m Masterclass, _ law.Facts, r law.Receipt) ([]Event, error) {
	if err := m.steers(r); err != nil {
		return nil, err
	}
	s, ok := m.Session(c.Session)
	if !ok {
		return nil, law.Refuse("masterclasses", "no-such-session", law.Word("session", "masterclass-session", c.Session))
	}
	was, _, err := m.Rules.Times(s)
	if err != nil || !r.ReceivedAt.Before(was) {
		return nil, law.Refuse("masterclasses", "session-over", law.Word("session", "masterclass-session", c.Session))
	}
	if r.By(law.Edition1) && s.Starts == c.Starts && s.Ends == c.Ends && s.Place == c.Place {
		return nil, law.Refuse("masterclasses", "not-moved", law.Word("session", "masterclass-session", c.Session))
	}
	s.Starts, s.Ends, s.Place = c.Starts, c.Ends, c.Place
	from, to, err := m.Rules.Times(s)
	if err != nil || !from.Before(to) || !r.ReceivedAt.Before(from) || c.Ends.Date.After(m.Rules.EvaluateBy) || c.Starts.Date.Before(m.Rules.RegisterBy) {
		return nil, law.Refuse("masterclasses", "no-such-time", law.On("from", m.Rules.RegisterBy), law.On("until", m.Rules.EvaluateBy))
	}
	e := SessionMoved{Session: s.ID, Starts: c.Starts, Ends: c.Ends, Zone: m.Rules.ZoneOf(s), Place: c.Place, By: r.Actor, Why: c.Why}
	after := m.evolve(e, law.Recorded{RecordedAt: r.ReceivedAt})
	e.Letters = law.To(m.seated(), "masterclass-moved", m.ref("masterclass"), m.title("title"), after.calendar("calendar"), law.Rules("session", "sessions."+s.ID+".title", s.Title.EN),
		law.Clock("starts", c.Starts, e.Zone), law.Rules("place", "sessions."+s.ID+".place", c.Place.EN), law.Quote("why", c.Why))
	return []Event{e}, nil
}

func (c AddMaterial) decide(m Masterclass, _ law.Facts, r law.Receipt) ([]Event, error) {
	if err := m.steers(r); err != nil {
		return nil, err
	}
	switch {
	case slices.ContainsFunc(m.Materials, func(x Material) bool { return x.ID == c.ID }):
		return nil, law.Refuse("masterclasses", "material-already", law.Word("material", "masterclass-material", c.ID))
	case c.Module != "" && !slices.ContainsFunc(m.Rules.Modules, func(x MasterclassModule) bool { return x.ID == c.Module }):
		return nil, law.Refuse("masterclasses", "no-such-module", law.Word("module", "masterclass-module", c.Module))
	}
	return []Event{MaterialAdded{ID: c.ID, Title: c.Title, Module: c.Module, Link: c.Link, SHA256: c.SHA256, By: r.Actor, Stored: c.Stored}}, nil
}

func (c CancelMasterclass) decide(m Masterclass, _ law.Facts, r law.Receipt) ([]Event, error) {
	if err := m.steers(r); err != nil {
		return nil, err
	}
	if m.started(r.ReceivedAt) {
		return nil, law.Refuse("masterclasses", "started-already", law.Ref("masterclass", m.Reference))
	}
	var people []string
	for _, x := range m.Registrations {
		if x.Live() {
			people = append(people, x.Person)
		}
	}
	return []Event{MasterclassCancelled{By: r.Actor, Why: c.Why, Promise: law.Promise{Letters: law.To(people, "masterclass-cancelled", m.ref("masterclass"), m.title("title"), m.calendar("calendar"), law.Quote("why", c.Why))}}}, nil
}
