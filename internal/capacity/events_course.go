package capacity

import (
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

// CountryReportReturned returns what a country reported of a period, with reasons.
type CountryReportReturned struct {
	Twinning int             `json:"twinning"`
	Period   int             `json:"period"`
	Country  string          `json:"country"`
	By       string          `json:"by"` // person id, of the staff
	Why      law.Text        `json:"why"`
	Owed     obligation.Owed `json:"owed"` // the report that takes its place
	law.Promise
}

// CountryTwinningExtended lets a country twinning last longer.
type CountryTwinningExtended struct {
	Twinning int               `json:"twinning"`
	Months   int               `json:"months"` // from its beginning
	By       string            `json:"by"`     // person id, of the staff
	Why      law.Text          `json:"why"`
	Owed     []obligation.Owed `json:"owed"` // reports of more periods, and what is due later
	law.Promise
}

// CountryTwinningLeft ends a country twinning, because one of the two countries goes on no longer.
type CountryTwinningLeft struct {
	Twinning int      `json:"twinning"`
	Country  string   `json:"country"`
	By       string   `json:"by"` // person id
	Why      law.Text `json:"why"`
	law.Promise
}

// CountryFollowUpReported is what followed a country twinning.
type CountryFollowUpReported struct {
	Twinning int           `json:"twinning"`
	Country  string        `json:"country"`
	By       string        `json:"by"` // person id
	On       calendar.Date `json:"on"`
	What     law.Text      `json:"what"`
}

// Kind is the kind's name.
func (CountryReportReturned) Kind() string { return "country-report-returned.v1" }

// Kind is the kind's name.
func (CountryTwinningExtended) Kind() string { return "country-twinning-extended.v1" }

// Kind is the kind's name.
func (CountryTwinningLeft) Kind() string { return "country-twinning-left.v1" }

// Kind is the kind's name.
func (CountryFollowUpReported) Kind() string { return "country-follow-up-reported.v1" }

// A courseEvent is a fact of the course of a country twinning, or of what followed it.
//
//sumtype:decl
type courseEvent interface {
	Event
	course()
}

func (CountryReportReturned) course()   {}
func (CountryTwinningExtended) course() {}
func (CountryTwinningLeft) course()     {}
func (CountryFollowUpReported) course() {}

func (CountryReportReturned) initiative()   {}
func (CountryTwinningExtended) initiative() {}
func (CountryTwinningLeft) initiative()     {}
func (CountryFollowUpReported) initiative() {}

// Tell is its sentence.
func (e CountryReportReturned) Tell() law.Reason {
	return law.Why("country-report-returned", law.Who("by", e.By), law.Word("country", "country", e.Country), law.Count("number", e.Twinning), law.Count("period", e.Period), law.Quote("why", e.Why), law.On("due", e.Owed.Due))
}

// Tell is its sentence.
func (e CountryTwinningExtended) Tell() law.Reason {
	return law.Why("country-twinning-extended", law.Who("by", e.By), law.Count("number", e.Twinning), law.Count("months", e.Months), law.Quote("why", e.Why))
}

// Tell is its sentence.
func (e CountryTwinningLeft) Tell() law.Reason {
	return law.Why("country-twinning-left", law.Who("by", e.By), law.Word("country", "country", e.Country), law.Count("number", e.Twinning), law.Quote("why", e.Why))
}

// Tell is its sentence.
func (e CountryFollowUpReported) Tell() law.Reason {
	return law.Why("country-follow-up-reported", law.Who("by", e.By), law.Word("country", "country", e.Country), law.Count("number", e.Twinning), law.On("on", e.On))
}
