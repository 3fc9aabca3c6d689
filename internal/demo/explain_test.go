package demo

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/audit"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/life"
)

// recomputed asks the law again about every decision of a demo: each must come
// out byte for byte as it is recorded.
func recomputed(t *testing.T, l *ledger.Ledger) {
	t.Helper()
	began, kinds, n := time.Now(), map[string]int{}, 0
	require.NoError(t, l.Snapshot(t.Context(), func(ctx context.Context, from ledger.Snapshot) error {
		streams, err := from.Streams(ctx, "")
		require.NoError(t, err)
		x := audit.NewExplainer(l, from, audit.Reader{})
		for _, s := range streams {
			if life.WorkflowOf(s) == "" {
				continue
			}
			all, err := x.Stream(ctx, s)
			require.NoError(t, err)
			for _, d := range all {
				require.Equal(t, audit.Recomputed{Same: true}, d.Recomputed, "position %d, %s", d.Position, d.Kind)
				kinds[d.Kind]++
				n++
			}
		}
		return nil
	}))
	t.Logf("%d decisions of %d kinds computed once more in %s", n, len(kinds), time.Since(began).Round(time.Millisecond))
}
