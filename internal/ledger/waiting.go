package ledger

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

const (
	sqlWaiting = `SELECT e.position, left(e.stream, -3), e.command, e.leaf FROM ledger.events e
		WHERE e.position >= $1 AND e.position < $2 AND right(e.stream, 3) = '/in' AND e.command IS NOT NULL
		AND NOT EXISTS (SELECT FROM ledger.answers a WHERE a.stream = left(e.stream, -3) AND a.command = e.command)
		ORDER BY e.position LIMIT $3`
	sqlStillWaiting = `SELECT r.n FROM unnest($1::bigint[], $2::text[], $3::text[]) AS r(n, stream, command)
		WHERE NOT EXISTS (SELECT FROM ledger.answers a WHERE a.stream = r.stream AND a.command = r.command) ORDER BY r.n`
)

// Waiting is a receipt without an answer.
type Waiting struct {
	Position int64
	Stream   string // of the life that owes the answer
	Command  string
	Leaf     [32]byte // of the receipt
}

// Waiting lists the receipts at positions [from, to) that have no answer, in order, at most limit of them. It reads every event of the range.
func (l *Ledger) Waiting(ctx context.Context, from, to int64, limit int) ([]Waiting, error) {
	return reread(ctx, l, func() ([]Waiting, error) {
		rows, err := l.pool.Query(ctx, sqlWaiting, from, to, limit)
		if err != nil {
			return nil, fmt.Errorf("read the receipts without an answer: %w", err)
		}
		list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (w Waiting, err error) {
			var leaf []byte
			if err = row.Scan(&w.Position, &w.Stream, &w.Command, &leaf); err == nil {
				copy(w.Leaf[:], leaf)
			}
			return w, err
		})
		if err != nil {
			return nil, fmt.Errorf("read the receipts without an answer: %w", err)
		}
		return list, nil
	})
}

// StillWaiting returns those that have no answer yet, in their order. It reads nothing but their answers.
func (l *Ledger) StillWaiting(ctx context.Context, list []Waiting) ([]Waiting, error) {
	if len(list) == 0 {
		return nil, nil
	}
	numbers, streams, commands := make([]int64, len(list)), make([]string, len(list)), make([]string, len(list))
	for i, w := range list {
		numbers[i], streams[i], commands[i] = int64(i), w.Stream, w.Command
	}
	return reread(ctx, l, func() ([]Waiting, error) {
		rows, err := l.pool.Query(ctx, sqlStillWaiting, numbers, streams, commands)
		if err != nil {
			return nil, fmt.Errorf("read the answers to receipts: %w", err)
		}
		left, err := pgx.CollectRows(rows, pgx.RowTo[int64])
		if err != nil {
			return nil, fmt.Errorf("read the answers to receipts: %w", err)
		}
		still := make([]Waiting, len(left))
		for i, n := range left {
			still[i] = list[n]
		}
		return still, nil
	})
}

// AnswersTo reads the events of the answers to some commands, and returns those that have none yet, in their order. Of each it reads stream and
// command alone.
func (l *Ledger) AnswersTo(ctx context.Context, list []Waiting) (events []Event, still []Waiting, err error) {
	if len(list) == 0 {
		return nil, nil, nil
	}
	numbers, streams, commands := make([]int64, len(list)), make([]string, len(list)), make([]string, len(list))
	for i, w := range list {
		numbers[i], streams[i], commands[i] = int64(i), w.Stream, w.Command
	}
	positions, err := reread(ctx, l, func() (positions []int64, err error) {
		still = nil
		rows, err := l.pool.Query(ctx, sqlAnswersTo, numbers, streams, commands)
		if err != nil {
			return nil, fmt.Errorf("read the answers to commands: %w", err)
		}
		next := 0
		var n int
		var first, last int64
		if _, err = pgx.ForEachRow(rows, []any{&n, &first, &last}, func() error {
			still = append(still, list[next:n]...)
			next = n + 1
			for p := first; p <= last; p++ {
				positions = append(positions, p)
			}
			return nil
		}); err != nil {
			return nil, fmt.Errorf("read the answers to commands: %w", err)
		}
		still = append(still, list[next:]...)
		return positions, nil
	})
	if err != nil || len(positions) == 0 {
		return nil, still, err
	}
	events, err = l.Read(ctx, Query{Positions: positions})
	return events, still, err
}
