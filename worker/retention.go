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
}

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
	case errors.Is(err, ledger.ErrConflict), errors.Is(err, ledger.ErrAwaited):
		return nil // something came that is not passed on, or not judged: the next time
	case err != nil:
		s.finished = false // it may be recorded and not done
		return fmt.Errorf("%s: %w", life, err)
	}
	s.clean[life] = true
	if removed > 0 {
		s.log.Info("the retention of a life has ended: what was sealed in it is destroyed", "stream", life, "bodies", removed)
	}
	return nil
}
