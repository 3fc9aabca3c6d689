package survey

import (
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

// An Event is a fact of a survey.
//
//sumtype:decl
type Event interface {
	law.Event
	survey()
}

// SurveyOpened begins a survey.
type SurveyOpened struct {
	Rules  SurveyRules `json:"rules"`
	SHA256 string      `json:"sha256"` // of the rules as JSON
	By     string      `json:"by"`     // person id
}

// RespondentNamed says who answers for a country.
type RespondentNamed struct {
	Country string          `json:"country"`
	Person  string          `json:"person"` // person id
	By      string          `json:"by"`     // person id, of the staff
	Owed    obligation.Owed `json:"owed,omitzero"`
	law.Promise
}

// RespondentRemoved says who does not answer for a country any more.
type RespondentRemoved struct {
	Country string          `json:"country"`
	Person  string          `json:"person"`
	By      string          `json:"by"`
	Owed    obligation.Owed `json:"owed,omitzero"` // by those who are left
}

// SurveyAnswered is an answer of a country: it takes the place of the one before.
type SurveyAnswered struct {
	Country string  `json:"country"`
	By      string  `json:"by"` // person id
	Late    bool    `json:"late,omitempty"`
	Answers []Given `json:"answers"`
}

// SurveyExtended gives another closing date.
type SurveyExtended struct {
	Closes calendar.Date     `json:"closes"`
	By     string            `json:"by"`
	Why    law.Text          `json:"why"`
	Owed   []obligation.Owed `json:"owed,omitempty"`
	law.Promise
}

// SurveyClosed says that the closing date is over.
type SurveyClosed struct {
	At       time.Time `json:"at"`
	Answered int       `json:"answered"` // countries
	Asked    int       `json:"asked"`
	law.Promise
}

// CorrectionAllowed lets a country answer after the closing date.
type CorrectionAllowed struct {
	Country string          `json:"country"`
	Until   calendar.Date   `json:"until"`
	By      string          `json:"by"` // person id, of the staff
	Why     law.Text        `json:"why"`
	Owed    obligation.Owed `json:"owed,omitzero"` // where it has not answered yet
	law.Promise
}

// SurveyPublished makes the result public, as the rule book says.
type SurveyPublished struct {
	By string `json:"by"`
	law.Promise
}

// SurveyEntriesNoted says which entries of a marketplace an answer became.
type SurveyEntriesNoted struct {
	Country string   `json:"country"`
	By      string   `json:"by"`
	Entries []string `json:"entries"` // references
}

// SurveyReminded is the one outcome of one rung of a reminder.
type SurveyReminded struct {
	obligation.Passed
	law.Promise
}

// Kind is the kind's name.
func (SurveyOpened) Kind() string { return "survey-opened.v1" }

// Kind is the kind's name.
func (RespondentNamed) Kind() string { return "respondent-named.v1" }

// Kind is the kind's name.
func (RespondentRemoved) Kind() string { return "respondent-removed.v1" }

// Kind is the kind's name.
func (SurveyAnswered) Kind() string { return "survey-answered.v1" }

// Kind is the kind's name.
func (SurveyExtended) Kind() string { return "survey-extended.v1" }

// Kind is the kind's name.
func (SurveyClosed) Kind() string { return "survey-closed.v1" }

// Kind is the kind's name.
func (CorrectionAllowed) Kind() string { return "survey-correction-allowed.v1" }

// Kind is the kind's name.
func (SurveyPublished) Kind() string { return "survey-published.v1" }

// Kind is the kind's name.
func (SurveyEntriesNoted) Kind() string { return "survey-entries-noted.v1" }

// Kind is the kind's name.
func (SurveyReminded) Kind() string { return "survey-reminded.v1" }

func (SurveyOpened) survey()       {}
func (RespondentNamed) survey()    {}
func (RespondentRemoved) survey()  {}
func (SurveyAnswered) survey()     {}
func (SurveyExtended) survey()     {}
func (SurveyClosed) survey()       {}
func (CorrectionAllowed) survey()  {}
func (SurveyPublished) survey()    {}
func (SurveyEntriesNoted) survey() {}
func (SurveyReminded) survey()     {}

// Sealed: what a country answers is for itself and the staff until it is published.
func (SurveyAnswered) Sealed() bool { return true }

// HappenedAt is its moment.
func (e SurveyClosed) HappenedAt() time.Time { return e.At }

// HappenedAt is its moment.
func (e SurveyReminded) HappenedAt() time.Time { return e.At }

// Tell is its sentence.
func (e SurveyOpened) Tell() law.Reason {
	return law.Why("survey-opened", law.Who("by", e.By), law.Count("countries", len(e.Rules.Countries.Codes)), law.On("closes", e.Rules.Closes))
}

// Tell is its sentence.
func (e RespondentNamed) Tell() law.Reason {
	return law.Why("respondent-named", law.Who("by", e.By), law.Who("person", e.Person), law.Word("country", "country", e.Country))
}

// Tell is its sentence.
func (e RespondentRemoved) Tell() law.Reason {
	return law.Why("respondent-removed", law.Who("by", e.By), law.Who("person", e.Person), law.Word("country", "country", e.Country))
}

// Tell is its sentence.
func (e SurveyAnswered) Tell() law.Reason {
	if e.Late {
		return law.Why("survey-answered-late", law.Who("by", e.By), law.Word("country", "country", e.Country))
	}
	return law.Why("survey-answered", law.Who("by", e.By), law.Word("country", "country", e.Country))
}

// Tell is its sentence.
func (e SurveyExtended) Tell() law.Reason {
	return law.Why("survey-extended", law.Who("by", e.By), law.On("closes", e.Closes), law.Quote("why", e.Why))
}

// Tell is its sentence.
func (e SurveyClosed) Tell() law.Reason {
	return law.Why("survey-closed", law.Count("answered", e.Answered), law.Count("asked", e.Asked))
}

// Tell is its sentence.
func (e CorrectionAllowed) Tell() law.Reason {
	return law.Why("survey-correction-allowed", law.Who("by", e.By), law.Word("country", "country", e.Country), law.On("until", e.Until), law.Quote("why", e.Why))
}

// Tell is its sentence.
func (e SurveyPublished) Tell() law.Reason { return law.Why("survey-published", law.Who("by", e.By)) }

// Tell is its sentence.
func (e SurveyEntriesNoted) Tell() law.Reason {
	return law.Why("survey-entries-noted", law.Who("by", e.By), law.Word("country", "country", e.Country), law.Refs("entries", e.Entries))
}

// Tell is its sentence.
func (e SurveyReminded) Tell() law.Reason {
	return law.Why("survey-reminder", law.Word("rung", "template", e.Rung), law.Word("country", "country", countryOf(e.Obligation)), law.On("due", e.Due), law.Word("outcome", "rung-outcome", e.Outcome))
}
