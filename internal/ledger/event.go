package ledger

import "time"

// Draft is an event to be: the ledger gives it position, version and recorded instant.
type Draft struct {
	Kind     string
	Body     []byte
	Subjects []string // not empty: sealed by a key of its own, which concerns these ("person/p-..", "twinning/CALL/SIX")

	Received  time.Time // a programme instant; zero: none
	Due       time.Time // a programme instant: see Header
	Effective string    // YYYY-MM-DD; "" none
	Actor     string
	For       string
	Command   string // set: this event belongs to the answer to that command
	Cause     string
	Rules     string
	Workflow  string
	Run       string
}

// Answered is the stored answer to a command.
type Answered struct {
	Stream  string
	Command string
	First   int64 // positions of its first and last event
	Last    int64
	Version int64 // of the stream after them
	Fold    int   // the fold that State was computed by
	State   [32]byte
	Status  string
	Code    string
	Events  []Event
}
