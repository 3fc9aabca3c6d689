package query

import (
	"context"
	"time"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/ledger"
)

// A Standing says as of what, and as whom, somebody is told of a life.
type Standing struct {
	At time.Time // programme instant
	// Position is that of the last event of the ledger that may be in what is told; -1 for none, and for who is not told all of the life:
	// facts that they are not told of move it. Last is by what it is seen, and told to nobody, that something was recorded meanwhile.
	Position int64
	Last     int64
	Zone     *time.Location // of its call
	By       string         // operator, staff, auditor, party, evaluator, procurer, hand or public
}

// Standing is as of what, and as whom, a viewer is told of a life now. The caller has asked
// whether they may know of it.
func (q *Queries) Standing(ctx context.Context, v access.Viewer, stream string) (Standing, error) {
	is, err := q.fold(ctx, stream)
	if err != nil {
		return Standing{}, err
	}
	home, err := q.home(ctx, is)
	if err != nil {
		return Standing{}, err
	}
	c, err := q.callOf(ctx, stream)
	if err != nil {
		return Standing{}, err
	}
	sight := sightOf(v, home, is)
	s := Standing{Position: -1, Last: is.Position, Zone: Zone(c), By: sight.By()}
	if s.At, err = q.Now(ctx); err != nil || !sight.Full() {
		return s, err
	}
	return s, q.snapshot(ctx, func(_ context.Context, from ledger.Snapshot) error {
		s.Position = from.Size() - 1
		s.Last = s.Position
		return nil
	})
}

// Exported records that a viewer takes away what they may see of a life.
func (q *Queries) Exported(ctx context.Context, v access.Viewer, stream, what string) error {
	c, err := q.callOf(ctx, stream)
	if err != nil {
		return err
	}
	return q.readOf(ctx, v, c, stream, what)
}
