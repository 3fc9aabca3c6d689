package query

import (
	"context"
	"sync"
	"time"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/views"
)

// An entryMemory remembers what published entries say, and how many entries a search finds, for a process that
// answers many. What is erased is forgotten with everything else. One that is nil remembers nothing.
type entryMemory struct {
	most int // entries, and searches

	mu     sync.Mutex
	turns  int64
	said   map[string]said // by reference
	counts map[views.Found]tally
}

// said is what people wrote in an entry, at a version of its stream.
type said struct {
	version                    int64
	title, description, region law.Text
}

// A tally is how many entries a search has found, and when, by the clock of this machine.
type tally struct {
	n  int
	at time.Time
}

// exactly is up to how many entries a search counts what is there now, and recently is for how long a greater number is told again.
const (
	exactly  = 1_000
	recently = 10 * time.Second
)

func newEntryMemory(most int) *entryMemory {
	return &entryMemory{most: most, said: map[string]said{}, counts: map[views.Found]tally{}}
}

// turn is to be asked before anything is read that is to be kept.
func (s *entryMemory) turn() int64 {
	if s == nil {
		return 0
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.turns
}

// forget forgets everything, also what is being read now.
func (s *entryMemory) forget() {
	if s == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.turns++
	clear(s.said)
}

// of is what an entry says at a version.
func (s *entryMemory) of(reference string, version int64) (said, bool) {
	if s == nil {
		return said{}, false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	is, known := s.said[reference]
	return is, known && is.version == version
}

// keep remembers what an entry says, at the cost of any other where there are too many; not where something
// was erased since the turn.
func (s *entryMemory) keep(turn int64, reference string, is said) {
	if s == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.turns != turn {
		return
	}
	s.said[reference] = is
	for other := range s.said {
		if len(s.said) <= s.most {
			break
		}
		if other != reference {
			delete(s.said, other)
		}
	}
}

// count is how many entries a search finds. A number above 1,000 may be some seconds old.
func (s *entryMemory) count(ctx context.Context, store *views.Store, f views.Found) (int, error) {
	f.Before, f.After, f.Limit = time.Time{}, "", 0
	if s == nil {
		return store.CountEntries(ctx, f, 0)
	}
	s.mu.Lock()
	is, known := s.counts[f]
	s.mu.Unlock()
	if known && time.Since(is.at) < recently {
		return is.n, nil
	}
	n, err := store.CountEntries(ctx, f, exactly)
	if err != nil || n < exactly {
		return n, err
	}
	if n, err = store.CountEntries(ctx, f, 0); err != nil {
		return 0, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.counts) >= s.most {
		clear(s.counts)
	}
	s.counts[f] = tally{n: n, at: time.Now()}
	return n, nil
}
