package main

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"twinning.example/engine/internal/audit"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/twinning"
	"twinning.example/engine/internal/views"
)

// A relay follows the ledger and turns a fact that concerns another life into a
// command in that life's inbox: an award to a thousand tenders, freed money to
// their call. The command's id is <position>/<stream>, so one fact leads to one
// command, however often it is read.
type relay struct {
	ledger *ledger.Ledger
	store  *views.Store
	folder *audit.Folder // of its own: it stands just before each fact
}

const relayPlace = "relay"

// run follows the ledger until the context ends.
func (r *relay) run(ctx context.Context) error {
	place, err := r.store.Place(ctx, relayPlace)
	if err != nil {
		return err
	}
	return r.ledger.Follow(ctx, place, func(ctx context.Context, events []ledger.Event) error {
		for _, e := range events {
			if l, ok := twinning.LawOf(e.Stream); !ok || life.WorkflowOf(e.Stream) == "" || !l.Speaks(e.Kind) {
				continue
			}
			if err := r.pass(ctx, e); err != nil {
				return fmt.Errorf("relay position %d: %w", e.Position, err)
			}
		}
		return r.store.Move(ctx, relayPlace, events[len(events)-1].Position+1)
	})
}

// pass sends what one fact means for other lives. Commands to different lives
// go side by side; those to one life go in their order.
func (r *relay) pass(ctx context.Context, e ledger.Event) error {
	if e.Removed {
		return nil
	}
	before, err := r.before(ctx, e)
	if err != nil {
		return err
	}
	body, err := r.ledger.Body(ctx, e)
	if err != nil {
		return err
	}
	fact, err := before.Law.Event(e.Kind, body)
	if err != nil {
		return err
	}
	byStream := map[string][]law.Message{}
	for _, m := range before.Law.Messages(before.State, fact, audit.Around(e)) {
		byStream[m.Stream] = append(byStream[m.Stream], m)
	}
	errs := make(chan error, len(byStream))
	var wait sync.WaitGroup
	for stream, messages := range byStream {
		wait.Go(func() {
			for n, m := range messages {
				if err := r.send(ctx, e, stream, n, m); err != nil {
					errs <- err
					return
				}
			}
		})
	}
	wait.Wait()
	close(errs)
	return <-errs
}

// before is the life as it stood just before an event.
func (r *relay) before(ctx context.Context, e ledger.Event) (audit.Folded, error) {
	var is audit.Folded
	err := r.ledger.Snapshot(ctx, func(ctx context.Context, from ledger.Snapshot) error {
		var err error
		is, err = r.folder.Fold(ctx, audit.UpTo(from, e.Position), e.Stream)
		if err == nil && is.Version != e.Version-1 { // it was folded further before, as when a batch is read again
			is, err = audit.FoldAt(ctx, r.ledger, from, e.Stream, e.Position)
		}
		return err
	})
	return is, err
}

// send receives a command on behalf of the engine, with the instant of its
// reception like any other.
func (r *relay) send(ctx context.Context, e ledger.Event, stream string, n int, m law.Message) error {
	command, err := json.Marshal(m.Body)
	if err != nil {
		return fmt.Errorf("write %s: %w", m.Kind, err)
	}
	body, err := json.Marshal(law.CommandReceived{Name: m.Kind, Command: command})
	if err != nil {
		return fmt.Errorf("write %s: %w", m.Kind, err)
	}
	id := fmt.Sprintf("%d/%s", e.Position, stream)
	if n > 0 {
		id += fmt.Sprintf("#%d", n+1)
	}
	for {
		clock, err := r.ledger.Clock(ctx)
		if err != nil {
			return err
		}
		_, err = r.ledger.Append(ctx, ledger.Request{
			Stream: life.Inbox(stream), Expect: ledger.Any, Command: id, Stamp: clock.DatabaseNow, Seen: -1,
			Drafts: []ledger.Draft{{
				Kind: law.CommandReceived{}.Kind(), Body: body, Received: clock.Now(), Actor: law.Engine,
				Command: id, Cause: fmt.Sprint(e.Position),
			}},
		})
		if isStale(err) {
			time.Sleep(time.Millisecond)
			continue
		}
		return err
	}
}
