package state_test

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/views"
)

// The first administrator is recorded by an operator, and judged by nobody until somebody asks something of the administration.
func TestALifeThatHasReceivedNothingNeedsNoRow(t *testing.T) {
	t.Parallel()
	h := lifetest.New(t, lifetest.Options{})
	body, err := json.Marshal(governance.FirstAdministratorMade{Person: calltest.Officer})
	require.NoError(t, err)
	_, err = h.Ledger.Append(t.Context(), ledger.Request{Stream: governance.AdministrationStream, Seen: -1, Drafts: []ledger.Draft{{Kind: governance.FirstAdministratorKind, Body: body}}})
	require.NoError(t, err)
	found, err := state.CompareStandings(t.Context(), h.Ledger, func(ctx context.Context) ([]views.Standing, error) { return h.Store.All(ctx, "") })
	require.NoError(t, err)
	require.Empty(t, found)
	checked, err := state.CheckLives(t.Context(), h.Ledger, h.Store.Rows)
	require.NoError(t, err)
	require.Empty(t, checked.Wrong)
	require.Equal(t, checked.Hash, checked.Rebuilt)
}
