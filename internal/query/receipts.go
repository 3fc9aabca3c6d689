package query

import (
	"context"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/twinning"
)

// Receipt is the receipt of a command again; with whole, with what proves it. The
// nonce is for who sent it alone, and so is why something was refused, where that may
// quote a tender that is sealed to the viewer. A verdict on lateness quotes nothing.
func (q *Queries) Receipt(ctx context.Context, v access.Viewer, stream, command string, whole bool) (door.Receipt, error) {
	if err := q.onlyNow(); err != nil {
		return door.Receipt{}, err
	}
	d := &door.Door{Ledger: q.ledger, People: q.people}
	r, err := d.Answer(ctx, stream, command)
	if err != nil {
		return r, err
	}
	if err := q.seal(ctx, &r, v); err != nil {
		return r, err
	}
	if whole {
		err = d.Prove(ctx, &r)
	}
	return r, err
}

func (q *Queries) seal(ctx context.Context, r *door.Receipt, v access.Viewer) error {
	sent, _, err := q.ledger.Answer(ctx, life.Inbox(r.Stream), r.CommandID)
	if err != nil {
		return err
	}
	sender := v.Person != "" && len(sent.Events) > 0 && sent.Events[0].Actor == v.Person
	if !sender {
		r.Nonce = ""
		if err := r.Bind(); err != nil {
			return err
		}
	}
	if r.Refusal == nil || r.Deadline != nil {
		return nil
	}
	is, err := q.fold(ctx, r.Stream)
	if err != nil {
		return err
	}
	t, isTender := is.State.(twinning.Twinning)
	if !isTender {
		return nil
	}
	c, err := q.callOf(ctx, r.Stream)
	if err != nil {
		return err
	}
	if sender || access.Of(v, c, t).Sees(access.Content) {
		return nil
	}
	r.Sealed()
	return r.Bind()
}
