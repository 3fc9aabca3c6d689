package ledger

import "time"

// Event is one event as it is stored.
type Event struct {
	Header
	HeaderBytes []byte   // the frozen text; Header is what it says
	Stored      []byte   // the body, or its ciphertext where it is sealed; nil when Removed
	Salt        []byte   // 32 random bytes; nil when Removed
	BodyHash    [32]byte // SHA-256(Salt ‖ Stored)
	Leaf        [32]byte // RFC 6962 leaf hash of HeaderBytes ‖ BodyHash
	Removed     bool     // erased, with its salt and its key
	Untrusted   string   // why this event must not be decided on; "": nothing speaks against it, or nobody asked (Query.Trusted)
}

// Sealed says whether the body is, or was, kept as ciphertext under a key of its own.
func (e Event) Sealed() bool { return e.SealedBy != "" }

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
