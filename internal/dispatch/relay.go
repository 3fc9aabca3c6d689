// Package dispatch brings facts and commands from the ledger to the lives that
// they concern.
package dispatch

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/views"
)

// attempts is how often a message is tried before it waits for a nudge, and
// pause is how long the first pause between two attempts is; the next is twice as long.
const (
	attempts = 3
	pause    = 50 * time.Millisecond
)

// A Parker is told of a stream that the relay does not go on with until
// somebody nudges it. It must be able to hear of one more than once.
type Parker interface {
	Park(ctx context.Context, stream string, cause error) error
}

// A Relay follows the ledger and puts the messages that an event holds into the
// inboxes of the lives that they are for: an award to a thousand tenders, freed
// money to their call. It reads them from the event's body and knows no law, so
// an event of a kind that this build does not have is passed on like any other.
// The command's id is <position>/<n>, n being the message's place in its event,
// from 0: one message leads to one command, however often it is read.
//
// What cannot be sent is tried a few times and then kept by its position, and
// whatever comes later for the same life waits behind it; other lives go on.
// Resume sends it again. Where the database does not answer, everything waits.
//
// An event whose body is erased holds no messages any more. An erasure must
// therefore wait until the relay's place is past the event's position and
// Unsent has no row of that position.
type Relay struct {
	Ledger *ledger.Ledger
	Store  *views.Store
	Log    *slog.Logger // nil: slog.Default
	Parker Parker       // nil: what waits is only kept and logged

	mu   sync.Mutex // held while messages are sent, by Run, CatchUp or Resume
	held holds      // nil until it is read; owned by mu
}

// A hold is a life that messages wait for or, with whole, one of whose own
// events cannot be read.
type hold struct {
	stream string
	whole  bool
}

type holds map[hold]bool

// Run tries once more what waits, as another build may be able to send it, and
// then follows the ledger until the context ends or the database does not answer.
func (r *Relay) Run(ctx context.Context) error {
	if _, err := r.Resume(ctx, ""); err != nil {
		return err
	}
	place, err := r.Store.Place(ctx, views.RelayPlace)
	if err != nil {
		return err
	}
	return r.Ledger.Follow(ctx, place, func(ctx context.Context, events []ledger.Event) error {
		_, err := r.passAll(ctx, events)
		return err
	})
}

// CatchUp passes on what is recorded now, and lists the lives that were sent
// something. It is for who drives lives by hand; a worker runs Run.
func (r *Relay) CatchUp(ctx context.Context) ([]string, error) {
	to := map[string]bool{}
	for {
		place, err := r.Store.Place(ctx, views.RelayPlace)
		if err != nil {
			return nil, err
		}
		events, err := r.Ledger.Read(ctx, ledger.Query{From: place, Limit: 1000})
		if err != nil || len(events) == 0 {
			return slices.Sorted(maps.Keys(to)), err
		}
		sent, err := r.passAll(ctx, events)
		if err != nil {
			return nil, err
		}
		for _, stream := range sent {
			to[stream] = true
		}
	}
}

// passAll passes on what some events hold, in their order, and moves the place
// past them. It lists the lives that were sent something.
func (r *Relay) passAll(ctx context.Context, events []ledger.Event) ([]string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.load(ctx); err != nil {
		return nil, err
	}
	var tell []ledger.Event
	for _, e := range events {
		if mayTell(e) {
			tell = append(tell, e)
		}
	}
	if err := r.Ledger.Judge(ctx, tell); err != nil {
		return nil, err
	}
	bodies, err := r.Ledger.OpenBodies(ctx, tell)
	if err != nil {
		bodies = nil // one of them: which one shows when they are opened one by one
	}
	var to []string
	for i, e := range tell {
		var body []byte
		if bodies != nil {
			body = bodies[i]
		}
		sent, err := r.pass(ctx, e, body)
		if err != nil {
			return nil, fmt.Errorf("relay position %d: %w", e.Position, err)
		}
		to = append(to, sent...)
	}
	return to, r.Store.Move(ctx, views.RelayPlace, events[len(events)-1].Position+1)
}

// mayTell leaves out what never holds messages, and what was erased.
func mayTell(e ledger.Event) bool {
	for _, none := range []string{"person/", "ledger/"} {
		if strings.HasPrefix(e.Stream, none) {
			return false
		}
	}
	return !e.Removed && !strings.HasSuffix(e.Stream, life.InboxSuffix) && !strings.HasSuffix(e.Stream, life.LettersSuffix)
}

// pass sends the messages of one event, whose body is opened here where it is
// nil. What cannot be sent is kept. An error means that the database does not
// answer.
func (r *Relay) pass(ctx context.Context, e ledger.Event, body []byte) ([]string, error) {
	own := hold{e.Stream, true}
	if r.held[own] {
		return nil, r.keep(ctx, e.Position, own, errBehind)
	}
	if e.Untrusted != "" {
		return nil, r.hold(ctx, e.Position, own, fmt.Errorf("%s: %w", e.Untrusted, ledger.ErrUntrusted))
	}
	messages, err := r.read(ctx, e, body)
	if err != nil {
		return nil, r.hold(ctx, e.Position, own, err)
	}
	return r.deliver(ctx, e, messages)
}

// deliver sends messages of one event. Those to different lives go side by
// side, those to one life in their order.
func (r *Relay) deliver(ctx context.Context, e ledger.Event, messages []law.StoredMessage) ([]string, error) {
	byStream := map[string][]int{}
	for n, m := range messages {
		byStream[m.Stream] = append(byStream[m.Stream], n)
	}
	failed := make(map[string]error, len(byStream))
	var mu sync.Mutex // over failed, from the first send on
	var sends sync.WaitGroup
	for stream, numbers := range byStream {
		if r.held[hold{stream, false}] {
			mu.Lock()
			failed[stream] = errBehind
			mu.Unlock()
			continue
		}
		sends.Go(func() {
			if err := r.sendTo(ctx, e, messages, numbers); err != nil {
				mu.Lock()
				defer mu.Unlock()
				failed[stream] = err
			}
		})
	}
	sends.Wait()
	for _, stream := range slices.Sorted(maps.Keys(failed)) {
		if err := r.hold(ctx, e.Position, hold{stream, false}, failed[stream]); err != nil {
			return nil, err
		}
		delete(byStream, stream)
	}
	return slices.Sorted(maps.Keys(byStream)), nil
}

var errBehind = errors.New("it waits behind an earlier message, which cannot be sent")

// read opens an event and reads its messages.
func (r *Relay) read(ctx context.Context, e ledger.Event, body []byte) (messages []law.StoredMessage, err error) {
	err = r.try(ctx, func() error {
		if body == nil {
			var err error
			body, err = r.Ledger.Body(ctx, e)
			if errors.Is(err, ledger.ErrRemoved) {
				r.log().Error("an event was erased before its messages were sent; if it had any, they are lost", "position", e.Position, "stream", e.Stream)
				return nil
			}
			if err != nil {
				return err
			}
		}
		var err error
		messages, err = law.ReadMessages(body)
		return err
	})
	return messages, err
}

// sendTo sends one life its messages of an event, by their numbers.
func (r *Relay) sendTo(ctx context.Context, e ledger.Event, messages []law.StoredMessage, numbers []int) error {
	for _, n := range numbers {
		if err := r.try(ctx, func() error { return r.send(ctx, e, n, messages[n]) }); err != nil {
			return err
		}
	}
	return nil
}

// send receives a command on behalf of the engine, with the instant of its
// reception like any other.
func (r *Relay) send(ctx context.Context, e ledger.Event, n int, m law.StoredMessage) error {
	body, err := json.Marshal(law.CommandReceived{Name: m.Kind, Command: m.Body})
	if err != nil {
		return fmt.Errorf("write the command %s: %w", m.Kind, err)
	}
	id, cause := law.MessageID(e.Position, n), fmt.Sprint(e.Position)
	for {
		clock, err := r.Ledger.Clock(ctx)
		if err != nil {
			return err
		}
		received, err := r.Ledger.Append(ctx, ledger.Request{
			Stream: life.Inbox(m.Stream), Expect: ledger.Any, Command: id, Stamp: clock.DatabaseNow, Seen: -1,
			Drafts: []ledger.Draft{{
				Kind: law.CommandReceived{}.Kind(), Body: body, Subjects: m.Subjects, Received: clock.Now(), Actor: law.Engine,
				Command: id, Cause: cause,
			}},
		})
		switch {
		case errors.Is(err, ledger.ErrStale):
			time.Sleep(time.Millisecond)
		case err != nil:
			return err
		case received.Events[0].Actor != law.Engine || received.Events[0].Cause != cause:
			return fmt.Errorf("%s has received another command under the id %s, at position %d", m.Stream, id, received.Events[0].Position)
		default:
			return nil
		}
	}
}
