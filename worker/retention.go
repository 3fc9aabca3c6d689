package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/views"
)

// How often retentions that have ended are looked for, in real time (our choice).
const (
	retentionEvery = 30 * time.Second // lives that are over
	retentionAgain = time.Hour        // those in which nothing was left, too: a late command may have come
	retentionTold  = 24 * time.Hour   // it is said again that a command without an answer holds up a destruction
)

// A retentionSweeper destroys what is sealed in the lives whose retention has ended: an event says so, then bodies, salts and keys go. It waits
// until every letter of such a life has its fate, every command in its inbox its answer, and what its facts mean for other lives was passed on.
type retentionSweeper struct {
	ledger *ledger.Ledger
	store  *views.Store
	erase  string // the connection string of twinning_erase
	log    *slog.Logger

	finished bool            // what a process that died has left was done
	clean    map[string]bool // lives in which nothing is sealed any more
	since    time.Time       // from when on those are known
	awaited  map[string]held // lives in which a command waits for its answer
}

// held is since when a destruction has been held up, and when that was said last.
type held struct{ since, told time.Time }

// run sweeps until the context ends. What fails is tried again.
func (s *retentionSweeper) run(ctx context.Context) error {
	for {
		if err := s.sweep(ctx); err != nil && ctx.Err() == nil {
			s.log.Warn("what is sealed in a life whose retention has ended cannot be destroyed; trying again", "error", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(retentionEvery):
		}
	}
}

// sweep looks at every life that is over, once.
func (s *retentionSweeper) sweep(ctx context.Context) error {
	if !s.finished {
		if _, err := s.ledger.FinishErasures(ctx, s.erase); err != nil {
			return err
		}
		s.finished = true
	}
	if time.Since(s.since) > retentionAgain {
		s.clean, s.since = map[string]bool{}, time.Now()
	}
	lives, err := s.store.Kept(ctx)
	if err != nil {
		return err
	}
	passed, err := s.store.Place(ctx, views.RelayPlace) // before what waits is read: what is before it was sent, or waits
	if err != nil {
		return err
	}
	var failed []error
	for _, life := range lives {
		if s.clean[life] {
			continue
		}
		if err := s.destroy(ctx, life, passed); err != nil {
			failed = append(failed, err)
		}
	}
	return errors.Join(failed...)
}

// destroy destroys what is sealed in one life. passed is the place of the relay.
func (s *retentionSweeper) destroy(ctx context.Context, life string, passed int64) error {
	waiting, err := s.store.UnsentAround(ctx, life)
	if err != nil || waiting {
		return err
	}
	removed, err := s.ledger.Expire(ctx, s.erase, life, passed)
	switch {
	case errors.Is(err, ledger.ErrAwaited):
		s.awaits(life, time.Now())
		return nil // it is not judged: the next time
	case errors.Is(err, ledger.ErrConflict):
		return nil // something came that is not passed on: the next time
	case err != nil:
		s.finished = false // it may be recorded and not done
		return fmt.Errorf("%s: %w", life, err)
	}
	delete(s.awaited, life)
	s.clean[life] = true
	if removed > 0 {
		s.log.Info("the retention of a life has ended: what was sealed in it is destroyed", "stream", life, "bodies", removed)
	}
	return nil
}

// awaits says, once a day a life, that a command which is not judged holds up what the end of a retention asks for: of a life that is parked none
// is, until somebody takes it up again.
func (s *retentionSweeper) awaits(life string, now time.Time) {
	h, known := s.awaited[life]
	if !known {
		h.since = now
	}
	if now.Sub(h.since) >= retentionAgain && now.Sub(h.told) >= retentionTold {
		s.log.Warn("the retention of a life has ended, and what is sealed in it is not destroyed: a command there has no answer. `twinning status` says whether the life is parked",
			"stream", life, "since", h.since)
		h.told = now
	}
	if s.awaited == nil {
		s.awaited = map[string]held{}
	}
	s.awaited[life] = h
}
