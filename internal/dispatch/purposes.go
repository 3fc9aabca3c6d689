package dispatch

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"twinning.example/engine/internal/invitation"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/views"
)

// purposesEvery is how often the ledger is asked whether it has grown (our choice): until the end is recorded, an
// acceptance is refused all the same.
const purposesEvery = 2 * time.Second

// Purposes tells invitations that nobody needs them any more: what ends their purpose is a fact of another life,
// which does not know them. The invitation decides by its own law, and records why it ended.
type Purposes struct {
	Ledger *ledger.Ledger
	Folder *state.Folder
	Store  *views.Store
	Log    *slog.Logger

	seen int64 // size of the ledger when all was looked at
}

// Run looks whenever the ledger has grown, until the context ends. What fails is tried again.
func (p *Purposes) Run(ctx context.Context) error {
	return forever(ctx, purposesEvery, p.Log, "it cannot be seen whether invitations have a purpose", func(ctx context.Context) error {
		_, err := p.Look(ctx)
		return err
	})
}

// Look tells every open invitation whose purpose is over, and says how many it told.
func (p *Purposes) Look(ctx context.Context) (told int, err error) {
	size, err := p.Ledger.Size(ctx)
	if err != nil || size == p.seen {
		return 0, err
	}
	open, err := p.Store.InStage(ctx, invitation.Root, invitation.Open)
	if err != nil {
		return 0, err
	}
	for _, stream := range open {
		version, over, err := p.over(ctx, stream)
		if err != nil {
			return told, fmt.Errorf("look at %s: %w", stream, err)
		}
		if !over {
			continue
		}
		// One command for as long as the invitation has not answered it: its id names how far the invitation was.
		if err := tell(ctx, p.Ledger, stream, fmt.Sprintf("purpose-over-%d", version), invitation.NotePurposeOver{}); err != nil {
			return told, err
		}
		told++
	}
	p.seen = size
	return told, nil
}

// over is how far an invitation is, and whether its purpose is over.
func (p *Purposes) over(ctx context.Context, stream string) (version int64, over bool, err error) {
	err = p.Ledger.Snapshot(ctx, func(ctx context.Context, from ledger.Snapshot) error {
		is, err := p.Folder.Fold(ctx, from, stream)
		if err != nil {
			return err
		}
		i, _ := is.State.(invitation.Invitation)
		facts, err := p.Folder.Facts(ctx, from, i.PurposeNeeds())
		if err != nil {
			return err
		}
		version, over = is.Version, i.PurposeOver(facts, from.Clock().Now()) != nil
		return nil
	})
	return version, over, err
}
