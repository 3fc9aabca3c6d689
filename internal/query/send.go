package query

import (
	"context"
	"fmt"
	"slices"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/reads"
	"twinning.example/engine/internal/state"
)

// MaySend refuses whoever may not bring a command of a kind before the law of a life:
// Absent where they may not know of the life, Withheld where they have no business with
// it. What is Withheld is recorded where reading is. A command that a life may begin with
// is anybody's.
func (q *Queries) MaySend(ctx context.Context, person, stream, kind string) error {
	if k, _ := lives.Of(stream); slices.Contains(k.Begins, kind) {
		return nil
	}
	v := access.Viewer{Person: person}
	var is, home state.Folded
	err := q.snapshot(ctx, func(ctx context.Context, from ledger.Snapshot) (err error) {
		if is, err = q.folder.Fold(ctx, from, stream); err != nil {
			return err
		}
		home, err = q.folder.Fold(ctx, from, lives.Home(stream))
		return err
	})
	if err != nil {
		return err
	}
	sight := sightOf(v, home.State, is)
	switch {
	case is.Version == 0: // nothing is known yet of who may; where nothing was sent either, the door says that there is no such life
		return nil
	case sightOf(v, is.Law.Zero(lives.Home(stream)), state.Folded{Stream: stream, Law: is.Law, State: is.Law.Zero(stream)}).Sends(kind): // it is anybody's
		return nil
	case !addressed(v, is, home):
		return missing(stream)
	case sight.Sends(kind):
		return nil
	}
	if q.reads != nil {
		if err := q.reads.Record(ctx, reads.Read{Person: person, Stream: stream, What: "denied: " + kind, Rule: sight.By()}); err != nil {
			return err
		}
	}
	return &Withheld{What: fmt.Sprintf("refused: %s of %s is not for you: you have no role in it", kind, law.Reference(stream))}
}
