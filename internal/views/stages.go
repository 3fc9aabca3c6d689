package views

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"twinning.example/engine/internal/law"
)

// Stages counts tenders by their call's reference and by stage.
type Stages map[string]map[string]int

// Add counts tenders of a call.
func (s Stages) Add(call, stage string, n int) {
	if s[call] == nil {
		s[call] = map[string]int{}
	}
	s[call][stage] += n
}

// What was kept of a run that ended changes no stage, and no row.
const stagesSQL = `SELECT left(s.stream, -7) AS call, coalesce(l.stage, '') AS stage, CASE WHEN l.version >= h.version THEN '' ELSE s.stream END AS behind, count(*)
	FROM ledger.events s LEFT JOIN views.lives l ON l.stream = s.stream
	CROSS JOIN LATERAL (SELECT e.version FROM ledger.events e WHERE e.stream = s.stream AND e.kind <> $3 ORDER BY e.version DESC LIMIT 1) h
	WHERE s.version = 1 AND s.stream >= $1 AND s.stream < $2 AND s.stream NOT LIKE '%/in' AND s.stream NOT LIKE '%/letters' GROUP BY 1, 2, 3`

// Stages counts the tenders whose streams begin with a prefix. Those of which
// the ledger holds more than their row says are not counted: they are behind.
func (s *Store) Stages(ctx context.Context, prefix string) (counts Stages, behind []string, err error) {
	rows, err := s.pool.Query(ctx, stagesSQL, prefix, prefix+"\x7f", law.HistoryKept{}.Kind())
	if err != nil {
		return nil, nil, fmt.Errorf("count tenders: %w", err)
	}
	counts = Stages{}
	var call, stage, stream string
	var n int
	_, err = pgx.ForEachRow(rows, []any{&call, &stage, &stream, &n}, func() error {
		if stream != "" {
			behind = append(behind, stream)
			return nil
		}
		counts.Add(strings.TrimPrefix(call, law.TenderFamily), stage, n)
		return nil
	})
	if err != nil {
		return nil, nil, fmt.Errorf("count tenders: %w", err)
	}
	return counts, behind, nil
}
