package call

import (
	"github.com/shopspring/decimal"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
)

// A FormerTie is an organisation that an evaluator belonged to, and until when.
type FormerTie struct {
	Organisation string        `json:"organisation"`
	Until        calendar.Date `json:"until"` // the last day
}

// EvaluatorsBriefed says that evaluators have been told how to judge.
type EvaluatorsBriefed struct {
	Evaluators []string `json:"evaluators"` // person ids
	Material   law.Text `json:"material"`   // what they were given, in words
	law.Promise
}

// A Drawn is what a draw gave to one tender.
type Drawn struct {
	Tender     string   `json:"tender"`
	Evaluators []string `json:"evaluators"`
}

// AssignmentsDrawn assigns many tenders at once: so many evaluators a tender,
// nobody in conflict, loads balanced, and nothing but the seed left to chance.
type AssignmentsDrawn struct {
	Seed        string  `json:"seed"`
	PerTender   int     `json:"per_tender"`
	Assignments []Drawn `json:"assignments"` // by tender
	law.Promise
}

// A PanelScore is what the panel decided about one tender.
type PanelScore struct {
	Tender string          `json:"tender"`
	Was    decimal.Decimal `json:"was"` // the score that the panel looked at
	Score  decimal.Decimal `json:"score"`
	Why    law.Text        `json:"why"`
	Absent []string        `json:"absent,omitempty"` // who left the room for this tender
}

// PanelDecided closes the panel's review of the ranking. What it does not name
// it has left as it was.
type PanelDecided struct {
	Present []string     `json:"present"` // evaluators
	Minutes string       `json:"minutes"` // SHA-256 of the minutes
	Scores  []PanelScore `json:"scores,omitempty"`
	Basis   Basis        `json:"basis,omitempty"` // of every score that it looked at
}

func (EvaluatorsBriefed) Kind() string { return "evaluators-briefed.v1" }
func (AssignmentsDrawn) Kind() string  { return "assignments-drawn.v1" }
func (PanelDecided) Kind() string      { return "panel-decided.v1" }

func (EvaluatorsBriefed) event() {}
func (AssignmentsDrawn) event()  {}
func (PanelDecided) event()      {}
