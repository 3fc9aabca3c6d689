package ledger

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// waiters asks for all who wait for an answer at once: one query each time the ledger has grown, however many wait.
type waiters struct {
	notifier *notifier
	ask      func(ctx context.Context, keys []commandKey) (map[commandKey]span, error)
	once     sync.Once
	wake     chan struct{} // holds one: somebody new waits

	mu      sync.Mutex
	waiting map[commandKey][]*waiter
}

// waiter is told where the answer is before its channel is closed.
type waiter struct {
	answered chan struct{}
	at       span
}

func newWaiters(h *notifier, ask func(context.Context, []commandKey) (map[commandKey]span, error)) *waiters {
	return &waiters{notifier: h, ask: ask, wake: make(chan struct{}, 1), waiting: map[commandKey][]*waiter{}}
}

// enter returns who waits for the answer of key, and what to call when nobody waits any more.
func (w *waiters) enter(key commandKey) (one *waiter, leave func()) {
	one = &waiter{answered: make(chan struct{})}
	w.mu.Lock()
	w.waiting[key] = append(w.waiting[key], one)
	w.mu.Unlock()
	w.once.Do(func() { go w.run() })
	select {
	case w.wake <- struct{}{}:
	default: // the next round will see this one too
	}
	return one, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		kept := w.waiting[key][:0:0]
		for _, other := range w.waiting[key] {
			if other != one {
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
			w.release(answered)
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

func (w *waiters) release(answered map[commandKey]span) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for key, at := range answered {
		for _, one := range w.waiting[key] {
			one.at = at
			close(one.answered)
		}
		delete(w.waiting, key)
	}
}

// answered says where the answers are of those of the commands that have one.
func (l *Ledger) answered(ctx context.Context, keys []commandKey) (map[commandKey]span, error) {
	streams, commands := make([]string, len(keys)), make([]string, len(keys))
	for i, k := range keys {
		streams[i], commands[i] = k.stream, k.command
	}
	rows, err := l.pool.Query(ctx, sqlAnswersTo, numbers(len(keys)), streams, commands)
	if err != nil {
		return nil, fmt.Errorf("look for answers: %w", err)
	}
	found := map[commandKey]span{}
	var n int64
	var at span
	if _, err := pgx.ForEachRow(rows, []any{&n, &at.first, &at.last}, func() error {
		found[keys[n]] = at
		return nil
	}); err != nil {
		return nil, fmt.Errorf("look for answers: %w", err)
	}
	return found, nil
}

// WaitForAnswer returns when a command of a stream has been answered, with the answer.
func (l *Ledger) WaitForAnswer(ctx context.Context, stream, command string) (Answered, error) {
	one, leave := l.waiters.enter(commandKey{stream, command})
	defer leave()
	if err := l.notifier.await(ctx, one.answered); err != nil {
		return Answered{}, fmt.Errorf("wait for the answer to %s in %s: %w", command, stream, err)
	}
	a, err := reread(ctx, l, func() (Answered, error) { return answerAt(ctx, l.pool, stream, command, one.at) })
	if err != nil {
		return Answered{}, fmt.Errorf("wait for the answer to %s in %s: %w", command, stream, err)
	}
	return a, nil
}
