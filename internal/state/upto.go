package state

import (
	"context"
	"time"

	"twinning.example/engine/internal/ledger"
)

// UpTo is a source as it stood before a ledger position: what a decision saw
// whose header says so. Streams that began later are listed, and empty.
func UpTo(from Source, before int64) Source { return upTo{from, before} }

// Size is the position before which it reads: who remembers a later one is
// told nothing of it.
func (u upTo) Size() int64 {
	if size, dated := sizeOf(u.Source); dated {
		return min(u.before, size)
	}
	return u.before
}

// Began is that of the source.
func (u upTo) Began() time.Time { return began(u.Source) }

type upTo struct {
	Source
	before int64
}

func (u upTo) Read(ctx context.Context, q ledger.Query) ([]ledger.Event, error) {
	if q.To == 0 || q.To > u.before {
		q.To = u.before
	}
	if u.before == 0 || q.From >= u.before {
		return nil, nil
	}
	return u.Source.Read(ctx, q)
}
