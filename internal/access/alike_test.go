package access

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

// A question that is remembered is the one that would be made anew: for each fact and each role, whoever asks.
func TestARememberedQuestionIsTheOneThatWouldBeMadeAnew(t *testing.T) {
	released := call.Call{Stage: call.Running, Released: &call.AwardDecision{}}
	calls := []call.Call{{}, {Stage: call.Drafted}, {Stage: call.Open}, {Stage: call.Evaluating}, released}
	tenders := []twinning.Twinning{
		{Stage: twinning.Submitted},
		{Stage: twinning.Consenting},
		{Stage: twinning.Withdrawn},
		{Stage: twinning.Active, Contract: &twinning.Contract{}},
		{Stage: twinning.Evaluated, Rounds: []twinning.Round{{}}},
		{Stage: twinning.Evaluated, Assigned: []string{"ada"}},
		{Outcome: &call.Outcome{Verdict: call.Awarded}, SubmittedBy: "ada"},
		{Conflicts: []twinning.Tie{{Evaluator: "ada"}}, Assigned: []string{"ada"}, Reviews: []twinning.Review{{Evaluator: "ada"}}},
	}
	for _, r := range append(law.StaffRoles(), law.Evaluator) {
		c := released
		c.Roles = map[law.Role][]string{r: {"ada"}}
		calls = append(calls, c)
	}
	for range 2 { // the second time from memory
		for _, v := range []Viewer{{}, Operator, As("ada"), As("ben")} {
			for _, c := range calls {
				require.Equal(t, ask(v, rolesIn(v, c), aCall, theCall(c)).alike, OfCall(v, c).asked.alike)
				for _, is := range tenders {
					want := ask(v, slices.Concat(rolesIn(v, c), rolesTowards(v, is)), aTender, theTender(c, is))
					got := Of(v, c, is).asked
					require.Equal(t, want.alike, got.alike)
					require.Equal(t, want.viewer, got.viewer)
				}
			}
		}
	}
	require.Less(t, len(roleBits), 32)
}
