package calendar

import (
	"sync"
	"time"
)

// mostStarts is how many days of zones are remembered: some 45 years of one.
const mostStarts = 1 << 14

// starts remembers when days start in a zone, which is the same for ever and takes many questions to the zone. A list of what is owed asks it of
// each of its rows.
var starts = memo{known: map[dayIn]time.Time{}}

type dayIn struct {
	day  Date
	zone *time.Location
}

type memo struct {
	mu    sync.RWMutex
	known map[dayIn]time.Time
}

func (m *memo) of(d Date, loc *time.Location) time.Time {
	key := dayIn{d, loc}
	m.mu.RLock()
	at, known := m.known[key]
	m.mu.RUnlock()
	if known {
		return at
	}
	at = d.startIn(loc)
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.known) >= mostStarts {
		clear(m.known)
	}
	m.known[key] = at
	return at
}
