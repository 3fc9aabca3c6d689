package main

import (
	"context"
	"fmt"
	"io"

	"github.com/jedib0t/go-pretty/v6/table"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/state"
)

// A reminderRow is one letter about an obligation and what became of it, or
// that it is still to come.
type reminderRow struct {
	Key      string `json:"key"`    // one for ever
	Letter   string `json:"letter"` // its name in the ladder
	Due      string `json:"due"`    // the due date that it is about
	At       string `json:"at"`     // its moment
	Outcome  string `json:"outcome"`
	Why      string `json:"why,omitempty"`
	Position int64  `json:"position,omitempty"` // of the event that says so
}

// toCome is the outcome of a letter that has none yet.
const toCome = "to come"

// withLetters adds to each obligation its letters: those that have been and
// those that are not sent, by what is recorded, and those still to come.
func (a *app) withLetters(ctx context.Context, rows []obligationRow) error {
	known := map[string]map[string][]reminderRow{}
	for i, r := range rows {
		if known[r.Stream] == nil {
			letters, err := a.reminders(ctx, r.Stream)
			if err != nil {
				return err
			}
			known[r.Stream] = letters
		}
		rows[i].Letters = append(known[r.Stream][r.ID], r.planned...)
	}
	return nil
}

// reminders are the letters of a life whose outcome is recorded, by obligation,
// in the order of their outcomes.
func (a *app) reminders(ctx context.Context, stream string) (map[string][]reminderRow, error) {
	l, err := a.open(ctx)
	if err != nil {
		return nil, err
	}
	of, _ := lives.Law(stream)
	events, err := l.Read(ctx, ledger.Query{Stream: stream})
	if err != nil {
		return nil, err
	}
	bodies, err := l.OpenBodies(ctx, events)
	if err != nil {
		return nil, err
	}
	letters := map[string][]reminderRow{}
	for i, e := range events {
		if e.Removed || bodies[i] == nil {
			continue
		}
		v, err := state.Decode(of, e.Kind, bodies[i])
		if err != nil {
			return nil, fmt.Errorf("read position %d: %w", e.Position, err)
		}
		outcomes, err := law.RungOutcomes(v, bodies[i])
		if err != nil {
			return nil, fmt.Errorf("read position %d: %w", e.Position, err)
		}
		for _, p := range outcomes {
			outcome := "not sent"
			if p.Outcome == obligation.Sent {
				outcome = "sent"
				if len(law.Letters(v)) == 0 {
					outcome, p.Why = "not sent", "nobody has the role it is for"
				}
			}
			letters[p.Obligation] = append(letters[p.Obligation], reminderRow{
				Key: p.Key, Letter: p.Rung, Due: p.Due.String(), At: calendar.Instant(p.At), Outcome: outcome, Why: p.Why, Position: e.Position,
			})
		}
	}
	return letters, nil
}

func letterTable(w io.Writer, rows []obligationRow, n names) {
	var lines []table.Row
	for _, r := range rows {
		for _, l := range r.Letters {
			became := l.Outcome
			if l.Why != "" {
				became += ": " + n.in(l.Why)
			}
			position := "-"
			if l.Outcome != toCome {
				position = fmt.Sprint(l.Position)
			}
			lines = append(lines, table.Row{law.Reference(r.Stream), n.in(r.ID), l.Due, l.Letter, l.At[:16] + "Z", became, position})
		}
	}
	fmt.Fprintln(w)
	columns(w, table.Row{"OF", "ID", "DUE", "LETTER", "AT", "WHAT BECAME OF IT", "POSITION"}, lines)
}
