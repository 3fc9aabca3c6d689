package main

import (
	"context"
	"log/slog"
	"time"

	"twinning.example/engine/internal/drafts"
)

// sweepEvery is how often drafts are looked through, in real time. Nobody reads
// a draft whose time is over, swept or not.
const sweepEvery = 10 * time.Second

// A sweeper removes drafts of tenders whose time is over.
type sweeper struct {
	drafts *drafts.Store
	every  time.Duration
	log    *slog.Logger
}

// run sweeps until the context ends. What fails is tried again: drafts are no
// reason for lives to stop.
func (s *sweeper) run(ctx context.Context) error {
	for {
		removed, err := s.drafts.Sweep(ctx)
		if err != nil && ctx.Err() == nil {
			s.log.Warn("drafts cannot be swept; trying again", "error", err)
		}
		if removed > 0 {
			s.log.Info("drafts are gone with their time", "removed", removed)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(s.every):
		}
	}
}
