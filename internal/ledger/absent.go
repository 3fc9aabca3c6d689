package ledger

import "errors"

// What is missing, or stands in the way, so that an operator can be told what to do.
var (
	// ErrNoLedger says that the database has not been migrated.
	ErrNoLedger = errors.New("this database holds no ledger yet")
	// ErrHalted says that nothing is appended behind a batch that cannot be trusted.
	ErrHalted = errors.New("nothing is appended behind it until an operator has looked")
)
