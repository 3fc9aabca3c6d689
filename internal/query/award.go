package query

import (
	"context"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/explain"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/twinning"
)

// An AwardRow is the ranking as it was prepared or released.
type AwardRow struct {
	Call   string `json:"call"`
	Status string `json:"status"` // prepared or released
	call.AwardDecision
	Doubts []Doubt `json:"does_not_count,omitempty"` // scores that counted in it
	// Tied says of each tender that has the score of the one before it by which rule it stands behind that one.
	Tied map[string]law.Reason `json:"tied,omitempty"`
	// Panel are the scores that the panel decided, by tender.
	Panel map[string]call.PanelScore `json:"-"`
}

// A ReserveRow is a place on the reserve list as it stands now.
type ReserveRow struct {
	Place    int          `json:"place"` // on the list, from 1
	Tender   string       `json:"tender"`
	Score    string       `json:"score"`
	Amount   money.Amount `json:"amount"`
	Envelope string       `json:"envelope,omitempty"`
	Ahead    bool         `json:"ahead"` // by an upheld complaint
	Next     bool         `json:"next"`  // the head of its list
	Free     money.Amount `json:"free"`  // money that it could be funded with
	Funded   bool         `json:"funded"`
	Why      string       `json:"why"`
}

// Award is the ranking of a call as it was prepared or released, with what is left of
// the budget after each step. It is for the staff and the auditors.
func (q *Queries) Award(ctx context.Context, v access.Viewer, reference string) (AwardRow, error) {
	stream := law.CallStream(reference)
	if err := q.MustBegin(ctx, stream); err != nil {
		return AwardRow{}, err
	}
	c, err := q.callOf(ctx, stream)
	if err != nil {
		return AwardRow{}, err
	}
	if err := q.full(ctx, v, c, "the ranking"); err != nil {
		return AwardRow{}, err
	}
	row := AwardRow{Call: reference, Status: "released", Panel: c.Panel}
	switch {
	case c.Prepared != nil:
		row.Status, row.AwardDecision = "prepared", *c.Prepared
	case c.Released != nil:
		row.AwardDecision = *c.Released
	default:
		return row, absent(law.Why("no-award-yet", law.Ref("call", reference)))
	}
	tenders, err := q.foldToRead(ctx, call.TenderPrefix(reference))
	if err != nil {
		return row, err
	}
	facts := map[string]call.TenderFact{}
	for _, s := range row.Steps {
		if t, ok := tenders[law.TwinningStream(s.Tender)].State.(twinning.Twinning); ok {
			row.Doubts = append(row.Doubts, doubts(telling(ctx, c), t, Zone(c))...)
			facts[s.Tender] = t.TenderFact()
		}
	}
	row.Tied = tied(c, row.Steps, facts)
	return row, nil
}

// tied says by which rule tenders with one score stand behind each other, of those that still have the score and the amount of the ranking.
func tied(c call.Call, steps []call.Step, facts map[string]call.TenderFact) map[string]law.Reason {
	var ties map[string]law.Reason
	ranked := func(s call.Step) bool {
		f, ok := facts[s.Tender]
		return ok && !s.Ahead && !s.Again && f.Score.Equal(s.Score) && f.Amount.Equal(s.Amount)
	}
	for i := 1; i < len(steps); i++ {
		before, s := steps[i-1], steps[i]
		if !before.Score.Equal(s.Score) || !ranked(before) || !ranked(s) {
			continue
		}
		if ties == nil {
			ties = map[string]law.Reason{}
		}
		ties[s.Tender] = law.Why("tie-behind", law.Ref("tender", before.Tender), law.Because("by", explain.Tie(c.Rules.Award.Ties, facts[before.Tender], facts[s.Tender])))
	}
	return ties
}

// telling tells in the language of whoever asks, with the terms of a call's rule book.
func telling(ctx context.Context, c call.Call) *narrate.Narrator {
	return narrate.For(ctx).Calling(c.Rules.Terms(narrate.LanguageOf(ctx)))
}

// full refuses whoever is neither of the staff nor an auditor of a call; the operator is let in.
func (q *Queries) full(ctx context.Context, v access.Viewer, c call.Call, what string) error {
	if sight := access.OfCall(v, c); sight.Full() {
		return q.read(ctx, v, sight, law.CallStream(c.Reference), what)
	}
	return withheld(law.Why("for-staff-and-auditors", law.Ref("call", c.Reference)))
}

// Reserve is the reserve list of a call in its order, with who could be funded now. It
// is for the staff and the auditors.
func (q *Queries) Reserve(ctx context.Context, v access.Viewer, reference string) ([]ReserveRow, error) {
	c, err := q.openedCall(ctx, reference)
	if err != nil {
		return nil, err
	}
	if err := q.full(ctx, v, c, "the reserve list"); err != nil {
		return nil, err
	}
	rows := []ReserveRow{}
	for i, s := range c.Reserve {
		p := c.Fundability(s)
		rows = append(rows, ReserveRow{
			Place: i + 1, Tender: s.Tender, Score: s.Score.String(), Amount: s.Amount, Envelope: s.Envelope, Ahead: s.Ahead,
			Next: p.Next, Free: p.Free, Funded: p.Funded, Why: telling(ctx, c).Reason(s.Why),
		})
	}
	return rows, nil
}
