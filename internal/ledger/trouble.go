package ledger

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// Trouble is why PostgreSQL does not serve now, one of a closed set; "" is none of them.
type Trouble string

// The troubles.
const (
	DiskFull         Trouble = "disk-full"          // of the data folder or of the WAL
	DiskFailing      Trouble = "disk-failing"       // it cannot be written to, for another reason
	OutOfMemory      Trouble = "out-of-memory"      //
	OutOfConnections Trouble = "out-of-connections" // max_connections, or a role's limit
	Starting         Trouble = "starting"           // starting up, recovering, or not taking connections yet
	ShuttingDown     Trouble = "shutting-down"      // by an administrator, or after a crash of one of its processes
	ReadOnly         Trouble = "read-only"          // a standby, or default_transaction_read_only
	LockTimeout      Trouble = "lock-timeout"       //
	StatementTimeout Trouble = "statement-timeout"  // or cancelled
	ClockSetBack     Trouble = "clock-set-back"     // see ClockBehind
	Unreachable      Trouble = "unreachable"        // nobody answers, or the connection was lost
)

// TroubleOf is the trouble that an error tells of, "" where it tells of none.
func TroubleOf(err error) Trouble {
	var named *troubled
	var behind *ClockBehind
	var said *pgconn.PgError
	switch {
	case err == nil:
		return ""
	case errors.As(err, &named):
		return named.trouble
	case errors.As(err, &behind):
		return ClockSetBack
	case errors.As(err, &said):
		return troubleIn(said)
	}
	var connecting *pgconn.ConnectError
	var network net.Error
	var file *fs.PathError // its cause looks like a network's
	if errors.As(err, &file) {
		return ""
	}
	if errors.As(err, &connecting) || errors.As(err, &network) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, ErrUnavailable) || errors.Is(err, ErrUnknown) {
		return Unreachable
	}
	return ""
}

// troubleIn reads SQLSTATE. The system's words for a full disk come with several codes.
func troubleIn(said *pgconn.PgError) Trouble {
	if strings.Contains(said.Message, "No space left on device") || strings.Contains(said.Message, "Disk quota exceeded") {
		return DiskFull
	}
	if strings.HasPrefix(said.Code, "08") {
		return Unreachable
	}
	return map[string]Trouble{
		"53100": DiskFull, "58030": DiskFailing, "53200": OutOfMemory, "53300": OutOfConnections, "57P03": Starting, "57P01": ShuttingDown,
		"57P02": ShuttingDown, "25006": ReadOnly, "55P03": LockTimeout, "57014": StatementTimeout,
	}[said.Code]
}

// Sentence says what it is.
func (t Trouble) Sentence() string { return troubleWords[t][0] }

// Remedy says what whoever runs PostgreSQL does about it.
func (t Trouble) Remedy() string { return troubleWords[t][1] }

// Passes tells what is over by itself within seconds, as a rule: a command tries again.
func (t Trouble) Passes() bool { return t == Starting || t == ShuttingDown || t == OutOfConnections }

// away tells that PostgreSQL is not there to say more: an earlier error may be why.
func (t Trouble) away() bool { return t == Unreachable || t == Starting || t == ShuttingDown }

var troubleWords = map[Trouble][2]string{
	DiskFull:         {"the disk of PostgreSQL is full", "make room on the disk of its data folder and of its WAL; it goes on by itself, and nothing that was acknowledged is lost"},
	DiskFailing:      {"PostgreSQL cannot write to its disk", "look at the disk and at PostgreSQL's log"},
	OutOfMemory:      {"PostgreSQL has no memory left", "give its machine more memory, or lower what PostgreSQL uses"},
	OutOfConnections: {"all connections of PostgreSQL are taken", "end clients that hold connections, or raise max_connections; then try again"},
	Starting:         {"PostgreSQL is starting up or recovering", "try again in a moment; PostgreSQL's log says how far it is"},
	ShuttingDown:     {"PostgreSQL is shutting down or restarting", "try again in a moment, or start it again"},
	ReadOnly:         {"PostgreSQL takes no writing: it is a standby, or was set to read-only", "connect to the primary, or end its read-only mode"},
	LockTimeout:      {"another transaction holds what is needed here for too long", "look in pg_stat_activity for who holds it, and end that transaction"},
	StatementTimeout: {"a statement took PostgreSQL too long, or was cancelled", "look at the load of PostgreSQL's machine, and try again"},
	ClockSetBack:     {"PostgreSQL's clock stands behind what is recorded", "set the clock of PostgreSQL's machine right (by NTP) and wait; never delete what is recorded"},
	Unreachable:      {"PostgreSQL cannot be reached", "start it, or correct its address; then try again"},
}

// Named puts what the trouble is before an error that tells of one.
func Named(err error) error {
	var named *troubled
	var behind *ClockBehind
	t := TroubleOf(err)
	if t == "" || errors.As(err, &named) || errors.As(err, &behind) { // they say it themselves
		return err
	}
	return &troubled{trouble: t, err: err}
}

// troubled is an error with its trouble.
type troubled struct {
	trouble Trouble
	reason  error // ErrUnavailable, ErrUnknown or ErrStale: what it means for the caller; nil: only err
	err     error
}

func (e *troubled) Error() string {
	what := e.trouble.Sentence()
	switch {
	case errors.Is(e.reason, ErrUnknown):
		what += ", and nobody can say whether this was recorded: ask again with the same command"
	case e.reason != nil:
		what = "nothing was recorded: " + what
	}
	return fmt.Sprintf("%s (%s)", what, e.err)
}

func (e *troubled) Unwrap() []error {
	if e.reason == nil {
		return []error{e.err}
	}
	return []error{e.reason, e.err}
}

// failing is why the last batch could not be stored; nil once one was.
type failing struct {
	cause error     // the last one that says more than that PostgreSQL is away; nil: none did
	err   error     // the last one
	since time.Time // when the first of them failed
	at    time.Time // when the last one failed
}

// lasts is for how long a failure says something of now, where nobody has tried since.
const lasts = time.Minute

// what is the error that says most.
func (f *failing) what() error {
	if TroubleOf(f.err).away() && f.cause != nil {
		return f.cause
	}
	return f.err
}

// failed notes that a batch could not be stored.
func (a *appender) failed(err error) {
	f := failing{err: err, since: time.Now(), at: time.Now()}
	if was := a.failingNow(); was != nil {
		f.cause, f.since = was.cause, was.since
	}
	if t := TroubleOf(err); t != "" && !t.away() {
		f.cause = err
	}
	a.failing.Store(&f)
}

// failingNow is why batches cannot be stored now, as far as it is known; nil: nothing is known.
func (a *appender) failingNow() *failing {
	if f := a.failing.Load(); f != nil && time.Since(f.at) < lasts {
		return f
	}
	return nil
}

// becauseOf puts the trouble that is on now into an error with which an append ends, and what it means for the caller.
func (a *appender) becauseOf(err, reason error) error {
	f := a.failingNow()
	if f == nil {
		return fmt.Errorf("%w: %w", err, reason)
	}
	t := TroubleOf(f.what())
	if t == "" || TroubleOf(err) == ClockSetBack {
		return fmt.Errorf("%w: %w", err, reason)
	}
	if cause := f.what(); !errors.Is(err, cause) {
		err = fmt.Errorf("%w; %w", cause, err)
	}
	return &troubled{trouble: t, reason: reason, err: err}
}

// Trouble is why this process cannot append, and since when; "" where its last batch was stored, or where none was tried in the last
// minute. It asks nobody: a process that has nothing to append does not know.
func (l *Ledger) Trouble() (Trouble, time.Time) {
	f := l.appender.failingNow()
	if f == nil {
		return "", time.Time{}
	}
	return TroubleOf(f.what()), f.since
}
