package format

import (
	"fmt"
	"strings"
	"time"
)

// IsReceipt tells the receipt of a command from other events.
func (h Header) IsReceipt() bool { return strings.HasSuffix(h.Stream, "/in") && !h.Received.IsZero() }

// ReceiptAge holds to: a receipt is stamped by PostgreSQL's clock, before its batch and within the tolerance of that time. at is its batch's.
func ReceiptAge(h Header, at time.Time, s Settings) error {
	tolerance := time.Duration(s.ToleranceUS) * time.Microsecond
	age := at.Sub(h.Stamped)
	switch {
	case h.Stamped.IsZero():
		return fmt.Errorf("it was received at %s and has no stamp", h.Received.Format(InstantLayout))
	case age < 0:
		return fmt.Errorf("it was stamped %s after it was recorded", -age)
	case age >= tolerance:
		return fmt.Errorf("it was recorded %s after it was stamped, and the tolerance was %s", age, tolerance)
	case s.Clock == "identity" && !h.Received.Equal(h.Stamped):
		return fmt.Errorf("it was received at %s and stamped at %s by the same clock", h.Received.Format(InstantLayout), h.Stamped.Format(InstantLayout))
	case h.Received.After(h.Recorded):
		return fmt.Errorf("it was received at %s and recorded before that", h.Received.Format(InstantLayout))
	}
	return nil
}

// ReceiptOrder holds to: the programme clock never goes back, so a receipt is not received before what had been recorded when it was stamped.
func ReceiptOrder(h Header, before time.Time) error {
	if h.Received.Before(before) {
		return fmt.Errorf("it was received at %s, and when it was stamped the ledger had recorded something at %s",
			h.Received.Format(InstantLayout), before.Format(InstantLayout))
	}
	return nil
}
