package access_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

func TestReportsAreToldToNobodyInParticularOnlyOnceTheTenderIsEvaluated(t *testing.T) {
	t.Parallel()
	opened := call.Call{Stage: call.Evaluating, Roles: map[law.Role][]string{law.Officer: {"p-officer"}}}
	events := []law.Event{twinning.EvaluationRecorded{}, twinning.AssignmentNoted{}, law.CommandRefused{Name: twinning.RecordEvaluation{}.Kind()}}
	seen := func(v access.Viewer, stage twinning.Stage) (list []bool) {
		s := access.Of(v, opened, twinning.Twinning{Stage: stage})
		for _, e := range events {
			list = append(list, s.Event(access.Happening{Event: e, Kind: e.Kind(), Before: twinning.Twinning{}}))
		}
		return list
	}
	for _, stage := range []twinning.Stage{twinning.Submitted, twinning.Clarification, twinning.Eligible, twinning.Arbitration, twinning.Consenting} {
		require.Equal(t, []bool{false, true, false}, seen(access.Operator, stage), stage)
		require.Equal(t, []bool{true, true, true}, seen(access.As("p-officer"), stage), stage)
	}
	for _, stage := range []twinning.Stage{twinning.Evaluated, twinning.Awarded, twinning.Rejected} {
		require.Equal(t, []bool{true, true, true}, seen(access.Operator, stage), stage)
	}
}
