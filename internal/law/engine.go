package law

import (
	"encoding/json"
	"errors"
)

// These events stand in the streams of lives and of their inboxes, and belong
// to no one law: they are the engine's own.

// CommandReceived is the receipt of a command, in the inbox of its life. Who
// sent it and when stand in the header.
type CommandReceived struct {
	Name    string          `json:"kind"`
	Command json.RawMessage `json:"command"`
	// Nonce is drawn at random by the door for a command of a kind that is sealed:
	// 16 bytes in hexadecimal. It is sealed with it and given to the sender alone.
	// What the law keeps of the content in the clear is keyed by it, so that
	// nobody else can find out whether they have guessed the content.
	Nonce string `json:"nonce,omitempty"`
	// Edition is that of the law when the command was received.
	Edition Edition `json:"edition,omitempty"`
}

// CommandRefused is the law's no to a command: a fact.
type CommandRefused struct {
	Name string `json:"kind"`
	Refusal
}

// CommandUnjudged says that a command could not be judged at all, after three
// attempts. The life goes on; staff are told.
type CommandUnjudged struct {
	Name     string `json:"kind"`
	Code     string `json:"code"` // kebab-case: see below; the log of the worker says more
	Attempts int    `json:"attempts"`
	Promise
}

// Why a command could not be judged.
const (
	Unknown    = "unknown-kind" // no law has a command of this kind
	Unreadable = "unreadable"   // its body is not what such a command is
	Erased     = "erased"       // its body was erased before it could be judged
	Untrusted  = "untrusted"    // nobody who may receive commands recorded it, or not when it says
	Unsealed   = "unsealed"     // it must be sealed on its way in, and was not
	Failed     = "law-failed"   // the law panicked, or said nothing
)

// A CannotJudge is the error of a command that cannot be judged, with its code.
type CannotJudge struct {
	Code string
	Err  error
}

func (e *CannotJudge) Error() string { return e.Err.Error() }
func (e *CannotJudge) Unwrap() error { return e.Err }

// UnjudgedCode is the code for an error that a command could not be judged for;
// an error that does not say is of the code otherwise.
func UnjudgedCode(err error, otherwise string) string {
	var no *CannotJudge
	switch {
	case errors.As(err, &no):
		return no.Code
	case errors.Is(err, ErrUnknownKind):
		return Unknown
	}
	return otherwise
}

// HistoryKept says that the history of an ended run is stored, by its hash.
type HistoryKept struct {
	Run    string `json:"run"`
	SHA256 string `json:"sha256"` // of the history as JSON
	Bytes  int    `json:"bytes"`
	Events int    `json:"events"`
}

// LifeParked says that the engine leaves a life alone after it failed again and
// again: it is brought nothing until an operator nudges it. It stands in the
// life's own stream, or in its call's where that cannot be read or reached.
type LifeParked struct {
	Stream   string `json:"stream"`           // the life that is parked
	By       string `json:"by"`               // who met the failure: life, dispatcher, relay
	Code     string `json:"code"`             // kebab-case: what failed
	Moment   string `json:"moment,omitempty"` // key of the moment that the law failed over
	Attempts int    `json:"attempts"`
	Promise
}

func (CommandReceived) Kind() string { return "command-received.v1" }
func (CommandRefused) Kind() string  { return "command-refused.v1" }
func (CommandUnjudged) Kind() string { return "command-unjudged.v1" }
func (HistoryKept) Kind() string     { return "history-kept.v1" }
func (LifeParked) Kind() string      { return "life-parked.v1" }

// Sealed: why something could not be judged may quote it.
func (CommandUnjudged) Sealed() bool { return true }

// EngineEvents reads the engine's own events.
var EngineEvents = NewCatalogue[Event](CommandReceived{}, CommandRefused{}, CommandUnjudged{}, HistoryKept{}, LifeParked{})

// EngineRecord tells whether a kind is what the engine records of its own doing:
// no decision, and no answer to anybody's command.
func EngineRecord(kind string) bool {
	return kind == HistoryKept{}.Kind() || kind == LifeParked{}.Kind()
}

// Promised is a letter with the event that promised it.
type Promised struct {
	ID string // <event version>/<n>
	Letter
	Version int64
}
