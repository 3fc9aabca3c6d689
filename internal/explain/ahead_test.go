package explain_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/state"
)

// A folder is asked by many at once, each with a snapshot of their own: what one
// of them learnt later must not be told to another who looks at an earlier moment.
func TestAFolderTellsNobodyWhatComesAfterTheMomentThatTheyLookAt(t *testing.T) {
	t.Parallel()
	h := lifetest.New(t, lifetest.Options{})
	prefix := call.TenderPrefix(calltest.Reference)
	steps := lifetest.Year()
	h.Play(steps[:3])
	look := func(f func(context.Context, ledger.Snapshot)) {
		require.NoError(t, h.Ledger.Snapshot(t.Context(), func(ctx context.Context, from ledger.Snapshot) error {
			f(ctx, from)
			return nil
		}))
	}
	look(func(ctx context.Context, earlier ledger.Snapshot) {
		h.Until(steps[3].At.Add(10 * 24 * time.Hour))
		h.Judge(lifetest.Stream) // which the folder follows
		var now state.Folded
		look(func(ctx context.Context, later ledger.Snapshot) {
			var err error
			now, err = h.Folder.Fold(ctx, later, lifetest.Stream)
			require.NoError(t, err)
			_, err = h.Folder.FoldAll(ctx, later, prefix)
			require.NoError(t, err)
		})
		is, err := h.Folder.Fold(ctx, earlier, lifetest.Stream)
		require.NoError(t, err)
		require.Less(t, is.Version, now.Version)
		require.Less(t, is.Position, earlier.Size())
		all, err := h.Folder.FoldAll(ctx, earlier, prefix)
		require.NoError(t, err)
		require.Equal(t, is.Version, all[lifetest.Stream].Version)
		require.Less(t, all[lifetest.Stream].Position, earlier.Size())
	})
	look(func(ctx context.Context, later ledger.Snapshot) {
		is, err := h.Folder.Fold(ctx, later, lifetest.Stream)
		require.NoError(t, err)
		version, err := later.Version(ctx, lifetest.Stream)
		require.NoError(t, err)
		require.Equal(t, version, is.Version, "who looks at now still sees now")
	})
}
