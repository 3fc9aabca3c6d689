package dispatch

import (
	"context"
	"log/slog"
	"time"
)

// forever looks, and again after each pause, until the context ends. Where it fails, what cannot be done is said, and it is tried again.
func forever(ctx context.Context, pause time.Duration, log *slog.Logger, cannot string, look func(context.Context) error) error {
	for {
		if err := look(ctx); err != nil && ctx.Err() == nil {
			log.Warn(cannot+"; trying again", "error", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(pause):
		}
	}
}
