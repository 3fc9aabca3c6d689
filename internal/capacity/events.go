package capacity

import (
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

// An Event is a fact of an initiative.
//
//sumtype:decl
type Event interface {
	law.Event
	initiative()
}

// InitiativeOpened begins an initiative.
type InitiativeOpened struct {
	Rules  InitiativeRules `json:"rules"`
	SHA256 string          `json:"sha256"` // of the rules as JSON
	By     string          `json:"by"`     // person id
}

// CountryContactNamed says who speaks for a country.
type CountryContactNamed struct {
	Country string          `json:"country"`
	Person  string          `json:"person"` // person id
	By      string          `json:"by"`     // person id, of the staff
	Owed    obligation.Owed `json:"owed,omitzero"`
	law.Promise
}

// CountryContactRemoved says who does not speak for a country any more.
type CountryContactRemoved struct {
	Country string `json:"country"`
	Person  string `json:"person"`
	By      string `json:"by"` // person id, of the staff
}

// TopicInterestStated is what a country says of a topic; it takes the place of what it said before.
type TopicInterestStated struct {
	Country    string   `json:"country"`
	By         string   `json:"by"` // person id
	Topic      string   `json:"topic"`
	Offers     bool     `json:"offers,omitempty"`
	Seeks      bool     `json:"seeks,omitempty"`
	Activities []string `json:"activities,omitempty"`
	Languages  []string `json:"languages,omitempty"`
	Remarks    law.Text `json:"remarks,omitempty"`
}

// InitiativeClosed says that the closing date is over.
type InitiativeClosed struct {
	At     time.Time `json:"at"`
	Stated int       `json:"stated"` // countries that stated anything
	Asked  int       `json:"asked"`
}

// TopicDecided says what becomes of a topic, and why.
type TopicDecided struct {
	At      time.Time  `json:"at,omitzero"` // of the moment that it follows from
	Topic   string     `json:"topic"`
	Branch  Branch     `json:"branch"`
	Because law.Reason `json:"because,omitzero"`
	Offers  []string   `json:"offers,omitempty"` // countries
	Seeks   []string   `json:"seeks,omitempty"`
	By      string     `json:"by,omitempty"` // of the staff, where they decided
	Why     law.Text   `json:"why,omitempty"`
	law.Promise
}

// PairingProposed asks two countries whether they twin on a topic.
type PairingProposed struct {
	Number int               `json:"number"`
	Topic  string            `json:"topic"`
	Offers string            `json:"offers"`
	Seeks  string            `json:"seeks"`
	Begins calendar.Date     `json:"begins"`
	Months int               `json:"months"`
	Until  calendar.Date     `json:"until"` // last day for answers
	By     string            `json:"by"`    // person id, of the staff
	Score  int               `json:"score"` // of the suggestion
	Owed   []obligation.Owed `json:"owed"`
	law.Promise
}

// PairingAccepted says that one of the two countries accepts.
type PairingAccepted struct {
	Number  int    `json:"number"`
	Country string `json:"country"`
	By      string `json:"by"`  // person id
	Met     string `json:"met"` // id of the obligation that is met
}

// PairingEnded ends a pairing that not both countries accepted.
type PairingEnded struct {
	At      time.Time    `json:"at,omitzero"` // of the moment that it follows from
	Number  int          `json:"number"`
	How     PairingStage `json:"how"`               // declined, expired or withdrawn
	Country string       `json:"country,omitempty"` // that declined
	By      string       `json:"by,omitempty"`      // person id
	Why     law.Text     `json:"why,omitempty"`
	law.Promise
}

// CountryTwinningBegan begins a country twinning: both countries accepted the pairing.
type CountryTwinningBegan struct {
	Number int               `json:"number"` // of the pairing
	Topic  string            `json:"topic"`
	Offers string            `json:"offers"`
	Seeks  string            `json:"seeks"`
	Begins calendar.Date     `json:"begins"`
	Months int               `json:"months"`
	Owed   []obligation.Owed `json:"owed"`
	law.Promise
}

// CountryTwinningReported is what a country did in a period.
type CountryTwinningReported struct {
	Twinning   int               `json:"twinning"`
	Country    string            `json:"country"`
	By         string            `json:"by"` // person id
	Period     int               `json:"period"`
	Activities []CountryActivity `json:"activities,omitempty"`
	Nothing    law.Text          `json:"nothing,omitempty"`
	Met        string            `json:"met"` // id of the obligation that is met
}

// JointReportSent is the joint report, for the other country to agree.
type JointReportSent struct {
	Twinning int      `json:"twinning"`
	Country  string   `json:"country"`
	By       string   `json:"by"` // person id
	Text     law.Text `json:"text"`
	FollowUp bool     `json:"follow_up,omitempty"`
	Form     law.Text `json:"form,omitempty"`
	law.Promise
}

// CountryTwinningClosed says that both countries agree on the joint report.
type CountryTwinningClosed struct {
	Twinning int    `json:"twinning"`
	Country  string `json:"country"`             // that agreed
	By       string `json:"by"`                  // person id
	FollowUp bool   `json:"follow_up,omitempty"` // a structured follow-up is asked for
	law.Promise
}

// CountryTwinningStopped ends a country twinning before its joint report.
type CountryTwinningStopped struct {
	Twinning int      `json:"twinning"`
	By       string   `json:"by"` // person id, of the staff
	Why      law.Text `json:"why"`
	law.Promise
}

// InitiativeReminded is the one outcome of one rung of a reminder.
type InitiativeReminded struct {
	obligation.Passed
	law.Promise
}

// Kind is the kind's name.
func (InitiativeOpened) Kind() string { return "initiative-opened.v1" }

// Kind is the kind's name.
func (CountryContactNamed) Kind() string { return "country-contact-named.v1" }

// Kind is the kind's name.
func (CountryContactRemoved) Kind() string { return "country-contact-removed.v1" }

// Kind is the kind's name.
func (TopicInterestStated) Kind() string { return "topic-interest-stated.v1" }

// Kind is the kind's name.
func (InitiativeClosed) Kind() string { return "initiative-closed.v1" }

// Kind is the kind's name.
func (TopicDecided) Kind() string { return "topic-decided.v1" }

// Kind is the kind's name.
func (PairingProposed) Kind() string { return "pairing-proposed.v1" }

// Kind is the kind's name.
func (PairingAccepted) Kind() string { return "pairing-accepted.v1" }

// Kind is the kind's name.
func (PairingEnded) Kind() string { return "pairing-ended.v1" }

// Kind is the kind's name.
func (CountryTwinningBegan) Kind() string { return "country-twinning-began.v1" }

// Kind is the kind's name.
func (CountryTwinningReported) Kind() string { return "country-twinning-reported.v1" }

// Kind is the kind's name.
func (JointReportSent) Kind() string { return "joint-report-sent.v1" }

// Kind is the kind's name.
func (CountryTwinningClosed) Kind() string { return "country-twinning-closed.v1" }

// Kind is the kind's name.
func (CountryTwinningStopped) Kind() string { return "country-twinning-stopped.v1" }

// Kind is the kind's name.
func (InitiativeReminded) Kind() string { return "initiative-reminded.v1" }

func (InitiativeOpened) initiative()        {}
func (CountryContactNamed) initiative()     {}
func (CountryContactRemoved) initiative()   {}
func (TopicInterestStated) initiative()     {}
func (InitiativeClosed) initiative()        {}
func (TopicDecided) initiative()            {}
func (PairingProposed) initiative()         {}
func (PairingAccepted) initiative()         {}
func (PairingEnded) initiative()            {}
func (CountryTwinningBegan) initiative()    {}
func (CountryTwinningReported) initiative() {}
func (JointReportSent) initiative()         {}
func (CountryTwinningClosed) initiative()   {}
func (CountryTwinningStopped) initiative()  {}
func (InitiativeReminded) initiative()      {}

// Sealed: what a country states is for itself and the staff until the closing date.
func (TopicInterestStated) Sealed() bool { return true }

// Sealed: why a country declines is for itself and the staff.
func (PairingEnded) Sealed() bool { return true }

// HappenedAt is its moment.
func (e InitiativeClosed) HappenedAt() time.Time { return e.At }

// HappenedAt is its moment.
func (e TopicDecided) HappenedAt() time.Time { return e.At }

// HappenedAt is its moment.
func (e PairingEnded) HappenedAt() time.Time { return e.At }

// HappenedAt is its moment.
func (e InitiativeReminded) HappenedAt() time.Time { return e.At }
