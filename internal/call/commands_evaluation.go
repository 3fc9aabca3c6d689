package call

import (
	"github.com/shopspring/decimal"

	"twinning.example/engine/internal/law"
)

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

func (BriefEvaluators) Kind() string { return "brief-evaluators" }
func (DrawAssignments) Kind() string { return "draw-assignments" }
func (DecidePanel) Kind() string     { return "decide-panel" }

func (BriefEvaluators) command() {}
func (DrawAssignments) command() {}
func (DecidePanel) command()     {}
