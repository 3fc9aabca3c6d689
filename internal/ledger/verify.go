package ledger

import (
	"context"
	"time"
)

// VerifyOptions say what to verify beside the rows themselves.
type VerifyOptions struct {
	Checkpoint *Checkpoint
	Progress   func(done, total int64)
	// StateHash recomputes the hash that stands with an answer: the state of stream at version by that fold. False: that fold is gone.
	StateHash func(stream string, version int64, fold int) ([32]byte, bool, error)
}

// Finding is one thing that is not as it was recorded. Position is where; -1 where it has none.
type Finding struct {
	Position int64
	What     string
}

// Report is what Verify recomputed; no findings means that every row says what it said when it was recorded.
type Report struct {
	Size     int64
	Root     [32]byte
	Batches  int64
	Streams  int
	Removed  int
	Answers  int64
	Keys     int64
	Took     time.Duration
	Findings []Finding // by position: the first is the first bad position
}

func (l *Ledger) Verify(ctx context.Context, o VerifyOptions) (Report, error) {
	return Report{}, errNotBuilt
}
