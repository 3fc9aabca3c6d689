package drafts

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/programme"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/telemetry"
)

// Limit is the most bytes that a draft may have.
const Limit = programme.Limit

// Keep is for how long after the limit of its call a draft can be read: 30 days
// of 24 hours each (our choice).
const Keep = 30 * 24 * time.Hour

// Most is how many drafts one person may keep for one call (our choice).
const Most = 50

// The decisions that a caller takes.
var (
	// ErrNotFound is the cause where there is no such draft, or none that this
	// person may read.
	ErrNotFound = errors.New("there is no such draft")
	// ErrClosed is the cause where the call takes no drafts now.
	ErrClosed = errors.New("no draft can be saved")
	// ErrNonsense is the cause where nobody should have sent it.
	ErrNonsense = errors.New("this is no draft")
	// ErrAmbiguous is the cause where a name means several drafts.
	ErrAmbiguous = errors.New("several drafts are called so")
	// ErrMoved is the cause where somebody has saved the draft since it was read.
	ErrMoved = errors.New("the draft was saved by somebody else meanwhile")
	// ErrChanged is the cause where a row does not open: it was changed behind
	// our back, or sealed with a key file that was not given.
	ErrChanged = errors.New("the draft cannot be opened")
)

// A Draft is one draft as those who may read it see it.
type Draft struct {
	ID      string    // opaque: d- and 16 characters of base32
	Name    string    // what who saved it calls it
	Call    string    // reference
	Owner   string    // id of the person who saved it
	Named   []string  // ids of its contact and signatory, where they are known
	SavedAt time.Time // programme instant
	Size    int       // bytes of the file
	Version string    // opaque: another one after each saving
	Gone    time.Time // programme instant from which nobody can read it, as the deadline stands
	// Closed tells that the row does not open: its name is not known.
	Closed bool
}

// A Store keeps drafts in PostgreSQL, as the role twinning_app. It is safe for
// any number of goroutines; any number of processes may have one open.
type Store struct {
	ledger *ledger.Ledger
	people *people.Directory
	pool   *pgxpool.Pool
	calls  *state.Folder
}

// New keeps drafts over connections that others hold.
func New(l *ledger.Ledger, d *people.Directory, pool *pgxpool.Pool) *Store {
	return &Store{ledger: l, people: d, pool: pool, calls: state.NewFolder(l, 100)}
}

// Connect gives the connections for New: dsn is the role twinning_app's.
func Connect(ctx context.Context, dsn string) (*pgxpool.Pool, error) {
	config, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		return nil, errors.New("DATABASE_URL is not a PostgreSQL connection string") // its text may hold a password
	}
	config.MaxConns = 2
	config.ConnConfig.Tracer = telemetry.SQL{}
	config.ConnConfig.RuntimeParams["application_name"] = "twinning drafts"
	config.ConnConfig.RuntimeParams["jit"] = "off" // what it compiles takes longer to compile than to run
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("open drafts: %w", err)
	}
	return pool, nil
}

// actor is who acts, by alias or id.
func (s *Store) actor(ctx context.Context, who string) (people.Person, error) {
	p, err := s.people.Find(ctx, who)
	if err == nil && p.Erased {
		err = isErased(p.ID)
	}
	return p, err
}

func isErased(id string) error {
	return fmt.Errorf("%s has been erased and cannot act: %w", id, people.ErrUnknown)
}

// A standing is a call as it stands at one moment of the ledger.
type standing struct {
	call    call.Call
	clock   ledger.Clock
	waiting bool // it has received what is not judged yet
}

func (s *Store) standing(ctx context.Context, reference string) (standing, error) {
	var is standing
	stream := law.CallStream(reference)
	err := s.ledger.Snapshot(ctx, func(ctx context.Context, from ledger.Snapshot) error {
		folded, err := s.calls.Fold(ctx, from, stream)
		if err != nil {
			return err
		}
		unanswered, err := from.Unanswered(ctx, stream)
		is = standing{call: folded.State.(call.Call), clock: from.Clock(), waiting: len(unanswered) > 0}
		return err
	})
	if err != nil {
		return standing{}, fmt.Errorf("read the call of a draft: %w", err)
	}
	return is, nil
}

// gone is the instant from which drafts of a call cannot be read; false while
// it has no limit.
func gone(c call.Call) (time.Time, bool) {
	limit := c.Limit()
	return limit.Add(Keep).UTC(), !limit.IsZero()
}

// isGone tells whether nobody reads the drafts of a call any more.
func (is standing) isGone() bool {
	at, ever := gone(is.call)
	return ever && !is.clock.Now().Before(at)
}
