package views

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/life"
)

// A Row is a row of views.lives, with what a rebuild needs to know of it.
type Row struct {
	Standing
	Counted int64         `db:"counted"` // size of the ledger at which the letters were counted
	Listing *life.Listing `db:"-"`       // of an entry of a marketplace, where it was rebuilt
	OwedAt  int64         `db:"owed_at"` // the version of which views.owed says what is owed in a tender
	Owing   []life.Owing  `db:"-"`       // of a tender: what views.owed says, or what was rebuilt
	Written string        `db:"written"` // PostgreSQL's id of the transaction that wrote it; "": it was not read from the table
}

const (
	rowsSQL = `SELECT stream, version, judged, stage, next_at, letters, over, people, counted, owed_at, xmin::text AS written FROM views.lives ORDER BY stream`
	// What a worker wrote while the new table was filled, and rows of lives that could not be read, are taken over as they stand.
	takeOverSQL = `INSERT INTO views.lives_next (stream, version, judged, stage, next_at, letters, over, counted, people, owed_at, in_stages)
		SELECT o.stream, o.version, o.judged, o.stage, o.next_at, o.letters, o.over, o.counted, o.people, o.owed_at,
			CASE WHEN o.version > 0 AND starts_with(o.stream, '` + law.TenderFamily + `') THEN o.stage ELSE '' END FROM views.lives o
		WHERE ` + takenSQL + `
		ON CONFLICT (stream) DO UPDATE SET version = EXCLUDED.version, judged = EXCLUDED.judged, stage = EXCLUDED.stage, next_at = EXCLUDED.next_at,
			letters = EXCLUDED.letters, over = EXCLUDED.over, counted = EXCLUDED.counted, people = EXCLUDED.people, owed_at = EXCLUDED.owed_at, in_stages = EXCLUDED.in_stages`
	takenSQL     = `(o.stream = ANY($3) OR NOT EXISTS (SELECT FROM unnest($1::text[], $2::text[]) AS w(stream, written) WHERE w.stream = o.stream AND w.written = o.xmin::text))`
	nextTableSQL = `CREATE TABLE views.lives_next (LIKE views.lives INCLUDING DEFAULTS INCLUDING CONSTRAINTS)`
	nextIndexSQL = `ALTER TABLE views.lives_next ADD CONSTRAINT lives_next_pkey PRIMARY KEY (stream);
		CREATE INDEX lives_next_due ON views.lives_next (next_at, stream) WHERE next_at IS NOT NULL;
		CREATE INDEX lives_next_people ON views.lives_next USING gin (people);
		CREATE INDEX lives_next_unknown ON views.lives_next (stream) WHERE people IS NULL;
		CREATE INDEX lives_next_uncounted ON views.lives_next ((CASE WHEN in_stages <> stage THEN stream END))
			WHERE in_stages <> stage AND starts_with(stream, '` + law.TenderFamily + `');
		CREATE INDEX lives_next_unowed ON views.lives_next (stream) WHERE owed_at <> version AND starts_with(stream, '` + law.TenderFamily + `');
		GRANT SELECT ON views.lives_next TO twinning_door`
	switchSQL = `DELETE FROM views.stages;
		INSERT INTO views.stages (call, stage, n) SELECT split_part(stream, '/', 2), in_stages, count(*) FROM views.lives_next WHERE in_stages <> '' GROUP BY 1, 2;
		DROP TABLE views.lives;
		ALTER TABLE views.lives_next RENAME TO lives;
		ALTER INDEX views.lives_next_pkey RENAME TO lives_pkey;
		ALTER INDEX views.lives_next_due RENAME TO lives_due;
		ALTER INDEX views.lives_next_people RENAME TO lives_people;
		ALTER INDEX views.lives_next_unknown RENAME TO lives_unknown;
		ALTER INDEX views.lives_next_unowed RENAME TO lives_unowed;
		ALTER INDEX views.lives_next_uncounted RENAME TO lives_uncounted`
)

// Rows reads the whole of views.lives, by stream.
func (s *Store) Rows(ctx context.Context) ([]Row, error) {
	var list []Row
	err := pgx.BeginTxFunc(ctx, s.pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, rowsSQL)
		if err != nil {
			return err
		}
		if list, err = pgx.CollectRows(rows, pgx.RowToStructByName[Row]); err != nil {
			return err
		}
		list, err = owing(ctx, tx, list)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read lives: %w", err)
	}
	return list, nil
}

// Switch puts a rebuilt table in the place of views.lives: was is what Rows gave before it was rebuilt, rows is what was rebuilt, and the rows of
// the streams in keep stay as they are. All of it is one transaction. Readers go on with the old table until it commits; writers wait while
// what they wrote since was is taken over. Only the role that owns the tables may do it.
func (s *Store) Switch(ctx context.Context, was, rows []Row, keep []string) error {
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, "SELECT pg_advisory_xact_lock($1)", makeLock); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, nextTableSQL); err != nil {
			return err
		}
		columns := []string{"stream", "version", "judged", "stage", "next_at", "letters", "over", "counted", "people", "owed_at", "in_stages"}
		_, err := tx.CopyFrom(ctx, pgx.Identifier{"views", "lives_next"}, columns, pgx.CopyFromSlice(len(rows), func(i int) ([]any, error) {
			r := rows[i]
			return []any{r.Stream, r.Version, r.Judged, r.Stage, r.NextAt, r.Letters, r.Over, r.Counted, r.People, r.OwedAt, inStages(r.Standing)}, nil
		}))
		if err != nil {
			return err
		}
		streams, written := make([]string, len(was)), make([]string, len(was))
		for i, r := range was {
			streams[i], written[i] = r.Stream, r.Written
		}
		if keep == nil {
			keep = []string{}
		}
		if _, err := tx.Exec(ctx, nextIndexSQL); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, "LOCK TABLE views.lives IN SHARE ROW EXCLUSIVE MODE"); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, takeOverSQL, streams, written, keep); err != nil {
			return err
		}
		if err := relist(ctx, tx, rows); err != nil {
			return err
		}
		if err := reowe(ctx, tx, rows, streams, written, keep); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, switchSQL)
		return err
	})
	if err != nil {
		return fmt.Errorf("switch to the rebuilt table of lives: %w", err)
	}
	return nil
}

// Hash is the SHA-256, in hexadecimal, of what the rows say when the ledger has this size: a text of one line a row, by stream. Judged and
// Counted, which say when a row was written and not what a life is, are left out.
func Hash(size int64, rows []Row) string {
	sorted := slices.SortedFunc(slices.Values(rows), func(a, b Row) int { return cmp.Compare(a.Stream, b.Stream) })
	h := sha256.New()
	fmt.Fprintf(h, "twinning-view v2\nview lives\nsize %d\n", size)
	for _, r := range sorted {
		fmt.Fprintf(h, "%q %d %q %s %d %t %q %s\n", r.Stream, r.Version, r.Stage, r.Next(), r.Letters, r.Over, r.People, r.Owes())
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Next is the moment that a life waits for, RFC 3339 in UTC with six digits; "-" for none.
func (s Standing) Next() string {
	if s.NextAt == nil {
		return "-"
	}
	return s.NextAt.UTC().Truncate(time.Microsecond).Format("2006-01-02T15:04:05.000000Z")
}
