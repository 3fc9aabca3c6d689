package main

import (
	"slices"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/twinning"
)

// unsealed tells whether the tenders of a call may be read: their opening is
// recorded. That a moment for it has passed is not enough, since somebody may
// have been given more time before it.
func unsealed(c call.Call) bool {
	switch c.Stage {
	case call.Opened, call.Evaluating, call.Decided, call.Running, call.Finished:
		return true
	case call.Cancelled: // what was sealed then stays sealed
		return !c.OpenedAt.IsZero()
	case call.None, call.Drafted, call.Published, call.Open, call.Shut:
	}
	return false
}

// sealing says why the tenders of a call are sealed, and until when.
func sealing(c call.Call) string {
	if c.Stage == call.Cancelled {
		return "sealed: " + c.Reference + " was cancelled before its opening"
	}
	return "sealed until the opening of " + c.Reference
}

// sealedTo tells whether what a tender says is kept from a reader.
func sealedTo(c call.Call, t twinning.Twinning, reader string) bool {
	return !unsealed(c) && !party(t, reader)
}

// party tells whether a person speaks for a tender, or sent it first where
// nothing of it came in time.
func party(t twinning.Twinning, id string) bool {
	if id == "" {
		return false
	}
	f := t.TenderFact()
	return slices.Contains(f.Parties, id) || slices.Contains(f.Attempts, id)
}
