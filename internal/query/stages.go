package query

import (
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/twinning"
)

// A StageRow is one row of the table that a life goes by.
type StageRow struct {
	Life   string    `json:"life"`
	Stage  string    `json:"stage"`
	Awaits string    `json:"awaits"`
	Moves  []MoveRow `json:"moves"`
}

type MoveRow struct {
	By   string `json:"by"` // kind of the event
	To   string `json:"to"`
	When string `json:"when"`
}

// Stages are the tables of stages of the two lives.
func Stages() []StageRow {
	var rows []StageRow
	for _, r := range call.Stages() {
		row := StageRow{Life: "call", Stage: string(r.Stage), Awaits: r.Awaits, Moves: []MoveRow{}}
		for _, m := range r.Moves {
			row.Moves = append(row.Moves, MoveRow{m.By, string(m.To), m.When})
		}
		rows = append(rows, row)
	}
	for _, r := range twinning.Stages() {
		row := StageRow{Life: "twinning", Stage: string(r.Stage), Awaits: r.Awaits, Moves: []MoveRow{}}
		for _, m := range r.Moves {
			row.Moves = append(row.Moves, MoveRow{m.By, string(m.To), m.When})
		}
		rows = append(rows, row)
	}
	return rows
}
