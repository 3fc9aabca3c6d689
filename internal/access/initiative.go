package access

import (
	"github.com/cedar-policy/cedar-go/types"

	"twinning.example/engine/internal/capacity"
)

var (
	anInitiative = types.NewEntityUID("Initiative", "")
	roleConvener = role("convener") // of the staff of the initiative
	roleDelegate = role("delegate") // speaks for a country of the initiative
	roleSpeaking = role("speaking") // speaks for the country that is asked about
)

// An InitiativeSight is what a viewer may see of an initiative.
type InitiativeSight struct{ asked looked }

// theInitiative is what policies know of an initiative.
func theInitiative(i capacity.Initiative) types.Record {
	return types.NewRecord(types.RecordMap{"closed": types.Boolean(i.Stage == capacity.Closed)})
}

// OfInitiative is what a viewer may see of an initiative, and of what is a country's own; "" is none.
func OfInitiative(v Viewer, i capacity.Initiative, country string) InitiativeSight {
	roles := func(i capacity.Initiative) (roles []types.EntityUID) {
		if v.Operator || i.Staff(v.Person) {
			roles = append(roles, roleConvener)
		}
		if i.Speaks(v.Person, "") {
			roles = append(roles, roleDelegate)
		}
		if country != "" && i.Speaks(v.Person, country) {
			roles = append(roles, roleSpeaking)
		}
		return roles
	}
	return InitiativeSight{lookAt(v, capacity.Root+i.Reference, i, anInitiative, roleConvener, roles, theInitiative)}
}

// Reads tells whether the viewer sees topics, dates and what became of each topic.
func (s InitiativeSight) Reads() bool { return s.asked.may("initiative") }

// Board tells whether the viewer sees which country offers and seeks what, and the pairings.
func (s InitiativeSight) Board() bool { return s.asked.may("initiative-board") }

// Own tells whether the viewer sees what is a country's own: its remarks, its reports and why it declined.
func (s InitiativeSight) Own() bool { return s.asked.may("initiative-own") }

// Speaks tells whether the viewer speaks for the country that is asked about.
func (s InitiativeSight) Speaks() bool { return s.asked.is(roleSpeaking) }

// Steers tells whether the viewer is of the staff of the initiative.
func (s InitiativeSight) Steers() bool { return s.asked.is(roleConvener) }
