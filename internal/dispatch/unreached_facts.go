package dispatch

import (
	"context"
	"time"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/twinning"
)

// unreachedKinds are the facts of which a tender may have to be told.
var unreachedKinds = []string{law.LetterRefused{}.Kind(), twinning.LetterBounced{}.Kind(), twinning.UnreachedSettled{}.Kind()}

// open reads what the body says, and leaves the refusal closed where it asks for nothing.
func (r *refusal) open(body []byte) error {
	if r.event.Kind == (law.LetterRefused{}).Kind() {
		fate, err := law.Fates.Decode(r.event.Kind, body)
		if err != nil {
			return err
		}
		if is, refused := fate.(law.LetterRefused); refused && !is.Why.OfOurs() {
			r.note = twinning.NoteUnreached{Letter: is.Letter, Why: is.Why, At: r.event.Recorded}
		}
		return nil
	}
	fact, err := law.DecodeEvent(twinning.Events, r.event.Kind, body)
	if err != nil {
		return err
	}
	if back, is := fact.(twinning.LetterBounced); is {
		r.note = twinning.NoteUnreached{Letter: back.Letter, Why: law.LetterCameBack, At: r.event.Recorded}
	}
	if settled, is := fact.(twinning.UnreachedSettled); is && settled.Again {
		r.settled = settled.Number
	}
	return nil
}

// lost gives a tender the letters that had not reached a person whose address was corrected; nil where there are none.
func (u *Unreached) lost(ctx context.Context, from ledger.Snapshot, r refusal, is state.Folded) (law.Command, error) {
	events, err := from.Read(ctx, ledger.Query{Stream: life.Letters(r.stream), Kinds: []string{law.LetterRefused{}.Kind()}, Trusted: true})
	if err != nil {
		return nil, err
	}
	bodies, err := u.Ledger.OpenBodies(ctx, events)
	if err != nil {
		return nil, err
	}
	refused := map[string]time.Time{}
	for i, e := range events {
		one := refusal{event: e}
		if e.Untrusted != "" || bodies[i] == nil || one.open(bodies[i]) != nil {
			continue
		}
		refused[one.note.Letter] = e.Recorded
	}
	t, _ := is.State.(twinning.Twinning)
	if letters := t.Lost(r.settled, is.Promised, refused); len(letters) > 0 {
		return twinning.NoteLettersAgain{Number: r.settled, Letters: letters}, nil
	}
	return nil, nil //nolint:nilnil // nothing had not reached them
}
