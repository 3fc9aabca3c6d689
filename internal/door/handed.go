package door

import (
	"context"
	"fmt"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

// handed refuses the word that a letter came back which no mail server was given: what became of a letter is no fact of its tender, and the law
// does not read it. What was received before is answered as it was.
func (d *Door) handed(ctx context.Context, r Request) error {
	c, reports := r.Command.(twinning.ReportBounce)
	if d.Handed == nil || !reports {
		return nil
	}
	was, err := d.Handed(ctx, r.Stream, c.Letter)
	switch {
	case err != nil:
		return notReceived(err)
	case was:
		return nil
	}
	if before, err := d.before(ctx, r); before || err != nil {
		return err
	}
	tender := law.Reference(r.Stream)
	return fmt.Errorf("%w: %w", ErrNonsense, law.NewNonsense("no letter "+c.Letter+" of "+tender+" was handed over to a mail server: it cannot have come back",
		law.Why("nonsense-letter-not-sent", law.Word("letter", "letter", c.Letter), law.Ref("tender", tender))))
}

// readdressed refuses the word that an address was corrected which is the one at which a letter was not taken: letters that are sent again would go
// there once more. Which address somebody has is no fact of a tender, and is told to nobody whom the law refuses anyhow.
func (d *Door) readdressed(ctx context.Context, actor string, r Request) error {
	c, settles := r.Command.(twinning.SettleUnreached)
	if d.Readdressed == nil || !settles || c.How != twinning.ReachedCorrected {
		return nil
	}
	other, err := d.Readdressed(ctx, actor, r.Stream, c.Number)
	switch {
	case err != nil:
		return notReceived(err)
	case other:
		return nil
	}
	if before, err := d.before(ctx, r); before || err != nil {
		return err
	}
	tender := law.Reference(r.Stream)
	return fmt.Errorf("%w: %w", ErrNonsense, law.NewNonsense(fmt.Sprintf(
		"letter number %d of %s did not reach the address that its person still has: have the address corrected in their record first, or say that they were told otherwise", c.Number, tender),
		law.Why("nonsense-address-unchanged", law.Count("number", c.Number), law.Ref("tender", tender))))
}
