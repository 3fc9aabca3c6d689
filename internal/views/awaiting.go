package views

import (
	"cmp"
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// Undated is the last day of what has none, after all others.
const Undated = "~"

// A Place is one at which something may wait in a tender: the last day by which it is to be done, and the life.
type Place struct {
	Due     string `db:"due"` // YYYY-MM-DD, or Undated
	Stream  string `db:"stream"`
	Version int64  `db:"version"` // as of Known: 0 where the life has no row
}

// Compare orders two of them.
func (p Place) Compare(o Place) int {
	return cmp.Or(cmp.Compare(p.Due, o.Due), cmp.Compare(p.Stream, o.Stream))
}

// A step has the day of an obligation that it is a part of, or none: each of these is a place. Fewer places than are asked for say that there
// are no more: so each branch counts a place once, and a life without a row is none the less one.
const awaitingSQL = mineSQL + `,
	places AS (
		(SELECT o.due, o.stream, o.n = $8 AS last FROM unnest($3::text[]) AS c(call), LATERAL (SELECT due, stream, row_number() OVER (ORDER BY due, stream) AS n
			FROM (SELECT DISTINCT due, stream FROM views.owed
				WHERE call = c.call AND open AND due IS NOT NULL AND who && $4::text[] AND (due, stream) >= ($5::date, $6) ORDER BY due, stream LIMIT $8) d) o)
		UNION ALL (SELECT DISTINCT o.due, o.stream, false FROM mine JOIN views.owed o USING (stream)
			WHERE o.open AND o.due IS NOT NULL AND o.who @> ARRAY[$2] AND (o.due, o.stream) >= ($5::date, $6) ORDER BY o.due, o.stream LIMIT $7)
		UNION ALL (SELECT p.due, s.stream, false FROM (SELECT stream FROM views.owed WHERE open AND due IS NULL AND call = ANY ($3::text[]) AND who && $4::text[]
				UNION SELECT o.stream FROM mine JOIN views.owed o USING (stream) WHERE o.open AND o.due IS NULL AND o.who @> ARRAY[$2]) s,
			LATERAL (SELECT 'infinity'::date AS due UNION SELECT due FROM views.owed WHERE stream = s.stream AND open AND due IS NOT NULL) p
			WHERE (p.due, s.stream) >= ($5::date, $6) ORDER BY p.due, s.stream LIMIT $7)
	)
	SELECT CASE WHEN p.due = 'infinity' THEN '` + Undated + `' ELSE to_char(p.due, 'YYYY-MM-DD') END AS due, p.stream, coalesce(l.version, 0) AS version, p.last
	FROM (SELECT due, stream, bool_or(last) AS last FROM places GROUP BY due, stream ORDER BY due, stream COLLATE "C" LIMIT $7) p
	LEFT JOIN views.lives l USING (stream) ORDER BY p.due, p.stream COLLATE "C"`

// Awaiting are places at which something may wait for somebody who has such roles in the calls of a: at most a.Limit of them from one on, which is
// among them. Those of loose lives are among them as they were.
func (s *Store) Awaiting(ctx context.Context, a Among, roles []string, from Place) ([]Place, error) {
	who := append([]string{}, roles...)
	if a.Person != "" {
		who = append(who, a.Person)
	}
	due := cmp.Or(from.Due, "0001-01-01")
	if due == Undated {
		due = "infinity"
	}
	places, err := ofCalls(len(a.Calls), a.Limit, func(each int) ([]merged[Place], error) {
		rows, err := s.pool.Query(ctx, awaitingSQL, a.Prefix, a.Person, append([]string{}, a.Calls...), who, due, from.Stream, a.Limit, each)
		if err != nil {
			return nil, err
		}
		return pgx.CollectRows(rows, func(row pgx.CollectableRow) (is merged[Place], err error) {
			return is, row.Scan(&is.row.Due, &is.row.Stream, &is.row.Version, &is.last)
		})
	})
	if err != nil {
		return nil, fmt.Errorf("list what waits: %w", err)
	}
	return places, nil
}
