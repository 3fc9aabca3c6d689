package dispatch

import "sync"

// met are the lives that this dispatcher has met running. One may have ended since: then Temporal says so.
type met struct {
	mu    sync.Mutex
	lives map[string]bool
}

// mostMet bounds what is remembered: some MB.
const mostMet = 50_000

func (m *met) has(stream string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.lives[stream]
}

func (m *met) add(stream string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.lives == nil || len(m.lives) >= mostMet {
		m.lives = map[string]bool{}
	}
	m.lives[stream] = true
}

func (m *met) forget(stream string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.lives, stream)
}
