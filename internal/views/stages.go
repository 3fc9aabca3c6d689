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

// $3 are the lives that are behind: their rows are not counted.
const stagesSQL = `SELECT call, stage, n FROM views.stages WHERE call >= $1 AND call <= $2 AND n <> 0
	UNION ALL SELECT split_part(stream, '/', 2), stage, -count(*) FROM views.lives
		WHERE stream = ANY ($3::text[]) AND version > 0 AND stream LIKE '` + law.TenderFamily + `%' GROUP BY 1, 2`

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
