package views

import (
	"context"
	_ "embed"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"twinning.example/engine/internal/life"
)

//go:embed entries.sql
var entriesSQL string

const (
	listSQL = `INSERT INTO views.entries (stream, version, shown, market, side, priority, topic, kind, country, types, languages, published_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
		ON CONFLICT (stream) DO UPDATE SET version = EXCLUDED.version, shown = EXCLUDED.shown, market = EXCLUDED.market, side = EXCLUDED.side, priority = EXCLUDED.priority,
			topic = EXCLUDED.topic, kind = EXCLUDED.kind, country = EXCLUDED.country, types = EXCLUDED.types, languages = EXCLUDED.languages, published_at = EXCLUDED.published_at,
			touched = pg_current_xact_id()
		WHERE (entries.version <= EXCLUDED.version OR $13)
			AND (entries.version, entries.shown, entries.market, entries.side, entries.priority, entries.topic, entries.kind, entries.country, entries.types, entries.languages,
				entries.published_at) IS DISTINCT FROM (EXCLUDED.version, EXCLUDED.shown, EXCLUDED.market, EXCLUDED.side, EXCLUDED.priority, EXCLUDED.topic, EXCLUDED.kind,
				EXCLUDED.country, EXCLUDED.types, EXCLUDED.languages, EXCLUDED.published_at)` // one that is as it was is not read again
)

// list records by what an entry of a marketplace is found. Where replaces is set, the stream is
// shorter than it was, and an older version takes the place of a newer one.
func (s *Store) list(ctx context.Context, stream string, version int64, l *life.Listing, replaces bool) error {
	if l == nil {
		return nil
	}
	if _, err := s.pool.Exec(ctx, listSQL, listArgs(stream, version, l, replaces)...); err != nil {
		return fmt.Errorf("record by what %s is found: %w", stream, err)
	}
	return nil
}

func listArgs(stream string, version int64, l *life.Listing, replaces bool) []any {
	return []any{
		stream, version, l.Shown, l.Market, l.Side, l.Priority, l.Topic, l.Kind, l.Country, append([]string{}, l.Types...), append([]string{}, l.Languages...), l.PublishedAt, replaces,
	}
}

// relist records the listings of rebuilt rows.
func relist(ctx context.Context, tx pgx.Tx, rows []Row) error {
	batch := &pgx.Batch{}
	for _, r := range rows {
		if r.Listing != nil {
			batch.Queue(listSQL, listArgs(r.Stream, r.Version, r.Listing, true)...)
		}
	}
	if batch.Len() == 0 {
		return nil
	}
	return tx.SendBatch(ctx, batch).Close()
}

// Found says which published entries are looked for. "" is any.
type Found struct {
	Market, Side, Priority, Topic, Kind, Type, Language, Country string
	Before                                                       time.Time // the last one of the page before; zero begins with the newest
	After                                                        string    // its stream
	Limit                                                        int       // 0 is all
}

// where are the conditions of a search, with their values.
func (f Found) where() (string, []any) {
	conditions, args := []string{"shown"}, []any(nil)
	add := func(condition, value string) {
		if value != "" {
			args = append(args, value)
			conditions = append(conditions, strings.ReplaceAll(condition, "?", "$"+strconv.Itoa(len(args))))
		}
	}
	add("market = ?", f.Market)
	add("side = ?", f.Side)
	add("priority = ?", f.Priority)
	add("topic = ?", f.Topic)
	add("kind = ?", f.Kind)
	add("types @> ARRAY[?]", f.Type)
	add("languages @> ARRAY[?]", f.Language)
	add("country = ?", f.Country)
	return strings.Join(conditions, " AND "), args
}

// Entries are the streams of the published entries that are looked for, the newest first.
func (s *Store) Entries(ctx context.Context, f Found) ([]string, error) {
	where, args := f.where()
	if f.After != "" {
		args = append(args, f.Before, f.After)
		where += fmt.Sprintf(" AND (published_at, stream) < ($%d, $%d)", len(args)-1, len(args))
	}
	sql := "SELECT stream FROM views.entries WHERE " + where + " ORDER BY published_at DESC, stream DESC"
	if f.Limit > 0 {
		sql += " LIMIT " + strconv.Itoa(f.Limit)
	}
	rows, err := s.pool.Query(ctx, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("find entries: %w", err)
	}
	streams, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("find entries: %w", err)
	}
	return streams, nil
}

// CountEntries is how many published entries there are of those that are looked for, at most so many; 0 counts them all.
func (s *Store) CountEntries(ctx context.Context, f Found, most int) (n int, err error) {
	where, args := f.where()
	sql := "SELECT count(*) FROM views.entries WHERE " + where
	if most > 0 {
		sql = "SELECT count(*) FROM (SELECT FROM views.entries WHERE " + where + " LIMIT " + strconv.Itoa(most) + ") found"
	}
	if err = s.pool.QueryRow(ctx, sql, args...).Scan(&n); err != nil {
		return 0, fmt.Errorf("count entries: %w", err)
	}
	return n, nil
}

// ByStage counts the lives under a prefix by stage.
func (s *Store) ByStage(ctx context.Context, prefix string) (map[string]int, error) {
	rows, err := s.pool.Query(ctx, "SELECT stage, count(*)::int FROM views.lives WHERE stream >= $1 AND stream < $2 GROUP BY stage", prefix, prefix+"\x7f")
	if err != nil {
		return nil, fmt.Errorf("count lives: %w", err)
	}
	counts := map[string]int{}
	var stage string
	var n int
	_, err = pgx.ForEachRow(rows, []any{&stage, &n}, func() error {
		counts[stage] += n
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("count lives: %w", err)
	}
	return counts, nil
}
