package pages

import (
	"sync"
	"time"
)

const (
	// mostCounted is how many things that wait for somebody are counted: each is looked at (our choice).
	mostCounted = 500
	// countedFor is for how long a number is told again where not all that is counted stands on the page.
	countedFor = 10 * time.Second
	// mostCounts is for how many people numbers are kept.
	mostCounts = 1000
)

// A waitCount is how many things wait for somebody, or that there are more than are counted.
type waitCount struct {
	n    int
	more bool
	at   time.Time
}

// waitCounts are the numbers of those who asked lately, by person.
type waitCounts struct {
	mu sync.Mutex
	of map[string]waitCount
}

func (c *waitCounts) lately(person string, now time.Time) (waitCount, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	is, known := c.of[person]
	return is, known && now.Sub(is.at) < countedFor
}

func (c *waitCounts) keep(person string, is waitCount) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.of == nil || len(c.of) >= mostCounts {
		c.of = map[string]waitCount{}
	}
	c.of[person] = is
}

// waiting counts what waits for the viewer where that is more than one page shows.
func (d *desk) waiting(r *request) (waitCount, error) {
	now := time.Now()
	if is, known := d.counts.lately(r.viewer.Person, now); known {
		return is, nil
	}
	page, err := d.Queries.WaitingPage(r.Context(), r.viewer, "", mostCounted)
	if err != nil {
		return waitCount{}, err
	}
	is := waitCount{len(page.Items), page.Next != "", now}
	d.counts.keep(r.viewer.Person, is)
	return is, nil
}
