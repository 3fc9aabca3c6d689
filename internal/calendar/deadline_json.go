package calendar

import (
	"encoding/json"
	"fmt"
	"time"

	"twinning.example/engine/internal/freetext"
)

// deadlineJSON is how a Deadline is stored: instants with six digits, the grace as text.
type deadlineJSON struct {
	Name      string        `json:"name"`
	Wall      WallClock     `json:"wall"`
	Zone      string        `json:"zone"`
	Instant   string        `json:"instant"`
	TZData    string        `json:"tzdata"`
	Inclusive bool          `json:"inclusive"`
	Grace     string        `json:"grace"`
	Covers    []string      `json:"covers,omitempty"`
	Why       freetext.Text `json:"why,omitempty"`
	SignedBy  string        `json:"signed_by,omitempty"`
}

// MarshalJSON writes name, wall, zone, instant (six digits, UTC), tzdata, inclusive, grace ("0s", "10m0s") and, unless
// empty, covers, why and signed_by.
func (d Deadline) MarshalJSON() ([]byte, error) {
	return json.Marshal(deadlineJSON{
		Name: d.Name, Wall: d.Wall, Zone: d.Zone, Instant: Instant(d.Instant), TZData: d.TZData, Inclusive: d.Inclusive,
		Grace: d.Grace.String(), Covers: d.Covers, Why: d.Why, SignedBy: d.SignedBy,
	})
}

// UnmarshalJSON reads what MarshalJSON writes, instant included: nothing is computed again. A grace that is left out is
// none; an instant must be there.
func (d *Deadline) UnmarshalJSON(text []byte) error {
	var in deadlineJSON
	if err := json.Unmarshal(text, &in); err != nil {
		return err
	}
	instant, err := ParseInstant(in.Instant)
	if err != nil {
		return fmt.Errorf("deadline for %s: %w", in.Name, err)
	}
	var grace time.Duration
	if in.Grace != "" {
		if grace, err = ParseGrace(in.Grace); err != nil {
			return fmt.Errorf("deadline for %s: %w", in.Name, err)
		}
	}
	*d = Deadline{
		Name: in.Name, Wall: in.Wall, Zone: in.Zone, Instant: instant, TZData: in.TZData, Inclusive: in.Inclusive,
		Grace: grace, Covers: in.Covers, Why: in.Why, SignedBy: in.SignedBy,
	}
	return nil
}

// ParseGrace reads a public grace as rule books and events write it: "0s", "30s", "10m", "1h30m". It refuses with a
// sentence what is negative, finer than a microsecond, or no such text.
func ParseGrace(text string) (time.Duration, error) {
	grace, err := time.ParseDuration(text)
	if err != nil || grace < 0 || grace%time.Microsecond != 0 {
		return 0, fmt.Errorf("%s is not a grace: write hours, minutes and seconds, zero or more, as in 10m or 30s", quote(text))
	}
	return grace, nil
}
