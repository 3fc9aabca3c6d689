package survey

import (
	"slices"

	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
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

// decide is for the staff and, so that nobody is missed who has left, for administrators and heads of the programme.
func (c ChangeSurveyStaff) decide(s Survey, f law.Facts, r law.Receipt) ([]Event, error) {
	if s.Stage == "" || !s.Staff(r.Actor) && !governance.ChangesStaff(f, s.Rules.Programme, r) {
		return nil, law.Refuse("surveys", "staff-only", law.Ref("survey", s.Reference))
	}
	e, err := c.Of(Root+s.Reference, s.Rules.Officers, r)
	if err != nil {
		return nil, err
	}
	return []Event{SurveyStaffChanged{e}}, nil
}

// steeredBy is the survey with other people who steer it: they owe what those before them owed.
func (s Survey) steeredBy(e SurveyStaffChanged, at law.Recorded) Survey {
	s.Obligations = obligation.Hand(s.Obligations, at.At(), s.Rules.Officers, e.Officers)
	s.Rules.Officers = slices.Clone(e.Officers)
	return s
}
