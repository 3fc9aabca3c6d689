package format

import (
	"encoding/json"
	"fmt"
	"time"
)

// SettingsKind is the kind of the events in SettingsStream.
const SettingsKind = "ledger-settings.v1"

// Settings is the body of ledger-settings.v1; the table of that name repeats it for reading.
type Settings struct {
	Clock       string  `json:"clock"` // identity or simulated
	ToleranceUS int64   `json:"tolerance_us"`
	Since       Instant `json:"since"` // on PostgreSQL's clock: receipts stamped before it are stale
}

// Instant is written in JSON as it is in a header, and read in no other form: RFC 3339 in UTC with six digits.
type Instant struct{ time.Time }

// MarshalJSON implements json.Marshaler.
func (i Instant) MarshalJSON() ([]byte, error) {
	return json.Marshal(i.UTC().Format(InstantLayout))
}

// UnmarshalJSON implements json.Unmarshaler.
func (i *Instant) UnmarshalJSON(text []byte) error {
	var s string
	if err := json.Unmarshal(text, &s); err != nil {
		return fmt.Errorf("read an instant: %w", err)
	}
	p := fieldParser{}
	i.Time = p.instant("instant", s, true)
	return p.err
}
