package ledger

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"
	"twinning.example/engine/internal/ledger/format"
)

// ErrAwaited is the cause where a command in the inbox of a life waits for its answer.
var ErrAwaited = errors.New("a command waits there for its answer: nothing was recorded, come again later")

// Expire destroys what is sealed in the streams of a life whose retention has ended: bodies, salts and keys, whomever they concern, and the
// keys of its files. First it records what goes, by kind and subject. This process signs with a worker's key; eraseDSN is the role
// twinning_erase's. passed is the position up to which what the events of the life mean for others was passed on. Where nothing is sealed there
// any more, it records nothing: removed is 0. ErrAwaited where a command waits to be judged, ErrConflict where something was appended to the
// life from passed on. What a process that died has recorded and not done is done by FinishErasures, which comes first.
func (l *Ledger) Expire(ctx context.Context, eraseDSN, life string, passed int64) (removed int64, err error) {
	var ended int64
	if err := l.Snapshot(ctx, func(ctx context.Context, from Snapshot) (err error) {
		passed = min(passed, from.Size())
		if ended, err = retentionEnded(ctx, from, life); err != nil {
			return err
		}
		waiting, err := from.Unanswered(ctx, life)
		if slices.ContainsFunc(waiting, func(e Event) bool { return e.Untrusted == "" }) { // nobody judges what is not trusted
			return ErrAwaited
		}
		return err
	}); err != nil {
		return 0, fmt.Errorf("destroy what is sealed in %s: %w", life, err)
	}
	e := format.BodiesExpired{Life: life, Ended: ended, Subjects: []string{life}}
	if e.Bodies, err = l.sealedIn(ctx, life); err != nil || len(e.Bodies) == 0 {
		return 0, err
	}
	draft, err := ownDraft(format.BodiesExpiredKind, e)
	if err != nil {
		return 0, err
	}
	draft.Actor = format.EngineActor
	appended, err := l.Append(ctx, Request{Stream: ErasuresStream, Expect: Any, Seen: passed, Guards: format.StreamsOf(life), Drafts: []Draft{draft}, own: true})
	if err != nil {
		return 0, fmt.Errorf("destroy what is sealed in %s: %w", life, err)
	}
	conn, err := pgx.Connect(ctx, eraseDSN)
	if err != nil {
		return 0, fmt.Errorf("destroy what is sealed in %s: %w", life, err)
	}
	defer func() { err = errors.Join(err, conn.Close(context.WithoutCancel(ctx))) }()
	return eraseBy(ctx, conn, appended.Events[0].Position)
}

// FinishErasures does what events say and a process that died has not done.
func (l *Ledger) FinishErasures(ctx context.Context, eraseDSN string) (removed int64, err error) {
	conn, err := pgx.Connect(ctx, eraseDSN)
	if err != nil {
		return 0, fmt.Errorf("finish erasures: %w", err)
	}
	defer func() { err = errors.Join(err, conn.Close(context.WithoutCancel(ctx))) }()
	return l.finishErasures(ctx, conn)
}

// retentionEnded is the position of the event that ended the retention of a life; ErrInvalid where it is kept still.
func retentionEnded(ctx context.Context, from Snapshot, life string) (int64, error) {
	events, err := from.Read(ctx, Query{Stream: life, Kinds: []string{format.RetentionEnded}, Trusted: true})
	if err != nil {
		return 0, err
	}
	if len(events) == 0 {
		return 0, fmt.Errorf("its retention has not ended: %w", ErrInvalid)
	}
	if first := events[0]; first.Untrusted != "" {
		return 0, fmt.Errorf("position %d: %s: %w", first.Position, first.Untrusted, ErrUntrusted)
	}
	return events[0].Position, nil
}

// sealedIn counts what is sealed in the streams of a life.
func (l *Ledger) sealedIn(ctx context.Context, life string) ([]format.Expired, error) {
	rows, err := l.pool.Query(ctx, sqlSealedIn, format.StreamsOf(life))
	if err != nil {
		return nil, fmt.Errorf("read what is sealed in %s: %w", life, err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[format.Expired])
	if err != nil {
		return nil, fmt.Errorf("read what is sealed in %s: %w", life, err)
	}
	return list, nil
}

// Expirations are the events that count and by which what was sealed in a life was destroyed, in order.
func (l *Ledger) Expirations(ctx context.Context, life string) ([]format.BodiesExpired, error) {
	events, err := l.Read(ctx, Query{Stream: ErasuresStream, Kinds: []string{format.BodiesExpiredKind}, Trusted: true})
	if err != nil {
		return nil, err
	}
	var list []format.BodiesExpired
	lives := l.trust.own.Load().lives
	for _, e := range events {
		var said format.BodiesExpired
		if lives[e.Position] == life && json.Unmarshal(e.Stored, &said) == nil {
			list = append(list, said)
		}
	}
	return list, nil
}
