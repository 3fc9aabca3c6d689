package views_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/views"
)

// counted asks whether the kept counts are those of the rows, as a list reads them and, where every row is counted, in the table itself.
func counted(t *testing.T, s *views.Store, whole bool) {
	t.Helper()
	rows, err := s.Rows(t.Context())
	require.NoError(t, err)
	wants, sums := views.Stages{}, views.Stages{}
	for _, r := range rows {
		if of, ok := strings.CutPrefix(r.Stream, "twinning/"); ok && r.Version > 0 {
			call, _, _ := strings.Cut(of, "/")
			wants.Add(call, r.Stage, 1)
		}
	}
	has, behind, err := s.Stages(t.Context(), "")
	require.NoError(t, err)
	require.Empty(t, behind)
	for call := range has {
		if len(has[call]) == 0 {
			delete(has, call)
		}
	}
	require.Equal(t, wants, has)
	for call := range wants {
		one, _, err := s.Stages(t.Context(), call)
		require.NoError(t, err)
		require.Equal(t, views.Stages{call: wants[call]}, one)
	}
	if !whole {
		return
	}
	kept, err := s.Pool().Query(t.Context(), "SELECT call, stage, n FROM views.stages WHERE n <> 0")
	require.NoError(t, err)
	var call, stage string
	var n int
	_, err = pgx.ForEachRow(kept, []any{&call, &stage, &n}, func() error {
		sums.Add(call, stage, n)
		return nil
	})
	require.NoError(t, err)
	require.Equal(t, wants, sums)
}

var stagesOfTests = []string{"drafting", "submitted", "eligible", "awarded"}

// write records some life as it might stand: a new one, one that moves, an older sight, one whose stream is shorter, one that has no event.
func write(ctx context.Context, s *views.Store, r *rand.Rand) error {
	stream := fmt.Sprintf("twinning/%c/%d", 'A'+r.IntN(2), r.IntN(6))
	if r.IntN(8) == 0 {
		stream = fmt.Sprintf("call/%c", 'A'+r.IntN(2))
	}
	now := life.Now{Version: r.Int64N(4), Judged: r.Int64N(4), Stage: stagesOfTests[r.IntN(len(stagesOfTests))]}
	switch r.IntN(4) {
	case 0:
		return s.Replace(ctx, stream, now)
	case 1:
		return s.Delivered(ctx, stream, life.Left{Letters: 1, Version: 4, Counted: r.Int64N(9)})
	default:
		return s.Stand(ctx, stream, now)
	}
}

func TestTheCountsOfStagesFollowEachWrite(t *testing.T) {
	t.Parallel()
	s := open(t)
	stages := func() map[string]int {
		has, _, err := s.Stages(t.Context(), "A")
		require.NoError(t, err)
		return has["A"]
	}
	require.NoError(t, s.Stand(t.Context(), "twinning/A/1", life.Now{Stage: "drafting"}))
	require.Empty(t, stages(), "a life without an event is not counted")
	require.NoError(t, s.Stand(t.Context(), "twinning/A/1", life.Now{Version: 1, Stage: "drafting"}))
	require.NoError(t, s.Stand(t.Context(), "twinning/A/2", life.Now{Version: 3, Stage: "drafting"}))
	require.NoError(t, s.Stand(t.Context(), "twinning/A-1/2", life.Now{Version: 3, Stage: "drafting"}))
	require.Equal(t, map[string]int{"drafting": 2}, stages())
	require.NoError(t, s.Stand(t.Context(), "twinning/A/2", life.Now{Version: 4, Stage: "submitted"}))
	require.Equal(t, map[string]int{"drafting": 1, "submitted": 1}, stages())
	require.NoError(t, s.Stand(t.Context(), "twinning/A/2", life.Now{Version: 3, Stage: "drafting"}))
	require.Equal(t, map[string]int{"drafting": 1, "submitted": 1}, stages(), "an older sight")
	require.NoError(t, s.Replace(t.Context(), "twinning/A/2", life.Now{Version: 3, Stage: "drafting"}))
	require.Equal(t, map[string]int{"drafting": 2}, stages(), "a stream that is shorter than it was")
	require.NoError(t, s.Replace(t.Context(), "twinning/A/2", life.Now{Stage: "drafting"}))
	require.Equal(t, map[string]int{"drafting": 1}, stages())

	was, err := s.Rows(t.Context())
	require.NoError(t, err)
	require.NoError(t, s.Stand(t.Context(), "twinning/A/1", life.Now{Version: 5, Stage: "awarded"}), "written while the table is rebuilt")
	require.NoError(t, s.Switch(t.Context(), was, was, nil))
	require.Equal(t, map[string]int{"awarded": 1}, stages())
	counted(t, s, true)
	was, err = s.Rows(t.Context())
	require.NoError(t, err)
	require.Equal(t, "twinning/A/1", was[1].Stream)
	require.NoError(t, s.Switch(t.Context(), was, was[2:], nil), "rows that a rebuild leaves out")
	require.Empty(t, stages())
}

func TestTheCountsOfStagesAreThoseOfTheRowsAfterManyWrites(t *testing.T) {
	t.Parallel()
	s := open(t)
	r := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		require.NoError(t, write(t.Context(), s, r))
	}
	counted(t, s, true)
}

// Several write the same few lives, of which some are new to both, while the table is made again and again.
func TestTheCountsOfStagesAreRightWhereSeveralWriteAndTheTableIsRebuilt(t *testing.T) {
	t.Parallel()
	s := open(t)
	var left atomic.Int32
	left.Store(3)
	work, ctx := errgroup.WithContext(t.Context())
	for i := range uint64(3) {
		work.Go(func() error {
			defer left.Add(-1)
			r := rand.New(rand.NewPCG(3, i))
			for range 250 {
				if err := write(ctx, s, r); err != nil {
					return err
				}
			}
			return nil
		})
	}
	switches := 0
	work.Go(func() error {
		for left.Load() > 0 {
			was, err := s.Rows(ctx)
			if err != nil {
				return err
			}
			if err := s.Switch(ctx, was, was, nil); err != nil {
				return err
			}
			switches++
		}
		return nil
	})
	require.NoError(t, work.Wait())
	require.Greater(t, switches, 1)
	counted(t, s, true)
}

// Two writers of one life that has no row yet: the second waits for the first, and counts from what the first has counted.
func TestALifeThatTwoWriteAtOnceIsCountedOnce(t *testing.T) {
	t.Parallel()
	s := open(t)
	for i := range 40 {
		stream := fmt.Sprintf("twinning/A/%d", i)
		work, ctx := errgroup.WithContext(t.Context())
		for version := range int64(3) {
			work.Go(func() error {
				return s.Stand(ctx, stream, life.Now{Version: version + 1, Judged: version, Stage: stagesOfTests[version]})
			})
		}
		require.NoError(t, work.Wait())
	}
	has, _, err := s.Stages(t.Context(), "")
	require.NoError(t, err)
	require.Equal(t, views.Stages{"A": {"eligible": 40}}, has)
	counted(t, s, true)
}

// A worker of an earlier version writes no count: what it wrote is counted where it is read, and kept with the next write or rebuild.
func TestARowThatAnEarlierVersionWroteIsCounted(t *testing.T) {
	t.Parallel()
	s := open(t)
	require.NoError(t, s.Stand(t.Context(), "twinning/A/1", life.Now{Version: 1, Stage: "drafting"}))
	require.NoError(t, s.Stand(t.Context(), "twinning/B/1", life.Now{Version: 1, Stage: "drafting"}))
	_, err := s.Pool().Exec(t.Context(), `UPDATE views.lives SET stage = 'submitted', version = 2;
		INSERT INTO views.lives (stream, version, judged, stage, letters, over) VALUES ('twinning/A/2', 1, 1, 'drafting', 0, false), ('twinning/A/3', 0, 0, 'drafting', 0, false)`)
	require.NoError(t, err)
	counted(t, s, false)
	require.NoError(t, s.Stand(t.Context(), "twinning/A/1", life.Now{Version: 3, Stage: "eligible"}))
	counted(t, s, false)
	was, err := s.Rows(t.Context())
	require.NoError(t, err)
	require.NoError(t, s.Switch(t.Context(), was, was, nil))
	counted(t, s, true)
}

// What the version with a trigger left is gone, and what it counted is counted once.
func TestNoTriggerAndNoFunctionStayInTheSchemaOfViews(t *testing.T) {
	t.Parallel()
	s := open(t)
	r := rand.New(rand.NewPCG(5, 6))
	for range 60 {
		require.NoError(t, write(t.Context(), s, r))
	}
	old, err := os.ReadFile("testdata/stages_by_trigger.sql")
	require.NoError(t, err)
	_, err = s.Pool().Exec(t.Context(), `DROP TABLE views.stages; ALTER TABLE views.lives DROP COLUMN in_stages CASCADE`)
	require.NoError(t, err)
	_, err = s.Pool().Exec(t.Context(), string(old))
	require.NoError(t, err)
	again, err := views.Open(t.Context(), ledgertest.DSN(t, ledger.RoleApp), 2)
	require.NoError(t, err)
	defer again.Close()
	var left int
	err = again.Pool().QueryRow(t.Context(), `SELECT (SELECT count(*) FROM pg_proc WHERE pronamespace = 'views'::regnamespace)
		+ (SELECT count(*) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE c.relnamespace = 'views'::regnamespace)`).Scan(&left)
	require.NoError(t, err)
	require.Zero(t, left)
	counted(t, again, true)
	for range 60 {
		require.NoError(t, write(t.Context(), again, r))
	}
	counted(t, again, true)
}

// A list of a full table reads the counts and no rows.
func TestTheCountsOfAFullTableAreReadWithoutItsRows(t *testing.T) {
	t.Parallel()
	s := open(t)
	_, err := s.Pool().Exec(t.Context(), `INSERT INTO views.lives (stream, version, judged, stage, letters, over, in_stages)
		SELECT 'twinning/X/' || lpad(n::text, 6, '0'), 1, 1, 'submitted', 0, false, 'submitted' FROM generate_series(1, 20000) n;
		INSERT INTO views.stages VALUES ('X', 'submitted', 20000)`)
	require.NoError(t, err)
	for _, analysed := range []string{"before ANALYZE", "after"} {
		rows, err := s.Pool().Query(t.Context(), "EXPLAIN "+views.StagesSQL, "", "\x7f", []string{})
		require.NoError(t, err)
		lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
		require.NoError(t, err)
		plan := strings.Join(lines, "\n")
		require.NotContains(t, plan, "Seq Scan on lives", analysed)
		require.Contains(t, plan, "lives_uncounted", analysed)
		_, err = s.Pool().Exec(t.Context(), "ANALYZE views.lives")
		require.NoError(t, err)
	}
}
