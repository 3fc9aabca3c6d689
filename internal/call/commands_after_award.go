package call

import (
	"github.com/shopspring/decimal"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
)

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

func (NoteComplaint) Kind() string    { return "note-complaint" }
func (NoteReevaluation) Kind() string { return "note-reevaluation" }
func (ReopenLeftover) Kind() string   { return "reopen-leftover" }

func (NoteComplaint) command()    {}
func (NoteReevaluation) command() {}
func (ReopenLeftover) command()   {}
