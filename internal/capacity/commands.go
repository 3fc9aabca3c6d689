package capacity

import (
	"slices"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
)

// A Command is a request that an initiative may refuse.
//
//sumtype:decl
type Command interface {
	law.Command
	decide(Initiative, law.Facts, law.Receipt) ([]Event, error)
}

// OpenInitiative begins an initiative with its rule book.
type OpenInitiative struct {
	Rules InitiativeRules `json:"rules"`
}

// NameCountryContact says who speaks for a country.
type NameCountryContact struct {
	Country string `json:"country"`
	Person  string `json:"person"` // person id
}

// RemoveCountryContact says who does not any more.
type RemoveCountryContact struct {
	Country string `json:"country"`
	Person  string `json:"person"`
}

// StateTopicInterest says that a country offers expertise on a topic, seeks it, or both; neither takes back what it said.
type StateTopicInterest struct {
	Country    string   `json:"country"`
	Topic      string   `json:"topic"`
	Offers     bool     `json:"offers,omitempty"`
	Seeks      bool     `json:"seeks,omitempty"`
	Activities []string `json:"activities,omitempty"` // of the rule book
	Languages  []string `json:"languages,omitempty"`  // of the rule book
	Remarks    law.Text `json:"remarks,omitempty"`
}

// DecideTopic says what becomes of a topic that is paired, or waits: a masterclass, or nothing.
type DecideTopic struct {
	Topic  string   `json:"topic"`
	Branch Branch   `json:"branch"` // masterclass or dropped
	Why    law.Text `json:"why"`
}

// ProposePairing asks two countries whether they twin on a topic.
type ProposePairing struct {
	Topic  string        `json:"topic"`
	Offers string        `json:"offers"` // country
	Seeks  string        `json:"seeks"`  // country
	Begins calendar.Date `json:"begins"`
	Months int           `json:"months"`
}

// AnswerPairing is the answer of one of the two countries. Who declines need not say why.
type AnswerPairing struct {
	Pairing int      `json:"pairing"` // number
	Country string   `json:"country"`
	Accept  bool     `json:"accept,omitempty"`
	Why     law.Text `json:"why,omitempty"`
}

// WithdrawPairing takes a proposal back.
type WithdrawPairing struct {
	Pairing int      `json:"pairing"`
	Why     law.Text `json:"why"`
}

// ReportCountryTwinning says what a country did in a period. It takes the place of what the country reported of it before.
type ReportCountryTwinning struct {
	Twinning   int               `json:"twinning"` // number
	Period     int               `json:"period"`   // from 1
	Activities []CountryActivity `json:"activities,omitempty"`
	Nothing    law.Text          `json:"nothing,omitempty"` // why nothing was done
}

// SendJointReport sends the joint report for both countries, for the other one to agree.
type SendJointReport struct {
	Twinning int      `json:"twinning"`
	Text     law.Text `json:"text"`
	FollowUp bool     `json:"follow_up,omitempty"` // a structured follow-up is asked for
	Form     law.Text `json:"form,omitempty"`      // in what form
}

// AgreeJointReport agrees to the joint report of the other country, and closes the country twinning.
type AgreeJointReport struct {
	Twinning int `json:"twinning"`
}

// StopCountryTwinning ends a country twinning before its joint report.
type StopCountryTwinning struct {
	Twinning int      `json:"twinning"`
	Why      law.Text `json:"why"`
}

// Kind is the kind's name.
func (OpenInitiative) Kind() string { return "open-initiative" }

// Kind is the kind's name.
func (NameCountryContact) Kind() string { return "name-country-contact" }

// Kind is the kind's name.
func (RemoveCountryContact) Kind() string { return "remove-country-contact" }

// Kind is the kind's name.
func (StateTopicInterest) Kind() string { return "state-topic-interest" }

// Kind is the kind's name.
func (DecideTopic) Kind() string { return "decide-topic" }

// Kind is the kind's name.
func (ProposePairing) Kind() string { return "propose-pairing" }

// Kind is the kind's name.
func (AnswerPairing) Kind() string { return "answer-pairing" }

// Kind is the kind's name.
func (WithdrawPairing) Kind() string { return "withdraw-pairing" }

// Kind is the kind's name.
func (ReportCountryTwinning) Kind() string { return "report-country-twinning" }

// Kind is the kind's name.
func (SendJointReport) Kind() string { return "send-joint-report" }

// Kind is the kind's name.
func (AgreeJointReport) Kind() string { return "agree-joint-report" }

// Kind is the kind's name.
func (StopCountryTwinning) Kind() string { return "stop-country-twinning" }

// Sealed: what a country states is for itself and the staff until the closing date.
func (StateTopicInterest) Sealed() bool { return true }

// Sealed: why a country declines is for itself and the staff.
func (AnswerPairing) Sealed() bool { return true }

// The most that a statement or a report may have.
const (
	LongestText    = 8000 // characters
	MostActivities = 200
)

func checkCountry(field, code string) error {
	if !law.KnownCountry(code) {
		return law.Nonsensef(law.WrongCountry(), "%s %q is no country code: write two letters, as in SE", field, code)
	}
	return nil
}

func checkText(field string, t law.Text, required bool) error {
	if n := len([]rune(string(t))); t.IsText() && n > LongestText {
		return law.Nonsensef(law.WrongLength(field, n, LongestText), "%s has %d characters; %d are allowed", field, n, LongestText)
	}
	if required {
		return law.CheckRequired(field, t)
	}
	return law.CheckText(field, t)
}

func checkCodes(field string, codes []string) error {
	if len(codes) > MostActivities {
		return law.Nonsensef(law.WrongMany(field, len(codes), MostActivities), "%s names %d; %d are allowed", field, len(codes), MostActivities)
	}
	for n, c := range codes {
		if err := law.CheckCode(field, c); err != nil {
			return err
		}
		if slices.Contains(codes[:n], c) {
			return law.Nonsensef(law.WrongTwice(field, c), "%s has %s twice", field, c)
		}
	}
	return nil
}

func checkNumber(field string, n int) error {
	if n < 1 {
		return law.Nonsensef(law.WrongFromOne(field), "%s is missing: numbers begin with 1", field)
	}
	return nil
}

// Check refuses a rule book that cannot be one.
func (c OpenInitiative) Check() error { return c.Rules.Check() }

// Check refuses what names no country and nobody.
func (c NameCountryContact) Check() error {
	if err := checkCountry("country", c.Country); err != nil {
		return err
	}
	return law.CheckCode("person", c.Person)
}

// Check refuses what names no country and nobody.
func (c RemoveCountryContact) Check() error { return NameCountryContact(c).Check() }

// Check refuses what names no country and no topic.
func (c StateTopicInterest) Check() error {
	for _, err := range []error{
		checkCountry("country", c.Country), law.CheckCode("topic", c.Topic), checkCodes("activities", c.Activities), checkCodes("languages", c.Languages), checkText("remarks", c.Remarks, false),
	} {
		if err != nil {
			return err
		}
	}
	return nil
}

// Check refuses another branch than the two.
func (c DecideTopic) Check() error {
	if err := law.CheckCode("topic", c.Topic); err != nil {
		return err
	}
	if c.Branch != Masterclass && c.Branch != Dropped {
		return law.Nonsensef(law.WrongValue("branch", string(Masterclass), string(Dropped)), "branch is %q: masterclass and dropped are allowed", c.Branch)
	}
	return checkText("why", c.Why, true)
}

// Check refuses a country with itself, and no time.
func (c ProposePairing) Check() error {
	for _, err := range []error{law.CheckCode("topic", c.Topic), checkCountry("offers", c.Offers), checkCountry("seeks", c.Seeks)} {
		if err != nil {
			return err
		}
	}
	switch {
	case normal(c.Offers) == normal(c.Seeks):
		return law.Nonsensef(law.Why("nonsense-same-country"), "a country is not paired with itself")
	case c.Begins.IsZero():
		return law.Nonsensef(law.WrongDay("begins"), "begins is missing: write a day, as in 2024-09-01")
	case c.Months < 1 || c.Months > MostMonths:
		return law.Nonsensef(law.WrongRange("months", 1, MostMonths), "months is %d; 1 to %d are allowed", c.Months, MostMonths)
	}
	return nil
}

// Check refuses no pairing and no country.
func (c AnswerPairing) Check() error {
	for _, err := range []error{checkNumber("pairing", c.Pairing), checkCountry("country", c.Country), checkText("why", c.Why, false)} {
		if err != nil {
			return err
		}
	}
	return nil
}

// Check refuses no pairing and no reason.
func (c WithdrawPairing) Check() error {
	if err := checkNumber("pairing", c.Pairing); err != nil {
		return err
	}
	return checkText("why", c.Why, true)
}

// Check refuses a report that says nothing.
func (c ReportCountryTwinning) Check() error {
	for _, err := range []error{checkNumber("twinning", c.Twinning), checkNumber("period", c.Period), checkText("nothing", c.Nothing, len(c.Activities) == 0)} {
		if err != nil {
			return err
		}
	}
	if len(c.Activities) > MostActivities {
		return law.Nonsensef(law.WrongMany("activities", len(c.Activities), MostActivities), "activities has %d; %d are allowed", len(c.Activities), MostActivities)
	}
	for _, a := range c.Activities {
		if err := law.CheckCode("activity", a.Activity); err != nil {
			return err
		}
		if a.On.IsZero() || a.Participants < 0 {
			return law.Nonsensef(law.Why("nonsense-activity-day"), "an activity has its day in on, and participants of 0 or more")
		}
		if err := checkText("what", a.What, true); err != nil {
			return err
		}
	}
	return nil
}

// Check refuses no report.
func (c SendJointReport) Check() error {
	for _, err := range []error{checkNumber("twinning", c.Twinning), checkText("text", c.Text, true), checkText("form", c.Form, false)} {
		if err != nil {
			return err
		}
	}
	return nil
}

// Check refuses no twinning.
func (c AgreeJointReport) Check() error { return checkNumber("twinning", c.Twinning) }

// Check refuses no twinning and no reason.
func (c StopCountryTwinning) Check() error {
	if err := checkNumber("twinning", c.Twinning); err != nil {
		return err
	}
	return checkText("why", c.Why, true)
}
