package ledger

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/pressly/goose/v3"
)

// guardsSQL reads what guards the record from PostgreSQL's catalog; guardsText is what it reads in a database that this version has just migrated.
var (
	//go:embed guards.sql
	guardsSQL string
	//go:embed guards.txt
	guardsText string
)

// Guards compares what guards the record in a database (tables, constraints, triggers, functions, owners, grants, roles, migrations) with what
// this version makes, and says each difference. Any role may ask. The search path of conn is pg_catalog meanwhile.
func Guards(ctx context.Context, conn *pgx.Conn) ([]Finding, error) {
	lines, err := guardLines(ctx, conn)
	if err != nil {
		return nil, fmt.Errorf("read the guards of the ledger: %w", err)
	}
	migrated, err := unmigrated(ctx, conn)
	if err != nil {
		return nil, fmt.Errorf("read the migrations of the ledger: %w", err)
	}
	var out []Finding
	for _, what := range append(compareGuards(lines, strings.Split(strings.TrimSpace(guardsText), "\n")), migrated...) {
		out = append(out, Finding{Position: -1, What: what})
	}
	return out, nil
}

// guardLines is the inventory of a database, sorted.
func guardLines(ctx context.Context, conn *pgx.Conn) (lines []string, err error) {
	var path string
	if err := conn.QueryRow(ctx, `SELECT pg_catalog.current_setting('search_path')`).Scan(&path); err != nil {
		return nil, err
	}
	const set = `SELECT pg_catalog.set_config('search_path', $1, false)`
	if _, err := conn.Exec(ctx, set, "pg_catalog"); err != nil {
		return nil, err
	}
	defer func() {
		_, restoring := conn.Exec(context.WithoutCancel(ctx), set, path)
		err = errors.Join(err, restoring)
	}()
	rows, err := conn.Query(ctx, guardsSQL)
	if err != nil {
		return nil, err
	}
	if lines, err = pgx.CollectRows(rows, pgx.RowTo[string]); err != nil {
		return nil, err
	}
	slices.Sort(lines)
	return slices.Compact(lines), nil
}

// unmigrated compares the migrations that a database says it has had with those of this version.
func unmigrated(ctx context.Context, conn *pgx.Conn) (what []string, err error) {
	var readable bool
	err = conn.QueryRow(ctx, `SELECT coalesce(has_table_privilege(to_regclass('ledger.migrations'), 'SELECT'), false)`).Scan(&readable)
	if err != nil {
		return nil, err
	}
	if !readable {
		return []string{"the table ledger.migrations cannot be read: which migrations were made is not known"}, nil
	}
	rows, err := conn.Query(ctx, `SELECT version_id FROM ledger.migrations WHERE version_id > 0 GROUP BY version_id HAVING bool_and(is_applied)`)
	if err != nil {
		return nil, err
	}
	recorded, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return nil, err
	}
	known, err := migrationNumbers()
	if err != nil {
		return nil, err
	}
	for _, n := range known {
		if !slices.Contains(recorded, n) {
			what = append(what, fmt.Sprintf("migration %d is not recorded", n))
		}
	}
	for _, n := range recorded {
		if !slices.Contains(known, n) {
			what = append(what, fmt.Sprintf("migration %d is recorded, and this version has none of that number", n))
		}
	}
	return what, nil
}

// migrationNumbers are the numbers of the embedded migrations, in their order.
func migrationNumbers() (numbers []int64, err error) {
	files, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		n, err := goose.NumericComponent(file)
		if err != nil {
			return nil, err
		}
		numbers = append(numbers, n)
	}
	return numbers, nil
}
