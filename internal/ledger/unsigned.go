package ledger

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"twinning.example/engine/internal/ledger/format"
)

// UnsignedTail is the end of the ledger behind the last batch that a registered key has signed. Nobody decides on what is in it, and nothing is
// appended behind it.
type UnsignedTail struct {
	From, To int64 // the positions [From, To); equal: there is none
	Batches  []UnsignedBatch
	Events   []UnsignedEvent
}

// UnsignedBatch is a batch that no registered key has signed.
type UnsignedBatch struct {
	First, Size int64
	Signer      string // id of the key that it names
	Why         string // why that does not count
}

// UnsignedEvent is an event of an unsigned tail, as its row names it.
type UnsignedEvent struct {
	Position              int64
	Stream, Kind, Command string
}

// UnsignedTail looks for one. A batch counts as signed where its key was registered before it, whether or not that key was revoked since. An
// error says that nobody knows, because keys before the tail were changed.
func (l *Ledger) UnsignedTail(ctx context.Context) (UnsignedTail, error) {
	return reread(ctx, l, func() (UnsignedTail, error) { return l.unsignedTail(ctx, l.pool) })
}

func (l *Ledger) unsignedTail(ctx context.Context, db querier) (tail UnsignedTail, err error) {
	if len(l.trust.roots) == 0 {
		return tail, fmt.Errorf("look for an unsigned end: no operator's public key is trusted: name its file (TWINNING_TRUST): %w", ErrNoTrust)
	}
	for before := int64(math.MaxInt64); ; {
		b, err := scanBatch(db.QueryRow(ctx, sqlBatchBefore, before))
		if errors.Is(err, pgx.ErrNoRows) {
			return tail, fmt.Errorf("look for an unsigned end: no batch is signed by a registered key: is this the ledger of that operator's key? %w", ErrNoTrust)
		}
		if err != nil {
			return tail, fmt.Errorf("look for an unsigned end: %w", err)
		}
		why, err := l.unsigned(ctx, db, b)
		if err != nil {
			return tail, fmt.Errorf("look for an unsigned end: %w", err)
		}
		if why == nil {
			tail.From = b.Size
			break
		}
		tail.Batches = append(tail.Batches, UnsignedBatch{b.First, b.Size, b.Signer, why.Error()})
		before = b.Size
	}
	slices.Reverse(tail.Batches)
	rows, err := db.Query(ctx, `SELECT position, stream, kind, coalesce(command, '') FROM ledger.events WHERE position >= $1 ORDER BY position`, tail.From)
	if err != nil {
		return tail, fmt.Errorf("look for an unsigned end: %w", err)
	}
	if tail.Events, err = pgx.AppendRows(tail.Events, rows, pgx.RowToStructByPos[UnsignedEvent]); err != nil {
		return tail, fmt.Errorf("look for an unsigned end: %w", err)
	}
	tail.To = tail.From
	if n := len(tail.Batches); n > 0 {
		tail.To = tail.Batches[n-1].Size
	}
	if n := len(tail.Events); n > 0 {
		tail.To = max(tail.To, tail.Events[n-1].Position+1)
	}
	return tail, nil
}

// unsigned says why a batch does not count as signed, by the keys that were registered before its end; nil: it does.
func (l *Ledger) unsigned(ctx context.Context, db querier, b format.Batch) (why, err error) {
	known, events, err := readRegistry(ctx, db, l.trust.roots, b.Size)
	if err != nil {
		return nil, err
	}
	if _, why := known.Signer(b); why != nil {
		return why, nil
	}
	if known.Damaged != nil {
		return nil, fmt.Errorf("%s is damaged, so nobody knows what is signed: %w: %w", KeysStream, known.Damaged, ErrNoTrust)
	}
	// What is signed by a registered key stays: each of those registrations must itself be in a batch that is.
	t := &trust{roots: l.trust.roots, leaves: leaves{}}
	t.registry.Store(known)
	proved, err := t.proveBatches(ctx, db, events)
	if err != nil {
		return nil, err
	}
	for _, e := range events {
		if _, ok := proved[e.Position]; !ok {
			return nil, fmt.Errorf("position %d of %s is in no batch that a registered key has signed, so nobody knows what is signed: %w", e.Position, KeysStream, ErrNoTrust)
		}
	}
	return nil, nil
}

// RemoveUnsignedTail removes a tail that UnsignedTail has found, with whatever else stands for its events, under the append lock; dsn is the
// role twinning_owner's, or a superuser's. Where the tail is another one by now, nothing is removed: ErrConflict. A body that an event of the
// tail erased does not come back.
func (l *Ledger) RemoveUnsignedTail(ctx context.Context, dsn string, tail UnsignedTail) (err error) {
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		return fmt.Errorf("remove an unsigned end: %w", err)
	}
	config.RuntimeParams["lock_timeout"] = "10s"
	becomeOwner(config)
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return fmt.Errorf("remove an unsigned end: %w", err)
	}
	defer func() { err = errors.Join(err, conn.Close(context.WithoutCancel(ctx))) }()
	err = pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, sqlLock); err != nil {
			return err
		}
		now, err := l.unsignedTail(ctx, tx)
		if err != nil {
			return err
		}
		if now.From != tail.From || now.To != tail.To || !slices.Equal(now.Batches, tail.Batches) || !slices.Equal(now.Events, tail.Events) {
			return fmt.Errorf("it begins at position %d now and ends before %d: look again: %w", now.From, now.To, ErrConflict)
		}
		for _, of := range []struct{ table, condition string }{
			{"key_subjects", "key_id IN (SELECT key_id FROM ledger.keys WHERE position >= $1)"},
			{"keys", "position >= $1"},
			{"answers", "last >= $1"},
			{"erasures", "erased_by >= $1"},
			{"settings", "position >= $1"},
			{"events", "position >= $1"},
			{"batches", "size > $1"},
		} {
			// Its triggers refuse every DELETE; they are off in this transaction alone, which nobody else sees.
			for _, sql := range []string{
				`ALTER TABLE ledger.X DISABLE TRIGGER USER`, `DELETE FROM ledger.X WHERE ` + of.condition, `ALTER TABLE ledger.X ENABLE TRIGGER USER`,
			} {
				args := []any{}
				if strings.Contains(sql, "$1") {
					args = append(args, tail.From)
				}
				if _, err := tx.Exec(ctx, strings.Replace(sql, "ledger.X", "ledger."+of.table, 1), args...); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("remove an unsigned end: nothing was removed: %w", err)
	}
	return nil
}
