package views

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"twinning.example/engine/internal/law"
)

// Among says which tenders somebody may have to do with. It is never too narrow, and may be too wide: who asks
// looks at each one by itself.
type Among struct {
	Prefix string   // of their streams
	After  string   // a stream; "" begins with the first
	Calls  []string // references of calls of which all tenders are meant
	Person string   // id: also those in which they have a part; "" is nobody
	Stages []string // in which they stand; nil is any
	Limit  int
}

// A Known is a life with what the table knows of it.
type Known struct {
	Stream  string `db:"stream"`
	Version int64  `db:"version"` // up to which the ledger has events of it that change what it is; 0 where that must be asked
}

const (
	// Those of whole calls come by the primary key, as many of each call as are asked for at most, those of a person by theirs. Lives whose row says
	// less than the ledger, or is not there, are always among them, and those that are parked.
	amongSQL = `WITH mine AS MATERIALIZED (SELECT stream, version FROM views.lives WHERE $4 <> '' AND people @> ARRAY[$4] AND ($8::text[] IS NULL OR stage = ANY ($8)))
		SELECT stream, min(version) AS version FROM (
		(SELECT l.stream, l.version FROM unnest($6::text[]) AS c, LATERAL (SELECT stream, version FROM views.lives
			WHERE stream > greatest($2, '` + law.TenderFamily + `' || c || '/') COLLATE "C" AND stream < '` + law.TenderFamily + `' || c || '0' COLLATE "C"
			AND ($8::text[] IS NULL OR stage = ANY ($8)) ORDER BY stream LIMIT $5) l)
		UNION (SELECT stream, version FROM mine WHERE stream > $2 AND stream >= $1 AND stream < $3 ORDER BY stream LIMIT $5)
		UNION (SELECT stream, 0 FROM views.lives WHERE people IS NULL AND stream > $2 AND stream >= $1 AND stream < $3 ORDER BY stream LIMIT $5)
		UNION (SELECT stream COLLATE "C", 0 FROM unnest($7::text[]) AS behind(stream) WHERE stream COLLATE "C" > $2 AND stream COLLATE "C" >= $1 AND stream COLLATE "C" < $3)
		UNION (SELECT stream COLLATE "C", 0 FROM views.parked WHERE stream COLLATE "C" > $2 AND stream COLLATE "C" >= $1 AND stream COLLATE "C" < $3)
	) s GROUP BY stream ORDER BY stream COLLATE "C" LIMIT $5`
	// How many calls are looked through at once.
	callsAtOnce = 16
)

// Streams are tenders, or other lives, by their streams.
func (s *Store) Streams(ctx context.Context, a Among) ([]Known, error) {
	behind, err := s.Behind(ctx)
	if err != nil {
		return nil, err
	}
	// Calls in the order of their tenders, without those that lie before what is asked for.
	calls := slices.SortedFunc(slices.Values(a.Calls), func(a, b string) int { return strings.Compare(a+"/", b+"/") })
	calls = slices.DeleteFunc(calls, func(c string) bool { return law.TenderFamily+c+"0" <= a.After })
	streams := []Known{}
	for after := a.After; ; {
		here, end := calls[:min(len(calls), callsAtOnce)], a.Prefix+"\x7f"
		calls = calls[len(here):]
		if len(calls) > 0 {
			end = min(end, law.TenderFamily+here[len(here)-1]+"0") // where the tenders of the last of these calls end
		}
		rows, err := s.pool.Query(ctx, amongSQL, a.Prefix, after, end, a.Person, a.Limit-len(streams), append([]string{}, here...), behind, a.Stages)
		if err != nil {
			return nil, fmt.Errorf("list tenders: %w", err)
		}
		more, err := pgx.CollectRows(rows, pgx.RowToStructByName[Known])
		if err != nil {
			return nil, fmt.Errorf("list tenders: %w", err)
		}
		if streams = append(streams, more...); len(calls) == 0 || len(streams) >= a.Limit {
			return streams, nil
		}
		after = max(after, end)
	}
}
