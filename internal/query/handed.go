package query

import (
	"context"
	"slices"
	"strings"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/twinning"
)

// A HandedLetter is a letter of a tender that a mail server was given, and may have taken.
type HandedLetter struct {
	ID       string // <event version>/<n>
	Template string
	To       string // person id
	At       string // when it was handed over
}

// HandedLetters are the letters of a tender that a mail server may have taken, the last one first, for the officers and the head of its call as
// soon as they may know who stands behind it.
func (q *Queries) HandedLetters(ctx context.Context, v access.Viewer, reference string) ([]HandedLetter, error) {
	folded, c, err := q.tender(ctx, reference)
	if err != nil {
		return nil, err
	}
	now, err := q.Now(ctx)
	if err != nil {
		return nil, err
	}
	t, _ := folded.State.(twinning.Twinning)
	if v.Person == "" || !access.Holds(v, c.As(now), law.Officer, law.Head) || !access.Of(v, c, t).Sees(access.Content) {
		return nil, nil
	}
	return q.handed(ctx, law.TwinningStream(reference))
}

// Handed tells whether a mail server was given a letter of a tender and may have taken it. It is not told of a tender that is sealed, and of
// what never began: the law says so.
func (q *Queries) Handed(ctx context.Context, stream, letter string) (bool, error) {
	if !strings.HasPrefix(stream, law.TenderFamily) {
		return true, nil
	}
	folded, err := q.fold(ctx, stream)
	if err != nil {
		return false, err
	}
	c, err := q.callOf(ctx, stream)
	if err != nil {
		return false, err
	}
	if t, _ := folded.State.(twinning.Twinning); folded.Version == 0 || t.Sealed(c) {
		return true, nil
	}
	list, err := q.handed(ctx, stream)
	return slices.ContainsFunc(list, func(l HandedLetter) bool { return l.ID == letter }), err
}

// handed reads what became of the letters of a tender.
func (q *Queries) handed(ctx context.Context, stream string) ([]HandedLetter, error) {
	told, err := q.events(ctx, ledger.Query{Stream: life.Letters(stream), Trusted: true, Kinds: []string{
		law.LetterSending{}.Kind(), law.LetterSent{}.Kind(), law.LetterInDoubt{}.Kind(), law.LetterDeferred{}.Kind(), law.LetterRefused{}.Kind(), law.LetterSuppressed{}.Kind(),
	}})
	if err != nil {
		return nil, err
	}
	bodies, err := q.ledger.OpenBodies(ctx, told)
	if err != nil {
		return nil, err
	}
	var list []HandedLetter
	taken := map[string]bool{} // or perhaps
	not := func(letter string) {
		if !taken[letter] {
			list = slices.DeleteFunc(list, func(l HandedLetter) bool { return l.ID == letter })
		}
	}
	for i, e := range told {
		if e.Untrusted != "" || e.Removed || bodies[i] == nil {
			continue
		}
		fate, err := law.Fates.Decode(e.Kind, bodies[i])
		if err != nil {
			return nil, err
		}
		switch f := fate.(type) {
		case law.LetterSending: // until its end is known, it may have been taken
			if !slices.ContainsFunc(list, func(l HandedLetter) bool { return l.ID == f.Letter }) {
				list = append(list, HandedLetter{ID: f.Letter, Template: f.Template, To: f.To, At: calendar.Instant(state.Around(e).RecordedAt)})
			}
		case law.LetterSent:
			taken[f.Letter] = true
		case law.LetterInDoubt:
			taken[f.Letter] = true
		case law.LetterDeferred:
			not(f.Letter)
		case law.LetterRefused:
			not(f.Letter)
		case law.LetterSuppressed:
			not(f.Letter)
		}
	}
	slices.Reverse(list)
	return list, nil
}
