package survey

import (
	"slices"

	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/law"
)

// ChangeSurveyStaff lets somebody steer a survey from now on, or no longer.
type ChangeSurveyStaff struct{ governance.StaffChange }

// SurveyStaffChanged says who steers a survey from now on.
type SurveyStaffChanged struct{ governance.StaffChanged }

// Kind is the kind's name.
func (ChangeSurveyStaff) Kind() string { return "change-survey-staff" }

// Kind is the kind's name.
func (SurveyStaffChanged) Kind() string { return "survey-staff-changed.v1" }

func (SurveyStaffChanged) survey() {}

// Tell is its sentence.
func (e SurveyStaffChanged) Tell() law.Reason {
	return law.Why("survey-staff-changed", law.Who("by", e.By), law.People("officers", e.Officers), law.Quote("why", e.Why))
}

// answersFor tells whether somebody answers for a country.
func (s Survey) answersFor(person string) bool {
	return slices.ContainsFunc(s.Countries, func(c Country) bool { return slices.Contains(c.Respondents, person) })
}

func (c ChangeSurveyStaff) decide(s Survey, f law.Facts, r law.Receipt) ([]Event, error) {
	e, err := c.In(governance.Steered{
		Stream: Root + s.Reference, Programme: s.Rules.Programme, Begun: s.Stage != "", Officers: s.Rules.Officers,
		Only: law.Refuse("surveys", "staff-only", law.Ref("survey", s.Reference)), TakesPart: s.answersFor,
	}, f, r)
	if err != nil {
		return nil, err
	}
	return []Event{SurveyStaffChanged{e}}, nil
}
