package explain_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/explain"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/lives"
)

// explained asks for a derivation in a snapshot of its own.
func explained(t *testing.T, h *lifetest.House, r explain.Reader, ask func(context.Context, *explain.Explainer) ([]explain.Derivation, error)) (out []explain.Derivation, err error) {
	t.Helper()
	err = h.Ledger.Snapshot(t.Context(), func(ctx context.Context, from ledger.Snapshot) (err error) {
		out, err = ask(ctx, explain.NewExplainer(h.Ledger, from, r))
		return err
	})
	return out, err
}

// lines are the arithmetic of a derivation, one line each.
func lines(d explain.Derivation) string {
	var b strings.Builder
	for _, line := range d.Arithmetic {
		b.WriteString(line.Text + "\n")
	}
	return b.String()
}

func ofStream(stream string) func(context.Context, *explain.Explainer) ([]explain.Derivation, error) {
	return func(ctx context.Context, x *explain.Explainer) ([]explain.Derivation, error) {
		return x.Stream(ctx, stream)
	}
}

// everyLife are the streams of the lives of a ledger.
func everyLife(t *testing.T, h *lifetest.House) (streams []string) {
	t.Helper()
	require.NoError(t, h.Ledger.Snapshot(t.Context(), func(ctx context.Context, from ledger.Snapshot) error {
		all, err := from.Streams(ctx, "")
		for _, s := range all {
			if lives.Is(s) {
				streams = append(streams, s)
			}
		}
		return err
	}))
	return streams
}

// sound is every decision of a ledger, which must come out the same.
func sound(t *testing.T, h *lifetest.House) map[string]int {
	t.Helper()
	seen := map[string]int{}
	for _, s := range everyLife(t, h) {
		all, err := explained(t, h, explain.Reader{Viewer: access.Operator}, ofStream(s))
		require.NoError(t, err)
		events, err := h.Ledger.Read(t.Context(), ledger.Query{Stream: s})
		require.NoError(t, err)
		require.Len(t, all, len(slices.DeleteFunc(events, func(e ledger.Event) bool { return e.Kind == law.HistoryKept{}.Kind() })), s)
		for _, d := range all {
			require.Equal(t, explain.Recomputed{Same: true}, d.Recomputed, "%s version %d, %s", d.Stream, d.Version, d.Kind)
			require.NotEmpty(t, d.Decision, d.Kind)
			require.NotEmpty(t, d.Outcome, d.Kind)
			require.NotEmpty(t, d.Rule.Name, d.Kind)
			require.NotNil(t, d.Facts, d.Kind)
			require.True(t, (d.Command == nil) != (d.Moment == nil), d.Kind)
			for _, line := range append(d.Arithmetic, d.Decision, d.Outcome) {
				require.NotContains(t, line.Text, "%!", d.Kind)
				require.NotContains(t, line.Text, "which is NOT", d.Kind)
				require.NotContains(t, line.Text, "and NOT", d.Kind)
				require.NotContains(t, line.Text, "cannot be worked out", d.Kind)
			}
			for _, f := range d.Facts {
				require.Less(t, f.Position, d.Position, "%s rests on what comes later", d.Kind)
			}
			seen[d.Kind]++
		}
	}
	return seen
}

func TestEveryDecisionOfEveryPathIsRecomputedByteForByte(t *testing.T) {
	t.Parallel()
	for name, steps := range lifetest.Paths() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := lifetest.New(t, lifetest.Options{})
			h.Play(steps)
			h.Until(lifetest.Ends(steps))
			for range 3 {
				for _, s := range everyLife(t, h) {
					h.Judge(s)
				}
				for _, s := range h.Relay() {
					h.Judge(s)
				}
			}
			require.NotEmpty(t, sound(t, h))
		})
	}
}
