package dispatch

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/views"
)

// Resume sends what waits of the streams that begin with a prefix, in the order
// of the ledger, and counts the events of which something was sent. What still
// cannot be sent goes on waiting. An error means that the database does not answer.
func (r *Relay) Resume(ctx context.Context, prefix string) (sent int, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.held = nil // another relay may have been at work
	if err := r.load(ctx); err != nil {
		return 0, err
	}
	// An event that can be read now may hold messages to a life for which others
	// wait: they are put among those first.
	for _, whole := range []bool{true, false} {
		n, err := r.resume(ctx, prefix, whole)
		if sent += n; err != nil {
			return sent, err
		}
	}
	r.held = nil
	return sent, r.load(ctx)
}

func (r *Relay) resume(ctx context.Context, prefix string, whole bool) (sent int, err error) {
	waiting, err := r.Store.Unsent(ctx, prefix)
	if err != nil {
		return 0, err
	}
	stuck := map[string]bool{}
	for _, u := range waiting {
		if u.Whole != whole || stuck[u.Stream] {
			continue
		}
		switch err := r.again(ctx, u); {
		case err != nil && r.everything(ctx, err):
			return sent, fmt.Errorf("relay position %d again: %w", u.Position, err)
		case err != nil:
			stuck[u.Stream] = true
			if err := r.keep(ctx, u.Position, hold{u.Stream, u.Whole}, err); err != nil {
				return sent, err
			}
		default:
			sent++
			if err := r.Store.DropUnsent(ctx, u); err != nil {
				return sent, err
			}
		}
	}
	return sent, nil
}

// again sends what waits of one event.
func (r *Relay) again(ctx context.Context, u views.Unsent) error {
	events, err := r.Ledger.Read(ctx, ledger.Query{From: u.Position, Limit: 1, Trusted: true})
	if err != nil {
		return err
	}
	if len(events) != 1 || events[0].Position != u.Position {
		return fmt.Errorf("the ledger has no event at position %d: %w", u.Position, ledger.ErrCorrupt)
	}
	if why := events[0].Untrusted; why != "" {
		return fmt.Errorf("%s: %w", why, ledger.ErrUntrusted)
	}
	messages, err := r.read(ctx, events[0], nil)
	if err != nil {
		return err
	}
	if u.Whole {
		_, err := r.deliver(ctx, events[0], messages)
		return err
	}
	var numbers []int
	for n, m := range messages {
		if m.Stream == u.Stream {
			numbers = append(numbers, n)
		}
	}
	return r.sendTo(ctx, events[0], messages, numbers)
}

// try does something a few times. An error of the database as a whole ends it at once.
func (r *Relay) try(ctx context.Context, do func() error) error {
	wait := pause
	for n := 1; ; n++ {
		err := do()
		if err == nil || n == attempts || r.everything(ctx, err) {
			return err
		}
		select {
		case <-time.After(wait):
			wait *= 2
		case <-ctx.Done():
			return err
		}
	}
}

// everything tells that an error says nothing about one message: this process ends,
// or the database does not answer.
func (r *Relay) everything(ctx context.Context, err error) bool {
	if ctx.Err() != nil || errors.Is(err, ledger.ErrUnavailable) || errors.Is(err, ledger.ErrUnknown) || errors.Is(err, ledger.ErrClosed) {
		return true
	}
	_, down := r.Ledger.Clock(ctx)
	return down != nil
}

// hold keeps what cannot be sent, tells of it, and lets what comes later for
// the same stream wait behind it.
func (r *Relay) hold(ctx context.Context, position int64, h hold, cause error) error {
	if r.everything(ctx, cause) {
		return cause
	}
	if !r.held[h] {
		r.log().Error("messages between lives wait until somebody nudges them", "stream", h.stream, "position", position, "error", cause)
		if r.Parker != nil {
			if err := r.Parker.Park(ctx, h.stream, cause); err != nil {
				return fmt.Errorf("park %s: %w", h.stream, err)
			}
		}
	}
	if err := r.keep(ctx, position, h, cause); err != nil {
		return err
	}
	r.held[h] = true
	return nil
}

func (r *Relay) keep(ctx context.Context, position int64, h hold, cause error) error {
	return r.Store.KeepUnsent(ctx, views.Unsent{Position: position, Stream: h.stream, Whole: h.whole, Cause: cause.Error()})
}

// load reads which streams something waits of.
func (r *Relay) load(ctx context.Context) error {
	if r.held != nil {
		return nil
	}
	waiting, err := r.Store.Unsent(ctx, "")
	if err != nil {
		return err
	}
	held := holds{}
	for _, u := range waiting {
		held[hold{u.Stream, u.Whole}] = true
	}
	r.held = held
	return nil
}

func (r *Relay) log() *slog.Logger {
	if r.Log == nil {
		return slog.Default()
	}
	return r.Log
}
