package ledger

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Snapshot is the ledger as it stood at one moment: everything read through it belongs together.
type Snapshot interface {
	Size() int64
	// Began is an instant of this machine before the moment: whatever was erased before it is not read through it.
	Began() time.Time
	Clock() Clock
	Read(ctx context.Context, q Query) ([]Event, error)
	Streams(ctx context.Context, prefix string) ([]string, error)
	// Unanswered are the events of <stream>/in whose command has no answer in <stream>, by (received, position). Each that must not be
	// decided on says why.
	Unanswered(ctx context.Context, stream string) ([]Event, error)
	Version(ctx context.Context, stream string) (int64, error)
	Answer(ctx context.Context, stream, command string) (Answered, bool, error)
}

type snapshot struct {
	tx    *pgxpool.Conn // in its transaction
	trust *trust
	size  int64
	began time.Time
	clock Clock
	own   ownVersions

	answered *answered
}

// Snapshot runs f over one moment of the ledger, in a read-only transaction that ends with f. f may use the ledger as well, but for a
// second snapshot: some connections are always left for that.
func (l *Ledger) Snapshot(ctx context.Context, f func(context.Context, Snapshot) error) (err error) {
	select {
	case l.moments <- struct{}{}:
		defer func() { <-l.moments }()
	case <-ctx.Done():
		return fmt.Errorf("read the ledger at one moment: %w", context.Cause(ctx))
	}
	s, err := reread(ctx, l, func() (*snapshot, error) { return l.moment(ctx) })
	if err != nil {
		return fmt.Errorf("read the ledger at one moment: %w", err)
	}
	defer func() {
		if leaving := leave(ctx, s.tx); err == nil && leaving != nil {
			err = fmt.Errorf("leave the ledger's moment: %w", leaving)
		}
	}()
	return f(ctx, s)
}

// moment begins the transaction and runs the statement that fixes the moment, in one round trip: a page asks many questions.
func (l *Ledger) moment(ctx context.Context) (*snapshot, error) {
	conn, err := l.pool.Acquire(ctx)
	if err != nil {
		return nil, err
	}
	s := &snapshot{tx: conn, trust: l.trust, answered: &l.inboxes, began: time.Now()}
	var us int64
	var both pgx.Batch
	both.Queue(sqlBeginMoment)
	both.Queue(sqlMoment).QueryRow(func(row pgx.Row) (err error) {
		s.clock, err = scanClock(row, &us, &s.size, &s.own.keys, &s.own.others)
		return err
	})
	if err := conn.SendBatch(ctx, &both).Close(); err != nil {
		return nil, errors.Join(err, leave(ctx, conn))
	}
	l.tolerate(time.Duration(us) * time.Microsecond)
	return s, nil
}

// leave ends the transaction of a connection, in which there is nothing to undo, and gives the connection back. One that cannot even say so is
// thrown away by the pool.
func leave(ctx context.Context, conn *pgxpool.Conn) (err error) {
	defer conn.Release()
	if conn.Conn().IsClosed() {
		return nil // who closed it has told why
	}
	_, err = conn.Exec(context.WithoutCancel(ctx), sqlEndMoment)
	return err
}

func (s *snapshot) Size() int64      { return s.size }
func (s *snapshot) Began() time.Time { return s.began }
func (s *snapshot) Clock() Clock     { return s.clock }

func (s *snapshot) Read(ctx context.Context, q Query) ([]Event, error) {
	return s.trust.read(ctx, s.tx, &s.own, q)
}

func (s *snapshot) Answer(ctx context.Context, stream, command string) (Answered, bool, error) {
	return answer(ctx, s.tx, stream, command)
}

func (s *snapshot) Streams(ctx context.Context, prefix string) ([]string, error) {
	rows, err := s.tx.Query(ctx, sqlStreams, prefix, endOf(prefix))
	if err != nil {
		return nil, fmt.Errorf("read the names of streams: %w", err)
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("read the names of streams: %w", err)
	}
	return names, nil
}

func (s *snapshot) Version(ctx context.Context, stream string) (int64, error) {
	var version int64
	if err := s.tx.QueryRow(ctx, sqlVersion, stream).Scan(&version); err != nil {
		return 0, fmt.Errorf("read the version of %s: %w", stream, err)
	}
	return version, nil
}

// Clock reads the programme clock.
func (l *Ledger) Clock(ctx context.Context) (Clock, error) {
	return reread(ctx, l, func() (Clock, error) { return scanClock(l.pool.QueryRow(ctx, sqlClock)) })
}

// SetClock sets the programme clock, forward; the identity cannot be set. A zero instant or rate keeps what is.
func (l *Ledger) SetClock(ctx context.Context, programme time.Time, rate float64, running bool) error {
	var instant *time.Time
	if !programme.IsZero() {
		instant = &programme
	}
	var speed *float64
	if rate != 0 {
		speed = &rate
	}
	if _, err := l.pool.Exec(ctx, sqlClockSet, instant, speed, running); err != nil {
		return fmt.Errorf("set the programme clock: %w", err)
	}
	return nil
}

// KeepClockAlive lets the programme clock run for a while longer, and stand still then: a heartbeat. Without one it runs for ever.
func (l *Ledger) KeepClockAlive(ctx context.Context, lease time.Duration) error {
	if _, err := l.pool.Exec(ctx, sqlClockAlive, lease.Microseconds()); err != nil {
		return fmt.Errorf("keep the programme clock alive: %w", err)
	}
	return nil
}
