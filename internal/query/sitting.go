package query

import (
	"context"
	"sync"
	"time"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/reads"
)

// A Sitting keeps what somebody reads while a page of theirs stays open and is made anew
// again and again. What they are told is recorded when it is told; the same reading once
// an hour. It is for one goroutine at a time.
type Sitting struct {
	to      Recorder
	mu      sync.Mutex
	pending []reads.Read
	told    map[reads.Read]time.Time
}

// readAgain is how long a reading that goes on is recorded as one (our choice).
const readAgain = time.Hour

// Sitting are the same queries for a page that stays open. What they answer must not be
// shown before Told.
func (q *Queries) Sitting() (*Queries, *Sitting) {
	s := &Sitting{to: q.reads, told: map[reads.Read]time.Time{}}
	is := *q
	if q.reads != nil {
		is.reads = s
	}
	return &is, s
}

// Record keeps a reading until it is told.
func (s *Sitting) Record(_ context.Context, r reads.Read) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pending = append(s.pending, r)
	return nil
}

// Told records what was read since it was asked last. An error says that it could not be
// recorded, and so must not be shown.
func (s *Sitting) Told(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.pending {
		if last, known := s.told[r]; known && time.Since(last) < readAgain {
			continue
		}
		if err := s.to.Record(ctx, r); err != nil {
			return err
		}
		s.told[r] = time.Now()
	}
	s.pending = nil
	return nil
}

// Drop forgets what was read and is not shown.
func (s *Sitting) Drop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pending = nil
}

// Size is how many events the ledger holds.
func (q *Queries) Size(ctx context.Context) (size int64, err error) {
	err = q.ledger.Snapshot(ctx, func(_ context.Context, s ledger.Snapshot) error {
		size = s.Size()
		return nil
	})
	return size, err
}

// Touched tells whether any event from a position on is of a life that another one
// steers, as a call does its tenders, and how many events the ledger holds. Of more than
// 500 events it says that one may be.
func (q *Queries) Touched(ctx context.Context, home string, from int64) (touched bool, size int64, err error) {
	var events []ledger.Event
	err = q.ledger.Snapshot(ctx, func(ctx context.Context, s ledger.Snapshot) (err error) {
		size = s.Size()
		if size > from && size-from <= window {
			events, err = s.Read(ctx, ledger.Query{From: from, To: size})
		}
		return err
	})
	if err != nil || size-from > window {
		return true, size, err
	}
	for _, e := range events {
		if stream := lives.At(e.Stream); stream != "" && lives.Home(stream) == home {
			return true, size, nil
		}
	}
	return false, size, nil
}
