package ledger

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"twinning.example/engine/internal/ledger/format"
)

// judgeReceipts sets Untrusted on each receipt whose instant cannot be right.
func (l leaves) judgeReceipts(ctx context.Context, db querier, own *ownFacts, events []Event) error {
	var numbers, positions []int64
	var stamps []time.Time
	for i := range events {
		e := &events[i]
		if !e.IsReceipt() || e.Untrusted != "" {
			continue
		}
		s, ok := own.at(e.Position)
		if !ok {
			e.Untrusted = "nothing says which tolerance held when it was recorded"
			continue
		}
		if err := format.ReceiptAge(e.Header, l[e.Position].batch.at, s); err != nil {
			e.Untrusted = err.Error()
			continue
		}
		if s.Clock != "identity" {
			numbers, positions, stamps = append(numbers, int64(i)), append(positions, e.Position), append(stamps, e.Stamped)
		}
	}
	if len(numbers) == 0 {
		return nil
	}
	rows, err := db.Query(ctx, sqlRecordedBefore, numbers, positions, stamps)
	if err != nil {
		return fmt.Errorf("read what was recorded before a receipt: %w", err)
	}
	var n int64
	var before time.Time
	_, err = pgx.ForEachRow(rows, []any{&n, &before}, func() error {
		if err := format.ReceiptOrder(events[n].Header, before); err != nil {
			events[n].Untrusted = err.Error()
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("read what was recorded before a receipt: %w", err)
	}
	return nil
}
