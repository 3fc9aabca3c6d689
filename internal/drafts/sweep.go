package drafts

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"twinning.example/engine/internal/people"
)

const (
	callsSQL    = `SELECT DISTINCT call FROM drafts.tenders ORDER BY call`
	goneSQL     = `DELETE FROM drafts.tenders WHERE call = $1 AND saved_at < $2`
	subjectsSQL = `SELECT DISTINCT s FROM ledger.events e, jsonb_array_elements_text(convert_from(e.body, 'UTF8')::jsonb -> 'subjects') s
WHERE e.stream = 'ledger/erasures'`
	erasedSQL = subjectsSQL + ` AND starts_with(s, $1)`
	removeSQL = `DELETE FROM drafts.tenders WHERE (id, key_id) IN (SELECT * FROM unnest($1::text[], $2::text[]))`
)

// Sweep removes the drafts whose time is over, and those of people who were
// erased, and score sheets, rule books and forms likewise, and says how many. A draft stays while an extension that was received
// in time may yet be judged: until the clock has passed its last moment by the
// tolerance of the ledger, and its call has nothing left to judge. It may be
// stopped, and run by several at once. One call that cannot be read does not
// keep the others' drafts.
func (s *Store) Sweep(ctx context.Context) (removed int64, err error) {
	for _, swept := range []func(context.Context) (int64, error){s.sweepSheets, s.sweepForms, s.sweepBooks} {
		n, err := swept(ctx)
		if removed += n; err != nil {
			return removed, err
		}
	}
	calls, err := column(ctx, s.pool, callsSQL)
	if err != nil || len(calls) == 0 {
		return removed, err
	}
	var errs []error
	for _, c := range calls {
		n, err := s.sweepCall(ctx, c)
		removed += n
		errs = append(errs, err)
	}
	n, err := s.sweepErased(ctx)
	return removed + n, errors.Join(append(errs, err)...)
}

func (s *Store) sweepCall(ctx context.Context, reference string) (int64, error) {
	is, err := s.standing(ctx, reference)
	if err != nil {
		return 0, err
	}
	at, ever := gone(is.call)
	if by, passed := is.clock.PassedFor(at); !ever || is.waiting || !passed || by < s.ledger.Tolerance() {
		return 0, nil
	}
	// What is saved from that moment on is saved under an extension that we have not seen.
	done, err := s.pool.Exec(ctx, goneSQL, reference, at)
	if err != nil {
		return 0, fmt.Errorf("remove the drafts of %s: %w", reference, err)
	}
	return done.RowsAffected(), nil
}

// sweepErased removes what the erasure itself could not: drafts that name an
// erased person, and one that was being saved by them in that moment.
func (s *Store) sweepErased(ctx context.Context) (int64, error) {
	erased, err := column(ctx, s.pool, erasedSQL, people.Stream(""))
	if err != nil || len(erased) == 0 {
		return 0, err
	}
	rows, err := readRows(ctx, s.pool, allSQL, "")
	if err != nil {
		return 0, err
	}
	isErased := make(map[string]bool, len(erased))
	for _, subject := range erased {
		isErased[subject] = true
	}
	var ids, keys []string
	for _, r := range rows {
		d, _, _ := s.open(r) // one that does not open names nobody
		if slices.ContainsFunc(append(d.Named, d.Owner), func(id string) bool { return isErased[people.Stream(id)] }) {
			ids, keys = append(ids, r.ID), append(keys, r.KeyID)
		}
	}
	done, err := s.pool.Exec(ctx, removeSQL, ids, keys)
	if err != nil {
		return 0, fmt.Errorf("remove the drafts that name who was erased: %w", err)
	}
	return done.RowsAffected(), nil
}

// column reads one column.
func column(ctx context.Context, from querier, sql string, args ...any) ([]string, error) {
	rows, err := from.Query(ctx, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("look for drafts: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("look for drafts: %w", err)
	}
	return list, nil
}
