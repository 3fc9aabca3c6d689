package masterclass_test

import (
	"testing"

	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/governance"
	. "twinning.example/engine/internal/masterclass"
)

// Who records who was present takes no certificate: who registered steers nothing, and who steers does not register. What was decided before
// that rule joined the law stays as it was.
func TestWhoSteersAMasterclassDoesNotRegister(t *testing.T) {
	t.Parallel()
	comes := func(person string) ChangeMasterclassStaff {
		return ChangeMasterclassStaff{governance.StaffChange{Comes: person, Why: "a colleague"}}
	}
	given := func(edition int) func(*World) {
		return func(w *World) {
			full(t)(w)
			if edition > 0 {
				w.Edition = 1
			}
		}
	}
	Run(t, New(t),
		Row{Name: "who has a place", Given: given(0), To: theClass, By: staff, When: comes(anna), Refused: "staff/takes-part"},
		Row{Name: "somebody else", Given: given(0), To: theClass, By: staff, When: comes(Stranger), Then: []string{"masterclass-staff-changed.v1"}},
		Row{Name: "who gave it back", Given: func(w *World) { given(0)(w); w.Do(theClass, anna, EndRegistration{}) }, To: theClass, By: staff, When: comes(anna), Then: []string{"masterclass-staff-changed.v1"}},
		Row{Name: "one of the staff", Given: given(0), To: theClass, By: staff, When: wish("SE"), Refused: "staff/steers-it"},
		Row{Name: "before", Given: given(1), To: theClass, By: staff, When: comes(anna), Then: []string{"masterclass-staff-changed.v1"}},
		Row{Name: "and the other way round", Given: given(1), To: theClass, By: staff, When: wish("SE"), Then: []string{"registration-made.v1"}},
	)
}
