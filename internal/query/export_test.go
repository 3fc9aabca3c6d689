package query

import (
	"context"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/lives"
)

// EveryTender is what Tenders must give: each tender that there is, looked at by itself.
func (q *Queries) EveryTender(ctx context.Context, v access.Viewer) ([]TenderRow, error) {
	all, err := q.received(ctx, law.TenderFamily)
	if err != nil {
		return nil, err
	}
	calls := map[string]call.Call{}
	for stream := range all {
		if calls[lives.Home(stream)], err = q.callOf(ctx, stream); err != nil {
			return nil, err
		}
	}
	return q.tenderRows(ctx, v, sorted(all), calls)
}
