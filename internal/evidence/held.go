package evidence

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"twinning.example/engine/internal/law"
)

// named is for how long at least a file that a command names is kept from the sweep: until the command is received, which keeps it from then on
// until it is judged. It is no more, since each command that is refused would prolong what nobody adds.
const named = 10 * time.Minute

const namedSQL = `UPDATE evidence.files SET stored_at = greatest(stored_at, clock_timestamp() - $5::interval) WHERE name = $1 AND stream = $2 AND wrapped IS NOT NULL AND state <> 'refused'
    AND ($3 = '' OR encode(sealed_sha256, 'hex') = $3 AND sealed_size = $4)`

// Absent is the name of the first of these files that is not in the store for a life as it is described, "" where all are: it was never sent,
// for another life, or is gone. The role twinning_app or twinning_door asks.
func Absent(ctx context.Context, pool *pgxpool.Pool, stream string, files []law.StoredFile) (string, error) {
	for _, f := range files {
		done, err := pool.Exec(ctx, namedSQL, f.File, stream, f.SealedSHA256, f.SealedSize, Orphaned-named)
		if err != nil {
			return "", fmt.Errorf("look for a file: %w", err)
		}
		if done.RowsAffected() == 0 {
			return f.File, nil
		}
	}
	return "", nil
}

// Held tells of a file of a tender that is in the store, whether a fact names it or
// not, without its SHA-256: who may know of it, the caller has decided. ErrNotFound
// where there is none for this tender, ErrErased where its key was destroyed.
func (s *Store) Held(ctx context.Context, stream, name string) (File, error) {
	f, _, err := s.held(ctx, stream, name)
	return f, err
}

// HeldSum is Held with the SHA-256 of the content, for which all of it is read.
func (s *Store) HeldSum(ctx context.Context, stream, name string) (File, error) {
	f, sealed, err := s.held(ctx, stream, name)
	if err != nil {
		return File{}, err
	}
	content, err := sealed.from(0)
	if err != nil {
		return File{}, err
	}
	defer content.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, content); err != nil {
		return File{}, err
	}
	f.SHA256 = hex.EncodeToString(sum.Sum(nil))
	return f, nil
}

// OpenHeld opens a file as Held tells of it. The caller closes it. ErrHeld while it
// waits for the scanner.
func (s *Store) OpenHeld(ctx context.Context, stream, name string) (File, io.ReadCloser, error) {
	f, sealed, err := s.held(ctx, stream, name)
	if err != nil {
		return File{}, nil, err
	}
	if f.State == StateWaiting || f.State == StateRefused {
		return File{}, nil, fmt.Errorf("%w: it waits for the scanner, or was refused by it", ErrHeld)
	}
	content, err := sealed.from(0)
	return f, content, err
}

func (s *Store) held(ctx context.Context, stream, name string) (File, *unsealer, error) {
	r, err := s.row(ctx, `WHERE name = $1 AND stream = $2`, name, stream)
	if err != nil {
		return File{}, nil, err
	}
	if r.Wrapped == nil {
		return File{}, nil, fmt.Errorf("%w: %s", ErrErased, name)
	}
	sealed, err := s.open(ctx, r)
	if err != nil {
		return File{}, nil, err
	}
	f := File{Name: r.Name, Size: sealed.size, Sealed: hex.EncodeToString(r.Sealed), SealedSize: r.SealedSize, State: r.State}
	head := make([]byte, min(1024, sealed.size))
	if _, err := sealed.ReadAt(head, 0); err != nil {
		return File{}, nil, err
	}
	if f.Type, err = typeOf(head); err == nil && f.Type == typeZIP {
		f.Type, err = lookInto(sealed, f.Size)
	}
	return f, sealed, err
}
