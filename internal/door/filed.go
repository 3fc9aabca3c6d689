package door

import (
	"context"
	"fmt"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/life"
)

// filed refuses a command that names a file which is not in the store, unless it was received before: what was received is answered as it was.
func (d *Door) filed(ctx context.Context, r Request) error {
	names, files := r.Command.(law.Filing)
	if d.Absent == nil || !files {
		return nil
	}
	absent, err := d.Absent(ctx, r.Stream, names.Filed())
	switch {
	case err != nil:
		return notReceived(err)
	case absent == "":
		return nil
	}
	if before, err := d.before(ctx, r); before || err != nil {
		return err
	}
	return fmt.Errorf("%w: %w", ErrNonsense,
		law.NewNonsense("the file "+absent+" is not in the store for this: send the file itself", law.Why("nonsense-absent-file", law.Ref("file", absent))))
}

// before tells whether a command was received before, under its id.
func (d *Door) before(ctx context.Context, r Request) (bool, error) {
	_, before, err := d.Ledger.Answer(ctx, life.Inbox(r.Stream), r.ID)
	if err != nil {
		return false, notReceived(err)
	}
	return before, nil
}
