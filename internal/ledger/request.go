package ledger

import (
	"errors"
	"time"
)

// Any is an expectation that every version meets.
const Any = -1

// Request is one append: all of its events or none.
type Request struct {
	Stream  string
	Expect  int64     // the number of events that the stream must have; Any
	Command string    // identity of the request in its stream ("" none): known -> the stored answer
	Stamp   time.Time // the database instant at which the door stamped the receipt; zero: none. As old as the tolerance: ErrStale
	Seen    int64     // the size of the ledger at which the caller read what it needed; -1 none. Each header records it
	Guards  []string  // streams that must have no event at a position >= Seen, else ErrConflict; "*" at the end stands for anything but "/"
	Elapsed time.Time // the latest programme instant that this append lets elapse; not passed by the tolerance: ErrTooEarly
	Drafts  []Draft
	Answers []Answer // what this append answers. None, and Command set: all drafts answer Command

	own bool // it is the ledger itself that appends, to one of its own streams
}

// Answer says which drafts of a request answer a command. Each of them carries that command, and each draft that carries a command
// belongs to one answer.
type Answer struct {
	Command string
	First   int // index into Drafts
	Count   int // at least 1
	Fold    int
	State   [32]byte // SHA-256 of the state after them; zero: none
	Status  string   // "": recorded
	Code    string   // the verdict, or rule/code of a refusal; "": none
}

// StatusRecorded is the status of what has an identity and is answered by nothing else than its record: a receipt, a person.
const StatusRecorded = "recorded"

// Appended is the outcome of an append that is in the ledger.
type Appended struct {
	Known  bool    // the command was answered before; Events is what stands there
	Events []Event // in order
	Size   int64   // one more than the position of the last of them
}

// The decisions that a caller of Append takes.
var (
	ErrConflict    = errors.New("somebody else was first: read again and decide again")
	ErrStale       = errors.New("the receipt is older than the tolerance: nothing was recorded, stamp it again")
	ErrTooEarly    = errors.New("the clock has not passed that moment by the tolerance: nothing was recorded, come again later")
	ErrUnavailable = errors.New("the ledger cannot be reached: nothing was recorded, try again")
	ErrUnknown     = errors.New("the connection was lost while it was being recorded: ask again with the same command")
	ErrInvalid     = errors.New("the ledger does not take this: nothing was recorded")
	ErrNoTrust     = errors.New("nothing can be trusted: neither this nor anything else in the ledger")
	ErrUntrusted   = errors.New("this was not recorded by a key that may record it: verify the ledger")
	ErrRevoked     = errors.New("this process's signing key is revoked: nothing was recorded")
	ErrClosed      = errors.New("the ledger is closed")
)

// errNothing: the caller left before the request was taken up.
var errNothing = errors.New("nothing was recorded")

// ErrRemoved is met by who reads a body that is gone.
var ErrRemoved = errors.New("the body was erased")
