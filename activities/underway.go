package activities

import (
	"context"
	"fmt"
	"sync"
)

// underway are the letters that this process is handing over: it holds names and addresses of those whom they are for.
type underway struct {
	mu  sync.Mutex
	all map[chan struct{}]bool
}

// begin says that one letter more is; end, that it no longer is.
func (u *underway) begin() (end func()) {
	letter := make(chan struct{})
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.all == nil {
		u.all = map[chan struct{}]bool{}
	}
	u.all[letter] = true
	return func() {
		u.mu.Lock()
		defer u.mu.Unlock()
		delete(u.all, letter)
		close(letter)
	}
}

// HandedOver returns when every letter that is being handed over now has been, or could not be. Whoever erases somebody waits for it: a letter
// that is begun later finds that they are erased.
func (a *Activities) HandedOver(ctx context.Context) error {
	a.underway.mu.Lock()
	letters := make([]chan struct{}, 0, len(a.underway.all))
	for letter := range a.underway.all {
		letters = append(letters, letter)
	}
	a.underway.mu.Unlock()
	for _, letter := range letters {
		select {
		case <-letter:
		case <-ctx.Done():
			return fmt.Errorf("wait for letters that are being handed over: %w", context.Cause(ctx))
		}
	}
	return nil
}
