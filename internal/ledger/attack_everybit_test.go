package ledger_test

import (
	"fmt"
	"math/bits"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/state"
)

// A change is one bit.
type change struct {
	cell, bit int
}

// ATTACK=long changes every bit of 1,000 events and of all rows that belong to them, which takes some minutes; else some thousand are drawn,
// and with -short some hundred.
func TestEveryBitOfTheRecordThatIsChangedIsFoundAtItsPosition(t *testing.T) {
	t.Parallel()
	least, whole := int64(0), os.Getenv("ATTACK") == "long"
	if whole {
		least = 1000
	}
	l := newOfEveryKind(t, least)
	memory, err := l.InMemory(t.Context(), ledger.VerifyOptions{MustSeal: state.MustSeal})
	require.NoError(t, err)
	honest, err := memory.Verify(t.Context())
	require.NoError(t, err)
	require.Empty(t, honest)

	cells := memory.Cells()
	seed := rand.Uint64()
	random := rand.New(rand.NewPCG(seed, 0))
	// In one run each batch has one change, so that what is found in it is found because of that. A change that moves its row to where another
	// one stands has a run alone.
	many := 3 // of a thousand
	if testing.Short() {
		many = 1
	}
	size := int64(0)
	for _, c := range cells {
		size = max(size, c.Last+1)
	}
	inside := bits.Len64(uint64(size))
	var alone []change
	apart := map[int64][]change{} // by the first position of the batch
	for i, c := range cells {
		for bit := range c.Bits() {
			switch {
			case !whole && random.IntN(1000) >= many && !(c.Moves && random.IntN(100) < many-1):
			case c.Moves && (bit <= inside || c.Table == "batches"):
				alone = append(alone, change{i, bit})
			default:
				apart[batchOf(cells, c.First)] = append(apart[batchOf(cells, c.First)], change{i, bit})
			}
		}
	}
	var runs [][]change
	for _, a := range alone {
		runs = append(runs, []change{a})
	}
	for i := 0; len(apart) > 0; i++ {
		var run []change
		for batch, list := range apart {
			if run = append(run, list[0]); len(list) == 1 {
				delete(apart, batch)
			} else {
				apart[batch] = list[1:]
			}
		}
		runs = append(runs, run)
	}
	var next, changes atomic.Int64
	var group errgroup.Group
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() error {
			mine := memory.Clone()
			cells := mine.Cells()
			for n := next.Add(1) - 1; n < int64(len(runs)); n = next.Add(1) - 1 {
				if err := found(t, mine, cells, runs[n]); err != nil {
					return fmt.Errorf("seed %d: %w", seed, err)
				}
				changes.Add(int64(len(runs[n])))
			}
			return nil
		})
	}
	require.NoError(t, group.Wait())
	t.Logf("seed %d: %d bits of %d values were changed in %d runs, each was found at its position", seed, changes.Load(), len(cells), len(runs))
	require.Greater(t, changes.Load(), int64(300))
}

func TestAnAnswerWhoseEndWasChangedIsNamedAtThatEndWhateverElseWasChangedAfterIt(t *testing.T) {
	t.Parallel()
	memory, err := newOfEveryKind(t, 0).InMemory(t.Context(), ledger.VerifyOptions{MustSeal: state.MustSeal})
	require.NoError(t, err)
	cells := memory.Cells()
	header := map[int64]int{}
	ends := map[int64]int64{} // of the batches, by their beginning
	for i, c := range cells {
		if c.Table == "events" && c.Column == "header" {
			header[c.First] = i
		}
		if c.Table == "batches" {
			ends[c.First] = c.Last
		}
	}
	tried := 0
	for _, c := range cells {
		last := ends[batchOf(cells, c.First)]
		if next, ok := header[last+1]; ok && c.Table == "answers" && c.Column == "last" && last > c.First {
			require.NoError(t, found(t, memory, cells, []change{{header[last], 0}, {next, 0}}))
			tried++
		}
	}
	require.Greater(t, tried, 5)
}

// batchOf is the first position of the batch that a position is in.
func batchOf(cells []ledger.Cell, position int64) int64 {
	i, _ := slices.BinarySearchFunc(cells, position, func(c ledger.Cell, position int64) int {
		if c.Table != "batches" { // the events stand before the batches, all others behind
			if c.Table == "events" {
				return -1
			}
			return 1
		}
		return int(c.Last - position)
	})
	return cells[i].First
}

// found makes changes, and says which of them is not found where it is.
func found(t *testing.T, m *ledger.Memory, cells []ledger.Cell, run []change) error {
	t.Helper()
	var undo []func()
	for _, c := range run {
		undo = append(undo, cells[c.cell].Flip(c.bit))
	}
	findings, err := m.Verify(t.Context())
	if err != nil {
		return err
	}
	var failed error
	earliest := int64(1) << 62
	for _, c := range run {
		cell := cells[c.cell]
		earliest = min(earliest, cell.First)
		first, last := m.At(cell) // it may be named where it stands now, if that was changed
		at := func(f ledger.Finding) bool {
			return f.Position >= cell.First && f.Position <= cell.Last || cell.Moves && len(run) == 1 && f.Position >= first && f.Position <= last
		}
		if !slices.ContainsFunc(findings, at) || len(run) == 1 && !at(findings[0]) {
			failed = fmt.Errorf("bit %d of %s of row %d of %s, position %d, is not found there: %v", c.bit, cell.Column, cell.Row, cell.Table, cell.First, findings)
		}
	}
	if len(run) > 1 && failed == nil && findings[0].Position < earliest {
		failed = fmt.Errorf("position %d was not changed, and is named first: %s", findings[0].Position, findings[0].What)
	}
	for _, f := range undo {
		f()
	}
	return failed
}
