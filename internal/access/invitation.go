package access

import (
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/invitation"
	"twinning.example/engine/internal/law"
)

// OfLife is OfAnother of a life as it stands; home is the state of the life that steers
// it. An invitation to a tender, or to one that is to come, says who competes: until the
// recorded opening not even the operator sees it.
func OfLife(v Viewer, stream string, is, home law.State, staff []string) Sight {
	if i, invited := is.(invitation.Invitation); invited && v.Operator && !i.ToOffice() {
		if c, _ := home.(call.Call); !Opened(c) {
			v.Operator = false
		}
	}
	return OfAnother(v, stream, staff)
}
