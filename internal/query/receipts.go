package query

import (
	"context"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/twinning"
)

// Receipt is the receipt of a command again; with whole, with what proves it. The
// nonce is for who sent it alone, and so is why something was refused, where that may
// quote a tender that is sealed to the viewer. A verdict on lateness quotes nothing.
func (q *Queries) Receipt(ctx context.Context, v access.Viewer, stream, command string, whole bool) (door.Receipt, error) {
	if err := q.onlyNow(); err != nil {
		return door.Receipt{}, err
	}
	d := &door.Door{Ledger: q.ledger, People: q.people, Tells: func(ctx context.Context, _, stream string) (bool, error) { return q.tells(ctx, v, stream) }}
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

// TellsEffects tells whether somebody who sent a command may be told how far another life has come with what follows from it: of a call whoever
// may know of it, of its tenders the staff and who speaks for them, of other lives who sees all of them. To others it would tell of a life.
func (q *Queries) TellsEffects(ctx context.Context, person, stream string) (bool, error) {
	return q.tells(ctx, access.Viewer{Person: person}, stream)
}

func (q *Queries) tells(ctx context.Context, v access.Viewer, stream string) (bool, error) {
	home, err := q.fold(ctx, lives.Home(stream))
	if err != nil {
		return false, err
	}
	c, isCall := home.State.(call.Call)
	switch {
	case isCall && stream == home.Stream:
		return listed(v, home, home), nil
	case isCall && access.OfCall(v, c).Staff():
		return true, nil
	}
	is, err := q.fold(ctx, stream)
	if err != nil {
		return false, err
	}
	if t, isTender := is.State.(twinning.Twinning); isTender {
		return access.Speaks(t, v.Person), nil
	}
	return sightOf(v, home.State, is).Full(), nil
}
