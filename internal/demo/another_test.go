package demo

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/survey"
	"twinning.example/engine/internal/twinning"
)

// Whoever opens a call of their own while the demo plays changes nothing of its report.
func TestACallOfSomebodyElseIsNotReportedOn(t *testing.T) {
	t.Parallel()
	require.False(t, ofAnother("DHE-2019", call.Call{Reference: "DHE-2019"}))
	require.False(t, ofAnother("DHE-2019", twinning.Twinning{Reference: "DHE-2019-K7Q2MD"}))
	require.False(t, ofAnother("DHE-2019", survey.Survey{Reference: "EHN-2021"}))
	require.True(t, ofAnother("DHE-2019", call.Call{Reference: "MINE-2019"}))
	require.True(t, ofAnother("DHE-2019", twinning.Twinning{Reference: "MINE-2019-K7Q2MD"}))
}

func TestTheReportSaysListsAndDurationsInWords(t *testing.T) {
	t.Parallel()
	require.Equal(t, "awarded, reserve, rejected", joined([]call.Verdict{call.Awarded, call.Reserve, call.Rejected}))
	require.Equal(t, "2 h", lasting(2*time.Hour))
	require.NotContains(t, lasting(time.Microsecond), "µs")
}
