package ledger

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"twinning.example/engine/internal/ledger/format"
)

// A job is a request on its way. Its caller may leave while it is queued; once taken, it is decided.
type job struct {
	Request
	ctx   context.Context
	parts []part
	bytes int
	state atomic.Int32 // queued, then taken or withdrawn
	done  chan outcome // holds one
}

const (
	queued int32 = iota
	taken
	withdrawn
)

const maxBatchBytes = 8 << 20

// appender decides and commits batches, one at a time. While one is in flight the next gathers in the queue.
type appender struct {
	writer   *writer
	queue    chan *job
	held     *job // did not fit into the last batch
	limit    int
	patience time.Duration
	closing  chan struct{} // no more requests
	stopped  chan struct{} // the last one has its answer
	grew     func(size int64)
	tolerate func(time.Duration) // what was read of the settings
	failing  atomic.Pointer[failing]
}

func (a *appender) run() {
	defer close(a.stopped)
	defer a.writer.drop()
	for {
		jobs := a.gather()
		if jobs == nil {
			return
		}
		a.settle(jobs, time.Now().Add(a.patience))
	}
}

// gather takes what is waiting, and waits only for the first.
func (a *appender) gather() []*job {
	first := a.held
	a.held = nil
	if first == nil {
		select {
		case first = <-a.queue:
		case <-a.closing:
			return nil
		}
		runtime.Gosched() // those whom the last batch has just answered may have their next request ready
	}
	jobs, bytes := []*job{first}, first.bytes
	for len(jobs) < a.limit {
		select {
		case j := <-a.queue:
			if bytes += j.bytes; bytes > maxBatchBytes {
				a.held = j
				return a.take(jobs)
			}
			jobs = append(jobs, j)
			continue
		default:
		}
		break
	}
	return a.take(jobs)
}

// take leaves out those whose callers have gone; the result is not nil.
func (a *appender) take(jobs []*job) []*job {
	kept := jobs[:0]
	for _, j := range jobs {
		if j.state.CompareAndSwap(queued, taken) {
			kept = append(kept, j)
		}
	}
	return kept
}

// settle gives every job its answer. A batch that PostgreSQL refuses is tried again request by request, so that one request harms no
// other; a database that is away is waited for.
func (a *appender) settle(jobs []*job, deadline time.Time) {
	var doubt *attempt
	for wait := 5 * time.Millisecond; ; wait = min(2*wait, time.Second) {
		jobs = present(jobs)
		if len(jobs) == 0 {
			return
		}
		var err error
		if doubt, err = a.try(jobs, doubt); err == nil {
			return
		}
		a.failed(err)
		a.writer.drop()
		switch {
		case doubt == nil && errors.Is(err, ErrCorrupt):
			refuse(jobs, err)
			return
		case doubt == nil && refusedBy(err) && len(jobs) == 1:
			refuse(jobs, fmt.Errorf("append to %s: %w: %w", jobs[0].Stream, err, ErrInvalid))
			return
		case doubt == nil && refusedBy(err):
			for _, j := range jobs {
				a.settle([]*job{j}, deadline)
			}
			return
		case time.Now().After(deadline) || a.isClosing():
			reason := ErrUnavailable
			if doubt != nil {
				reason = ErrUnknown
			}
			refuse(jobs, fmt.Errorf("append: %w", a.becauseOf(err, reason)))
			return
		}
		select {
		case <-time.After(wait):
		case <-a.closing:
		}
	}
}

// attempt is a batch whose commit was not heard of: of these jobs, with these outcomes.
type attempt struct {
	jobs []*job
	plan *plan
	root [32]byte
}

// try brings a batch into the ledger and answers it. With an error it may return a doubt, which the next try clears up first.
func (a *appender) try(jobs []*job, doubt *attempt) (*attempt, error) {
	ctx := context.Background() // a caller who leaves takes nobody else's answer along
	if doubt != nil {
		landed, err := a.writer.landed(ctx, doubt.plan.size, doubt.root)
		if err != nil {
			return doubt, err
		}
		if landed {
			a.answer(doubt.jobs, doubt.plan)
			return nil, nil
		}
	}
	g, err := a.writer.survey(ctx, jobs)
	if err != nil {
		return nil, err
	}
	behind := g.behind()
	p, err := planBatch(g, jobs)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", err, ErrInvalid)
	}
	a.sayWhy(jobs, p, behind)
	a.tolerate(g.tolerance)
	if len(p.events) == 0 {
		if err := a.writer.abandon(ctx); err != nil {
			return nil, err
		}
		a.answer(jobs, p)
		return nil, nil
	}
	root, err := format.RootOf(p.tree)
	if err != nil {
		return nil, err
	}
	if unsure, err := a.writer.store(ctx, p, root); err != nil {
		if unsure {
			return &attempt{jobs, p, root}, err
		}
		return nil, err
	}
	a.answer(jobs, p)
	return nil, nil
}

func (a *appender) answer(jobs []*job, p *plan) {
	if len(p.events) > 0 {
		a.failing.Store(nil)
	}
	for i, j := range jobs {
		j.done <- p.outcomes[i]
	}
	if len(p.events) > 0 {
		a.grew(p.size)
	}
}

// sayWhy tells receipts that are stale what made them so: a clock that was set back, or a trouble for which they had to wait.
func (a *appender) sayWhy(jobs []*job, p *plan, behind *ClockBehind) {
	for i, j := range jobs {
		o := &p.outcomes[i]
		switch {
		case !errors.Is(o.err, ErrStale):
		case behind.refuses(j.Stamp):
			o.err = fmt.Errorf("append to %s: %w", j.Stream, behind)
		case a.failingNow() != nil:
			o.err = fmt.Errorf("append to %s: %w", j.Stream, a.becauseOf(o.err, ErrStale))
		}
	}
}

func (a *appender) isClosing() bool {
	select {
	case <-a.closing:
		return true
	default:
		return false
	}
}

// present leaves out those whose callers have gone meanwhile; they were told that the outcome is unknown.
func present(jobs []*job) []*job {
	var kept []*job
	for _, j := range jobs {
		if j.ctx.Err() == nil {
			kept = append(kept, j)
		}
	}
	return kept
}

func refuse(jobs []*job, err error) {
	for _, j := range jobs {
		j.done <- outcome{err: err}
	}
}

// refusedBy tells what will be refused again from a database that is away, busy or full.
func refusedBy(err error) bool {
	var refused *pgconn.PgError
	if !errors.As(err, &refused) {
		return errors.Is(err, ErrInvalid)
	}
	switch refused.Code[:2] {
	case "08", "25", "40", "53", "55", "57", "58", "XX":
		return false
	}
	return refused.SeverityUnlocalized == "ERROR"
}
