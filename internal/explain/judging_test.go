package explain

import (
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/twinning"
)

func TestReportsAreToldToNobodyInParticularOnlyOnceTheTenderIsEvaluated(t *testing.T) {
	t.Parallel()
	for kind, is := range map[twinning.Stage]bool{twinning.Eligible: true, twinning.Arbitration: true, twinning.Consenting: true, twinning.Evaluated: false, twinning.Awarded: false} {
		require.Equal(t, is, isJudged(kind), kind)
	}
	l := &line{law: twinning.Law, events: []ledger.Event{{}, {}, {}}, values: []law.Event{
		twinning.EvaluationRecorded{}, twinning.AssignmentNoted{}, law.CommandRefused{Name: twinning.RecordEvaluation{}.Kind()},
	}}
	seen := func(s standing) (list []bool) {
		for i := range l.values {
			list = append(list, s.sees(l, i))
		}
		return list
	}
	require.Equal(t, []bool{false, true, false}, seen(standing{full: true, judging: true}))
	require.Equal(t, []bool{true, true, true}, seen(standing{full: true}))
	require.Equal(t, []bool{true, true, true}, seen(standing{full: true, judging: true, reader: Reader{ID: "p-officer"}}))
}
