package query

import (
	"context"
	"slices"
	"time"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
)

// A RoundRow is a round of letters.
type RoundRow struct {
	Verdict         call.Verdict `json:"verdict"`
	At              string       `json:"at"`   // UTC
	When            string       `json:"when"` // on clocks in the zone of the call
	Announced       bool         `json:"announced"`
	Tenders         []string     `json:"tenders"` // who was told
	Last            bool         `json:"last"`
	ComplaintsUntil string       `json:"complaints_until,omitempty"`
	StandstillUntil string       `json:"standstill_until,omitempty"`
	// Letters are those of a round that has been: to whom, and what became of each.
	Letters []RoundLetter `json:"letters,omitempty"`
}

func roundRows(c call.Call, planned []call.PlannedRound, said []call.OutcomesAnnounced) []RoundRow {
	rows := []RoundRow{}
	row := func(v call.Verdict, at time.Time) RoundRow {
		return RoundRow{Verdict: v, At: calendar.Instant(at), When: Short(at, Zone(c)), Tenders: []string{}}
	}
	for _, e := range said {
		r := row(e.Verdict, e.At)
		r.Announced, r.Last, r.ComplaintsUntil, r.StandstillUntil = true, e.Last, day(e.ComplaintsUntil), day(e.StandstillUntil)
		for _, s := range e.Outcomes {
			r.Tenders = append(r.Tenders, s.Tender)
		}
		rows = append(rows, r)
	}
	for i, p := range planned {
		r := row(p.Verdict, p.At)
		r.Last = i == len(planned)-1
		rows = append(rows, r)
	}
	return rows
}

// announced are the rounds that have been, in their order.
func (q *Queries) announced(ctx context.Context, stream string) ([]call.OutcomesAnnounced, error) {
	events, err := q.events(ctx, ledger.Query{Stream: stream})
	if err != nil {
		return nil, err
	}
	events = slices.DeleteFunc(events, func(e ledger.Event) bool { return e.Kind != call.OutcomesAnnounced{}.Kind() })
	bodies, err := q.ledger.OpenBodies(ctx, events)
	if err != nil {
		return nil, err
	}
	var said []call.OutcomesAnnounced
	for i, e := range events {
		fact, err := call.Law.Event(e.Kind, bodies[i])
		if err != nil {
			return nil, err
		}
		said = append(said, fact.(call.OutcomesAnnounced))
	}
	return said, nil
}

// A RoundList is the rounds of letters of a call.
type RoundList struct {
	Rows            []RoundRow
	ReleasedAt      string        // on clocks in the zone of the call
	ComplaintsUntil calendar.Date // zero for none
	Held            Held
}

// Rounds are the rounds of letters of a call: who was told when, and what is still to
// come. It is for the staff and the auditors.
func (q *Queries) Rounds(ctx context.Context, v access.Viewer, reference string) (RoundList, error) {
	c, err := q.openedCall(ctx, reference)
	if err != nil {
		return RoundList{}, err
	}
	if err := q.full(ctx, v, c, "the list of the rounds of letters"); err != nil {
		return RoundList{}, err
	}
	if c.Released == nil {
		return RoundList{}, absent(law.Why("award-not-released", law.Ref("call", c.Reference)))
	}
	said, err := q.announced(ctx, law.CallStream(c.Reference))
	if err != nil {
		return RoundList{}, err
	}
	rows := roundRows(c, c.Rounds, said)
	if err := q.withLetters(ctx, c, rows); err != nil {
		return RoundList{}, err
	}
	return RoundList{Rows: rows, ReleasedAt: Short(c.ReleasedAt, Zone(c)), ComplaintsUntil: c.ComplaintsUntil, Held: held(c)}, nil
}
