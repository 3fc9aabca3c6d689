package query

import (
	"context"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/lives"
)

// LifeZone is the zone in which people read the times of a life: that of the rule book by which it is steered, UTC where it has none.
func (q *Queries) LifeZone(ctx context.Context, stream string) (*time.Location, error) {
	is, err := q.fold(ctx, lives.ClocksOf(stream))
	if err != nil {
		return nil, err
	}
	if zone, err := calendar.Zone(lives.Zone(is.State)); err == nil {
		return zone, nil
	}
	return time.UTC, nil
}
