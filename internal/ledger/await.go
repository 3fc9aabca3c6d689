package ledger

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// waiters asks for all who wait for an answer at once: one query each time the ledger has grown, however many wait.
type waiters struct {
	notifier *notifier
	ask      func(ctx context.Context, keys []commandKey) ([]int64, error)
	once     sync.Once
	wake     chan struct{} // holds one: somebody new waits

	mu      sync.Mutex
	waiting map[commandKey][]chan struct{}
}

func newWaiters(h *notifier, ask func(context.Context, []commandKey) ([]int64, error)) *waiters {
	return &waiters{notifier: h, ask: ask, wake: make(chan struct{}, 1), waiting: map[commandKey][]chan struct{}{}}
}

// enter returns a channel that is closed when key has its answer, and what to call when nobody waits on it any more.
func (w *waiters) enter(key commandKey) (answered <-chan struct{}, leave func()) {
	ch := make(chan struct{})
	w.mu.Lock()
	w.waiting[key] = append(w.waiting[key], ch)
	w.mu.Unlock()
	w.once.Do(func() { go w.run() })
	select {
	case w.wake <- struct{}{}:
	default: // the next round will see this one too
	}
	return ch, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		kept := w.waiting[key][:0:0]
		for _, other := range w.waiting[key] {
			if other != ch {
				kept = append(kept, other)
			}
		}
		if w.waiting[key] = kept; len(kept) == 0 {
			delete(w.waiting, key)
		}
	}
}

func (w *waiters) run() {
	for wait := 10 * time.Millisecond; ; {
		_, more := w.notifier.watch()
		keys := w.keys()
		if len(keys) > 0 {
			answered, err := w.ask(w.notifier.ctx, keys)
			if w.notifier.ctx.Err() != nil {
				return
			}
			w.notifier.hears(err)
			if err != nil {
				if sleep(w.notifier.ctx, wait) != nil {
					return
				}
				wait = min(2*wait, time.Second)
				continue
			}
			wait = 10 * time.Millisecond
			w.release(keys, answered)
		}
		select {
		case <-more:
		case <-w.wake:
		case <-w.notifier.ctx.Done():
			return
		}
	}
}

func (w *waiters) keys() []commandKey {
	w.mu.Lock()
	defer w.mu.Unlock()
	keys := make([]commandKey, 0, len(w.waiting))
	for key := range w.waiting {
		keys = append(keys, key)
	}
	return keys
}

func (w *waiters) release(keys []commandKey, answered []int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, n := range answered {
		for _, ch := range w.waiting[keys[n]] {
			close(ch)
		}
		delete(w.waiting, keys[n])
	}
}

// answered says which of the commands have an answer.
func (l *Ledger) answered(ctx context.Context, keys []commandKey) ([]int64, error) {
	streams, commands := make([]string, len(keys)), make([]string, len(keys))
	for i, k := range keys {
		streams[i], commands[i] = k.stream, k.command
	}
	rows, err := l.pool.Query(ctx, sqlAnswered, numbers(len(keys)), streams, commands)
	if err != nil {
		return nil, fmt.Errorf("look for answers: %w", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return nil, fmt.Errorf("look for answers: %w", err)
	}
	return found, nil
}

// WaitForAnswer returns when a command of a stream has been answered, with the answer.
func (l *Ledger) WaitForAnswer(ctx context.Context, stream, command string) (Answered, error) {
	answered, leave := l.waiters.enter(commandKey{stream, command})
	defer leave()
	if err := l.notifier.await(ctx, answered); err != nil {
		return Answered{}, fmt.Errorf("wait for the answer to %s in %s: %w", command, stream, err)
	}
	a, ok, err := l.Answer(ctx, stream, command)
	if err == nil && !ok {
		err = errors.New("an answer was seen and is gone")
	}
	if err != nil {
		return Answered{}, fmt.Errorf("wait for the answer to %s in %s: %w", command, stream, err)
	}
	return a, nil
}
