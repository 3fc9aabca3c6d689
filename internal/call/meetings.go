package call

import (
	"fmt"

	"twinning.example/engine/internal/calendar"
)

// A MeetingKind is a kind of meeting that the parties of a twinning hold.
type MeetingKind struct {
	ID     string          `json:"id"`
	Name   string          `json:"name"`
	Within calendar.Length `json:"within,omitzero"` // one of the kind is held by then, from M1; zero: none is owed
}

// MeetingKinds are the ids of the kinds of meeting.
func (r RunningYear) MeetingKinds() []string {
	return ids(r.Meetings, func(k MeetingKind) string { return k.ID })
}

// meetings checks the kinds of meeting.
func (c *check) meetings(b RuleBook) {
	c.once("/running/meetings", "id", b.Running.MeetingKinds())
	for i, k := range b.Running.Meetings {
		if !k.Within.IsZero() {
			c.aboveZero(k.Within, fmt.Sprintf("/running/meetings/%d/within", i))
		}
	}
}
