package survey_test

import (
	"testing"

	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/governance"
	. "twinning.example/engine/internal/survey"
)

// Who answers for a country steers nothing, and who steers answers for none; what was decided before that rule joined the law stays as it was.
func TestWhoSteersASurveyAnswersForNoCountry(t *testing.T) {
	t.Parallel()
	comes := func(person string) ChangeSurveyStaff {
		return ChangeSurveyStaff{governance.StaffChange{Comes: person, Why: "a colleague"}}
	}
	before := func(w *World) { named(t)(w); w.Edition = 1 }
	Run(t, New(t),
		Row{Name: "a respondent", Given: named(t), To: theSurvey, By: staff, When: comes(sweden), Refused: "staff/takes-part"},
		Row{Name: "somebody else", Given: named(t), To: theSurvey, By: staff, When: comes(Stranger), Then: []string{"survey-staff-changed.v1"}},
		Row{Name: "one of the staff", Given: named(t), To: theSurvey, By: staff, When: NameRespondent{"PT", staff}, Refused: "staff/steers-it"},
		Row{Name: "before", Given: before, To: theSurvey, By: staff, When: comes(sweden), Then: []string{"survey-staff-changed.v1"}},
		Row{Name: "and the other way round", Given: before, To: theSurvey, By: staff, When: NameRespondent{"PT", staff}, Then: []string{"respondent-named.v1"}},
	)
}
