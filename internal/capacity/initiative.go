package capacity

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

// A Stage is where an initiative stands.
type Stage string

// The stages of an initiative.
const (
	Opened Stage = "open"
	Closed Stage = "closed" // its closing date is over
)

// An Initiative is what the events of one add up to.
type Initiative struct {
	Reference   string                  `json:"reference"`
	Stage       Stage                   `json:"stage"` // "" before it is opened
	Rules       InitiativeRules         `json:"rules"`
	SHA256      string                  `json:"sha256,omitempty"` // of its rule book, in hexadecimal
	By          string                  `json:"by,omitempty"`
	OpenedAt    time.Time               `json:"opened_at,omitzero"`
	ClosedAt    time.Time               `json:"closed_at,omitzero"`
	Countries   []Country               `json:"countries"` // in the order of the rule book
	Topics      []Topic                 `json:"topics"`    // in the order of the rule book
	Pairings    []Paired                `json:"pairings,omitempty"`
	Twinnings   []Twinning              `json:"twinnings,omitempty"`
	Obligations []obligation.Obligation `json:"obligations,omitempty"`
	Passed      map[string]bool         `json:"passed,omitempty"` // keys of rungs
}

// A Country is one of the list.
type Country struct {
	Code      string      `json:"code"`
	Contacts  []string    `json:"contacts,omitempty"` // person ids, who speak for it
	Interests []Statement `json:"interests,omitempty"`
}

// A Statement is what a country says of a topic; the last one counts.
type Statement struct {
	Topic      string    `json:"topic"`
	Offers     bool      `json:"offers,omitempty"`
	Seeks      bool      `json:"seeks,omitempty"`
	Activities []string  `json:"activities,omitempty"`
	Languages  []string  `json:"languages,omitempty"`
	Remarks    law.Text  `json:"remarks,omitempty"`
	By         string    `json:"by"`
	At         time.Time `json:"at"`
}

// A Topic is one of the rule book, with what became of it.
type Topic struct {
	ID        string     `json:"id"`
	Branch    Branch     `json:"branch,omitempty"` // "" before the closing date
	Because   law.Reason `json:"because,omitzero"`
	Offers    []string   `json:"offers,omitempty"` // countries, when it was decided
	Seeks     []string   `json:"seeks,omitempty"`
	DecidedAt time.Time  `json:"decided_at,omitzero"`
	By        string     `json:"by,omitempty"` // of the staff, where they decided
	Why       law.Text   `json:"why,omitempty"`
}

// A PairingStage is where a pairing stands.
type PairingStage string

// The stages of a pairing.
const (
	Proposed  PairingStage = "proposed"
	Accepted  PairingStage = "accepted" // by both: a country twinning began
	Declined  PairingStage = "declined"
	Lapsed    PairingStage = "expired"
	Withdrawn PairingStage = "withdrawn" // by the staff
)

// A Paired is a pairing of two countries on a topic.
type Paired struct {
	Number   int           `json:"number"`
	Topic    string        `json:"topic"`
	Offers   string        `json:"offers"` // country
	Seeks    string        `json:"seeks"`  // country
	Begins   calendar.Date `json:"begins"`
	Months   int           `json:"months"`
	Stage    PairingStage  `json:"stage"`
	Until    calendar.Date `json:"until"` // last day for answers
	Accepted []string      `json:"accepted,omitempty"`
	By       string        `json:"by"`                 // of the staff
	EndedBy  string        `json:"ended_by,omitempty"` // country that declined
	Why      law.Text      `json:"why,omitempty"`
}

// StageName is the stage.
func (i Initiative) StageName() string { return string(i.Stage) }

// Over tells that nothing is awaited any more: every topic is decided, and nothing that follows from one goes on.
func (i Initiative) Over() bool {
	return i.Stage == Closed && !slices.ContainsFunc(i.Topics, func(t Topic) bool { return t.Branch == Waiting || t.Branch == Pairing }) &&
		!slices.ContainsFunc(i.Twinnings, func(t Twinning) bool { return t.Running() })
}

// RulesSHA is the hash of its rule book.
func (i Initiative) RulesSHA() string { return i.SHA256 }

// Staff tells whether a person is of the staff of the initiative.
func (i Initiative) Staff(person string) bool {
	return person != "" && slices.Contains(i.Rules.Officers, person)
}

// Speaks tells whether a person speaks for a country of the initiative; "" is any.
func (i Initiative) Speaks(person, country string) bool {
	return person != "" && slices.ContainsFunc(i.Countries, func(c Country) bool {
		return (country == "" || c.Code == country) && slices.Contains(c.Contacts, person)
	})
}

// Country is a country of the list, by its code in any of its forms.
func (i Initiative) Country(code string) (Country, bool) {
	for _, c := range i.Countries {
		if normal(c.Code) == normal(code) {
			return c, true
		}
	}
	return Country{}, false
}

// Topic is a topic with what became of it.
func (i Initiative) Topic(id string) (Topic, bool) {
	for _, t := range i.Topics {
		if t.ID == id {
			return t, true
		}
	}
	return Topic{}, false
}

// Pairing is a pairing by its number.
func (i Initiative) Pairing(number int) (Paired, bool) {
	for _, p := range i.Pairings {
		if p.Number == number {
			return p, true
		}
	}
	return Paired{}, false
}

// Interest is what a country says of a topic; false where it says nothing.
func (c Country) Interest(topic string) (Statement, bool) {
	for _, s := range c.Interests {
		if s.Topic == topic {
			return s, true
		}
	}
	return Statement{}, false
}

// Sides are the countries that offer a topic, and those that seek it, in the order of the list.
func (i Initiative) Sides(topic string) (offers, seeks []string) {
	for _, c := range i.Countries {
		s, _ := c.Interest(topic)
		if s.Offers {
			offers = append(offers, c.Code)
		}
		if s.Seeks {
			seeks = append(seeks, c.Code)
		}
	}
	return offers, seeks
}

// Takes tells whether statements on a topic are taken at an instant: until the end of the
// closing date, and of one that waits until the day of the rule book.
func (i Initiative) Takes(t Topic, at time.Time) bool {
	zone := i.zone()
	switch {
	case i.Stage == Opened:
		return at.Before(i.Rules.Closes.End(zone))
	case t.Branch == Waiting:
		return at.Before(i.Rules.OneSided.Until.End(zone))
	}
	return false
}

func (i Initiative) zone() *time.Location {
	cal, err := i.Rules.Calendar()
	if err != nil {
		return time.UTC
	}
	return cal.Zone
}

// contacts are those who speak for countries.
func (i Initiative) contacts(countries ...string) (people []string) {
	for _, c := range i.Countries {
		if len(countries) == 0 || slices.Contains(countries, c.Code) {
			people = append(people, c.Contacts...)
		}
	}
	return people
}

func (i Initiative) people() (list []string) {
	list = i.contacts()
	for _, c := range i.Countries {
		for _, s := range c.Interests {
			list = append(list, s.By)
		}
	}
	return list
}

// with is the initiative with another state of a country.
func (i Initiative) with(code string, change func(*Country)) Initiative {
	i.Countries = law.Changed(i.Countries, func(c Country) bool { return c.Code == code }, change)
	return i
}

func (i Initiative) withTopic(id string, change func(*Topic)) Initiative {
	i.Topics = law.Changed(i.Topics, func(t Topic) bool { return t.ID == id }, change)
	return i
}

func (i Initiative) withPairing(number int, change func(*Paired)) Initiative {
	i.Pairings = law.Changed(i.Pairings, func(p Paired) bool { return p.Number == number }, change)
	return i
}

func (i Initiative) withTwinning(number int, change func(*Twinning)) Initiative {
	i.Twinnings = law.Changed(i.Twinnings, func(t Twinning) bool { return t.Number == number }, change)
	return i
}

// MasterclassOf is the reference of the masterclass that a topic becomes.
func (i Initiative) MasterclassOf(topic string) string { return i.Reference + "-" + topic }

// Fold changes whenever the same events add up to another state.
const Fold = 1

// The members of the two unions.
var (
	Events = law.NewCatalogue[Event](InitiativeOpened{}, CountryContactNamed{}, CountryContactRemoved{}, TopicInterestStated{}, InitiativeClosed{}, TopicDecided{},
		PairingProposed{}, PairingAccepted{}, PairingEnded{}, CountryTwinningBegan{}, CountryTwinningReported{}, JointReportSent{}, CountryTwinningClosed{}, CountryTwinningStopped{},
		InitiativeReminded{}, InitiativeStaffChanged{}, CountryReportReturned{}, CountryTwinningExtended{}, CountryTwinningLeft{}, CountryFollowUpReported{})
	Commands = law.NewCatalogue[Command](OpenInitiative{}, NameCountryContact{}, RemoveCountryContact{}, StateTopicInterest{}, DecideTopic{}, ProposePairing{}, AnswerPairing{},
		WithdrawPairing{}, ReportCountryTwinning{}, SendJointReport{}, AgreeJointReport{}, StopCountryTwinning{}, ChangeInitiativeStaff{},
		ReturnCountryReport{}, ExtendCountryTwinning{}, LeaveCountryTwinning{}, ReportCountryFollowUp{})
)

// Law is the law of an initiative, as everything outside of it sees it.
var Law = law.Adapt(law.Typed[Initiative, Event, Command]{
	Name: "initiative", Fold: Fold, Events: Events, Commands: Commands,
	Zero:   func(reference string) Initiative { return Initiative{Reference: reference} },
	Evolve: Initiative.evolve,
	Decide: func(c Command, i Initiative, f law.Facts, r law.Receipt) ([]Event, error) { return c.decide(i, f, r) },
	Needs: func(_ Initiative, commands ...Command) []string {
		return append(governance.ToOpen[OpenInitiative](commands), governance.ToOpen[ChangeInitiativeStaff](commands)...)
	},
	Moments:  Initiative.moments,
	Elapse:   Initiative.elapse,
	Schedule: func(i Initiative, _ law.Facts) obligation.Schedule { return i.schedule() },
	Owes: func(o obligation.Obligation) (string, []law.Role) {
		return strings.ReplaceAll(strings.TrimPrefix(o.Ladder, "capacity-"), "-", " ") + " " + o.ID, []law.Role{law.Contact}
	},
	Messages: Initiative.messages,
	Staff:    func(i Initiative, _ law.Facts) []string { return i.Rules.Officers },
	People:   Initiative.people,
})

// The ids of what is owed.

func statementOf(country string) string { return "interest-" + country }

func answerOf(pairing int, country string) string {
	return fmt.Sprintf("pairing-%d-%s", pairing, country)
}

func reportOf(twinning, period int, country string) string {
	return fmt.Sprintf("twinning-%d-period-%02d-%s", twinning, period, country)
}

func closureOf(twinning int) string { return fmt.Sprintf("twinning-%d-joint-report", twinning) }
