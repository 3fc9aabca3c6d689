package views

import (
	"context"
	"fmt"

	"twinning.example/engine/internal/law"
)

const outdatedSQL = `SELECT (SELECT count(*) FROM views.lives WHERE owed_at <> version AND starts_with(stream, '` + law.TenderFamily + `'))
	+ (SELECT count(*) FROM views.lives WHERE people IS NULL AND starts_with(stream, '` + law.TenderFamily + `'))`

// Outdated is how many rows of tenders were written by a worker of an earlier version, which did not know all that the tables say now: each list and
// each question of what waits has to look at those tenders themselves.
func (s *Store) Outdated(ctx context.Context) (n int, err error) {
	if err := s.pool.QueryRow(ctx, outdatedSQL).Scan(&n); err != nil {
		return 0, fmt.Errorf("count the rows of an earlier version: %w", err)
	}
	return n, nil
}
