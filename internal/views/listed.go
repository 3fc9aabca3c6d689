package views

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
)

// A Listed row is by what an entry of a marketplace is found, as it stands now.
type Listed struct {
	Stream      string
	Version     int64
	Shown       bool
	Market      string
	Side        string
	Priority    string
	Topic       string
	Kind        string
	Country     string
	Types       []string
	Languages   []string
	PublishedAt time.Time
}

// Rows that a transaction wrote which was not over when the last question was asked are found by the next one: next is its oldest.
const listedSQL = `SELECT s.next::text::bigint, e.stream, e.version, e.shown, e.market, e.side, e.priority, e.topic, e.kind, e.country, e.types, e.languages, e.published_at
	FROM (SELECT pg_snapshot_xmin(pg_current_snapshot()) AS next) s LEFT JOIN views.entries e ON e.touched >= $1::text::xid8 AND (e.shown OR $1 <> '0')`

// Listed are the rows of entries that were written since an earlier question, and what the next question is to ask since. 0 is every row that is
// shown.
func (s *Store) Listed(ctx context.Context, since uint64) (list []Listed, next uint64, err error) {
	rows, err := s.pool.Query(ctx, listedSQL, strconv.FormatUint(since, 10))
	if err != nil {
		return nil, 0, fmt.Errorf("read entries: %w", err)
	}
	var oldest int64
	var stream, market, side, priority, topic, kind, country *string
	var version *int64
	var shown *bool
	var types, languages []string
	var at *time.Time
	_, err = pgx.ForEachRow(rows, []any{&oldest, &stream, &version, &shown, &market, &side, &priority, &topic, &kind, &country, &types, &languages, &at}, func() error {
		if stream != nil { // else there is none
			list = append(list, Listed{*stream, *version, *shown, *market, *side, *priority, *topic, *kind, *country, slices.Clone(types), slices.Clone(languages), *at})
		}
		return nil
	})
	if err != nil {
		return nil, 0, fmt.Errorf("read entries: %w", err)
	}
	return list, uint64(oldest), nil
}

// Fits tells whether a row is one of those that are looked for.
func (f Found) Fits(l Listed) bool {
	is := func(wanted, has string) bool { return wanted == "" || wanted == has }
	among := func(wanted string, has []string) bool { return wanted == "" || slices.Contains(has, wanted) }
	return l.Shown && is(f.Market, l.Market) && is(f.Side, l.Side) && is(f.Priority, l.Priority) && is(f.Topic, l.Topic) && is(f.Kind, l.Kind) &&
		is(f.Country, l.Country) && among(f.Type, l.Types) && among(f.Language, l.Languages)
}
