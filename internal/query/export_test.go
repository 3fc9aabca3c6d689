package query

import (
	"context"

	"twinning.example/engine/internal/access"
)

// EveryTender is what Tenders must give: each tender that there is, looked at by itself.
func (q *Queries) EveryTender(ctx context.Context, v access.Viewer) ([]TenderRow, error) {
	return q.everyTender(ctx, v, "")
}
