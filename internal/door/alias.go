package door

import "twinning.example/engine/internal/door/receipt"

// Receipt is what Submit and Answer give; what it says and how it is checked needs no door.
type Receipt = receipt.Receipt

// The statuses of a receipt.
const (
	Done    = receipt.Done
	Refused = receipt.Refused
	Pending = receipt.Pending
)

// The verdicts on a tender.
const (
	InTime = receipt.InTime
	Late   = receipt.Late
)
