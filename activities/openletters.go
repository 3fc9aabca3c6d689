package activities

import (
	"context"
	"fmt"
	"time"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/state"
)

// openLetters are the letters of a life without a final fate, in the order of their
// promises.
type openLetters struct {
	letters []*openLetter
	version int64         // of the life's stream
	fates   int64         // version of the stream of fates
	size    int64         // of the ledger that they were read from
	book    call.RuleBook // whose language and wording the letters have; the zero one where there is none
}

// An openLetter is a promised letter without a final fate.
type openLetter struct {
	law.Promised
	of       law.State // the life that promises it
	at       time.Time
	attempts int
	hanging  bool               // an attempt has no answer
	kept     *law.LetterWritten // as an earlier attempt wrote it; nil: there was none, or it was erased
}

func (a *Activities) openLetters(ctx context.Context, stream string) (openLetters, error) {
	var p openLetters
	err := a.Ledger.Snapshot(ctx, func(ctx context.Context, from ledger.Snapshot) error {
		is, err := a.Folder.Fold(ctx, from, stream)
		if err != nil {
			return err
		}
		fates, version, written, err := a.fates(ctx, from, stream)
		if err != nil {
			return err
		}
		p = openLetters{version: is.Version, fates: version, size: from.Size()}
		for _, l := range is.Promised {
			if f := fates[l.ID]; !f.final {
				p.letters = append(p.letters, &openLetter{Promised: l, of: is.State, attempts: f.attempts, hanging: f.hanging})
			}
		}
		if len(p.letters) == 0 {
			return nil
		}
		if p.book, err = a.bookOf(ctx, from, is); err != nil {
			return err
		}
		if err := a.asWritten(ctx, written, p.letters); err != nil {
			return err
		}
		return a.promisedAt(ctx, from, stream, p.letters)
	})
	if err != nil {
		return openLetters{}, fmt.Errorf("read the letters of %s: %w", stream, err)
	}
	return p, nil
}

// promisedAt dates each letter by the event that promised it.
func (a *Activities) promisedAt(ctx context.Context, from ledger.Snapshot, stream string, open []*openLetter) error {
	if len(open) == 0 {
		return nil
	}
	events, err := from.Read(ctx, ledger.Query{Stream: stream, AfterVersion: open[0].Version - 1})
	if err != nil {
		return err
	}
	at := make(map[int64]time.Time, len(events))
	for _, e := range events {
		at[e.Version] = state.Around(e).At()
	}
	for _, o := range open {
		o.at = at[o.Version]
	}
	return nil
}

type fate struct {
	attempts int
	hanging  bool
	final    bool
}

func (a *Activities) fates(ctx context.Context, from ledger.Snapshot, stream string) (_ map[string]fate, version int64, written []ledger.Event, err error) {
	events, err := from.Read(ctx, ledger.Query{Stream: life.Letters(stream), Trusted: true})
	if err != nil {
		return nil, 0, nil, err
	}
	var steps []ledger.Event
	for _, e := range events {
		switch {
		case e.Untrusted != "": // a fate that no worker has recorded sends no letter, and holds none back
		case e.Kind == (law.LetterWritten{}).Kind():
			written = append(written, e)
		default:
			steps = append(steps, e)
		}
	}
	bodies, err := a.Ledger.OpenBodies(ctx, steps)
	if err != nil {
		return nil, 0, nil, err
	}
	fates := map[string]fate{}
	for i, e := range steps {
		v, err := law.Fates.Decode(e.Kind, bodies[i])
		if err != nil {
			return nil, 0, nil, err
		}
		switch v := v.(type) {
		case law.LetterSending:
			fates[v.Letter] = fate{attempts: v.Attempt, hanging: true}
		case law.LetterInDoubt:
			fates[v.Letter] = fate{attempts: v.Attempt}
		case law.LetterDeferred:
			fates[v.Letter] = fate{attempts: fates[v.Letter].attempts}
		case law.LetterSent:
			fates[v.Letter] = fate{final: true}
		case law.LetterRefused:
			fates[v.Letter] = fate{final: true}
		case law.LetterSuppressed:
			fates[v.Letter] = fate{final: true}
		}
	}
	return fates, int64(len(events)), written, nil
}

// waiting counts the letters without a final fate.
func waiting(ctx context.Context, from ledger.Snapshot, is state.Folded, stream string) (int, error) {
	if len(is.Promised) == 0 {
		return 0, nil
	}
	final, err := from.Read(ctx, ledger.Query{Stream: life.Letters(stream), Kinds: law.FinalFates(), Trusted: true})
	if err != nil {
		return 0, err
	}
	left := len(is.Promised)
	for _, e := range final {
		if e.Untrusted == "" {
			left--
		}
	}
	return left, nil
}
