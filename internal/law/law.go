// Package law is what the law of a call and the law of a twinning share: the
// circumstances of a command, the form of a refusal, letters promised, moments,
// and the one interface by which everything outside the law knows a law.
//
// The law is pure. It imports the standard library, a decimal library and
// itself; it reads no clock, no file and no environment. The same state, facts
// and receipt give the same events for ever.
package law

import (
	"cmp"
	"strings"
	"time"

	"twinning.example/engine/internal/freetext"
	"twinning.example/engine/internal/obligation"
)

// A Receipt is what is known of a command besides its content.
type Receipt struct {
	Command    string    // identity of the command in its stream
	Actor      string    // person id, or Engine
	For        string    // person or organisation on whose behalf; "" is the actor's own
	ReceivedAt time.Time // programme instant, UTC, microseconds, stamped by the door
	Position   int64     // of the receipt in the ledger
	Nonce      string    // of a sealed command; see CommandReceived
	Edition    Edition   // of the law that it is judged by
}

// Engine is the actor of commands that follow from a fact in another stream.
const Engine = "engine"

// Recorded is what stands around an event in the ledger.
type Recorded struct {
	Position   int64     // in the ledger, dense from 0
	Version    int64     // in its stream, from 1
	RecordedAt time.Time // programme instant, UTC
	ReceivedAt time.Time // zero where the event follows from a moment
	Actor      string
	For        string
	Command    string
}

// At is when what the event says happened: when its command was received, or
// else when it was recorded. Events that follow from a moment carry the
// moment's own instant in their body.
func (r Recorded) At() time.Time {
	if r.ReceivedAt.IsZero() {
		return r.RecordedAt
	}
	return r.ReceivedAt
}

// An Event is a fact of one law. Each law closes its own union.
type Event interface{ Kind() string }

// Told is implemented by events whose sentence is a reason: a code and its parameters.
type Told interface{ Tell() Reason }

// Timed is implemented by events that follow from a moment: they carry its instant.
type Timed interface{ HappenedAt() time.Time }

// When is the instant at which what an event says happened: the one that it
// carries where it follows from a moment, else when its command was received.
func When(e Event, r Recorded) time.Time {
	if t, ok := e.(Timed); ok && !t.HappenedAt().IsZero() {
		return t.HappenedAt()
	}
	return r.At()
}

// A Command is a request that a law may refuse. Check refuses nonsense, which
// is never recorded: it reads nothing but the command.
type Command interface {
	Kind() string
	Check() error
}

// Sealed is implemented by commands and events whose body only its readers may
// see: it is encrypted with a key of its own that names the stream.
type Sealed interface{ Sealed() bool }

// IsSealed tells whether v's body must be sealed: it is of a kind that is, or
// holds a text that a person wrote.
func IsSealed(v any) bool { return IsSealedKind(v) || freetext.HasText(v) }

// IsSealedKind tells whether v is of a kind whose body is sealed whatever it holds.
func IsSealedKind(v any) bool {
	s, ok := v.(Sealed)
	return ok && s.Sealed()
}

// Addressed is implemented by commands that name an e-mail address of somebody who may
// not be known: what holds one is sealed under its blind index, too, so that it is found,
// and erased, by whoever has the address.
type Addressed interface{ Addressee() string }

// A State is everything the events of one stream add up to. It is a value:
// Evolve returns another one and never changes what it was given.
type State interface {
	StageName() string
	// Over tells that nothing is awaited any more: the life may end.
	Over() bool
	// RulesSHA is the SHA-256 of the rule book that holds now, "" while there is none.
	RulesSHA() string
}

// Facts are the folded states of other streams, read at one ledger position.
type Facts interface {
	// State returns the state of a stream, or nil where it has no events.
	State(stream string) State
	// Streams lists the streams read under a prefix, in order of their names.
	Streams(prefix string) []string
}

// A Moment is an instant at which the law says that something happens by itself.
type Moment struct {
	At  time.Time // UTC
	Key string    // what it is; one moment has one key for ever
	// Idle moments change nothing that anyone waits for. They do not wake a
	// life; they are recorded, in their order, with whatever comes next.
	Idle bool
}

// A Law is one law, as everything outside of it sees it.
type Law interface {
	Name() string
	// Fold is the number of the fold. A changed fold has a new number.
	Fold() int
	Zero(stream string) State
	// Events and Commands are the members of its two unions.
	Events() Members[Event]
	Commands() Members[Command]
	// Event reads an event from its body as it is stored, without its envelope.
	Event(kind string, body []byte) (Event, error)
	Command(kind string, body []byte) (Command, error)
	Evolve(s State, e Event, at Recorded) State
	// Needs names the other streams that the commands, or with none the next
	// moments, are judged with; a name that ends in * is a prefix.
	Needs(s State, commands ...Command) []string
	Decide(s State, f Facts, c Command, r Receipt) ([]Event, error)
	// Next is the first moment not yet recorded, by (instant, key).
	Next(s State, f Facts) (Moment, bool)
	// Wakes is the first moment that is not idle.
	Wakes(s State, f Facts) (Moment, bool)
	Elapse(s State, f Facts, m Moment) []Event
	// Schedule is what the rungs of reminders are computed from.
	Schedule(s State, f Facts) obligation.Schedule
	// Owes tells what an obligation is and which roles owe it, in words that name
	// no person and hold no text that a person wrote. No role: nobody's duty is
	// known, as of an obligation that another version of the law opened.
	Owes(o obligation.Obligation) (what string, by []Role)
	// Messages tells what a fact means for other lives: they are stored with the
	// fact. The state is the one before the event.
	Messages(s State, e Event) []Message
	// People are the ids of those who have a part in the life by its own state, now or
	// before, sorted: nobody else but the staff sees more of it than the public.
	People(s State) []string
	// Staff is who must be told when a command cannot be judged.
	Staff(s State, f Facts) []string
}

// TenderFamily is what the streams of all tenders begin with.
const TenderFamily = "twinning/"

// InvitationFamily is what the streams of all invitations begin with.
const InvitationFamily = "invitation/"

// Reference returns what people call a life by its stream: DHE-2019 of
// call/DHE-2019, DHE-2019-K7Q2MD of twinning/DHE-2019/K7Q2MD.
func Reference(stream string) string {
	if name, ok := strings.CutPrefix(stream, TenderFamily); ok {
		return strings.Replace(name, "/", "-", 1)
	}
	if i := strings.IndexByte(stream, '/'); i >= 0 {
		return stream[i+1:]
	}
	return stream
}

// CallStream names the stream of a call.
func CallStream(ref string) string { return "call/" + ref }

// TwinningStream names the stream of a tender: twinning/DHE-2019/K7Q2MD of
// DHE-2019-K7Q2MD. What is no tender's reference gives a name that the ledger
// refuses.
func TwinningStream(ref string) string {
	if of := CallOf(ref); of != "" {
		return TenderFamily + of + "/" + ref[len(of)+1:]
	}
	return TenderFamily + ref
}

// CallOf is the reference of the call of a tender: DHE-2019 of DHE-2019-K7Q2MD.
// It is "" where the last part is not six of A-Z and 2-7: no tender's reference.
func CallOf(tender string) string {
	if i := strings.LastIndexByte(tender, '-'); i > 0 && IsSix(tender[i+1:]) {
		return tender[:i]
	}
	return ""
}

// IsSix tells whether a text is the last part of a tender's reference: six base32 characters, A-Z and 2-7.
func IsSix(s string) bool {
	return len(s) == 6 && !strings.ContainsFunc(s, func(r rune) bool { return !(r >= 'A' && r <= 'Z' || r >= '2' && r <= '7') })
}

// CompareMoments orders by instant, then by key, so that the order is total.
func CompareMoments(a, b Moment) int {
	return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Key, b.Key))
}

// First returns the first moment, and the first that is not idle.
func First(ms []Moment) (next, wakes Moment, hasNext, hasWakes bool) {
	for _, m := range ms {
		if !hasNext {
			next, hasNext = m, true
		}
		if !m.Idle {
			return next, m, true, true
		}
	}
	return next, wakes, hasNext, false
}
