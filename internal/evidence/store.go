package evidence

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"gocloud.dev/blob"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
)

// Limit is the most bytes that a file may have where the rule book says nothing
// (our choice).
const Limit = 50_000_000

// The decisions that a caller takes.
var (
	// ErrNotFound is the cause where there is no such file, or none that this
	// viewer may read.
	ErrNotFound = errors.New("there is no such file")
	// ErrRefused is the cause where a file is not taken: its size, its type, what
	// is in it. The message is for who sent it.
	ErrRefused = errors.New("the file is not taken")
	// ErrTooLarge is ErrRefused where a file has more bytes than are allowed.
	ErrTooLarge = fmt.Errorf("%w: it is too large", ErrRefused)
	// ErrNonsense is the cause where nobody should have asked.
	ErrNonsense = errors.New("this cannot be asked of a file")
	// ErrHeld is the cause where a file is not handed out: it waits for the
	// scanner, or the scanner refused it.
	ErrHeld = errors.New("the file is not handed out")
	// ErrErased is the cause where who added the file, or its tender, was erased.
	ErrErased = errors.New("the file was erased")
	// ErrChanged is the cause where a file does not open: it was changed, cut or
	// removed behind our back, or sealed with a key file that was not given.
	ErrChanged = errors.New("the file in the store was changed")
)

// What the scanner says of a file.
const (
	StateUnscanned   = "unscanned"   // no scanner is configured
	StateWaiting     = "waiting"     // the scanner did not answer yet
	StateClean       = "clean"       // the scanner found nothing
	StateRefused     = "refused"     // the scanner found something
	StateUnscannable = "unscannable" // the scanner cannot look into it
)

// A Store keeps files in a bucket and their rows in PostgreSQL, as the role
// twinning_app or twinning_door. It is safe for any number of goroutines; any
// number of processes may have one open.
type Store struct {
	Ledger  *ledger.Ledger
	Pool    *pgxpool.Pool
	Bucket  *blob.Bucket
	Folder  string   // where the bucket is a folder, its path; "" otherwise
	Scanner *Scanner // nil: files are not scanned

	stood Stood // nil: files are told as they stand
}

// A Stood is a life and the one that steers it as they stood then, with what people wrote.
type Stood func(ctx context.Context, stream string) (is, home law.State, err error)

// AsOf is the same store of files as they stood then: which there were, and what they were for. What the scanner says of them, and whether they
// are still there, is as it is now.
func (s *Store) AsOf(stood Stood) *Store {
	then := *s
	then.stood = stood
	return &then
}

// OpenBucket opens the store of blobs: a path is a folder, which is made; a URL
// is opened by the driver that the program has linked in (file, s3). folder is
// the path of the folder, "" where it is none.
func OpenBucket(ctx context.Context, where string) (bucket *blob.Bucket, folder string, err error) {
	if where == "" {
		return nil, "", errors.New("TWINNING_EVIDENCE is not set: name a folder for the files of evidence, or the URL of a bucket")
	}
	if !strings.Contains(where, "://") {
		if folder, err = filepath.Abs(where); err != nil {
			return nil, "", fmt.Errorf("open the folder of evidence: %w", err)
		}
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return nil, "", fmt.Errorf("make the folder of evidence: %w", err)
		}
		u := url.URL{Scheme: "file", Path: filepath.ToSlash(folder), RawQuery: "metadata=skip&no_tmp_dir=true"}
		where = u.String()
	}
	if bucket, err = blob.OpenBucket(ctx, where); err != nil {
		return nil, "", fmt.Errorf("open the store of evidence that TWINNING_EVIDENCE names: %w", err)
	}
	return bucket, folder, nil
}

// A row is a file as its row says it.
type row struct {
	Name       string    `db:"name"`
	Stream     string    `db:"stream"`
	Subjects   []string  `db:"subjects"`
	Sealed     []byte    `db:"sealed_sha256"`
	SealedSize int64     `db:"sealed_size"`
	KeyID      string    `db:"key_id"`
	KEK        string    `db:"kek_id"`
	Wrapped    []byte    `db:"wrapped"`
	State      string    `db:"state"`
	Stored     time.Time `db:"stored_at"`
}

const columns = `SELECT name, stream, subjects, sealed_sha256, sealed_size, key_id, kek_id, wrapped, state, stored_at FROM evidence.files `

func (s *Store) row(ctx context.Context, where string, args ...any) (row, error) {
	rows, err := s.Pool.Query(ctx, columns+where, args...)
	if err != nil {
		return row{}, fmt.Errorf("look for a file: %w", err)
	}
	r, err := pgx.CollectOneRow(rows, pgx.RowToStructByName[row])
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return row{}, ErrNotFound
	case err != nil:
		return row{}, fmt.Errorf("look for a file: %w", err)
	}
	return r, nil
}

// place is what the seal of a file is bound to: its name and its tender.
func place(name, stream string) string { return "evidence\n" + name + "\n" + stream }
