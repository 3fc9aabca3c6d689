package state_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/state"
)

// A silent source answers nothing, but for how large the ledger is.
type silent struct{ ledger.Snapshot }

func (silent) Read(context.Context, ledger.Query) ([]ledger.Event, error) {
	return nil, errors.New("the ledger was read")
}

func (silent) Streams(context.Context, string) ([]string, error) {
	return nil, errors.New("the names of streams were read")
}

// folds are the lives of a house by each way to fold them.
func folds(ctx context.Context, t *testing.T, f *state.Folder, from state.Source) map[string]int64 {
	t.Helper()
	versions := map[string]int64{}
	is, err := f.Fold(ctx, from, calltest.Stream)
	require.NoError(t, err)
	versions[is.Stream] = is.Version
	all, err := f.FoldAll(ctx, from, call.TenderPrefix(calltest.Reference))
	require.NoError(t, err)
	for s, is := range all {
		if is.Version > 0 { // one that began later is listed, and empty
			versions[s] = is.Version
		}
	}
	each, err := f.FoldEach(ctx, from, []string{calltest.Stream, law.TwinningStream(lifetest.Crowd(4)[0])})
	require.NoError(t, err)
	for s, is := range each {
		versions["each "+s] = is.Version
	}
	return versions
}

func TestWhatIsKnownOfALedgerOfThisSizeIsNotReadAgain(t *testing.T) {
	t.Parallel()
	h := lifetest.New(t, lifetest.Options{})
	h.Play(lifetest.Contracts(lifetest.Crowd(4)...)[:30])
	folder := state.NewFolder(h.Ledger, 100)
	require.NoError(t, h.Ledger.Snapshot(t.Context(), func(ctx context.Context, from ledger.Snapshot) error {
		first := folds(ctx, t, folder, from)
		require.Equal(t, first, folds(ctx, t, folder, silent{from}))
		folder.Forget(calltest.Stream)
		_, err := folder.Fold(ctx, silent{from}, calltest.Stream)
		require.ErrorContains(t, err, "the ledger was read")
		return nil
	}))
}

// Whoever asks from memory, in whatever order of moments, is told what a cold fold says.
func TestAMemoryNeverSaysOtherThanAColdFoldAtAnyMoment(t *testing.T) {
	t.Parallel()
	h := lifetest.New(t, lifetest.Options{})
	h.Play(lifetest.Contracts(lifetest.Crowd(4)...)[:30])
	warm := state.NewFolder(h.Ledger, 100)
	small := state.NewFolder(h.Ledger, 2)
	seed := rand.Uint64()
	random := rand.New(rand.NewPCG(seed, 0))
	require.NoError(t, h.Ledger.Snapshot(t.Context(), func(ctx context.Context, from ledger.Snapshot) error {
		for range 60 {
			at := random.Int64N(from.Size()) + 1
			cold := folds(ctx, t, state.NewFolder(h.Ledger, 0), state.UpTo(from, at))
			require.Equal(t, cold, folds(ctx, t, warm, state.UpTo(from, at)), "seed %d, before %d", seed, at)
			require.Equal(t, cold, folds(ctx, t, small, state.UpTo(from, at)), "seed %d, before %d", seed, at)
		}
		return nil
	}))
}
