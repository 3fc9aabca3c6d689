package call

import (
	"github.com/shopspring/decimal"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
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

// BriefEvaluators says that evaluators have been told how to judge.
type BriefEvaluators struct {
	Evaluators []string `json:"evaluators"`
	Material   law.Text `json:"material"`
}

// DrawAssignments assigns every eligible tender that has too few evaluators,
// by a seed.
type DrawAssignments struct {
	Seed    string   `json:"seed"`
	Tenders []string `json:"tenders,omitempty"` // only these; empty is all that need it
}

// DecidePanel records the panel's review of the whole ranking.
type DecidePanel struct {
	Present []string        `json:"present"`
	Minutes string          `json:"minutes"` // SHA-256
	Scores  []PanelDecision `json:"scores,omitempty"`
}

// A PanelDecision gives one tender another score.
type PanelDecision struct {
	Tender string          `json:"tender"`
	Score  decimal.Decimal `json:"score"` // of 100
	Why    law.Text        `json:"why"`
	Absent []string        `json:"absent,omitempty"` // of those present, who left the room for this tender
}

// NoteComplaint follows from a complaint in a tender's life.
type NoteComplaint struct {
	Tender string `json:"tender"`
	Number int    `json:"number"`
	Status string `json:"status"`
}

// NoteReevaluation follows from a second evaluation of a tender.
type NoteReevaluation struct {
	Tender string                     `json:"tender"`
	Type   string                     `json:"type"`
	Score  decimal.Decimal            `json:"score"`
	Points map[string]decimal.Decimal `json:"points"`
	Amount money.Amount               `json:"amount"`
	Final  bool                       `json:"final,omitempty"` // it cannot be contested once more
}

// ReopenLeftover gives money that is left to another call, which must name this one.
type ReopenLeftover struct {
	To     string       `json:"to"` // reference of the other call
	Amount money.Amount `json:"amount"`
	Why    law.Text     `json:"why"`
}

func (AdmitLate) Kind() string        { return "admit-late" }
func (OpenTenders) Kind() string      { return "open-tenders" }
func (BriefEvaluators) Kind() string  { return "brief-evaluators" }
func (DrawAssignments) Kind() string  { return "draw-assignments" }
func (DecidePanel) Kind() string      { return "decide-panel" }
func (NoteComplaint) Kind() string    { return "note-complaint" }
func (NoteReevaluation) Kind() string { return "note-reevaluation" }
func (ReopenLeftover) Kind() string   { return "reopen-leftover" }

func (AdmitLate) command()        {}
func (OpenTenders) command()      {}
func (BriefEvaluators) command()  {}
func (DrawAssignments) command()  {}
func (DecidePanel) command()      {}
func (NoteComplaint) command()    {}
func (NoteReevaluation) command() {}
func (ReopenLeftover) command()   {}
