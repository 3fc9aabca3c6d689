package call

import (
	"time"

	"twinning.example/engine/internal/calendar"
)

// A Session is the moment at which tenders are opened, in the zone of the rule
// book. However it is written, it never comes before the last limit plus grace
// of any version of the deadline rule.
type Session struct {
	On calendar.Date `json:"date"`
	At string        `json:"at"` // wall clock, 10:00 or 10:00:00
	// Offset is from UTC, +02:00, where clocks show At twice on that day.
	Offset string `json:"offset,omitempty"`
}

func (s Session) wall() (calendar.WallClock, error) {
	return calendar.ParseWallClock(s.On.String() + "T" + s.At + s.Offset)
}

// Instant is what the session means on clocks in a zone.
func (s Session) Instant(zone string) (time.Time, error) {
	wall, err := s.wall()
	if err != nil {
		return time.Time{}, err
	}
	return wall.Resolve(zone)
}
