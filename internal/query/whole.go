package query

import (
	"context"

	"twinning.example/engine/internal/access"
)

// Whole tells whether a viewer sees all of a life: its history, and how it stood. Of what is not there, or is not for them, it is false.
func (q *Queries) Whole(ctx context.Context, v access.Viewer, stream string) (bool, error) {
	is, err := q.fold(ctx, stream)
	if err != nil || is.Version == 0 {
		return false, err
	}
	home, err := q.home(ctx, is)
	if err != nil {
		return false, err
	}
	return sightOf(v, home, is).Full(), nil
}
