package dispatch

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/twinning"
	"twinning.example/engine/internal/views"
)

// unreachedEvery is how often the ledger is asked whether it has grown, unreachedStride how many events may pass before the place is
// recorded although no letter was refused, unreachedPage how many refusals are read at a time, and unreachedAgain and unreachedMost after
// how long what failed or is sealed is looked at again, at first and at most (all our choice).
const (
	unreachedEvery  = 5 * time.Second
	unreachedStride = 10000
	unreachedPage   = 500
	unreachedAgain  = 30 * time.Second
	unreachedMost   = time.Hour
)

// Unreached tells tenders of letters that a mail server does not take, or that came back: what becomes of letters stands in a stream of its
// own, which the law does not read. The tender decides whether an officer has to see to it. Once the address of a person was corrected, it
// gives the tender the letters that had not reached them.
type Unreached struct {
	Ledger *ledger.Ledger
	Folder *state.Folder
	Store  *views.Store
	Log    *slog.Logger

	seen, kept int64     // up to where it was looked, and what is recorded of that
	later      []refusal // before seen, and to be looked at again: by position
}

// A refusal is a letter of a tender that a mail server did not take, or that came back, or the word that such letters are to go again.
type refusal struct {
	event  ledger.Event // its body is opened when it is looked at
	stream string       // of the tender
	again  time.Time    // not to be looked at before
	pause  time.Duration

	note     twinning.NoteUnreached
	settled  int  // the number of whose letters are to go again; 0: there is a note
	received bool // the command was sent, and has no answer yet
}

// command is one for each refusal: a letter may be refused, and come back after it was sent all the same.
func (r refusal) command() string {
	if r.settled > 0 {
		return fmt.Sprintf("letters-again-%d", r.settled)
	}
	return fmt.Sprintf("unreached-%s-%d", r.note.Letter, r.event.Position)
}

func (r refusal) opened() bool { return r.settled > 0 || r.note.Letter != "" }

// Run looks whenever the ledger has grown, until the context ends. What fails is tried again.
func (u *Unreached) Run(ctx context.Context) error {
	return forever(ctx, unreachedEvery, u.Log, "it cannot be seen which letters did not come", func(ctx context.Context) error {
		_, err := u.Look(ctx)
		return err
	})
}

// Look tells the tender of every letter that was refused since it was looked last, or that waits since then, and says how many it told.
// A letter of which a tender cannot be told holds up no other one. The recorded place does not pass what waits.
func (u *Unreached) Look(ctx context.Context) (told int, err error) {
	size, err := u.Ledger.Size(ctx)
	if err != nil || size == u.seen && len(u.later) == 0 {
		return 0, err
	}
	if u.seen == 0 || u.seen > size { // at first, or after a restore from before
		if u.kept, err = u.Store.Place(ctx, views.UnreachedPlace); err != nil {
			return 0, err
		}
		u.seen, u.later = min(u.kept, size), nil
	}
	if u.seen == size {
		if told, err = u.consider(ctx, u.later); err != nil {
			return told, err
		}
	}
	for u.seen < size {
		page, err := u.Ledger.Read(ctx, ledger.Query{From: u.seen, To: size, Kinds: unreachedKinds, Trusted: true, Limit: unreachedPage})
		if err != nil {
			return told, err
		}
		n, err := u.consider(ctx, slices.Concat(u.later, ofTenders(page)))
		if told += n; err != nil {
			return told, err
		}
		if u.seen = size; len(page) == unreachedPage {
			u.seen = page[len(page)-1].Position + 1
		}
		if err := u.keep(ctx, len(page) > 0); err != nil {
			return told, err
		}
	}
	return told, u.keep(ctx, told > 0)
}

// ofTenders are those that concern tenders.
func ofTenders(facts []ledger.Event) []refusal {
	var list []refusal
	for _, e := range facts {
		stream, fate := strings.CutSuffix(e.Stream, life.LettersSuffix)
		if is := fate == (e.Kind == law.LetterRefused{}.Kind()); is && strings.HasPrefix(stream, law.TenderFamily) && !e.Removed && e.Untrusted == "" {
			list = append(list, refusal{event: e, stream: stream})
		}
	}
	return list
}

// keep records the place, before everything that waits.
func (u *Unreached) keep(ctx context.Context, found bool) error {
	place := u.seen
	if len(u.later) > 0 {
		place = min(place, u.later[0].event.Position)
	}
	if place <= u.kept || !found && place-u.kept <= unreachedStride {
		return nil
	}
	if err := u.Store.Move(ctx, views.UnreachedPlace, place); err != nil {
		return err
	}
	u.kept = place
	return nil
}

// consider looks at these letters, and keeps for later those of which it cannot be said yet whether the tender is told. One note to a
// tender waits for its answer at a time: its person may be that of other letters. An error is that the context ended, and changes nothing.
func (u *Unreached) consider(ctx context.Context, list []refusal) (told int, err error) {
	waits := map[string]bool{} // streams of which a note has no answer yet
	now := time.Now()
	var open []refusal
	for _, r := range list {
		if now.Before(r.again) {
			open = append(open, r)
			continue
		}
		answered, err := u.stands(ctx, &r)
		switch {
		case ctx.Err() != nil:
			return 0, ctx.Err()
		case err != nil:
			open = append(open, u.failed(r, now, err))
		case !answered:
			waits[r.stream] = waits[r.stream] || r.received
			open = append(open, r)
		}
	}
	u.later = nil
	for _, r := range open {
		if now.Before(r.again) || waits[r.stream] || !r.opened() {
			u.later = append(u.later, r)
			continue
		}
		sent, later, err := u.tell(ctx, r)
		switch {
		case err != nil:
			r = u.failed(r, now, err)
		case sent:
			told++
			waits[r.stream] = true
		case later:
			r = r.paused(now)
		default:
			continue
		}
		u.later = append(u.later, r)
	}
	return told, nil
}

// stands reads what happened, and tells whether nothing is to be done about it any more: the letter could not be written, which is seen to
// by operators, nothing is to go again, or the command was answered.
func (u *Unreached) stands(ctx context.Context, r *refusal) (answered bool, err error) {
	if !r.opened() {
		bodies, err := u.Ledger.OpenBodies(ctx, []ledger.Event{r.event})
		if err != nil {
			return false, err
		}
		if bodies[0] == nil { // it was erased
			return true, nil
		}
		if err := r.open(bodies[0]); err != nil {
			return false, err
		}
		if !r.opened() {
			return true, nil
		}
	}
	if _, answered, err = u.Ledger.Answer(ctx, r.stream, r.command()); answered || err != nil {
		return answered, err
	}
	_, r.received, err = u.Ledger.Answer(ctx, life.Inbox(r.stream), r.command())
	return false, err
}

func (u *Unreached) failed(r refusal, now time.Time, err error) refusal {
	u.Log.Warn("a tender cannot be told of a letter that did not come; trying again", "stream", r.stream, "position", r.event.Position, "error", err)
	return r.paused(now)
}

func (r refusal) paused(now time.Time) refusal {
	r.pause = min(max(2*r.pause, unreachedAgain), unreachedMost)
	r.again = now.Add(r.pause)
	return r
}

// tell sends a tender its command, where it would not be refused; later where it may be sent another time.
func (u *Unreached) tell(ctx context.Context, r refusal) (sent, later bool, err error) {
	var what law.Command
	err = u.Ledger.Snapshot(ctx, func(ctx context.Context, from ledger.Snapshot) error {
		is, err := u.Folder.Fold(ctx, from, r.stream)
		if err != nil {
			return err
		}
		t, _ := is.State.(twinning.Twinning)
		if r.settled > 0 {
			what, err = u.lost(ctx, from, r, is)
			return err
		}
		i := slices.IndexFunc(is.Promised, func(p law.Promised) bool { return p.ID == r.note.Letter })
		if i < 0 {
			return nil
		}
		note := r.note
		note.To, note.Template = is.Promised[i].To, is.Promised[i].Template
		facts, err := u.Folder.Facts(ctx, from, twinning.Law.Needs(t))
		if err != nil {
			return err
		}
		var now bool
		if now, later = t.Misses(facts, from.Clock().Now(), note); now {
			what = note
		}
		return nil
	})
	if err != nil {
		return false, false, fmt.Errorf("see whether it is to be told: %w", err)
	}
	if what == nil {
		return false, later, nil
	}
	return true, false, tell(ctx, u.Ledger, r.stream, r.command(), what)
}
