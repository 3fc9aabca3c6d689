package call

import (
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
)

// AdmitLate admits one named tender after its limit: once, for a reason, and
// for nobody else.
type AdmitLate struct {
	Tender    string             `json:"tender"`
	To        calendar.WallClock `json:"to"` // until when, in the zone of the call
	Inclusive bool               `json:"inclusive"`
	Why       law.Text           `json:"why"`
}

// OpenTenders is one of the two signatures under the opening of the tenders.
type OpenTenders struct{}

func (AdmitLate) Kind() string   { return "admit-late" }
func (OpenTenders) Kind() string { return "open-tenders" }

func (AdmitLate) command()   {}
func (OpenTenders) command() {}
