package evidence

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/jackc/pgx/v5"
	"gocloud.dev/blob"
	"gocloud.dev/gcerrors"
)

// A Finding is what is wrong with one file.
type Finding struct {
	Position int64  `json:"position"` // of the fact; -1 where there is none
	Name     string `json:"name"`     // in the store
	What     string `json:"what"`     // missing, altered, too many
	Why      string `json:"why"`
}

// What can be wrong with a file.
const (
	Missing = "missing"
	Altered = "altered"
	TooMany = "too many"
)

// A Verification is what Verify found.
type Verification struct {
	Facts    int       `json:"facts"`  // files that the ledger says were added, and that were not withdrawn
	Erased   int       `json:"erased"` // of these
	Bytes    int64     `json:"bytes"`  // of ciphertext that was read
	Findings []Finding `json:"findings"`
}

// A file may be a fact several times. Where it was erased, a receipt of one of
// them was, too; as long as its row is there, that says whom it concerns.
const factsSQL = `SELECT min(a.position), a.file, f.sealed_sha256, coalesce(bool_or(a.sealed <> encode(f.sealed_sha256, 'hex')), false), f.wrapped IS NOT NULL,
    bool_or(EXISTS (SELECT FROM ledger.events i WHERE i.stream = a.stream || '/in' AND i.command = a.command AND i.body IS NULL)),
    coalesce(f.subjects && ` + goneSQL + `, false)
FROM (SELECT e.position, e.stream, e.command, b ->> 'file' AS file, b ->> 'sealed_sha256' AS sealed, b ->> 'for' AS target
    FROM ledger.events e, LATERAL (SELECT coalesce(convert_from(e.body, 'UTF8')::jsonb -> 'stored', convert_from(e.body, 'UTF8')::jsonb)) t (b)
    WHERE e.` + addedSQL + ` AND b ->> 'file' IS NOT NULL) a
LEFT JOIN evidence.files f ON f.name = a.file
WHERE NOT EXISTS (SELECT FROM ledger.events w WHERE w.stream = a.stream AND w.` + takenSQL + ` AND w.position > a.position
    AND convert_from(w.body, 'UTF8')::jsonb ->> 'file' = a.file AND convert_from(w.body, 'UTF8')::jsonb ->> 'for' IS NOT DISTINCT FROM a.target)
GROUP BY a.file, f.name ORDER BY 1`

type fact struct {
	position      int64
	name          string
	row           []byte // the hash in its row; nil: there is none
	differs       bool   // the ledger says another hash
	key           bool
	receiptErased bool
	concerned     bool // an erasure names whom its row concerns
}

// Verify compares every file with the ledger: it reads each, whole, and hashes
// the ciphertext, for which it needs no key. What the ledger itself says is
// verified elsewhere. progress is told after each file; it may be nil.
func (s *Store) Verify(ctx context.Context, progress func(done, all int)) (Verification, error) {
	v := Verification{Findings: []Finding{}}
	rows, err := s.Pool.Query(ctx, factsSQL)
	if err != nil {
		return v, fmt.Errorf("read which files were added: %w", err)
	}
	facts, err := pgx.CollectRows(rows, func(r pgx.CollectableRow) (f fact, err error) {
		var key *bool
		err = r.Scan(&f.position, &f.name, &f.row, &f.differs, &key, &f.receiptErased, &f.concerned)
		f.key = key != nil && *key
		return f, err
	})
	if err != nil {
		return v, fmt.Errorf("read which files were added: %w", err)
	}
	v.Facts = len(facts)
	for i, f := range facts {
		if err := s.verifyFact(ctx, f, &v); err != nil {
			return v, err
		}
		if progress != nil {
			progress(i+1, len(facts))
		}
	}
	err = s.rowless(ctx, func(o *blob.ListObject) error {
		if time.Since(o.ModTime) > Orphaned {
			v.Findings = append(v.Findings, Finding{-1, o.Key, TooMany, "it stands in the store, and nothing says whose it is"})
		}
		return nil
	})
	return v, err
}

func (s *Store) verifyFact(ctx context.Context, f fact, v *Verification) error {
	found := func(what, why string) { v.Findings = append(v.Findings, Finding{f.position, f.name, what, why}) }
	switch {
	case !f.key && (f.receiptErased || f.concerned):
		v.Erased++
		return nil
	case f.concerned:
		found(TooMany, "the ledger says that it was erased, and its key is there")
		return nil
	case f.row == nil:
		found(Missing, "its row with its key is not there")
		return nil
	case !f.key:
		found(Missing, "its key was destroyed, and nothing in the ledger says that it was erased")
		return nil
	case f.differs:
		found(Altered, "its row has another hash than the ledger")
		return nil
	}
	sum, n, err := s.hash(ctx, f.name)
	v.Bytes += n
	switch {
	case gcerrors.Code(err) == gcerrors.NotFound:
		found(Missing, "it is not in the store")
	case err != nil:
		return fmt.Errorf("read %s from the store of evidence: %w", f.name, err)
	case !bytes.Equal(sum, f.row):
		found(Altered, fmt.Sprintf("its %d bytes have another hash than the ledger", n))
	}
	return nil
}

func (s *Store) hash(ctx context.Context, name string) (sum []byte, n int64, err error) {
	r, err := s.Bucket.NewReader(ctx, name, nil)
	if err != nil {
		return nil, 0, err
	}
	h := sha256.New()
	n, err = io.CopyBuffer(onlyWriter{h}, onlyReader{r}, make([]byte, chunkSize))
	return h.Sum(nil), n, errors.Join(err, r.Close())
}

type onlyReader struct{ io.Reader }
