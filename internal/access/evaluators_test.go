package access_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/twinning"
)

func TestNobodyLearnsWhoEvaluatesFromWhatIsOwed(t *testing.T) {
	const ada, ben, contact = "p-aaaaaaaaaa", "p-bbbbbbbbbb", "p-cccccccccc"
	c := call.Call{Reference: "DHE-2019", Stage: call.Evaluating, OpenedAt: time.Unix(1, 0), Evaluators: []call.Evaluator{{Person: ada}, {Person: ben}}}
	was := twinning.Twinning{
		Reference: "DHE-2019-AAAAAA", Stage: twinning.Eligible, Assigned: []string{ada, ben}, SubmittedBy: contact,
		Versions: []twinning.Version{{Number: 1, By: contact}}, Tender: twinning.Tender{Contact: contact},
		Obligations: []obligation.Obligation{
			{ID: "evaluation-" + ada, Ladder: "evaluation", Who: []string{ada}},
			{ID: "evaluation-" + ben, Ladder: "evaluation", Who: []string{ben}},
			{ID: "clarification", Ladder: "clarification", Who: []string{contact}},
		},
		Passed: map[string]bool{"evaluation-" + ada + "/first": true, "clarification/first": true},
	}
	ids := func(viewer string) (list []string) {
		is, _ := access.Of(access.Viewer{Person: viewer}, c, was).Tender(was)
		for _, o := range is.Obligations {
			list = append(list, o.ID)
		}
		for key := range is.Passed {
			list = append(list, key)
		}
		return list
	}
	require.ElementsMatch(t, []string{"clarification", "clarification/first"}, ids(contact))
	for _, id := range ids(ada) {
		require.NotContains(t, id, ben, "nor does an evaluator learn who the others are")
	}
	require.Len(t, was.Obligations, 3, "what is stored stays as it is")
}
