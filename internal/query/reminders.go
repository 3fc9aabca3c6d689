package query

import (
	"context"
	"fmt"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/state"
)

// A ReminderRow is one letter about an obligation and what became of it, or
// that it is still to come.
type ReminderRow struct {
	Key      string `json:"key"`    // one for ever
	Letter   string `json:"letter"` // its name in the ladder
	Due      string `json:"due"`    // the due date that it is about
	At       string `json:"at"`     // its moment
	Outcome  string `json:"outcome"`
	Why      string `json:"why,omitempty"`
	Position int64  `json:"position,omitempty"` // of the event that says so
}

// ToCome is the outcome of a letter that has none yet.
const ToCome = "to come"

// Reminders adds to each obligation its letters: those that have been and
// those that are not sent, by what is recorded, and those still to come.
func (q *Queries) Reminders(ctx context.Context, rows []ObligationRow) error {
	known := map[string]map[string][]ReminderRow{}
	for i, r := range rows {
		if known[r.Stream] == nil {
			letters, err := q.reminders(ctx, r.Stream)
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
func (q *Queries) reminders(ctx context.Context, stream string) (map[string][]ReminderRow, error) {
	l := q.ledger
	of, _ := lives.Law(stream)
	events, err := q.events(ctx, ledger.Query{Stream: stream})
	if err != nil {
		return nil, err
	}
	bodies, err := l.OpenBodies(ctx, events)
	if err != nil {
		return nil, err
	}
	letters, tell := map[string][]ReminderRow{}, narrate.For(ctx)
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
			outcome, why := "not sent", tell.Rung(p)
			if p.Outcome == obligation.Sent {
				outcome = "sent"
				if len(law.Letters(v)) == 0 {
					outcome, why = "not sent", tell.Reason(law.Why("nobody-has-the-role"))
				}
			}
			letters[p.Obligation] = append(letters[p.Obligation], ReminderRow{
				Key: p.Key, Letter: p.Rung, Due: p.Due.String(), At: calendar.Instant(p.At), Outcome: outcome, Why: why, Position: e.Position,
			})
		}
	}
	return letters, nil
}
