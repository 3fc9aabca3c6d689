// Package life is all that workflows import of ours: the names of workflow
// types, activities and updates, their inputs and their outcomes. Names are
// final: histories carry them.
package life

import (
	"time"
)

// TaskQueue is where workers look for lives.
const TaskQueue = "twinning-lives"

// Workflow types.
const (
	Call     = "Call"
	Twinning = "Twinning"
)

// Activities.
const (
	Execute = "Execute"
	Deliver = "Deliver"
	Keep    = "Keep"
)

// Silence is after which Temporal takes an activity's worker for dead.
const Silence = 10 * time.Second

// Judge is the update by which the dispatcher says: judge through position N.
const Judge = "judge"

// Input starts a life, or another run of it, with its stream's name alone.
type Input struct {
	Stream string `json:"stream"`
	Ended  string `json:"ended,omitempty"` // the run that ended, whose history is to be kept
}

// Through is the argument of Judge.
type Through struct {
	Position int64 `json:"position"` // of a receipt in the inbox
}

// ExecuteInput names the life that is judged, and the run that asks.
type ExecuteInput struct {
	Stream   string `json:"stream"`
	Workflow string `json:"workflow"`
	Run      string `json:"run"`
	Version  int64  `json:"version,omitempty"` // of the stream, as the life knows it; 0 none
}

// Now is all that a life keeps: where it stands and when it must look again.
type Now struct {
	Version int64  `json:"version"` // of the stream
	Judged  int64  `json:"judged"`  // ledger position up to which the inbox was read
	Stage   string `json:"stage"`
	// WakeAfter is a real duration from the return of Execute; with Wakes false
	// the life waits for the dispatcher alone.
	WakeAfter time.Duration `json:"wake_after"`
	Wakes     bool          `json:"wakes"`
	Moment    time.Time     `json:"moment,omitzero"` // the programme instant it wakes for
	Letters   int           `json:"letters"`         // promised and not yet delivered
	Counted   int64         `json:"counted"`         // size of the ledger at which those letters were counted
	Over      bool          `json:"over"`            // nothing is awaited any more
	// Restored: the stream is shorter than the life knew it, as after the ledger
	// was restored from before. The life takes this in place of what it knew.
	Restored bool `json:"restored,omitempty"`
	// Parked: the life failed again and again, and waits for an operator. It
	// takes this at any version, and is told of no moment.
	Parked bool `json:"parked,omitempty"`
}

// DeliverInput names the life whose letters wait.
type DeliverInput struct {
	Stream string `json:"stream"`
}

// Left is what Deliver leaves behind.
type Left struct {
	Letters    int           `json:"letters"`
	Version    int64         `json:"version"`     // of the life's stream, as Deliver saw it
	Counted    int64         `json:"counted"`     // size of the ledger at which the letters were counted
	RetryAfter time.Duration `json:"retry_after"` // when to try the rest again
}

// KeepInput names a run whose history is to be stored by its hash.
type KeepInput struct {
	Stream   string `json:"stream"`
	Workflow string `json:"workflow"`
	Run      string `json:"run"`
}

// Suffixes of the streams that stand beside a life's own.
const (
	InboxSuffix   = "/in"
	LettersSuffix = "/letters"
)

// Inbox is where the commands of a life are received.
func Inbox(stream string) string { return stream + InboxSuffix }

// Letters is where the fate of a life's letters stands.
func Letters(stream string) string { return stream + LettersSuffix }
