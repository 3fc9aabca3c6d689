package activities

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/telemetry"
)

// atOnce is the most commands judged in one append: an answer should not wait
// for hundreds of others.
const atOnce = 100

// judgeAll reads, judges and appends until nothing is left to judge. A conflict
// means that somebody else was first: it reads again.
func (a *Activities) judgeAll(ctx context.Context, in life.JudgeInput) (_ life.Now, err error) {
	defer recovered(in.Stream, "", &err) // folding, or asking for the next moment
	var recorded []string                // kinds of events
	for conflicts, restored, fell := 0, false, false; ; {
		s, err := a.load(ctx, in.Stream)
		if err != nil {
			return life.Now{}, err
		}
		s.recorded, s.fell = recorded, fell
		s.restored = restored || s.is.Version < in.Version
		restored = s.restored
		j, err := a.judge(ctx, s)
		if err != nil {
			return life.Now{}, err
		}
		if len(j.drafts) == 0 {
			return s.now(j.waits, j.waitsFor), nil
		}
		for i := range j.drafts {
			j.drafts[i].Workflow, j.drafts[i].Run = in.Workflow, in.Run
		}
		tracing, ended := telemetry.Judge(ctx, a.Traces, s.commands)
		appended, err := a.Ledger.Append(tracing, j.request(s))
		ended(err)
		if err == nil {
			recorded, fell = append(recorded, j.kinds()...), fell || !j.elapsed.IsZero()
			s.recorded, s.fell = recorded, fell
		}
		switch {
		case err == nil && j.whole():
			if now, ok, err := a.after(s, j, appended.Events); ok || err != nil {
				return now, err
			}
		case errors.Is(err, ledger.ErrConflict):
			if conflicts++; conflicts > 20 {
				return life.Now{}, fmt.Errorf("judge %s: %w", in.Stream, err)
			}
		case errors.Is(err, ledger.ErrTooEarly):
			return s.now(timerMargin, j.elapsed), nil
		case err != nil:
			return life.Now{}, fmt.Errorf("append to %s: %w", in.Stream, err)
		}
	}
}

// after says where the life stands after its append, without reading it again:
// nothing of what the judgement rested on can have changed. Whatever arrived
// meanwhile lies behind Judged, and will be asked for. False where the law now
// needs more than was read.
func (a *Activities) after(s *snapshot, j *judgement, events []ledger.Event) (life.Now, bool, error) {
	bodies := make([][]byte, len(j.drafts))
	for i, d := range j.drafts {
		bodies[i] = d.Body
	}
	is, err := a.Folder.Extend(s.is, events, bodies)
	if err != nil {
		return life.Now{}, false, fmt.Errorf("look at %s: %w", s.stream, err)
	}
	for _, need := range is.Law.Needs(is.State) {
		if !slices.Contains(s.needs, need) {
			return life.Now{}, false, nil
		}
	}
	then := *s
	promised := len(is.Promised) - len(s.is.Promised)
	then.is, then.letters = is, s.letters+promised
	if promised > 0 { // these wait for certain; the others were counted when it looked
		then.counted = events[len(events)-1].Position + 1
	}
	return then.now(0, time.Time{}), true, nil
}

// A snapshot is everything that a judgement is made of, read in one snapshot of
// the ledger.
type snapshot struct {
	stream    string
	is        state.Folded
	facts     state.Facts
	needs     []string
	clock     ledger.Clock
	tolerance time.Duration
	size      int64
	pending   []pendingCommand
	more      bool  // commands wait that are not among the pending
	letters   int   // promised and without a fate
	counted   int64 // size of the ledger at which they were counted
	// restored: the stream is shorter than the life knew it
	restored bool
	recorded []string // kinds of the events that this Judge has recorded
	fell     bool     // this Judge has recorded a moment
	search   bool     // the namespace has the search attributes
	quick    bool     // the mail server is
}

// A pendingCommand is a command with its receipt and no answer yet.
type pendingCommand struct {
	receipt   law.Receipt
	kind      string
	command   law.Command
	broken    error // it cannot be read, or must not be decided on
	untrusted bool  // its instant says nothing: it waits for no moment
}

// commands are the ids of those that wait.
func (s *snapshot) commands() []string {
	ids := make([]string, len(s.pending))
	for i, p := range s.pending {
		ids[i] = p.receipt.Command
	}
	return ids
}

// load reads the life, its commands without an answer, and what its law needs.
func (a *Activities) load(ctx context.Context, stream string) (*snapshot, error) {
	s := &snapshot{stream: stream, tolerance: a.Ledger.Tolerance(), search: a.Search.Load(), quick: !a.pace.isSlow()}
	err := a.Ledger.Snapshot(ctx, func(ctx context.Context, from ledger.Snapshot) error {
		var err error
		s.size, s.clock = from.Size(), from.Clock()
		s.counted = s.size
		if s.is, err = a.Folder.Fold(ctx, from, stream); err != nil {
			return err
		}
		if s.pending, s.more, err = a.pending(ctx, from, s.is, stream); err != nil {
			return err
		}
		commands := make([]law.Command, 0, len(s.pending))
		for _, o := range s.pending {
			if o.command != nil {
				commands = append(commands, o.command)
			}
		}
		s.needs = s.is.Law.Needs(s.is.State, commands...)
		if s.facts, err = a.Folder.Facts(ctx, from, s.needs); err != nil {
			return err
		}
		s.letters, err = waiting(ctx, from, s.is, stream)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("look at %s: %w", stream, err)
	}
	return s, nil
}

func (a *Activities) pending(ctx context.Context, from ledger.Snapshot, is state.Folded, stream string) (orders []pendingCommand, more bool, err error) {
	receipts, err := from.Unanswered(ctx, stream)
	if err != nil {
		return nil, false, err
	}
	if len(receipts) > atOnce {
		receipts, more = receipts[:atOnce], true
	}
	bodies, err := a.Ledger.OpenBodies(ctx, receipts)
	if err != nil {
		return nil, false, err
	}
	orders = make([]pendingCommand, len(receipts))
	for i, e := range receipts {
		if why := distrusted(e, is); why != nil {
			orders[i] = pendingCommand{receipt: receiptOf(e), broken: why, untrusted: true}
			continue
		}
		orders[i] = read(is.Law, e, bodies[i])
	}
	return orders, more, nil
}

// distrusted says why a receipt must not be judged: nobody who may receive commands has recorded it, its instant cannot be right, or it was
// stamped at or before a moment that had elapsed when it was recorded.
func distrusted(e ledger.Event, is state.Folded) error {
	switch {
	case e.Untrusted != "":
		return untrusted("the receipt at position %d cannot be trusted: %s", e.Position, e.Untrusted)
	case e.Position > is.ElapsedAt && !is.Elapsed.IsZero() && !e.Received.After(is.Elapsed):
		return untrusted("the receipt at position %d cannot be trusted: it says %s, and the moment %s had elapsed before it was recorded, at position %d",
			e.Position, calendar.Instant(e.Received), calendar.Instant(is.Elapsed), is.ElapsedAt)
	}
	return nil
}

func untrusted(format string, args ...any) error {
	return &law.CannotJudge{Code: law.Untrusted, Err: fmt.Errorf(format, args...)}
}

func receiptOf(e ledger.Event) law.Receipt {
	return law.Receipt{Command: e.Command, Actor: e.Actor, For: e.For, ReceivedAt: e.Received, Position: e.Position}
}

// read turns a receipt into a command. What cannot be read is still answered.
func read(l law.Law, e ledger.Event, body []byte) pendingCommand {
	o := pendingCommand{receipt: receiptOf(e)}
	if e.Removed {
		o.broken = &law.CannotJudge{Code: law.Erased, Err: errors.New("its body was erased before it could be judged")}
		return o
	}
	v, err := law.EngineEvents.Decode(e.Kind, body)
	if err != nil {
		o.broken = err
		return o
	}
	received, ok := v.(law.CommandReceived)
	if !ok {
		o.broken = fmt.Errorf("%s is not the receipt of a command", e.Kind)
		return o
	}
	o.kind, o.receipt.Nonce, o.receipt.Edition = received.Name, received.Nonce, received.Edition
	if o.command, o.broken = l.Command(received.Name, received.Command); o.broken == nil && law.IsSealed(o.command) && !e.Sealed() {
		o.command = nil
		o.broken = &law.CannotJudge{Code: law.Unsealed, Err: fmt.Errorf("%s must be sealed on its way in, and the receipt at position %d is not", o.kind, e.Position)}
	}
	if o.broken == nil {
		o.command, o.broken = law.Referred(o.command, o.receipt)
	}
	return o
}

// now says where the life stands, with nothing left to judge but what must wait.
func (s *snapshot) now(waits time.Duration, until time.Time) life.Now {
	now := life.Now{
		Version: s.is.Version, Judged: s.size, Stage: s.is.State.StageName(), Letters: s.letters, Few: s.quick && s.letters > 0 && s.letters <= fewLetters, Counted: s.counted,
		Over: s.is.State.Over(), Restored: s.restored,
		People: s.is.Law.People(s.is.State), Listing: lives.Listing(s.is.State), Owing: lives.Owing(s.is.State),
	}
	if m, ok := s.is.Law.Wakes(s.is.State, s.facts); ok {
		now.Moment, now.For = m.At, s.purpose(m)
		if until, ever := s.clock.Until(m.At); ever {
			now.Wakes, now.WakeAfter = true, until+s.tolerance+timerMargin
		}
	}
	if waits > 0 && (!now.Wakes || waits < now.WakeAfter) {
		now.Wakes, now.WakeAfter, now.Moment, now.For = true, waits, until, ""
	}
	s.show(&now)
	return now
}
