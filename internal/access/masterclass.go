package access

import (
	"github.com/cedar-policy/cedar-go/types"

	"twinning.example/engine/internal/masterclass"
)

var (
	aMasterclass   = types.NewEntityUID("Masterclass", "")
	roleHost       = role("host")       // of the staff of the masterclass
	roleRegistered = role("registered") // for the masterclass
)

// A MasterclassSight is what a viewer may see of a masterclass.
type MasterclassSight struct{ asked looked }

// theMasterclass is what policies know of a masterclass.
func theMasterclass(m masterclass.Masterclass) types.Record {
	return types.NewRecord(types.RecordMap{"opened": types.Boolean(m.Stage != "" && m.Stage != masterclass.Planned)})
}

// OfMasterclass is what a viewer may see of a masterclass.
func OfMasterclass(v Viewer, m masterclass.Masterclass) MasterclassSight {
	roles := func(m masterclass.Masterclass) (roles []types.EntityUID) {
		if v.Operator || m.Staff(v.Person) {
			roles = append(roles, roleHost)
		}
		if _, is := m.Of(v.Person); is {
			roles = append(roles, roleRegistered)
		}
		return roles
	}
	return MasterclassSight{lookAt(v, masterclass.Root+m.Reference, m, aMasterclass, roleHost, roles, theMasterclass)}
}

// Reads tells whether the viewer sees its programme, its sessions and how many places are left.
func (s MasterclassSight) Reads() bool { return s.asked.may("masterclass") }

// Own tells whether the viewer sees a registration of their own, and the materials.
func (s MasterclassSight) Own() bool { return s.asked.may("registration") }

// People tells whether the viewer sees who registered and who was present.
func (s MasterclassSight) People() bool { return s.asked.may("registrations") }

// Evaluations tells whether the viewer sees what was answered on the evaluation form.
func (s MasterclassSight) Evaluations() bool { return s.asked.may("masterclass-evaluations") }

// Steers tells whether the viewer is of the staff of the masterclass.
func (s MasterclassSight) Steers() bool { return s.asked.is(roleHost) }
