package access

import (
	"github.com/cedar-policy/cedar-go/types"

	"twinning.example/engine/internal/survey"
)

var (
	aSurvey        = types.NewEntityUID("Survey", "")
	roleSurveyor   = role("surveyor")   // of the staff of the survey
	roleRespondent = role("respondent") // for a country of the survey
	roleAnswering  = role("answering")  // for the country that is asked about
)

// A SurveySight is what a viewer may see of a survey.
type SurveySight struct{ asked looked }

// theSurvey is what policies know of a survey.
func theSurvey(s survey.Survey) types.Record {
	return types.NewRecord(types.RecordMap{
		"published":  types.Boolean(s.Stage == survey.Published),
		"by_country": types.Boolean(s.Rules.Publish.Countries),
		"texts":      types.Boolean(s.Rules.Publish.Texts),
	})
}

// OfSurvey is what a viewer may see of a survey, and of the answer of a country; "" is none.
func OfSurvey(v Viewer, s survey.Survey, country string) SurveySight {
	roles := func(s survey.Survey) (roles []types.EntityUID) {
		if v.Operator || s.Staff(v.Person) {
			roles = append(roles, roleSurveyor)
		}
		if s.Responds(v.Person, "") {
			roles = append(roles, roleRespondent)
		}
		if country != "" && s.Responds(v.Person, country) {
			roles = append(roles, roleAnswering)
		}
		return roles
	}
	return SurveySight{lookAt(v, survey.Root+s.Reference, s, aSurvey, roleSurveyor, roles, theSurvey)}
}

// Reads tells whether the viewer sees what is asked, and until when.
func (s SurveySight) Reads() bool { return s.asked.may("survey") }

// Figures tells whether the viewer sees how many answered what.
func (s SurveySight) Figures() bool { return s.asked.may("survey-figures") }

// Countries tells whether the viewer sees which country answered what.
func (s SurveySight) Countries() bool { return s.asked.may("survey-countries") }

// Texts tells whether the viewer sees what countries wrote.
func (s SurveySight) Texts() bool { return s.asked.may("survey-texts") }

// Answer tells whether the viewer sees the answer of the country, with its versions.
func (s SurveySight) Answer() bool { return s.asked.may("survey-answer") }

// Steers tells whether the viewer is of the staff of the survey.
func (s SurveySight) Steers() bool { return s.asked.is(roleSurveyor) }
