package main

import (
	"context"
	"log/slog"
	"time"

	"twinning.example/engine/internal/reads"
)

// sweepReadsEvery is how often old reads are looked for, in real time: they are kept for days (our choice).
const sweepReadsEvery = time.Hour

// A readsSweeper removes what was kept long enough of who read what.
type readsSweeper struct {
	reads *reads.Store
	log   *slog.Logger
}

// run sweeps until the context ends. What fails is tried again an hour later.
func (s *readsSweeper) run(ctx context.Context) error {
	for {
		removed, err := s.reads.Sweep(ctx)
		if err != nil && ctx.Err() == nil {
			s.log.Warn("old reads cannot be removed; trying again", "error", err)
		}
		if removed > 0 {
			s.log.Info("old reads are gone with their time", "removed", removed)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(sweepReadsEvery):
		}
	}
}
