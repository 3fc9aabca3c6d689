package capacity

import (
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
)

// ReturnCountryReport returns what a country reported of a period, with reasons: the country reports again.
type ReturnCountryReport struct {
	Twinning int      `json:"twinning"` // number
	Period   int      `json:"period"`   // from 1
	Country  string   `json:"country"`
	Why      law.Text `json:"why"`
}

// ExtendCountryTwinning lets a country twinning last longer, as far as the rule book has it.
type ExtendCountryTwinning struct {
	Twinning int      `json:"twinning"`
	Months   int      `json:"months"` // from its beginning
	Why      law.Text `json:"why"`
}

// LeaveCountryTwinning ends a country twinning for both countries: one of the two goes on no longer.
type LeaveCountryTwinning struct {
	Twinning int      `json:"twinning"`
	Why      law.Text `json:"why"`
}

// ReportCountryFollowUp says what followed a country twinning whose joint report asks for a structured follow-up.
type ReportCountryFollowUp struct {
	Twinning int           `json:"twinning"`
	On       calendar.Date `json:"on"` // when it took place
	What     law.Text      `json:"what"`
}

// Kind is the kind's name.
func (ReturnCountryReport) Kind() string { return "return-country-report" }

// Kind is the kind's name.
func (ExtendCountryTwinning) Kind() string { return "extend-country-twinning" }

// Kind is the kind's name.
func (LeaveCountryTwinning) Kind() string { return "leave-country-twinning" }

// Kind is the kind's name.
func (ReportCountryFollowUp) Kind() string { return "report-country-follow-up" }

// Check refuses no report and no reason.
func (c ReturnCountryReport) Check() error {
	for _, err := range []error{checkNumber("twinning", c.Twinning), checkNumber("period", c.Period), checkCountry("country", c.Country), checkText("why", c.Why, true)} {
		if err != nil {
			return err
		}
	}
	return nil
}

// Check refuses no twinning, no length and no reason.
func (c ExtendCountryTwinning) Check() error {
	if err := checkNumber("twinning", c.Twinning); err != nil {
		return err
	}
	if c.Months < 1 || c.Months > MostMonths {
		return law.Nonsensef(law.WrongRange("months", 1, MostMonths), "months is %d; 1 to %d are allowed", c.Months, MostMonths)
	}
	return checkText("why", c.Why, true)
}

// Check refuses no twinning and no reason.
func (c LeaveCountryTwinning) Check() error { return StopCountryTwinning(c).Check() }

// Check refuses no twinning, no day and nothing that is said.
func (c ReportCountryFollowUp) Check() error {
	if err := checkNumber("twinning", c.Twinning); err != nil {
		return err
	}
	if c.On.IsZero() {
		return law.Nonsensef(law.WrongDay("on"), "on is missing: write a day, as in 2024-09-01")
	}
	return checkText("what", c.What, true)
}
