package views

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// Among says which tenders somebody may have to do with. It is never too narrow, and may be too wide: who asks
// looks at each one by itself.
type Among struct {
	Prefix string   // of their streams
	After  string   // a stream; "" begins with the first
	Calls  []string // references of calls of which all tenders are meant
	Person string   // id: also those in which they have a part; "" is nobody
	Limit  int
}

const (
	// What was recorded last may not stand in the table yet: a worker writes it right after its append. Such lives are always among them, and
	// those of which the dispatcher has not seen everything, or that are parked.
	recent = 2000
	// From where on; $4 is recent.
	lastSQL = `least((SELECT coalesce(max(position), 0) FROM ledger.events) - $4, coalesce((SELECT position FROM views.places WHERE name = '` + DispatcherPlace + `'), 0))`
	// Those of whole calls come by the primary key, those of a person by theirs.
	amongSQL = `WITH mine AS MATERIALIZED (SELECT stream FROM views.lives WHERE $5 <> '' AND people @> ARRAY[$5]),
		late AS MATERIALIZED (SELECT DISTINCT stream FROM ledger.events WHERE position >= ` + lastSQL + `)
		SELECT stream FROM (
		(SELECT stream FROM views.lives WHERE cardinality($7::text[]) > 0 AND stream > $2 AND stream >= $1 AND stream < $3 AND split_part(stream, '/', 2) = ANY ($7) ORDER BY stream LIMIT $6)
		UNION (SELECT stream FROM mine WHERE stream > $2 AND stream >= $1 AND stream < $3 ORDER BY stream LIMIT $6)
		UNION (SELECT stream FROM views.lives WHERE people IS NULL AND stream > $2 AND stream >= $1 AND stream < $3 ORDER BY stream LIMIT $6)
		UNION (SELECT regexp_replace(stream, '/(in|letters)$', '') FROM late WHERE stream > $2 AND stream >= $1 AND stream < $3)
		UNION (SELECT stream COLLATE "C" FROM views.parked WHERE stream COLLATE "C" > $2 AND stream COLLATE "C" >= $1 AND stream COLLATE "C" < $3)
	) s WHERE stream > $2 ORDER BY stream COLLATE "C" LIMIT $6`
)

// Streams are the streams of tenders, in their order.
func (s *Store) Streams(ctx context.Context, a Among) ([]string, error) {
	calls := a.Calls
	if calls == nil {
		calls = []string{}
	}
	rows, err := s.pool.Query(ctx, amongSQL, a.Prefix, a.After, a.Prefix+"\x7f", recent, a.Person, a.Limit, calls)
	if err != nil {
		return nil, fmt.Errorf("list tenders: %w", err)
	}
	streams, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("list tenders: %w", err)
	}
	return streams, nil
}
