package access

import (
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

// What is remembered of one question must be the answer of every other one that policies cannot tell from it.
func TestARememberedAnswerIsThatOfThePolicies(t *testing.T) {
	t.Parallel()
	viewers := []Viewer{{}, Operator}
	for _, id := range []string{"p-officer", "p-auditor", "p-head", "p-payer", "p-ada", "p-party", "p-nobody"} {
		viewers = append(viewers, As(id))
	}
	calls := []call.Call{{}, {Stage: call.Drafted}, {Stage: call.Open}, {Stage: call.Opened}}
	for i := range calls {
		calls[i].Roles = map[law.Role][]string{law.Officer: {"p-officer"}, law.Auditor: {"p-auditor"}, law.Head: {"p-head"}, law.Payer: {"p-payer"}}
	}
	tenders := []twinning.Twinning{{}, {Stage: twinning.Submitted, Tender: twinning.Tender{Contact: "p-party"}}, {Stage: twinning.Withdrawn, Assigned: []string{"p-ada"}}, {Stage: twinning.Active, Contract: &twinning.Contract{}}}
	seen := 0
	for range 2 { // the second time from memory
		for _, v := range viewers {
			for _, c := range calls {
				for _, tender := range tenders {
					q := Of(v, c, tender).asked
					for action := range byAction() {
						require.Equal(t, q.decide(action, q.resource), q.may(action), "%v %s", v, action)
						seen++
					}
				}
			}
		}
	}
	require.Greater(t, seen, 1000)
}
