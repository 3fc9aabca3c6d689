package query

import (
	"context"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
	"twinning.example/engine/internal/views"
)

// awardedStages are those in which a tender stands that was awarded and not given up.
var awardedStages = []string{
	string(twinning.Awarded), string(twinning.Contracted), string(twinning.Active), string(twinning.Suspended), string(twinning.Reporting), string(twinning.Closed),
	string(twinning.Terminated), string(twinning.Retained), string(twinning.Over),
}

// Awarded is a page of the tenders that were awarded, as far as the viewer may know it: at most limit rows after the reference of a tender.
func (q *Queries) Awarded(ctx context.Context, v access.Viewer, after string, limit int) (Page[TenderRow], error) {
	if err := q.onlyNow(); err != nil {
		return Page[TenderRow]{}, err
	}
	among, calls, err := q.amongTenders(ctx, v, "")
	if err != nil {
		return Page[TenderRow]{}, err
	}
	among.Stages = awardedStages
	return q.tendersAmong(ctx, v, among, calls, after, limit, func(r TenderRow) bool { return r.Outcome != nil && r.Outcome.Verdict == call.Awarded })
}

// OwnTenders are the tenders in which the viewer has a part, by reference; not those that they know by a role of the call, or because all may.
func (q *Queries) OwnTenders(ctx context.Context, v access.Viewer) ([]TenderRow, error) {
	return q.ownTenders(ctx, v, "")
}

// TendersBeside are the references of the tenders of a call in which somebody has a part and that were submitted, and not withdrawn, beside the one
// that they submit: whoever sends one again, and names none, begins another one.
func (q *Queries) TendersBeside(ctx context.Context, v access.Viewer, submitted string) ([]string, error) {
	rows, err := q.ownTenders(ctx, v, law.CallOf(submitted))
	if err != nil {
		return nil, err
	}
	var beside []string
	for _, r := range rows {
		if r.Reference != submitted && r.Versions > 0 && r.Stage != string(twinning.Withdrawn) {
			beside = append(beside, r.Reference)
		}
	}
	return beside, nil
}

// ownTenders are those of a call, or with "" of all.
func (q *Queries) ownTenders(ctx context.Context, v access.Viewer, of string) ([]TenderRow, error) {
	if err := q.onlyNow(); err != nil {
		return nil, err
	}
	among, calls, err := q.among(ctx, v, of, func(access.Viewer, call.Call) bool { return false })
	if err != nil {
		return nil, err
	}
	rows := []TenderRow{}
	for after := ""; ; {
		page, err := q.tendersAmong(ctx, v, among, calls, after, MaxLimit, func(TenderRow) bool { return true })
		if err != nil {
			return nil, err
		}
		rows = append(rows, page.Items...)
		if after = page.Next; after == "" {
			return rows, nil
		}
	}
}

// fewest is how many tenders are looked for at once at least where not each is kept.
const fewest = 20

// tendersAmong is a page of the rows that are kept of tenders: at most limit after a reference.
func (q *Queries) tendersAmong(ctx context.Context, v access.Viewer, among views.Among, calls map[string]call.Call, after string, limit int, keep func(TenderRow) bool) (Page[TenderRow], error) {
	page := Page[TenderRow]{Items: []TenderRow{}}
	if after != "" {
		among.After = law.TwinningStream(after)
	}
	if limit <= 0 {
		limit = DefaultLimit
	}
	limit = min(limit, MaxLimit)
	store, err := q.views(ctx)
	if err != nil {
		return page, err
	}
	for {
		among.Limit = max(limit-len(page.Items)+1, fewest)
		streams, err := store.Streams(ctx, among)
		if err != nil {
			return page, err
		}
		rows, err := q.tenderRows(ctx, v, streams, calls)
		if err != nil {
			return page, err
		}
		for _, r := range rows {
			if keep(r) {
				page.Items = append(page.Items, r)
			}
		}
		switch {
		case len(page.Items) > limit:
			page.Items = page.Items[:limit]
			page.Next = page.Items[limit-1].Reference
			return page, nil
		case len(streams) < among.Limit:
			return page, nil
		}
		among.After = streams[len(streams)-1].Stream
	}
}
