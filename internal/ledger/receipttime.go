package ledger

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// isReceipt tells the receipt of a command from other events.
func (h Header) isReceipt() bool { return strings.HasSuffix(h.Stream, "/in") && !h.Received.IsZero() }

// receiptAge holds to: a receipt is stamped by PostgreSQL's clock, before its batch and within the tolerance of that time. at is its batch's.
func receiptAge(h Header, at time.Time, s settings) error {
	tolerance := time.Duration(s.ToleranceUS) * time.Microsecond
	age := at.Sub(h.Stamped)
	switch {
	case h.Stamped.IsZero():
		return fmt.Errorf("it was received at %s and has no stamp", h.Received.Format(instantLayout))
	case age < 0:
		return fmt.Errorf("it was stamped %s after it was recorded", -age)
	case age >= tolerance:
		return fmt.Errorf("it was recorded %s after it was stamped, and the tolerance was %s", age, tolerance)
	case s.Clock == "identity" && !h.Received.Equal(h.Stamped):
		return fmt.Errorf("it was received at %s and stamped at %s by the same clock", h.Received.Format(instantLayout), h.Stamped.Format(instantLayout))
	case h.Received.After(h.Recorded):
		return fmt.Errorf("it was received at %s and recorded before that", h.Received.Format(instantLayout))
	}
	return nil
}

// receiptOrder holds to: the programme clock never goes back, so a receipt is not received before what had been recorded when it was stamped.
func receiptOrder(h Header, before time.Time) error {
	if h.Received.Before(before) {
		return fmt.Errorf("it was received at %s, and when it was stamped the ledger had recorded something at %s",
			h.Received.Format(instantLayout), before.Format(instantLayout))
	}
	return nil
}

// judgeReceipts sets Untrusted on each receipt whose instant cannot be right.
func (l leaves) judgeReceipts(ctx context.Context, db querier, own *ownFacts, events []Event) error {
	var numbers, positions []int64
	var stamps []time.Time
	for i := range events {
		e := &events[i]
		if !e.isReceipt() || e.Untrusted != "" {
			continue
		}
		s, ok := own.at(e.Position)
		if !ok {
			e.Untrusted = "nothing says which tolerance held when it was recorded"
			continue
		}
		if err := receiptAge(e.Header, l[e.Position].batch.at, s); err != nil {
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
		if err := receiptOrder(events[n].Header, before); err != nil {
			events[n].Untrusted = err.Error()
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("read what was recorded before a receipt: %w", err)
	}
	return nil
}
