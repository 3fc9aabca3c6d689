package activities_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/people"
)

// Whoever must erase somebody is told who asks, by name; once they are erased that letter says nothing of them.
func TestARequestForErasureTellsWhoeverSettlesItWhoAsks(t *testing.T) {
	t.Parallel()
	h := lifetest.New(t, lifetest.Options{})
	body, err := json.Marshal(governance.FirstAdministratorMade{Person: calltest.Head})
	require.NoError(t, err)
	_, err = h.Ledger.Append(t.Context(), ledger.Request{
		Stream: governance.AdministrationStream, Seen: -1, Drafts: []ledger.Draft{{Kind: governance.FirstAdministratorKind, Body: body}},
	})
	require.NoError(t, err)
	h.Receive(lifetest.Step{At: lifetest.Start().Add(time.Hour), Stream: governance.AdministrationStream, By: calltest.Ada, Command: governance.AskErasure{}})
	h.Judge(governance.AdministrationStream)
	asks, err := people.NewDirectory(h.Ledger).Find(t.Context(), calltest.Ada)
	require.NoError(t, err)
	_, err = h.Activities.Notify(t.Context(), life.NotifyInput{Stream: governance.AdministrationStream})
	require.NoError(t, err)
	told := 0
	for _, m := range h.Post.Sent() {
		if !strings.HasPrefix(m.ToEmail, calltest.Head+"@") {
			continue
		}
		told++
		require.Contains(t, m.Text, asks.Name+" ("+asks.Email+", "+asks.ID+")")
	}
	require.Equal(t, 1, told)

	ledgertest.Erase(t, people.Stream(calltest.Ada))
	events, err := h.Ledger.Read(t.Context(), ledger.Query{Stream: life.Letters(governance.AdministrationStream)})
	require.NoError(t, err)
	bodies, err := h.Ledger.OpenBodies(t.Context(), events)
	require.NoError(t, err)
	for _, b := range bodies {
		require.NotContains(t, string(b), asks.Name)
	}
}
