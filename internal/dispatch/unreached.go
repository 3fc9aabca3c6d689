package dispatch

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/twinning"
	"twinning.example/engine/internal/views"
)

// unreachedEvery is how often the ledger is asked whether it has grown, and unreachedStride how many events may pass
// before the place is recorded although no letter was refused (our choice).
const (
	unreachedEvery  = 5 * time.Second
	unreachedStride = 10000
)

// Unreached tells tenders of letters that a mail server does not take: what becomes of letters stands in a stream of its
// own, which the law does not read. The tender decides whether an officer has to see to it.
type Unreached struct {
	Ledger *ledger.Ledger
	Folder *state.Folder
	Store  *views.Store
	Log    *slog.Logger

	seen, kept int64 // up to where it was looked, and what is recorded of that
}

// Run looks whenever the ledger has grown, until the context ends. What fails is tried again.
func (u *Unreached) Run(ctx context.Context) error {
	for {
		if _, err := u.Look(ctx); err != nil && ctx.Err() == nil {
			u.Log.Warn("it cannot be seen which letters did not come; trying again", "error", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(unreachedEvery):
		}
	}
}

// Look tells the tender of every letter that was refused since it was looked last, and says how many it told.
func (u *Unreached) Look(ctx context.Context) (told int, err error) {
	size, err := u.Ledger.Size(ctx)
	if err != nil || size == u.seen {
		return 0, err
	}
	if u.seen == 0 || u.seen > size { // at first, or after a restore from before
		if u.kept, err = u.Store.Place(ctx, views.UnreachedPlace); err != nil {
			return 0, err
		}
		u.seen = min(u.kept, size)
	}
	refused, err := u.Ledger.Read(ctx, ledger.Query{From: u.seen, To: size, Kinds: []string{law.LetterRefused{}.Kind()}, Trusted: true})
	if err != nil {
		return 0, err
	}
	bodies, err := u.Ledger.OpenBodies(ctx, refused)
	if err != nil {
		return 0, err
	}
	for i, e := range refused {
		stream, is := strings.CutSuffix(e.Stream, life.LettersSuffix)
		if !is || !strings.HasPrefix(stream, law.TenderFamily) || e.Removed || e.Untrusted != "" || bodies[i] == nil {
			continue
		}
		fate, err := law.Fates.Decode(e.Kind, bodies[i])
		if err != nil {
			return told, err
		}
		letter, is := fate.(law.LetterRefused)
		if !is {
			continue
		}
		sent, err := u.tell(ctx, stream, letter)
		if err != nil {
			return told, fmt.Errorf("tell %s of a letter that did not come: %w", stream, err)
		}
		if sent {
			told++
		}
	}
	if u.seen = size; told > 0 || u.seen-u.kept > unreachedStride {
		if err := u.Store.Move(ctx, views.UnreachedPlace, u.seen); err != nil {
			return told, err
		}
		u.kept = u.seen
	}
	return told, nil
}

// tell sends a tender the command that a letter did not come, where it would not be refused.
func (u *Unreached) tell(ctx context.Context, stream string, letter law.LetterRefused) (sent bool, err error) {
	var note twinning.NoteUnreached
	var misses bool
	err = u.Ledger.Snapshot(ctx, func(ctx context.Context, from ledger.Snapshot) error {
		is, err := u.Folder.Fold(ctx, from, stream)
		if err != nil {
			return err
		}
		t, _ := is.State.(twinning.Twinning)
		for _, p := range is.Promised {
			if p.ID == letter.Letter {
				note = twinning.NoteUnreached{Letter: p.ID, To: p.To, Template: p.Template, Why: letter.Why}
			}
		}
		facts, err := u.Folder.Facts(ctx, from, twinning.Law.Needs(t))
		if err != nil {
			return err
		}
		misses = note.To != "" && t.Misses(facts, from.Clock().Now(), note.To)
		return nil
	})
	if err != nil || !misses {
		return false, err
	}
	return true, tell(ctx, u.Ledger, stream, "unreached-"+letter.Letter, note)
}
