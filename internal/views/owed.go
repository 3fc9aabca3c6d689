package views

import (
	"cmp"
	"context"
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/life"
)

//go:embed owed.sql
var owedTableSQL string

const (
	// The statement that records where the life stands comes first in the same transaction and has locked its row: what another version of the
	// life owes is not written over that of a newer one.
	stillSQL = `EXISTS (SELECT FROM views.lives WHERE stream = $1 AND owed_at = $2 AND version = $2)`
	unoweSQL = `DELETE FROM views.owed WHERE stream = $1 AND id <> ALL ($3::text[]) AND ` + stillSQL
	oweSQL   = `INSERT INTO views.owed (stream, id, call, due, who, open)
		SELECT $1, o.id, split_part($1, '/', 2), o.due, string_to_array(o.who, ' '), o.open FROM unnest($3::text[], $4::date[], $5::text[], $6::boolean[]) o(id, due, who, open)
		WHERE ` + stillSQL + ` AND NOT EXISTS (SELECT FROM views.owed w WHERE w.stream = $1 AND w.id = o.id
			AND (w.due, w.who, w.open) IS NOT DISTINCT FROM (o.due, string_to_array(o.who, ' '), o.open))
		ON CONFLICT (stream, id) DO UPDATE SET due = EXCLUDED.due, who = EXCLUDED.who, open = EXCLUDED.open` // what stands as it is is not even locked
	owingSQL = `SELECT stream, id, due, who, open FROM views.owed ORDER BY stream, id`
)

// owe records what is owed in a tender.
func owe(b *pgx.Batch, stream string, version int64, owing []life.Owing) {
	n := len(owing)
	ids, dues, whos, open := make([]string, n), make([]*time.Time, n), make([]string, n), make([]bool, n)
	for i, o := range owing {
		ids[i], dues[i], whos[i], open[i] = o.ID, dueOf(o), strings.Join(o.Who, " "), o.Open
	}
	b.Queue(unoweSQL, stream, version, ids)
	if n > 0 {
		b.Queue(oweSQL, stream, version, ids, dues, whos, open)
	}
}

func dueOf(o life.Owing) *time.Time {
	if o.Due.IsZero() {
		return nil
	}
	return &o.Due
}

// owing gives rows what is owed in their tenders. What is owed without a life is a row of its own, of version 0.
func owing(ctx context.Context, tx pgx.Tx, list []Row) ([]Row, error) {
	at := make(map[string]int, len(list))
	for i, r := range list {
		at[r.Stream] = i
	}
	rows, err := tx.Query(ctx, owingSQL)
	if err != nil {
		return nil, err
	}
	var stream string
	var o life.Owing
	var due *time.Time
	_, err = pgx.ForEachRow(rows, []any{&stream, &o.ID, &due, &o.Who, &o.Open}, func() error {
		i, stands := at[stream]
		if !stands {
			i = len(list)
			at[stream], list = i, append(list, Row{Standing: Standing{Stream: stream}})
		}
		is := life.Owing{ID: o.ID, Who: slices.Clone(o.Who), Open: o.Open}
		if due != nil {
			is.Due = *due
		}
		list[i].Owing = append(list[i].Owing, is)
		return nil
	})
	return list, err
}

// Owes says what is owed in a tender by its row, in one order; "-" where the row was written by a version that did not know.
func (r Row) Owes() string {
	if !isTender(r.Stream) {
		return "[]"
	}
	if r.OwedAt != r.Version {
		return "-"
	}
	list := slices.SortedFunc(slices.Values(r.Owing), func(a, b life.Owing) int { return cmp.Compare(a.ID, b.ID) })
	said := make([]string, len(list))
	for i, o := range list {
		day := "-"
		if !o.Due.IsZero() {
			day = o.Due.UTC().Format(time.DateOnly)
		}
		said[i] = fmt.Sprintf("%s %s %t %q", o.ID, day, o.Open, o.Who)
	}
	return "[" + strings.Join(said, "; ") + "]"
}

// reowe puts what is owed by rebuilt rows in the place of what the table says, but for those rows that are taken over as they stand.
func reowe(ctx context.Context, tx pgx.Tx, rebuilt []Row, streams, written, keep []string) error {
	rows, err := tx.Query(ctx, "SELECT stream FROM views.lives o WHERE "+takenSQL, streams, written, keep)
	if err != nil {
		return err
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, "DELETE FROM views.owed WHERE stream <> ALL ($1)", append([]string{}, list...)); err != nil {
		return err
	}
	taken := make(map[string]bool, len(list))
	for _, s := range list {
		taken[s] = true
	}
	var values [][]any
	for _, r := range rebuilt {
		for _, o := range r.Owing {
			if !taken[r.Stream] {
				values = append(values, []any{r.Stream, o.ID, strings.Split(r.Stream, "/")[1], dueOf(o), append([]string{}, o.Who...), o.Open})
			}
		}
	}
	_, err = tx.CopyFrom(ctx, pgx.Identifier{"views", "owed"}, []string{"stream", "id", "call", "due", "who", "open"}, pgx.CopyFromRows(values))
	return err
}

// An OwedKey is the place of an obligation of a tender among all, by due date, life and id.
type OwedKey struct {
	Due    string `db:"due"` // YYYY-MM-DD
	Stream string `db:"stream"`
	ID     string `db:"id"`
}

// Compare orders two of them.
func (k OwedKey) Compare(o OwedKey) int {
	return cmp.Or(cmp.Compare(k.Due, o.Due), cmp.Compare(k.Stream, o.Stream), cmp.Compare(k.ID, o.ID))
}

const (
	mineSQL = `WITH mine AS MATERIALIZED (SELECT stream FROM views.lives WHERE $2 <> '' AND people @> ARRAY[$2] AND stream >= $1 AND stream < $1 || chr(127))`
	// Of each call come as many as are looked at of it ($8), and of the tenders of a person as many as are asked for at most, by index.
	owedSQL = mineSQL + ` SELECT to_char(due, 'YYYY-MM-DD') AS due, stream, id, bool_or(last) AS last FROM (
		(SELECT o.due, o.stream, o.id, o.n = $8 AS last FROM unnest($3::text[]) AS c(call), LATERAL (SELECT due, stream, id, row_number() OVER (ORDER BY due, stream, id) AS n
			FROM (SELECT due, stream, id FROM views.owed
				WHERE call = c.call AND due IS NOT NULL AND (due, stream, id) > ($4::date, $5, $6) ORDER BY due, stream, id LIMIT $8) d) o)
		UNION ALL (SELECT o.due, o.stream, o.id, false FROM mine JOIN views.owed o USING (stream)
			WHERE o.due IS NOT NULL AND (o.due, o.stream, o.id) > ($4::date, $5, $6) ORDER BY o.due, o.stream, o.id LIMIT $7)
		) s GROUP BY s.due, s.stream, s.id ORDER BY s.due, s.stream COLLATE "C", s.id COLLATE "C" LIMIT $7`
	awaitSQL = mineSQL + ` SELECT l.stream, l.version FROM views.lives l JOIN (SELECT stream FROM mine JOIN views.owed o USING (stream) WHERE o.open AND $2 = ANY (o.who)
		UNION SELECT stream FROM views.owed WHERE open AND call = ANY ($3::text[]) AND who && $4::text[]) s USING (stream)`
	looseSQL = `SELECT stream FROM views.lives WHERE owed_at <> version AND starts_with(stream, '` + law.TenderFamily + `') AND starts_with(stream, $1)
			AND (split_part(stream, '/', 2) = ANY ($3::text[]) OR people IS NULL OR $2 <> '' AND people @> ARRAY[$2])
		UNION SELECT stream FROM unnest($4::text[]) AS behind(stream) WHERE starts_with(stream, $1)
		UNION SELECT stream FROM views.parked WHERE starts_with(stream, $1)`
)

// Owed are the obligations of tenders, met or not, in which somebody may have a part: at most a.Limit of them after a place. Those of loose lives are
// among them as they were.
func (s *Store) Owed(ctx context.Context, a Among, after OwedKey) ([]OwedKey, error) {
	keys, err := ofCalls(len(a.Calls), a.Limit, func(each int) ([]merged[OwedKey], error) {
		rows, err := s.pool.Query(ctx, owedSQL, a.Prefix, a.Person, append([]string{}, a.Calls...), cmp.Or(after.Due, "0001-01-01"), after.Stream, after.ID, a.Limit, each)
		if err != nil {
			return nil, err
		}
		return pgx.CollectRows(rows, func(row pgx.CollectableRow) (is merged[OwedKey], err error) {
			return is, row.Scan(&is.row.Due, &is.row.Stream, &is.row.ID, &is.last)
		})
	})
	if err != nil {
		return nil, fmt.Errorf("list what is owed: %w", err)
	}
	return keys, nil
}

// Await are the tenders in which something may wait for somebody who has such roles in the calls of a, by their streams.
func (s *Store) Await(ctx context.Context, a Among, roles []string) ([]Known, error) {
	who := append([]string{}, roles...)
	if a.Person != "" {
		who = append(who, a.Person)
	}
	loose, err := s.Loose(ctx, a)
	if err != nil {
		return nil, err
	}
	rows, err := s.pool.Query(ctx, awaitSQL, a.Prefix, a.Person, append([]string{}, a.Calls...), who)
	if err != nil {
		return nil, fmt.Errorf("list what waits: %w", err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByName[Known])
	if err != nil {
		return nil, fmt.Errorf("list what waits: %w", err)
	}
	for _, stream := range loose {
		all = append(all, Known{Stream: stream})
	}
	slices.SortFunc(all, func(x, y Known) int {
		return cmp.Or(cmp.Compare(x.Stream, y.Stream), cmp.Compare(x.Version, y.Version))
	})
	return slices.CompactFunc(all, func(x, y Known) bool { return x.Stream == y.Stream }), nil // of two the first, which must be asked
}

// Loose are the streams of the tenders in which somebody may have a part and of which the table does not say, or may not, what is owed in them.
func (s *Store) Loose(ctx context.Context, a Among) ([]string, error) {
	behind, err := s.Behind(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := s.pool.Query(ctx, looseSQL, a.Prefix, a.Person, append([]string{}, a.Calls...), append([]string{}, behind...))
	if err != nil {
		return nil, fmt.Errorf("list what is owed: %w", err)
	}
	streams, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("list what is owed: %w", err)
	}
	return streams, nil
}
