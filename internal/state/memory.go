package state

import (
	"container/list"
	"slices"
	"strings"
	"sync"
	"time"
)

// A memory holds the streams that a Folder has folded: the least recently used
// is dropped first. What it hands out are values.
type memory struct {
	limit int

	mu     sync.Mutex
	order  *list.List               // of *kept, the one used last in front
	known  map[string]*list.Element // by stream
	upto   map[string]read          // by prefix, all of whose streams are known
	turn   int64                    // FoldAlls so far
	forgot time.Time                // when a stream was forgotten last: what was read before is not kept
}

// A read is how far all streams under a prefix were read.
type read struct {
	upto    int64    // position before which every event is known
	streams []string // of lives, in their order
}

type kept struct {
	folded Folded
	turn   int64 // of the last FoldAll that gave it
	size   int64 // of the largest ledger in which nothing followed it
}

func newMemory(limit int) memory {
	return memory{limit: limit, order: list.New(), known: map[string]*list.Element{}, upto: map[string]read{}}
}

// of is what is known of a stream.
func (m *memory) of(stream string) (Folded, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	el, ok := m.known[stream]
	if !ok {
		return Folded{}, false
	}
	m.order.MoveToFront(el)
	return el.Value.(*kept).now(), true
}

// now is what is kept, of which nothing was erased until now.
func (k *kept) now() Folded {
	is := k.folded
	is.since = time.Now()
	return is
}

// current is a stream as it stands in a ledger of a size, where that is known without
// reading: nothing followed it in a ledger as large.
func (m *memory) current(stream string, size int64) (Folded, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	el, ok := m.known[stream]
	if !ok {
		return Folded{}, false
	}
	k := el.Value.(*kept)
	if k.folded.Position >= size || size > k.size {
		return Folded{}, false
	}
	m.order.MoveToFront(el)
	return k.now(), true
}

// reaches tells whether a stream is all that there is of it in a ledger of a size.
func (m *memory) reaches(is Folded, size int64) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	el, ok := m.known[is.Stream]
	if !ok {
		return false
	}
	k := el.Value.(*kept)
	return k.folded.Version == is.Version && k.size >= size
}

// keep remembers a stream as it stands in a ledger of a size, at the cost of one other
// where there are too many.
func (m *memory) keep(is Folded, size int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.put(is, 0, size) && len(m.known) > m.limit {
		m.drop(m.order.Back())
	}
}

// keepAll is keep for a stream of a FoldAll: others of the same are not dropped for it.
func (m *memory) keepAll(is Folded, turn, size int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.put(is, turn, size)
	for len(m.known) > m.limit {
		oldest := m.order.Back()
		if oldest.Value.(*kept).turn == turn {
			return
		}
		m.drop(oldest)
	}
}

// put says whether the stream is new. What was read before something was forgotten may hold it still, and is not kept. The caller holds the lock.
func (m *memory) put(is Folded, turn, size int64) bool {
	if m.limit == 0 || !m.forgot.IsZero() && !is.since.After(m.forgot) {
		return false
	}
	el, ok := m.known[is.Stream]
	if !ok {
		m.known[is.Stream] = m.order.PushFront(&kept{folded: is, turn: turn, size: size})
		return true
	}
	m.order.MoveToFront(el)
	k := el.Value.(*kept)
	k.turn = max(k.turn, turn)
	switch {
	case k.folded.Version < is.Version:
		k.folded, k.size = is, size
	case k.folded.Version == is.Version:
		k.size = max(k.size, size)
	}
	return false
}

// drop forgets a stream, and of the prefixes that begin its name up to where
// their streams were read. The caller holds the lock.
func (m *memory) drop(el *list.Element) {
	stream := el.Value.(*kept).folded.Stream
	m.order.Remove(el)
	delete(m.known, stream)
	for prefix := range m.upto {
		if strings.HasPrefix(stream, prefix) {
			delete(m.upto, prefix)
		}
	}
}

func (m *memory) forget(stream string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.forgot = time.Now()
	if el, ok := m.known[stream]; ok {
		m.drop(el)
	}
}

// begin begins a FoldAll: from where the streams under a prefix must be read.
func (m *memory) begin(prefix string) (from, turn int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.turn++
	return m.upto[prefix].upto, m.turn
}

// still gives all streams under a prefix where nothing was recorded of them between the last FoldAll and a size of the ledger: whoever asks has
// read from start up to there, and found nothing. It may be another FoldAll than start is of: not one that came less far.
func (m *memory) still(prefix string, turn, start, size int64) (map[string]Folded, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	was, known := m.upto[prefix]
	if !known || was.upto < start || was.upto > size {
		return nil, false
	}
	all := make(map[string]Folded, len(was.streams))
	for _, s := range was.streams {
		el, ok := m.known[s]
		if !ok || el.Value.(*kept).folded.Position >= size {
			return nil, false
		}
		k := el.Value.(*kept)
		all[s], k.turn, k.size = k.now(), max(k.turn, turn), max(k.size, size)
		m.order.MoveToFront(el)
	}
	m.upto[prefix] = read{upto: size, streams: was.streams}
	return all, true
}

// whole ends a FoldAll that gave these and has read up to a position.
func (m *memory) whole(prefix string, all map[string]Folded, upto int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.upto[prefix].upto > upto {
		return // another one has seen more
	}
	streams := make([]string, 0, len(all))
	for s, is := range all {
		if el, ok := m.known[s]; !ok || el.Value.(*kept).folded.Version < is.Version {
			return // dropped meanwhile
		}
		streams = append(streams, s)
	}
	if len(streams) == 0 {
		delete(m.upto, prefix) // whoever asks names prefixes: one without a stream is not kept
		return
	}
	slices.Sort(streams)
	m.upto[prefix] = read{upto: upto, streams: streams}
}
