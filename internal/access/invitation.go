package access

import (
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/invitation"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/market"
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
	switch is := is.(type) {
	case market.Entry: // a draft is for whoever made it
		v.Operator = v.Operator && is.Given()
	case market.Interest: // message, answer and reasons are for the two
		v.Operator = false
	}
	return OfAnother(v, stream, staff)
}
