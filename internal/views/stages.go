package views

import (
	"context"
	_ "embed"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"twinning.example/engine/internal/law"
)

//go:embed stages.sql
var stagesTableSQL string

// Stages counts tenders by their call's reference and by stage.
type Stages map[string]map[string]int

// Add counts tenders of a call.
func (s Stages) Add(call, stage string, n int) {
	if s[call] == nil {
		s[call] = map[string]int{}
	}
	s[call][stage] += n
}

const (
	// Counts a row whose stage has changed where it stands now. The statement before it, of the same transaction, has locked that row, also where it
	// changed nothing: so nobody else counts it, and this statement sees its last version. Rows of views.stages are taken after that lock and in
	// one order, so that of two writers neither waits for the other for ever.
	countSQL = `WITH moved AS (SELECT stream, in_stages AS was, CASE WHEN version > 0 THEN stage ELSE '' END AS now FROM views.lives WHERE stream = $1),
		kept AS (UPDATE views.lives l SET in_stages = moved.now FROM moved WHERE l.stream = moved.stream AND moved.was <> moved.now)
	INSERT INTO views.stages AS s (call, stage, n)
		SELECT split_part(moved.stream, '/', 2), c.stage, c.n FROM moved, LATERAL (VALUES (moved.was, -1), (moved.now, 1)) c(stage, n)
		WHERE moved.was <> moved.now AND c.stage <> '' ORDER BY 1, 2
		ON CONFLICT (call, stage) DO UPDATE SET n = s.n + EXCLUDED.n`
	// Of the rows that an earlier version of the program wrote, what is not counted yet is added. $3 are the lives that are behind: their rows are
	// not counted.
	stagesSQL = `SELECT call, stage, n FROM views.stages WHERE call >= $1 AND call <= $2 AND n <> 0
	UNION ALL SELECT split_part(l.stream, '/', 2), c.stage, sum(c.n)::bigint
		FROM views.lives l, LATERAL (VALUES (l.in_stages, -1), (CASE WHEN l.version > 0 THEN l.stage ELSE '' END, 1)) c(stage, n)
		WHERE CASE WHEN l.in_stages <> l.stage THEN l.stream END > '' AND l.in_stages <> l.stage AND starts_with(l.stream, '` + law.TenderFamily + `')
			AND split_part(l.stream, '/', 2) BETWEEN $1 AND $2 AND c.stage <> '' GROUP BY 1, 2
	UNION ALL SELECT split_part(stream, '/', 2), stage, -count(*) FROM views.lives
		WHERE stream = ANY ($3::text[]) AND version > 0 AND starts_with(stream, '` + law.TenderFamily + `') GROUP BY 1, 2`
)

// isTender tells whether a life is counted in views.stages.
func isTender(stream string) bool { return strings.HasPrefix(stream, law.TenderFamily) }

// inStages is the stage under which a row is counted; "" where it is not.
func inStages(r Standing) string {
	if r.Version > 0 && isTender(r.Stream) {
		return r.Stage
	}
	return ""
}

// Stages counts the tenders of all calls or, where call is not "", of one. Those of which
// the ledger holds more than their row says are not counted: they are behind.
func (s *Store) Stages(ctx context.Context, call string) (counts Stages, behind []string, err error) {
	all, err := s.Behind(ctx)
	if err != nil {
		return nil, nil, err
	}
	from, to := call, call
	if call == "" {
		to = "\x7f"
	}
	for _, stream := range all {
		if of, ok := strings.CutPrefix(stream, law.TenderFamily); ok && (call == "" || strings.HasPrefix(of, call+"/")) {
			behind = append(behind, stream)
		}
	}
	rows, err := s.pool.Query(ctx, stagesSQL, from, to, append([]string{}, behind...))
	if err != nil {
		return nil, nil, fmt.Errorf("count tenders: %w", err)
	}
	counts = Stages{}
	var of, stage string
	var n int
	_, err = pgx.ForEachRow(rows, []any{&of, &stage, &n}, func() error {
		counts.Add(of, stage, n)
		return nil
	})
	if err != nil {
		return nil, nil, fmt.Errorf("count tenders: %w", err)
	}
	for _, stages := range counts {
		for stage, n := range stages {
			if n == 0 {
				delete(stages, stage)
			}
		}
	}
	return counts, behind, nil
}
