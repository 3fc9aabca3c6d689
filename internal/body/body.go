package body

import (
	"slices"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

// A Stage is where a body stands.
type Stage string

// The stages of a body.
const (
	Active    Stage = "active"
	Ended     Stage = "ended" // its mandate is over
	Dissolved Stage = "dissolved"
	Coming    Stage = "awaited" // told only: it is open, and its mandate begins later
)

// Stands is where the body stands at an instant: one that was opened before its mandate awaits it.
func (b Body) Stands(at time.Time) Stage {
	if b.Stage == Active && b.today(at).Before(b.Rules.Mandate.Begins) {
		return Coming
	}
	return b.Stage
}

// A Body is what the events of one add up to.
type Body struct {
	Reference    string                  `json:"reference"`
	Stage        Stage                   `json:"stage"` // "" before it is opened
	Rules        BodyRules               `json:"rules"`
	SHA256       string                  `json:"sha256,omitempty"` // of its rule book, in hexadecimal
	By           string                  `json:"by,omitempty"`
	OpenedAt     time.Time               `json:"opened_at,omitzero"`
	Ends         calendar.Date           `json:"ends,omitzero"` // last day of the mandate
	EndedAt      time.Time               `json:"ended_at,omitzero"`
	Why          law.Text                `json:"why,omitempty"` // it was dissolved, or its mandate extended
	Calls        []MemberCall            `json:"calls,omitempty"`
	Applications []Application           `json:"applications,omitempty"`
	Members      []Member                `json:"members,omitempty"`
	Interests    []InterestsOf           `json:"interests,omitempty"` // declared, the last of each person counts
	Chairs       []Chair                 `json:"chairs,omitempty"`
	Meetings     []Meeting               `json:"meetings,omitempty"`
	Decisions    []Decision              `json:"decisions,omitempty"`
	Conflicts    []ItemConflict          `json:"conflicts,omitempty"`
	Advice       []Advice                `json:"advice,omitempty"`
	Actions      []PlannedAction         `json:"actions,omitempty"`
	Links        []BodyLink              `json:"links,omitempty"`
	Obligations  []obligation.Obligation `json:"obligations,omitempty"`
	Passed       map[string]bool         `json:"passed,omitempty"` // keys of rungs
}

// A MemberCall calls for members.
type MemberCall struct {
	ID      string        `json:"id"`
	Seats   []string      `json:"seats"`
	Closes  calendar.Date `json:"closes"` // last day for applications
	Text    law.Text      `json:"text"`
	At      time.Time     `json:"at"`
	Closed  bool          `json:"closed,omitempty"`
	Decided time.Time     `json:"decided,omitzero"`
}

// An Application is for a seat.
type Application struct {
	ID         string    `json:"id"` // a1, a2: in their order
	Call       string    `json:"call"`
	Seat       string    `json:"seat"`
	Country    string    `json:"country,omitempty"`
	Name       law.Text  `json:"name"` // of the organisation, or of the person in a personal capacity
	Motivation law.Text  `json:"motivation"`
	Interests  law.Text  `json:"interests"` // declared with it
	By         string    `json:"by"`
	At         time.Time `json:"at"`
	Stands     string    `json:"stands"` // received, withdrawn, selected, rejected, appointed
	Why        law.Text  `json:"why,omitempty"`
}

// How an application stands.
const (
	Received  = "received"
	Withdrawn = "withdrawn"
	Selected  = "selected"
	Rejected  = "rejected"
	Appointed = "appointed"
)

// A Member has a seat.
type Member struct {
	ID          string        `json:"id"`
	Seat        string        `json:"seat"`
	Country     string        `json:"country,omitempty"`
	Name        law.Text      `json:"name,omitempty"` // none: its country
	Person      string        `json:"person"`         // who represents it
	Alternates  []string      `json:"alternates,omitempty"`
	From        calendar.Date `json:"from"`
	Until       calendar.Date `json:"until,omitzero"` // last day; none: as long as the mandate
	Application string        `json:"application,omitempty"`
	Ended       time.Time     `json:"ended,omitzero"`
	Cause       string        `json:"cause,omitempty"` // resigned, excluded, term-over
	Why         law.Text      `json:"why,omitempty"`
}

// Why a membership ended.
const (
	Resigned = "resigned"
	Excluded = "excluded" // by the secretariat
	TermOver = "term-over"
)

// Sits tells whether the membership has not ended.
func (m Member) Sits() bool { return m.Ended.IsZero() }

// Speaks tells whether a person represents the member, or is an alternate.
func (m Member) Speaks(person string) bool {
	return person != "" && (m.Person == person || slices.Contains(m.Alternates, person))
}

// People are who represents the member, and the alternates.
func (m Member) People() []string { return append([]string{m.Person}, m.Alternates...) }

// InterestsOf are the interests that a person declared.
type InterestsOf struct {
	Person string    `json:"person"`
	At     time.Time `json:"at"`
	Text   law.Text  `json:"text"`
}

// A Chair is who presides.
type Chair struct {
	Chair  string    `json:"chair"` // of the rule book
	Person string    `json:"person"`
	Since  time.Time `json:"since"`
	Until  time.Time `json:"until,omitzero"` // another one took the place
}

// A BodyLink says what follows from something of the body in another life.
type BodyLink struct {
	From string    `json:"from"` // meeting/20, decision/d1, advice/r1, action/x
	To   string    `json:"to"`   // stream: survey/EHN-2021
	By   string    `json:"by"`
	At   time.Time `json:"at"`
}

// StageName is the stage.
func (b Body) StageName() string { return string(b.Stage) }

// Over tells that nothing is awaited any more. What was published stays, and is followed up.
func (b Body) Over() bool { return b.Stage == Dissolved }

// RulesSHA is the hash of its rule book.
func (b Body) RulesSHA() string { return b.SHA256 }

// Staff tells whether a person is of the secretariat.
func (b Body) Staff(person string) bool {
	return person != "" && slices.Contains(b.Rules.Officers, person)
}

// Presides tells whether a person is a chair.
func (b Body) Presides(person string) bool {
	return person != "" && slices.ContainsFunc(b.Chairs, func(c Chair) bool { return c.Person == person && c.Until.IsZero() })
}

// Sits tells whether a person speaks for a member that sits, or presides.
func (b Body) Sits(person string) bool {
	return b.Presides(person) || slices.ContainsFunc(b.Members, func(m Member) bool { return m.Sits() && m.Speaks(person) })
}

// Member is a member by its code.
func (b Body) Member(id string) (Member, bool) {
	return byID(b.Members, id, func(m Member) string { return m.ID })
}

// Meeting is a meeting by its code.
func (b Body) Meeting(id string) (Meeting, bool) {
	return byID(b.Meetings, id, func(m Meeting) string { return m.ID })
}

// Decision is a decision by its code.
func (b Body) Decision(id string) (Decision, bool) {
	return byID(b.Decisions, id, func(d Decision) string { return d.ID })
}

// Given is an advice by its code.
func (b Body) Given(id string) (Advice, bool) {
	return byID(b.Advice, id, func(a Advice) string { return a.ID })
}

// Planned is an action by its code.
func (b Body) Planned(id string) (PlannedAction, bool) {
	return byID(b.Actions, id, func(a PlannedAction) string { return a.ID })
}

func byID[T any](list []T, id string, of func(T) string) (none T, ok bool) {
	i := slices.IndexFunc(list, func(x T) bool { return of(x) == id })
	if i < 0 {
		return none, false
	}
	return list[i], true
}

// changed is a list in which one is another.
func changed[T any](list []T, is func(T) bool, change func(*T)) []T {
	list = slices.Clone(list)
	for i := range list {
		if is(list[i]) {
			change(&list[i])
		}
	}
	return list
}

// everybody are all who speak for members that sit, and the chairs.
func (b Body) everybody() (list []string) {
	for _, m := range b.Members {
		if m.Sits() {
			list = append(list, m.People()...)
		}
	}
	for _, c := range b.Chairs {
		if c.Until.IsZero() {
			list = append(list, c.Person)
		}
	}
	return list
}

// people are all who have, or had, a part in the body.
func (b Body) people() (list []string) {
	for _, a := range b.Applications {
		list = append(list, a.By)
	}
	for _, m := range b.Members {
		list = append(list, m.People()...)
	}
	for _, c := range b.Chairs {
		list = append(list, c.Person)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

func (b Body) zone() *time.Location {
	cal, err := b.Rules.Calendar()
	if err != nil {
		return time.UTC
	}
	return cal.Zone
}

// today is the day of an instant where the body meets.
func (b Body) today(at time.Time) calendar.Date { return calendar.DateOf(at, b.zone()) }

// after is the last day of a period that begins with a day.
func (b Body) after(day calendar.Date, l calendar.Length) calendar.Date {
	cal, err := b.Rules.Calendar()
	if err != nil {
		return day
	}
	return calendar.Period(day, l, cal.Holidays)
}
