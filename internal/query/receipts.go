package query

import (
	"context"
	"fmt"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/twinning"
)

// Receipt is the receipt of a command again; with whole, with what proves it. The
// nonce is for who sent it alone, and so is why something was refused, where that may
// quote a tender that is sealed to the viewer. A verdict on lateness quotes nothing.
func (q *Queries) Receipt(ctx context.Context, v access.Viewer, stream, command string, whole bool) (door.Receipt, error) {
	d := &door.Door{
		Ledger: q.ledger, People: q.people,
		Tells: func(ctx context.Context, _ string, streams []string) ([]string, error) {
			return q.tells(ctx, v, streams)
		},
		TellsBefore: func(ctx context.Context, _, stream, actor string) (bool, error) {
			return q.tellsBefore(ctx, v, stream, actor)
		},
	}
	r, err := q.answer(ctx, d, stream, command)
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

// answer is the receipt of a command; of an earlier time, the one that there was: none before it was received, and one that says so before it was
// judged.
func (q *Queries) answer(ctx context.Context, d *door.Door, stream, command string) (door.Receipt, error) {
	if q.then == nil {
		return d.Answer(ctx, stream, command)
	}
	var received ledger.Answered
	var known, judged bool
	err := q.snapshot(ctx, func(ctx context.Context, from ledger.Snapshot) (err error) {
		if received, known, err = from.Answer(ctx, life.Inbox(stream), command); err == nil && known {
			_, judged, err = from.Answer(ctx, stream, command)
		}
		return err
	})
	switch {
	case err != nil:
		return door.Receipt{}, err
	case !known:
		return door.Receipt{}, fmt.Errorf("%w: %s has received no command %s", door.ErrNotFound, law.Reference(stream), command)
	case !judged:
		return d.Unanswered(ctx, stream, command, received.Events[0])
	}
	return d.Answer(ctx, stream, command)
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

// TellsBefore tells whether somebody who sent a command may be told of the event before its answer: where it is their own, or they see the whole of
// the life. To others its header would tell who acted, how, and by which rules.
func (q *Queries) TellsBefore(ctx context.Context, person, stream, actor string) (bool, error) {
	return q.tellsBefore(ctx, access.Viewer{Person: person}, stream, actor)
}

func (q *Queries) tellsBefore(ctx context.Context, v access.Viewer, stream, actor string) (bool, error) {
	if v.Person != "" && actor == v.Person {
		return true, nil
	}
	return q.Whole(ctx, v, stream)
}

// TellsEffects are those of some lives of which somebody who sent a command may be told how far they have come with what follows from it: a
// call where they may know of it, its tenders where they are its staff or speak for them, other lives where they see all of them. To others it
// would tell of a life.
func (q *Queries) TellsEffects(ctx context.Context, person string, streams []string) ([]string, error) {
	return q.tells(ctx, access.Viewer{Person: person}, streams)
}

// tells adds up each of the lives that steer them once, and each of them only where that does not say it.
func (q *Queries) tells(ctx context.Context, v access.Viewer, streams []string) (may []string, err error) {
	homes := make([]string, len(streams))
	for i, s := range streams {
		homes[i] = lives.Home(s)
	}
	err = q.atOneMoment(ctx, func(ctx context.Context) error {
		home, err := q.foldEach(ctx, homes)
		if err != nil {
			return err
		}
		staff := map[string]bool{} // by call
		for stream, is := range home {
			if c, isCall := is.State.(call.Call); isCall {
				staff[stream] = access.OfCall(v, c).Staff()
			}
		}
		var each []string
		for _, stream := range streams {
			at := lives.Home(stream)
			switch _, ofCall := staff[at]; {
			case ofCall && stream == at:
				if listed(v, home[at], home[at]) {
					may = append(may, stream)
				}
			case staff[at]:
				may = append(may, stream)
			default:
				each = append(each, stream)
			}
		}
		all, err := q.foldEach(ctx, each)
		if err != nil {
			return err
		}
		for stream, is := range all {
			told := false
			if t, isTender := is.State.(twinning.Twinning); isTender {
				told = access.Speaks(t, v.Person)
			} else {
				told = sightOf(v, home[lives.Home(stream)].State, is).Full()
			}
			if told {
				may = append(may, stream)
			}
		}
		return nil
	})
	return may, err
}
