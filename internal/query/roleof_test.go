package query

import (
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

func TestWhoSpeaksForATenderIsNamedInThatRoleEvenWhereTheyWereAppointedAsEvaluators(t *testing.T) {
	t.Parallel()
	c := call.Call{Roles: map[law.Role][]string{law.Officer: {"p-officer"}}, Evaluators: []call.Evaluator{{Person: "p-both"}, {Person: "p-eva"}}}
	tender := twinning.Twinning{Tender: twinning.Tender{Contact: "p-both", Signatory: "p-officer"}}
	for id, role := range map[string]law.Role{"p-both": law.Contact, "p-eva": law.Evaluator, "p-officer": law.Officer, "p-nobody": "", "": ""} {
		require.Equal(t, role, roleOf(c, tender, id), id)
	}
	require.Equal(t, law.Evaluator, roleOf(c, twinning.Twinning{}, "p-both"), "in the call itself")
}
