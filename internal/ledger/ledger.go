package ledger

import (
	"context"
	"errors"
	"iter"
	"time"
)

// Options say how a process opens the ledger. DSN alone is enough where nothing is sealed or signed.
type Options struct {
	DSN        string        // a PostgreSQL connection string for the role twinning_app
	KeyFile    string        // the file that wraps the keys of sealed bodies; "": nothing can be sealed or opened
	NoteKey    string        // the file of the key that signs checkpoints; "": Checkpoint refuses
	BatchLimit int           // requests in one commit; 0: 2000
	Patience   time.Duration // how long an append waits for a database that is away; 0: 30 s
	Conns      int32         // connections for reading; 0: 8. One more appends, one more listens
}

// Ledger appends, reads and follows. It is safe for any number of goroutines; any number of processes may have one open.
type Ledger struct {
	options Options
}

// Query chooses events. With Stream they come by version, else by position.
type Query struct {
	Stream       string
	Prefix       string   // of the stream's name
	AfterVersion int64    // only with Stream
	From, To     int64    // positions [From, To); To 0: all
	Limit        int      // 0: all
	Kinds        []string // none: all
}

// Snapshot is the ledger as it stood at one moment: everything read through it belongs together.
type Snapshot interface {
	Size() int64
	Clock() Clock
	Read(ctx context.Context, q Query) ([]Event, error)
	Streams(ctx context.Context, prefix string) ([]string, error)
	// Unanswered are the events of <stream>/in whose command has no answer in <stream>, by (received, position).
	Unanswered(ctx context.Context, stream string) ([]Event, error)
	Version(ctx context.Context, stream string) (int64, error)
	Answer(ctx context.Context, stream, command string) (Answered, bool, error)
}

var errNotBuilt = errors.New("not built yet")

func Open(ctx context.Context, o Options) (*Ledger, error) { return nil, errNotBuilt }
func (l *Ledger) Close()                                   {}
func (l *Ledger) Append(ctx context.Context, r Request) (Appended, error) {
	return Appended{}, errNotBuilt
}
func (l *Ledger) Clock(ctx context.Context) (Clock, error)                    { return Clock{}, errNotBuilt }
func (l *Ledger) Tolerance() time.Duration                                    { return 0 }
func (l *Ledger) Size(ctx context.Context) (int64, error)                     { return 0, errNotBuilt }
func (l *Ledger) Read(ctx context.Context, q Query) ([]Event, error)          { return nil, errNotBuilt }
func (l *Ledger) Events(ctx context.Context, q Query) iter.Seq2[Event, error] { return nil }
func (l *Ledger) Body(ctx context.Context, e Event) ([]byte, error)           { return nil, errNotBuilt }
func (l *Ledger) OpenBodies(ctx context.Context, es []Event) ([][]byte, error) {
	return nil, errNotBuilt
}
func (l *Ledger) WaitFor(ctx context.Context, position int64) error { return errNotBuilt }
func (l *Ledger) SetClock(ctx context.Context, programme time.Time, rate float64, running bool) error {
	return errNotBuilt
}
func (l *Ledger) KeepClockAlive(ctx context.Context, lease time.Duration) error { return errNotBuilt }
func (l *Ledger) Snapshot(ctx context.Context, f func(context.Context, Snapshot) error) error {
	return errNotBuilt
}
func (l *Ledger) Answer(ctx context.Context, stream, command string) (Answered, bool, error) {
	return Answered{}, false, errNotBuilt
}
func (l *Ledger) Follow(ctx context.Context, from int64, f func(context.Context, []Event) error) error {
	return errNotBuilt
}
func (l *Ledger) WaitForAnswer(ctx context.Context, stream, command string) (Answered, error) {
	return Answered{}, errNotBuilt
}

// MigrateOptions are decided once, when a ledger is made; Tolerance may be changed by migrating again.
type MigrateOptions struct {
	Simulated     *Simulated    // nil: the clock is the identity, for ever
	Tolerance     time.Duration // 0: as it is; 2 s for a new ledger
	OwnerPassword string        // of roles that have to be created; "": none
	AppPassword   string
	ErasePassword string
}

// Simulated is the first setting of a programme clock that is not the identity.
type Simulated struct {
	Start   time.Time
	Rate    float64
	Running bool
}

func Migrate(ctx context.Context, dsn string, o MigrateOptions) error { return errNotBuilt }
func Erase(ctx context.Context, dsn, subject string) (int64, error)   { return 0, errNotBuilt }
func CreateKeyFile(path string) error                                 { return errNotBuilt }
func CreateNoteKey(path, origin string) error                         { return errNotBuilt }
