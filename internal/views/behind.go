package views

import (
	"context"
	"fmt"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/lives"
)

// A horizon is how far the rows of views.lives are known to say what the ledger says: every event before upto stands in the row of its life,
// but for those of the lives in behind. Rows never go back, so that what was seen once need not be looked at again.
type horizon struct {
	upto   int64
	behind []string
}

const (
	// What was recorded last may not stand in the table yet: a worker writes it right after its append. A process that has seen nothing yet looks at
	// so many events, and at all that the dispatcher has not seen.
	recent = 2000
	// One statement, and so one moment: the size of the ledger, and the lives that have no row or one of an older version. What was kept of a run
	// that ended changes no row. $1 is from where on, -1 where nothing has been seen.
	behindSQL = `WITH ends AS (SELECT coalesce(max(position) + 1, 0) AS size FROM ledger.events),
		begins AS (SELECT CASE WHEN $1::bigint BETWEEN 0 AND size THEN $1::bigint
			ELSE least(size - 1 - $4::bigint, coalesce((SELECT position FROM views.places WHERE name = '` + DispatcherPlace + `'), 0)) END AS first FROM ends),
		asked AS MATERIALIZED (SELECT regexp_replace(stream, '/(in|letters)$', '') COLLATE "C" AS stream FROM ledger.events WHERE position >= (SELECT first FROM begins)
			UNION SELECT unnest($2::text[]) COLLATE "C")
		SELECT size, ARRAY(SELECT a.stream FROM asked a LEFT JOIN views.lives l ON l.stream = a.stream
			WHERE l.stream IS NULL OR l.version < (SELECT e.version FROM ledger.events e WHERE e.stream = a.stream AND e.kind <> $3 ORDER BY e.version DESC LIMIT 1)) FROM ends`
)

// Behind are the streams of the lives of which the table may not say yet what the ledger says: it has no row of theirs, or an older one.
func (s *Store) Behind(ctx context.Context) ([]string, error) {
	was := s.known.Load()
	if was == nil {
		was = &horizon{upto: -1}
	}
	is := &horizon{behind: []string{}}
	var all []string
	if err := s.pool.QueryRow(ctx, behindSQL, was.upto, append([]string{}, was.behind...), law.HistoryKept{}.Kind(), recent).Scan(&is.upto, &all); err != nil {
		return nil, fmt.Errorf("ask which lives are behind: %w", err)
	}
	for _, stream := range all {
		if lives.Is(stream) {
			is.behind = append(is.behind, stream)
		}
	}
	for { // of two who ask at once, what the one that has seen more has seen is remembered, unless the ledger is shorter than it was
		now := s.known.Load()
		if now != nil && now.upto > is.upto && was.upto <= is.upto || s.known.CompareAndSwap(now, is) {
			return is.behind, nil
		}
	}
}
