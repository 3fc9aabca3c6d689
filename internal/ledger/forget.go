package ledger

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"twinning.example/engine/internal/ledger/format"
)

const (
	forgetEvery = 500 * time.Millisecond
	// aliveFor is how long a process that says nothing any more is waited for.
	aliveFor = 5 * time.Second
)

// Forget tells this process, until ctx ends, what it must no longer keep in memory: the streams whose bodies were erased, as soon as they
// are gone: what is recorded and not done yet is still read. It says in the ledger how far it has come, so that whoever erases can wait for
// it: see Forgotten. It begins with what is erased from now on: call it before anything is read that will be kept. name is of the process, for
// people. A database that is away is waited for; trouble hears of it.
func (l *Ledger) Forget(ctx context.Context, name string, forget func(ctx context.Context, streams []string) error, trouble func(error)) error {
	upto, err := l.Size(ctx)
	if err != nil {
		return fmt.Errorf("follow what is erased: %w", err)
	}
	id := rand.Text()
	if err := l.sayForgot(ctx, id, name, upto); err != nil {
		return err
	}
	go func() {
		defer func() {
			ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
			defer cancel()
			if _, err := l.pool.Exec(ending, sqlProcessEnds, id); err != nil && !strings.Contains(err.Error(), "closed pool") {
				trouble(fmt.Errorf("say that this process keeps nothing any more: %w", err))
			}
		}()
		for {
			_, more := l.notifier.watch()
			forgetting, cancel := context.WithTimeout(ctx, aliveFor/2)
			next, err := l.forgetFrom(forgetting, upto, forget)
			cancel()
			if err == nil {
				upto = next
			}
			// Also where it could not forget: it lives, and is waited for.
			if err = errors.Join(err, l.sayForgot(ctx, id, name, upto)); err != nil && ctx.Err() == nil {
				trouble(err)
			}
			select {
			case <-more:
			case <-time.After(forgetEvery):
			case <-ctx.Done():
				return
			}
		}
	}()
	return nil
}

// forgetFrom handles the erasures from a position on, and returns the position up to which there are none left: at most that of one which is
// recorded and not done.
func (l *Ledger) forgetFrom(ctx context.Context, from int64, forget func(context.Context, []string) error) (int64, error) {
	size, err := l.Size(ctx)
	if err != nil || size <= from {
		return from, err
	}
	events, err := l.Read(ctx, Query{Stream: ErasuresStream, From: from, To: size, Trusted: true})
	if err != nil {
		return from, fmt.Errorf("read what is erased: %w", err)
	}
	for _, e := range events {
		if e.Untrusted != "" {
			continue // it erases nothing
		}
		left, err := l.stillThere(ctx, e)
		if err != nil {
			return from, fmt.Errorf("read what is erased: %w", err)
		}
		if left {
			return e.Position, nil // it may be read and kept until it is gone
		}
		streams, err := l.erasedStreams(ctx, e)
		if err != nil {
			return from, fmt.Errorf("read what is erased: %w", err)
		}
		if err := forget(ctx, streams); err != nil {
			return from, fmt.Errorf("forget what position %d erased: %w", e.Position, err)
		}
	}
	return size, nil
}

// erasedStreams are those in which an event erases bodies.
func (l *Ledger) erasedStreams(ctx context.Context, e Event) ([]string, error) {
	if e.Kind == format.BodiesExpiredKind {
		life := readExpiry(e.Stored).life
		if life == "" {
			return nil, nil // it erases nothing
		}
		return format.StreamsOf(life), nil
	}
	var said format.BodiesErased
	if json.Unmarshal(e.Stored, &said) != nil {
		return nil, nil
	}
	rows, err := l.pool.Query(ctx, sqlStreamsOf, said.Positions)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

func (l *Ledger) sayForgot(ctx context.Context, id, name string, upto int64) error {
	if _, err := l.pool.Exec(ctx, sqlProcessForgot, id, name, upto, aliveFor.Microseconds()); err != nil {
		return fmt.Errorf("say how far what is erased was forgotten: %w", err)
	}
	return nil
}

// Forgotten returns when every running process has forgotten what the event at a position erased. Where ctx ends first the error names those
// that have not.
func (l *Ledger) Forgotten(ctx context.Context, position int64) error {
	var behind []string // when it was last looked
	for {
		rows, err := l.pool.Query(ctx, sqlProcessesBehind, position)
		var names []string
		if err == nil {
			names, err = pgx.CollectRows(rows, pgx.RowTo[string])
		}
		switch {
		case err != nil && ctx.Err() != nil && len(behind) > 0:
			return fmt.Errorf("%s: %w", strings.Join(behind, ", "), context.Cause(ctx))
		case err != nil:
			return fmt.Errorf("read which processes have forgotten: %w", err)
		case len(names) == 0:
			return nil
		}
		if behind = names; sleep(ctx, 50*time.Millisecond) != nil {
			return fmt.Errorf("%s: %w", strings.Join(behind, ", "), context.Cause(ctx))
		}
	}
}
