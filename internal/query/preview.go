package query

import (
	"context"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/state"
)

// A PreviewPage is an award that nobody has been told of.
type PreviewPage struct {
	Call      string              `json:"call"`
	Prepared  bool                `json:"prepared"`
	By        string              `json:"prepared_by,omitempty"` // id
	Moved     string              `json:"moved,omitempty"`       // the first thing that moved since it was prepared
	Release   []string            `json:"may_release"`           // ids
	Verdicts  []VerdictRow        `json:"verdicts"`
	Budget    money.Amount        `json:"budget"`
	Left      money.Amount        `json:"left"`
	Envelopes []call.EnvelopeLeft `json:"envelopes,omitempty"`
	Rounds    []RoundRow          `json:"rounds,omitempty"` // of letters, were it released now
}

// A VerdictRow is how many have an outcome, and who.
type VerdictRow struct {
	Verdict call.Verdict `json:"verdict"`
	Count   int          `json:"count"`
	Tenders []string     `json:"tenders"`
}

func newPreviewPage(tell *narrate.Narrator, c call.Call, p call.Preview) PreviewPage {
	page := PreviewPage{
		Call: c.Reference, Prepared: p.Prepared, Release: []string{}, Verdicts: []VerdictRow{},
		Budget: p.Award.Budget, Left: p.Award.Left, Envelopes: p.Award.Envelopes, Rounds: roundRows(c, p.Rounds, nil),
	}
	if p.Moved != nil {
		page.Moved = tell.Reason(*p.Moved)
	}
	if p.Prepared {
		page.By = c.PreparedBy
	}
	page.Release = append(page.Release, p.Release...)
	for _, v := range []call.Verdict{call.Awarded, call.Reserve, call.Rejected} {
		refs := p.Award.With(v)
		page.Verdicts = append(page.Verdicts, VerdictRow{Verdict: v, Count: len(refs), Tenders: append([]string{}, refs...)})
	}
	return page
}

// Preview is what a release of the award would do, computed from what is recorded
// now. Nothing is recorded. It is for the staff and the auditors.
func (q *Queries) Preview(ctx context.Context, v access.Viewer, reference string) (PreviewPage, error) {
	c, err := q.openedCall(ctx, reference)
	if err != nil {
		return PreviewPage{}, err
	}
	if err := q.full(ctx, v, c, "the preview of the award"); err != nil {
		return PreviewPage{}, err
	}
	now, err := q.Now(ctx)
	if err != nil {
		return PreviewPage{}, err
	}
	var facts state.Facts
	err = q.snapshot(ctx, func(ctx context.Context, from ledger.Snapshot) (err error) {
		facts, err = q.folder.Facts(ctx, from, []string{call.TenderPrefix(c.Reference) + "*"})
		return err
	})
	if err != nil {
		return PreviewPage{}, err
	}
	p, err := c.Preview(facts, law.Receipt{ReceivedAt: now})
	if r, refused := law.Refused(err); refused {
		return PreviewPage{}, withheld(law.Why("nothing-to-preview", law.BecauseOf("why", *r)))
	}
	if err != nil {
		return PreviewPage{}, err
	}
	return newPreviewPage(narrate.For(ctx), c, p), nil
}
