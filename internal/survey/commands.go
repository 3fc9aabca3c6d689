package survey

import (
	"slices"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/market"
)

// A Command is a request that a survey may refuse.
//
//sumtype:decl
type Command interface {
	law.Command
	decide(Survey, law.Facts, law.Receipt) ([]Event, error)
}

// OpenSurvey begins a survey with its rule book.
type OpenSurvey struct {
	Rules SurveyRules `json:"rules"`
}

// NameRespondent says who answers for a country.
type NameRespondent struct {
	Country string `json:"country"`
	Person  string `json:"person"` // person id
}

// RemoveRespondent says who does not any more.
type RemoveRespondent struct {
	Country string `json:"country"`
	Person  string `json:"person"`
}

// AnswerSurvey answers for a country. It takes the place of what the country answered before.
type AnswerSurvey struct {
	Country string  `json:"country"`
	Answers []Given `json:"answers"`
}

// ExtendSurvey gives a later closing date.
type ExtendSurvey struct {
	Closes calendar.Date `json:"closes"`
	Why    law.Text      `json:"why"`
}

// AllowCorrection lets a country answer after the closing date, until the end of a day.
type AllowCorrection struct {
	Country string        `json:"country"`
	Until   calendar.Date `json:"until"`
	Why     law.Text      `json:"why"`
}

// PublishSurvey makes the result public, as the rule book says.
type PublishSurvey struct{}

// NoteSurveyEntries says which entries of a marketplace the answer of a country became.
type NoteSurveyEntries struct {
	Country string   `json:"country"`
	Entries []string `json:"entries"` // references
}

// Kind is the kind's name.
func (OpenSurvey) Kind() string { return "open-survey" }

// Kind is the kind's name.
func (NameRespondent) Kind() string { return "name-respondent" }

// Kind is the kind's name.
func (RemoveRespondent) Kind() string { return "remove-respondent" }

// Kind is the kind's name.
func (AnswerSurvey) Kind() string { return "answer-survey" }

// Kind is the kind's name.
func (ExtendSurvey) Kind() string { return "extend-survey" }

// Kind is the kind's name.
func (AllowCorrection) Kind() string { return "allow-survey-correction" }

// Kind is the kind's name.
func (PublishSurvey) Kind() string { return "publish-survey" }

// Kind is the kind's name.
func (NoteSurveyEntries) Kind() string { return "note-survey-entries" }

// Sealed: what a country answers is for itself and the staff until it is published.
func (AnswerSurvey) Sealed() bool { return true }

// The most that an answer may be.
const (
	LongestText = 8000 // characters
	MostCells   = 2000 // of a grid
	MostParts   = 200
)

// Check refuses a rule book that cannot be one.
func (c OpenSurvey) Check() error { return c.Rules.Check() }

// Check refuses what names no country and nobody.
func (c NameRespondent) Check() error { return checkRespondent(c.Country, c.Person) }

// Check refuses what names no country and nobody.
func (c RemoveRespondent) Check() error { return checkRespondent(c.Country, c.Person) }

func checkRespondent(country, person string) error {
	if err := checkCountry(country); err != nil {
		return err
	}
	return law.CheckCode("person", person)
}

func checkCountry(code string) error {
	if !law.KnownCountry(code) {
		return law.Nonsensef(law.WrongCountry(), "country %q is no country code: write two letters, as in SE", code)
	}
	return nil
}

// Check refuses what no questionnaire has.
func (c AnswerSurvey) Check() error {
	if err := checkCountry(c.Country); err != nil {
		return err
	}
	return CheckAnswers(c.Answers)
}

// CheckAnswers refuses answers that no questionnaire has.
func CheckAnswers(answers []Given) error {
	if len(answers) > MostParts {
		return law.Nonsensef(law.WrongMany("answers", len(answers), MostParts), "answers has %d parts; %d are allowed", len(answers), MostParts)
	}
	for i, g := range answers {
		if err := law.CheckCode("part", g.Part); err != nil {
			return err
		}
		if slices.ContainsFunc(answers[:i], func(b Given) bool { return b.Part == g.Part }) {
			return law.Nonsensef(law.WrongTwice("answers", g.Part), "answers has %s twice", g.Part)
		}
		if err := g.check(); err != nil {
			return err
		}
	}
	return nil
}

func (g Given) check() error {
	if len(g.Options) > MostCells || len(g.Cells) > MostCells {
		return law.Nonsensef(law.WrongMost(g.Part, MostCells), "%s has more than %d options", g.Part, MostCells)
	}
	for i, o := range g.Options {
		if err := law.CheckCode("option", o); err != nil {
			return err
		}
		if slices.Contains(g.Options[:i], o) {
			return law.Nonsensef(law.WrongTwice(g.Part, o), "%s has the option %s twice", g.Part, o)
		}
	}
	for i, c := range g.Cells {
		if err := law.CheckCode("row", c.Row); err != nil {
			return err
		}
		if err := law.CheckCode("column", c.Column); err != nil {
			return err
		}
		if slices.Contains(g.Cells[:i], c) {
			return law.Nonsensef(law.WrongTwice(g.Part, c.Column), "%s has the cell %s/%s twice", g.Part, c.Row, c.Column)
		}
	}
	if n := len([]rune(string(g.Text))); g.Text.IsText() && n > LongestText {
		return law.Nonsensef(law.WrongLength(g.Part, n, LongestText), "%s has %d characters; %d are allowed", g.Part, n, LongestText)
	}
	return law.CheckText("text", g.Text)
}

// Check refuses a closing date without a date or a reason.
func (c ExtendSurvey) Check() error {
	if c.Closes.IsZero() {
		return law.Nonsensef(law.WrongMissing("closes"), "closes is missing")
	}
	return law.CheckRequired("why", c.Why)
}

// Check refuses leave without a date or a reason.
func (c AllowCorrection) Check() error {
	if err := checkCountry(c.Country); err != nil {
		return err
	}
	if c.Until.IsZero() {
		return law.Nonsensef(law.WrongMissing("until"), "until is missing")
	}
	return law.CheckRequired("why", c.Why)
}

// Check refuses nothing.
func (PublishSurvey) Check() error { return nil }

// Check refuses what is no entry.
func (c NoteSurveyEntries) Check() error {
	if err := checkCountry(c.Country); err != nil {
		return err
	}
	if len(c.Entries) == 0 || len(c.Entries) > MostCells {
		return law.Nonsensef(law.WrongMany("entries", len(c.Entries), MostCells), "entries names none, or too many")
	}
	for i, e := range c.Entries {
		if market.Of(e) == "" {
			return law.Nonsensef(law.WrongReference("entry", "HEALTH-K7Q2MDAAAAAA"), "entry %q is not the reference of an entry", e)
		}
		if slices.Contains(c.Entries[:i], e) {
			return law.Nonsensef(law.WrongTwice("entries", e), "entries has %s twice", e)
		}
	}
	return nil
}
