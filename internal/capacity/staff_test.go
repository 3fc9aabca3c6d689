package capacity_test

import (
	"testing"

	. "twinning.example/engine/internal/call/calltest"
	. "twinning.example/engine/internal/capacity"
	"twinning.example/engine/internal/governance"
)

// Who speaks for a country steers nothing, and who steers speaks for none; what was decided before that rule joined the law stays as it was.
func TestWhoSteersAnInitiativeSpeaksForNoCountry(t *testing.T) {
	t.Parallel()
	comes := func(person string) ChangeInitiativeStaff {
		return ChangeInitiativeStaff{governance.StaffChange{Comes: person, Why: "a colleague"}}
	}
	before := func(w *World) { opened(t)(w); w.Edition = 1 }
	Run(t, New(t),
		Row{Name: "a contact", Given: opened(t), To: theInitiative, By: staff, When: comes(sweden), Refused: "staff/takes-part"},
		Row{Name: "somebody else", Given: opened(t), To: theInitiative, By: staff, When: comes(Stranger), Then: []string{"initiative-staff-changed.v1"}},
		Row{Name: "one of the staff", Given: opened(t), To: theInitiative, By: staff, When: NameCountryContact{"PT", staff}, Refused: "staff/steers-it"},
		Row{Name: "before", Given: before, To: theInitiative, By: staff, When: comes(sweden), Then: []string{"initiative-staff-changed.v1"}},
		Row{Name: "and the other way round", Given: before, To: theInitiative, By: staff, When: NameCountryContact{"PT", staff}, Then: []string{"country-contact-named.v1"}},
	)
}
