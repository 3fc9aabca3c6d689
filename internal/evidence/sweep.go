package evidence

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/jackc/pgx/v5"
	"gocloud.dev/blob"
	"gocloud.dev/gcerrors"
)

// Orphaned is for how long, in real time, a file may have no fact, or a blob no
// row, before it is swept.
const Orphaned = 24 * time.Hour

const (
	// A fact that was withdrawn is none. A tender that has received what is not
	// judged yet may still make a fact of it.
	hasFactSQL = `EXISTS (SELECT FROM ledger.events e WHERE e.stream = f.stream AND e.` + addedSQL + `
        AND coalesce(convert_from(e.body, 'UTF8')::jsonb -> 'stored', convert_from(e.body, 'UTF8')::jsonb) ->> 'file' = f.name
        AND NOT EXISTS (SELECT FROM ledger.events w WHERE w.stream = f.stream AND w.` + takenSQL + ` AND w.position > e.position
            AND convert_from(w.body, 'UTF8')::jsonb ->> 'file' = f.name
            AND convert_from(w.body, 'UTF8')::jsonb ->> 'for' IS NOT DISTINCT FROM convert_from(e.body, 'UTF8')::jsonb ->> 'for'))`
	waitsSQL = `EXISTS (SELECT FROM ledger.events i WHERE i.stream = f.stream || '/in' AND i.kind = 'command-received.v1'
        AND NOT EXISTS (SELECT FROM ledger.answers a WHERE a.stream = f.stream AND a.command = i.command))`
	// What a draft of a tender names is waited for, and so is what a form names that was begun.
	draftedSQL = `(EXISTS (SELECT FROM drafts.files d WHERE d.file = f.name) OR EXISTS (SELECT FROM drafts.forms d WHERE d.files @> ARRAY[f.name]))`
	// Who was erased, or whose retention had ended, while a file was being sent.
	erasedSQL  = `UPDATE evidence.files f SET wrapped = NULL WHERE f.wrapped IS NOT NULL AND f.subjects && ` + goneSQL
	orphansSQL = `UPDATE evidence.files f SET wrapped = NULL
WHERE f.wrapped IS NOT NULL AND f.stored_at < clock_timestamp() - $1::interval AND NOT ` + hasFactSQL + ` AND NOT ` + waitsSQL + ` AND NOT ` + draftedSQL
	keylessSQL = `SELECT name FROM evidence.files WHERE wrapped IS NULL ORDER BY name LIMIT 1000`
	removeSQL  = `DELETE FROM evidence.files WHERE name = $1 AND wrapped IS NULL`
	rowlessSQL = `SELECT n FROM unnest($1::text[]) n WHERE NOT EXISTS (SELECT FROM evidence.files f WHERE f.name = n)`
)

// Sweep removes the files whose key was destroyed, and destroys those that have
// no fact after a day: sent and never added, or withdrawn. Those that a draft names stay. It says how many blobs
// it removed. It may be stopped, and run by several at once, as the role
// twinning_app.
func (s *Store) Sweep(ctx context.Context) (removed int, err error) {
	if _, err := s.Pool.Exec(ctx, erasedSQL); err != nil {
		return 0, fmt.Errorf("sweep files: %w", err)
	}
	if _, err := s.Pool.Exec(ctx, orphansSQL, Orphaned); err != nil {
		return 0, fmt.Errorf("sweep files: %w", err)
	}
	for {
		rows, err := s.Pool.Query(ctx, keylessSQL)
		if err != nil {
			return removed, fmt.Errorf("sweep files: %w", err)
		}
		names, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil || len(names) == 0 {
			return removed, err
		}
		for _, name := range names {
			if err := s.Bucket.Delete(ctx, name); err != nil && gcerrors.Code(err) != gcerrors.NotFound {
				return removed, fmt.Errorf("remove a file from the store of evidence: %w", err)
			}
			if _, err := s.Pool.Exec(ctx, removeSQL, name); err != nil {
				return removed, fmt.Errorf("sweep files: %w", err)
			}
			removed++
		}
	}
}

// SweepBlobs removes blobs that have no row and are older than a day: what was
// left of uploads that were broken off. It lists the whole store.
func (s *Store) SweepBlobs(ctx context.Context) (removed int, err error) {
	return removed, s.rowless(ctx, func(o *blob.ListObject) error {
		if time.Since(o.ModTime) < Orphaned {
			return nil
		}
		if err := s.Bucket.Delete(ctx, o.Key); err != nil && gcerrors.Code(err) != gcerrors.NotFound {
			return fmt.Errorf("remove a file from the store of evidence: %w", err)
		}
		removed++
		return nil
	})
}

// rowless lists the blobs that have no row.
func (s *Store) rowless(ctx context.Context, each func(*blob.ListObject) error) error {
	var page []*blob.ListObject
	look := func() error {
		names := make([]string, len(page))
		byName := make(map[string]*blob.ListObject, len(page))
		for i, o := range page {
			names[i], byName[o.Key] = o.Key, o
		}
		page = page[:0]
		rows, err := s.Pool.Query(ctx, rowlessSQL, names)
		if err != nil {
			return fmt.Errorf("compare the store of evidence: %w", err)
		}
		without, err := pgx.CollectRows(rows, pgx.RowTo[string])
		for _, name := range without {
			err = errors.Join(err, each(byName[name]))
		}
		return err
	}
	all := s.Bucket.List(nil)
	for {
		o, err := all.Next(ctx)
		if errors.Is(err, io.EOF) {
			return look()
		}
		if err != nil {
			return fmt.Errorf("list the store of evidence: %w", err)
		}
		if page = append(page, o); len(page) == 1000 {
			if err := look(); err != nil {
				return err
			}
		}
	}
}
