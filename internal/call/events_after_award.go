package call

import (
	"time"

	"github.com/shopspring/decimal"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/obligation"
)

// A PlannedRound is a round of letters with its instant.
type PlannedRound struct {
	Verdict Verdict   `json:"verdict"`
	At      time.Time `json:"at"` // UTC; the release itself where the rule book gives no delay
}

// OutcomesAnnounced tells the tenders of one round what became of them. With
// the last round the time of complaints and the standstill begin.
type OutcomesAnnounced struct {
	At       time.Time `json:"at"`
	Verdict  Verdict   `json:"verdict"`            // "" where the release itself told everybody
	Outcomes []Step    `json:"outcomes,omitempty"` // of those whom it still concerns
	Last     bool      `json:"last,omitempty"`

	ComplaintsUntil calendar.Date     `json:"complaints_until,omitzero"`
	StandstillUntil calendar.Date     `json:"standstill_until,omitzero"`
	Owed            []obligation.Owed `json:"owed,omitempty"`
}

// StandstillEnded says that contracts may be signed from now on.
type StandstillEnded struct {
	At time.Time `json:"at"`
}

// ComplaintWindowClosed says that no decision of the award can be contested
// any more.
type ComplaintWindowClosed struct {
	At time.Time `json:"at"`
}

// What becomes of a complaint.
const (
	ComplaintLodged    = "lodged"    // it waits for its review
	ComplaintUpheld    = "upheld"    // before the award, which waits for the tender itself
	ComplaintDismissed = "dismissed" // the decision stands
	Reevaluating       = "re-evaluation"
	ComplaintSettled   = "settled" // nothing is to be done about it any more
)

// ComplaintNoted copies how a tender's complaint stands.
type ComplaintNoted struct {
	Tender string `json:"tender"`
	Number int    `json:"number"`
	Status string `json:"status"`
}

// ReevaluationNoted says what a second evaluation means for a tender. The
// award stands as it was: money once awarded is never withdrawn.
type ReevaluationNoted struct {
	Tender   string           `json:"tender"`
	Score    decimal.Decimal  `json:"score"`
	Cut      *decimal.Decimal `json:"cut,omitempty"`   // the lowest score that was awarded; none where none was
	Verdict  Verdict          `json:"verdict"`         // reserve or rejected
	Ahead    bool             `json:"ahead,omitempty"` // at or above the cut: before everybody who was ranked
	Place    int              `json:"place,omitempty"` // on the reserve list, from 1
	Amount   money.Amount     `json:"amount"`
	Envelope string           `json:"envelope,omitempty"`
	Why      law.Reason       `json:"why"`
	Counts   []Count          `json:"counts,omitempty"`
	Again    bool             `json:"again,omitempty"` // Place is that on the reserve list, and stays known as that

	ComplaintsUntil calendar.Date     `json:"complaints_until,omitzero"` // where this decision, too, may be contested
	Owed            []obligation.Owed `json:"owed,omitempty"`
	law.Promise
}

// LeftoverReopened gives money that this call did not spend to another call.
type LeftoverReopened struct {
	Call   string       `json:"call"` // that will spend it
	Amount money.Amount `json:"amount"`
	Left   money.Amount `json:"left"`
	Why    law.Text     `json:"why"`
}

func (OutcomesAnnounced) Kind() string     { return "outcomes-announced.v1" }
func (StandstillEnded) Kind() string       { return "standstill-ended.v1" }
func (ComplaintWindowClosed) Kind() string { return "complaint-window-closed.v1" }
func (ComplaintNoted) Kind() string        { return "complaint-noted.v1" }
func (ReevaluationNoted) Kind() string     { return "reevaluation-noted.v1" }
func (LeftoverReopened) Kind() string      { return "leftover-reopened.v1" }

func (OutcomesAnnounced) event()     {}
func (StandstillEnded) event()       {}
func (ComplaintWindowClosed) event() {}
func (ComplaintNoted) event()        {}
func (ReevaluationNoted) event()     {}
func (LeftoverReopened) event()      {}
