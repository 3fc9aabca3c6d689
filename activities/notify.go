package activities

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/letters"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/people"
)

// Post opens a connection to the mail server: the part of the world that may be away.
type Post interface {
	Connect(ctx context.Context) (Session, error)
}

// A Session hands letters over, one by one.
type Session interface {
	Send(ctx context.Context, m letters.Mail) (letters.Fate, error)
	Close() error
}

// Addresses finds who an id is, at the time of sending.
type Addresses interface {
	Find(ctx context.Context, who string) (people.Person, error)
	// Invited finds whom an invitation was sent to, by its stream.
	Invited(ctx context.Context, stream string) (people.Invited, error)
}

// How long a mail server that is away, or defers, is left alone.
const retryLetters = time.Minute

// atMostLetters bounds one run of Notify; what is left is said.
const atMostLetters = 200

// inARow is how many people in a row must be deferred until it is the mail
// server's doing, and not theirs.
const inARow = 3

// streamLocks let one Notify of this process at a time send the letters of a
// life. Temporal starts a second one where it has not heard of the first for a
// while, as after an outage of its own; the first may be sending a letter then.
type streamLocks struct {
	mu   sync.Mutex
	busy map[string]chan struct{}
}

func (h *streamLocks) enter(ctx context.Context, stream string) (leave func(), err error) {
	for {
		leave, first := h.take(stream)
		if leave != nil {
			return leave, nil
		}
		select {
		case <-first:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// tryEnter is enter where nobody is at the letters of the life.
func (h *streamLocks) tryEnter(stream string) (leave func(), ok bool) {
	leave, _ = h.take(stream)
	return leave, leave != nil
}

// take gives what ends the work of whoever is first, or what tells of the end of another's.
func (h *streamLocks) take(stream string) (leave func(), other <-chan struct{}) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if first, busy := h.busy[stream]; busy {
		return nil, first
	}
	if h.busy == nil {
		h.busy = map[string]chan struct{}{}
	}
	mine := make(chan struct{})
	h.busy[stream] = mine
	return func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		delete(h.busy, stream)
		close(mine)
	}, nil
}

// deliverAll sends until nothing is open, in the order of the promises. With a limit,
// which is for a mail server that is quick, no letter is begun after it.
func (a *Activities) deliverAll(ctx context.Context, stream string, limit time.Time) (life.Left, error) {
	var session Session
	for sent, waited := 0, false; ; {
		p, err := a.openLetters(ctx, stream)
		if err != nil {
			return life.Left{}, err
		}
		if len(p.letters) == 0 || sent >= atMostLetters {
			return life.Left{Letters: len(p.letters), Version: p.version, Counted: p.size}, nil
		}
		if !waited && slices.ContainsFunc(p.letters, func(o *openLetter) bool { return o.hanging }) {
			if !limit.IsZero() {
				return life.Left{}, errElsewhere
			}
			// Another worker may be at such a letter still: of what it did in this time it will have said something.
			if waited = true; !sleep(ctx, life.Silence) {
				return life.Left{}, ctx.Err()
			}
			continue
		}
		if session == nil {
			if session, err = a.connect(ctx, limit); errors.Is(err, errElsewhere) {
				return life.Left{}, err
			}
			if err != nil { // nothing was tried
				return life.Left{Letters: len(p.letters), Version: p.version, Counted: p.size, RetryAfter: retryLetters}, nil
			}
			defer session.Close()
		}
		done, later, err := a.round(ctx, session, stream, p, limit)
		if sent += done; err != nil {
			return life.Left{}, err
		}
		if over(limit) {
			return life.Left{Letters: len(p.letters) - done, Version: p.version, Counted: p.size}, nil
		}
		if later {
			return life.Left{Letters: len(p.letters) - done, Version: p.version, Counted: p.size, RetryAfter: retryLetters}, nil
		}
	}
}

// connect opens a connection, within a limit where there is one.
func (a *Activities) connect(ctx context.Context, limit time.Time) (Session, error) {
	if limit.IsZero() {
		return a.Post.Connect(ctx)
	}
	soon, cancel := context.WithDeadline(ctx, limit)
	defer cancel()
	session, err := a.Post.Connect(soon)
	if err != nil {
		a.pace.wasSlow()
		return nil, errElsewhere
	}
	return session, nil
}

// over tells whether a limit, where there is one, has passed.
func over(limit time.Time) bool { return !limit.IsZero() && time.Now().After(limit) }

func sleep(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

// round goes through the open letters once. A letter that is deferred holds up those to
// the same person, and nobody else's.
func (a *Activities) round(ctx context.Context, session Session, stream string, p openLetters, limit time.Time) (done int, later bool, err error) {
	b := &fateLog{ledger: a.Ledger, stream: stream, version: p.fates}
	deferred, row := map[string]bool{}, 0
	for _, o := range p.letters {
		if deferred[o.To] {
			continue
		}
		if row == inARow || done == atMostLetters || over(limit) {
			break
		}
		if ctx.Err() != nil {
			return done, false, ctx.Err()
		}
		// A letter that was begun is ended, even if Temporal has given up on us:
		// one that is broken off would be in doubt.
		final, err := a.deliver(context.WithoutCancel(ctx), session, b, o, p.book)
		if errors.Is(err, ledger.ErrConflict) {
			return done, true, nil // another worker's hand is at this life's letters: two would be in doubt of each other
		}
		if err != nil {
			return done, false, err
		}
		if final {
			done, row = done+1, 0
		} else {
			deferred[o.To] = true
			row++
		}
	}
	return done, len(deferred) > 0, nil
}

// deliver makes one attempt at one letter, and records it step by step.
func (a *Activities) deliver(ctx context.Context, session Session, b *fateLog, o *openLetter, book call.RuleBook) (final bool, err error) {
	defer a.underway.begin()()
	say := func(ctx context.Context, e law.Event) error { return b.say(ctx, o, e) }
	if o.hanging {
		if err := say(ctx, law.LetterInDoubt{Letter: o.ID, Attempt: o.attempts}); err != nil {
			return false, err
		}
	}
	person, secret, err := a.recipient(ctx, o.To)
	if err != nil && !errors.Is(err, people.ErrUnknown) {
		return false, err
	}
	if err != nil || person.Erased || person.Email == "" {
		return true, say(ctx, law.LetterSuppressed{Letter: o.ID, Why: law.LetterNoAddress})
	}
	mail, keep, err := a.write(ctx, b.stream, o, book, person, secret)
	var never unwritable
	if errors.As(err, &never) {
		a.Parking.Log.Error("a letter cannot be written", "stream", b.stream, "letter", o.ID, "error", err)
		return true, say(ctx, law.LetterRefused{Letter: o.ID, Hindrance: letters.HindranceOf(err)})
	}
	if err != nil {
		return false, err
	}
	sending := law.LetterSending{Letter: o.ID, To: o.To, Template: o.Template, Attempt: o.attempts + 1, MessageID: mail.MessageID}
	if err := b.say(ctx, o, sending, keep); err != nil {
		return false, err
	}
	fate, err := session.Send(ctx, mail)
	if fate != letters.Sent { // what the mail server said is not recorded: it may quote the letter
		a.Parking.Log.Warn("a letter was not taken", "stream", b.stream, "letter", o.ID, "fate", fate, "error", err)
	}
	switch {
	case fate == letters.Sent:
		return true, say(ctx, law.LetterSent{Letter: o.ID})
	case fate == letters.Refused:
		return true, say(ctx, law.LetterRefused{Letter: o.ID, Hindrance: letters.HindranceOf(err)})
	case fate == letters.InDoubt:
		return false, say(ctx, law.LetterInDoubt{Letter: o.ID, Attempt: sending.Attempt})
	}
	return false, say(ctx, law.LetterDeferred{Letter: o.ID, Hindrance: letters.HindranceOf(err)})
}

// recipient is whom a letter is for: a person or, by the stream of an invitation, whoever
// it was sent to, with the secret of its link.
func (a *Activities) recipient(ctx context.Context, to string) (people.Person, string, error) {
	if !strings.HasPrefix(to, law.InvitationFamily) {
		p, err := a.Addresses.Find(ctx, to)
		return p, "", err
	}
	i, err := a.Addresses.Invited(ctx, to)
	return people.Person{ID: to, Name: i.Name, Email: i.Email, Language: i.Language}, i.Secret, err
}

// A fateLog appends to the stream of fates at the version that it was read at:
// where another worker sends the same letters, its append is a version conflict,
// and it stops.
type fateLog struct {
	ledger  *ledger.Ledger
	stream  string
	version int64
}

// say records a step and, in the same append before it, what else is to be kept.
func (b *fateLog) say(ctx context.Context, o *openLetter, e law.Event, before ...ledger.Draft) error {
	body, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("write %s: %w", e.Kind(), err)
	}
	var drafts []ledger.Draft
	for _, d := range append(before, ledger.Draft{Kind: e.Kind(), Body: body}) {
		if d.Body != nil {
			d.Cause = fmt.Sprintf("%s@%d", b.stream, o.Version)
			drafts = append(drafts, d)
		}
	}
	_, err = b.ledger.Append(ctx, ledger.Request{Stream: life.Letters(b.stream), Expect: b.version, Seen: -1, Drafts: drafts})
	if err != nil {
		return fmt.Errorf("record the fate of letter %s of %s: %w", o.ID, b.stream, err)
	}
	b.version += int64(len(drafts))
	return nil
}
