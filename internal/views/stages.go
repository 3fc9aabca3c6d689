package views

import (
	"context"
	"fmt"
	"maps"
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

// A row may be behind only where something was recorded last, see Among. What was kept of a run that ended changes no stage, and no row.
const stagesSQL = `WITH late AS (
		SELECT stream, max(version) AS version FROM ledger.events
		WHERE position >= ` + lastSQL + ` AND stream >= $1 AND stream < $2 AND kind <> $3 AND stream NOT LIKE '%/in' AND stream NOT LIKE '%/letters' GROUP BY stream
	), behind AS (SELECT late.stream FROM late LEFT JOIN views.lives l ON l.stream = late.stream WHERE l.version IS NULL OR l.version < late.version)
	SELECT left(stream, -7) AS call, stage, '' AS behind, count(*) FROM views.lives l
		WHERE stream >= $1 AND stream < $2 AND version > 0 AND NOT EXISTS (SELECT FROM behind WHERE behind.stream = l.stream) GROUP BY 1, 2
	UNION ALL SELECT left(stream, -7), '', stream, 1 FROM behind`

// Stages counts the tenders whose streams begin with a prefix. Those of which
// the ledger holds more than their row says are not counted: they are behind.
// Who asks while somebody is being answered is given the same answer: it takes long where there are many tenders.
func (s *Store) Stages(ctx context.Context, prefix string) (counts Stages, behind []string, err error) {
	type answer struct {
		counts Stages
		behind []string
	}
	got := s.counting.DoChan(prefix, func() (any, error) {
		counts, behind, err := s.stages(context.WithoutCancel(ctx), prefix)
		return answer{counts, behind}, err
	})
	select {
	case <-ctx.Done():
		return nil, nil, context.Cause(ctx)
	case is := <-got:
		a, _ := is.Val.(answer)
		return a.counts.clone(), a.behind, is.Err
	}
}

// clone is a copy to which somebody may add.
func (s Stages) clone() Stages {
	is := make(Stages, len(s))
	for call, stages := range s {
		is[call] = maps.Clone(stages)
	}
	return is
}

func (s *Store) stages(ctx context.Context, prefix string) (counts Stages, behind []string, err error) {
	rows, err := s.pool.Query(ctx, stagesSQL, prefix, prefix+"\x7f", law.HistoryKept{}.Kind(), recent)
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
