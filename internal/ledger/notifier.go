package ledger

import (
	"context"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// notifier tells everybody in this process how far the ledger is: one connection listens for all of them. A notification that is lost costs
// at most a poll; nothing rests on it.
type notifier struct {
	config *pgx.ConnConfig
	start  sync.Once
	stop   context.CancelFunc
	ctx    context.Context
	done   chan struct{}

	mu      sync.Mutex
	size    int64
	more    chan struct{} // closed when size has grown
	ticks   chan struct{} // closed when the clock was set
	trouble error         // why nothing is heard just now
}

const pollEvery = time.Second

func newNotifier(config *pgx.ConnConfig) *notifier {
	config = config.Copy()
	config.RuntimeParams["application_name"] = "twinning-ledger-listen"
	h := &notifier{config: config, more: make(chan struct{}), ticks: make(chan struct{}), done: make(chan struct{})}
	h.ctx, h.stop = context.WithCancel(context.Background())
	return h
}

func (h *notifier) close() {
	h.stop()
	h.start.Do(func() { close(h.done) }) // it never began to listen
	<-h.done
}

// grew is heard from the appender of this process, from PostgreSQL and from polls, in any order.
func (h *notifier) grew(size int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if size > h.size {
		h.size = size
		close(h.more)
		h.more = make(chan struct{})
	}
}

// watch is how far the ledger is known to be, and a channel that is closed when it is further.
func (h *notifier) watch() (size int64, more <-chan struct{}) {
	h.start.Do(func() { go h.listen() })
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.size, h.more
}

func (h *notifier) clockChanged() <-chan struct{} {
	h.start.Do(func() { go h.listen() })
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.ticks
}

func (h *notifier) tick() {
	h.mu.Lock()
	defer h.mu.Unlock()
	close(h.ticks)
	h.ticks = make(chan struct{})
}

func (h *notifier) hears(trouble error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.trouble = trouble
}

// await says, when ctx ends first, what kept the notifier from hearing, if anything did.
func (h *notifier) await(ctx context.Context, more <-chan struct{}) error {
	select {
	case <-more:
		return nil
	case <-ctx.Done():
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.trouble != nil {
		return fmt.Errorf("%w (meanwhile: %w)", context.Cause(ctx), h.trouble)
	}
	return context.Cause(ctx)
}

func (h *notifier) listen() {
	defer close(h.done)
	for wait := 10 * time.Millisecond; h.ctx.Err() == nil; wait = min(2*wait, pollEvery) {
		began := time.Now()
		h.hears(h.session())
		if time.Since(began) > pollEvery {
			wait = 10 * time.Millisecond
		}
		select {
		case <-time.After(wait):
		case <-h.ctx.Done():
		}
	}
}

func (h *notifier) session() (err error) {
	conn, err := pgx.ConnectConfig(h.ctx, h.config)
	if err != nil {
		return fmt.Errorf("listen to the ledger: %w", err)
	}
	defer func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		if closing := conn.Close(ctx); err == nil {
			err = closing
		}
	}()
	if _, err := conn.Exec(h.ctx, `LISTEN ledger; LISTEN clock`, pgx.QueryExecModeSimpleProtocol); err != nil {
		return fmt.Errorf("listen to the ledger: %w", err)
	}
	h.hears(nil)
	h.tick() // it may have been set while nobody listened
	for {
		if err := h.poll(conn); err != nil {
			return err
		}
		if err := h.hear(conn); err != nil {
			return err
		}
	}
}

func (h *notifier) poll(conn *pgx.Conn) error {
	ctx, cancel := context.WithTimeout(h.ctx, 10*pollEvery)
	defer cancel()
	var size int64
	if err := conn.QueryRow(ctx, sqlSize).Scan(&size); err != nil {
		return fmt.Errorf("listen to the ledger: %w", err)
	}
	h.grew(size)
	return nil
}

// hear passes notifications on until none has come for a while.
func (h *notifier) hear(conn *pgx.Conn) error {
	for {
		ctx, cancel := context.WithTimeout(h.ctx, pollEvery)
		n, err := conn.WaitForNotification(ctx)
		quiet := ctx.Err() != nil && h.ctx.Err() == nil && !conn.IsClosed()
		cancel()
		switch {
		case err != nil && quiet:
			return nil
		case err != nil:
			return fmt.Errorf("listen to the ledger: %w", err)
		case n.Channel == "clock":
			h.tick()
		default:
			// Any role may notify of anything: PostgreSQL is asked, unless what it says is known already.
			size, err := strconv.ParseInt(n.Payload, 10, 64)
			if known, _ := h.watch(); err != nil || size > known {
				return nil
			}
		}
	}
}
