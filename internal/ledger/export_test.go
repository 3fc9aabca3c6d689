package ledger

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

// Batches decides each list of requests in one batch, in this order, over one connection.
type Batches struct {
	l *Ledger
	a *appender
}

func (l *Ledger) Batches() *Batches {
	return &Batches{l, &appender{writer: l.newWriter(l.pool.Config().ConnConfig), closing: make(chan struct{}), grew: l.notifier.grew, tolerate: l.tolerate}}
}

func (b *Batches) Close() { b.a.writer.drop() }

func (b *Batches) Append(ctx context.Context, requests ...Request) ([]Appended, []error) {
	jobs := make([]*job, len(requests))
	for i, r := range requests {
		j, err := b.l.prepare(ctx, r)
		if err != nil {
			panic(err)
		}
		j.state.Store(taken)
		jobs[i] = j
	}
	b.a.settle(jobs, time.Now().Add(10*time.Second))
	appended, errs := make([]Appended, len(jobs)), make([]error, len(jobs))
	for i, j := range jobs {
		appended[i], errs[i] = b.l.finish(ctx, <-j.done)
	}
	return appended, errs
}

// AppendTogether is one batch.
func (l *Ledger) AppendTogether(ctx context.Context, requests []Request) ([]Appended, []error) {
	b := l.Batches()
	defer b.Close()
	return b.Append(ctx, requests...)
}

// WriterConfig is what the appending connection is set to.
func (l *Ledger) WriterConfig() map[string]string { return l.appender.writer.config.RuntimeParams }

// PassedAt is the instant that the proof in stale.go calls p.
func (c Clock) PassedAt(moment time.Time) (time.Time, bool) { return c.passedAt(moment) }

// GuardLines is what Guards compares with guards.txt.
func GuardLines(ctx context.Context, conn *pgx.Conn) ([]string, error) { return guardLines(ctx, conn) }

// Stolen is a ledger whose process signs on with its key when that is revoked, as a thief would.
func (l *Ledger) Stolen() *Ledger {
	l.maySign = func() error { return nil }
	return l
}

// AnsweredThrough is the version of an inbox up to which all is known to be answered.
func (l *Ledger) AnsweredThrough(stream string) int64 { return l.inboxes.of(stream).version }
