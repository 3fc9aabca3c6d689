package door

import (
	"context"
	"errors"
	"fmt"

	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/people"
)

// settled refuses to answer somebody who asked to be erased and has been: their own record tells of it, which the law of the administration does
// not read, and there is nobody left to write to. What was received before is answered as it was.
func (d *Door) settled(ctx context.Context, r Request) error {
	c, refuses := r.Command.(governance.RefuseErasure)
	if !refuses {
		return nil
	}
	person, err := d.People.Find(ctx, c.Person)
	switch {
	case errors.Is(err, people.ErrUnknown): // the law refuses it: they did not ask
		return nil
	case err != nil:
		return notReceived(err)
	case !person.Erased:
		return nil
	}
	if before, err := d.before(ctx, r); before || err != nil {
		return err
	}
	return fmt.Errorf("%w: %w", ErrNonsense,
		law.NewNonsense("what is kept of this person has been erased: the request is settled", law.Why("nonsense-erased-already")))
}
