package query

import (
	"context"
	"errors"
	"slices"
	"strings"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/twinning"
)

// Readdressed tells whether the e-mail address of a person whom a letter of a tender did not reach is another one than that letter had: sent
// again, letters go where the first one did otherwise. Of what the law refuses anyhow, as to whoever is neither officer nor head of the call, and of
// somebody of whom no address is known, it says yes.
func (q *Queries) Readdressed(ctx context.Context, person, stream string, number int) (bool, error) {
	if !strings.HasPrefix(stream, law.TenderFamily) {
		return true, nil
	}
	folded, err := q.fold(ctx, stream)
	if err != nil {
		return false, err
	}
	c, err := q.openedCall(ctx, law.CallOf(law.Reference(stream)))
	if err != nil {
		return false, err
	}
	now, err := q.Now(ctx)
	if err != nil {
		return false, err
	}
	if !c.As(now).Has(person, law.Officer, law.Head) {
		return true, nil
	}
	t, _ := folded.State.(twinning.Twinning)
	i := slices.IndexFunc(t.Unreached, func(u twinning.Unreached) bool { return u.Number == number })
	if i < 0 || !t.Unreached[i].SettledAt.IsZero() {
		return true, nil
	}
	sent, err := q.firstFate(ctx, stream, t.Unreached[i].Letter)
	if err != nil || sent == 0 {
		return err == nil, err
	}
	was, err := q.people.Before(ctx, t.Unreached[i].To, sent)
	if err != nil {
		return errors.Is(err, people.ErrUnknown), ignoring(err, people.ErrUnknown)
	}
	is, err := q.people.Find(ctx, t.Unreached[i].To)
	if err != nil {
		return errors.Is(err, people.ErrUnknown), ignoring(err, people.ErrUnknown)
	}
	return was.Erased || is.Erased || !people.SameAddress(was.Email, is.Email), nil
}

// ignoring is an error but for one that is none here.
func ignoring(err, none error) error {
	if errors.Is(err, none) {
		return nil
	}
	return err
}

// firstFate is the position of the first that is recorded of what became of a letter; 0 where nothing is.
func (q *Queries) firstFate(ctx context.Context, stream, letter string) (int64, error) {
	events, err := q.ledger.Read(ctx, ledger.Query{Stream: life.Letters(stream), Trusted: true, Kinds: []string{law.LetterSending{}.Kind(), law.LetterRefused{}.Kind()}})
	if err != nil {
		return 0, err
	}
	bodies, err := q.ledger.OpenBodies(ctx, events)
	if err != nil {
		return 0, err
	}
	for i, e := range events {
		if e.Untrusted != "" || bodies[i] == nil {
			continue
		}
		fate, err := law.Fates.Decode(e.Kind, bodies[i])
		if err != nil {
			return 0, err
		}
		sending, is := fate.(law.LetterSending)
		refused, or := fate.(law.LetterRefused)
		if is && sending.Letter == letter || or && refused.Letter == letter {
			return e.Position, nil
		}
	}
	return 0, nil
}
