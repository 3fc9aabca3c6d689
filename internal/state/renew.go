package state

import (
	"context"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/views"
)

// RenewLives makes the tables of where lives stand again from the ledger, beside the old ones, and switches to them.
func RenewLives(ctx context.Context, l *ledger.Ledger, store *views.Store) error {
	was, err := store.Rows(ctx)
	if err != nil {
		return err
	}
	fresh, err := RebuildLives(ctx, l, was)
	if err != nil {
		return err
	}
	return store.Switch(ctx, was, fresh.Rows, fresh.Blind)
}
