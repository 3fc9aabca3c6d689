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
	Call           = "Call"
	Twinning       = "Twinning"
	Programme      = "Programme"
	Administration = "Administration"
	Invitation     = "Invitation"
	Organisation   = "Organisation"
	Market         = "Market"
	Entry          = "Entry"
	Interest       = "Interest"
	Survey         = "Survey"
	Masterclass    = "Masterclass"
	Initiative     = "Initiative"
	Body           = "Body"
)

// Activities.
const (
	Judge   = "Judge"   // decides what was received, by the law, and records it
	Notify  = "Notify"  // sends the letters that were promised
	Archive = "Archive" // stores the history of a run that ended
)

// Silence is after which Temporal takes an activity's worker for dead.
const Silence = 10 * time.Second

// Receive is the update by which the dispatcher says: commands were received, judge through position N.
const Receive = "receive"

// Input starts a life, or another run of it, with its stream's name alone.
type Input struct {
	Stream string `json:"stream"`
	Ended  string `json:"ended,omitempty"` // the run that ended, whose history is to be kept
}

// Through is the argument of Receive. It names kinds alone: what commands hold
// stands in the ledger.
type Through struct {
	Commands []string `json:"commands,omitempty"` // what is brought, as Kinds lists it
	Reason   string   `json:"reason,omitempty"`   // why the life is asked without a new receipt: nudge, restore, look, moment, again
	Position int64    `json:"position"`           // of a receipt in the inbox
}

// JudgeInput names the life that is judged, and the run that asks.
type JudgeInput struct {
	Stream   string `json:"stream"`
	Workflow string `json:"workflow"`
	Run      string `json:"run"`
	Version  int64  `json:"version,omitempty"` // of the stream, as the life knows it; 0 none
}

// Now is all that a life keeps: where it stands and when it must look again.
type Now struct {
	Stage   string   `json:"stage"`
	Events  []string `json:"events,omitempty"` // what this Judge recorded, as Kinds lists it
	Version int64    `json:"version"`          // of the stream
	Judged  int64    `json:"judged"`           // ledger position up to which the inbox was read
	// WakeAfter is a real duration from the return of Judge; with Wakes false
	// the life waits for the dispatcher alone.
	WakeAfter time.Duration `json:"wake_after"`
	Wakes     bool          `json:"wakes"`
	Moment    time.Time     `json:"moment,omitzero"` // the programme instant it wakes for
	Letters   int           `json:"letters"`         // promised and not yet delivered
	Few       bool          `json:"few,omitempty"`   // those letters are so few, and the mail server so quick, that they are sent within the workflow task
	Counted   int64         `json:"counted"`         // size of the ledger at which those letters were counted
	Over      bool          `json:"over"`            // nothing is awaited any more
	// Restored: the stream is shorter than the life knew it, as after the ledger
	// was restored from before. The life takes this in place of what it knew.
	Restored bool `json:"restored,omitempty"`
	// Parked: the life failed again and again, and waits for an operator. It
	// takes this at any version, and is told of no moment.
	Parked bool `json:"parked,omitempty"`

	// People have a part in the life: for the table of where lives stand, not for Temporal.
	People []string `json:"-"`
	// Listing is by what an entry of a marketplace is found: for its table, not for Temporal.
	Listing *Listing `json:"-"`
	// Owing is what is owed in a tender: for its table, not for Temporal.
	Owing []Owing `json:"-"`

	// What Temporal's page shows, and nothing that the life acts on.
	For    string  `json:"for,omitempty"`    // what the moment is for: reminder log-03, due 2020-01-25
	Owed   []Owed  `json:"owed,omitempty"`   // the first few obligations by due date
	More   int     `json:"more,omitempty"`   // obligations that are owed besides
	Zone   string  `json:"zone,omitempty"`   // IANA name: due dates end at its midnight
	Search *Search `json:"search,omitempty"` // nil where the namespace lacks the search attributes
	Fell   bool    `json:"fell,omitempty"`   // this Judge recorded a moment: what is due next may be another date now
}

// A Listing is by what an entry of a marketplace is found: codes alone.
type Listing struct {
	Shown                                        bool // it is published
	Market, Side, Priority, Topic, Kind, Country string
	Types, Languages                             []string
	PublishedAt                                  time.Time
}

// An Owing is something in a tender that is owed, was, or waits for a step of somebody.
type Owing struct {
	ID   string    // of the obligation, or of the step: unique in its life
	Due  time.Time // the last day on which it is in time, as its beginning in UTC; zero where no rule sets one
	Who  []string  // ids of people, and roles
	Open bool      // it still waits
}

// Owed is one obligation, without the people who owe it.
type Owed struct {
	What string `json:"what"` // log-03
	By   string `json:"by"`   // the role that owes it
	Due  string `json:"due"`  // YYYY-MM-DD: the last day on which it is in time
}

// Search is by what a life is found, besides its stage.
type Search struct {
	Call      string    `json:"call"`         // reference: DHE-2019
	Programme string    `json:"programme"`    // as the rule book names it, at most 255 bytes
	Due       time.Time `json:"due,omitzero"` // end of the first due date of what is owed, UTC
}

// Search attributes, by their names in Temporal. Due is of type Datetime, the others are Keyword.
const (
	CallAttribute      = "call"
	ProgrammeAttribute = "programme"
	StageAttribute     = "stage"
	DueAttribute       = "due"
)

// NotifyInput names the life whose letters wait.
type NotifyInput struct {
	Stream string `json:"stream"`
}

// Left is what Notify leaves behind.
type Left struct {
	Letters    int           `json:"letters"`
	Version    int64         `json:"version"`     // of the life's stream, as Notify saw it
	Counted    int64         `json:"counted"`     // size of the ledger at which the letters were counted
	RetryAfter time.Duration `json:"retry_after"` // when to try the rest again
}

// ArchiveInput names a run whose history is to be stored by its hash.
type ArchiveInput struct {
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
