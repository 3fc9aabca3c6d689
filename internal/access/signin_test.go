package access_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/twinning"
)

func TestARuleBookAsksForAFreshSignInForWhatSignsReleasesAndPays(t *testing.T) {
	t.Parallel()
	sign, release, pay := &call.Fresh{MaxAge: "15m"}, &call.Fresh{MaxAge: "10m", ACR: "two"}, &call.Fresh{MaxAge: "5m"}
	b := call.RuleBook{SignIn: &call.SignIn{Sign: sign, Release: release, Pay: pay}}
	for kind, want := range map[string]*call.Fresh{
		call.SignProposal{}.Kind(): sign, call.OpenTenders{}.Kind(): sign, twinning.SignContract{}.Kind(): sign, twinning.SignEligibility{}.Kind(): sign,
		call.ReleaseAward{}.Kind(): release, call.ActivateReserve{}.Kind(): release, twinning.ApproveExpense{}.Kind(): pay,
		call.PublishCall{}.Kind(): nil, twinning.SubmitTender{}.Kind(): nil,
	} {
		require.Equal(t, want, access.FreshFor(b, kind), kind)
		require.Nil(t, access.FreshFor(call.RuleBook{}, kind), "%s: where the rule book says nothing", kind)
	}
	for _, kind := range access.Stepped() {
		_, ofCall := call.Commands.Zero(kind)
		_, ofTender := twinning.Commands.Zero(kind)
		require.True(t, ofCall || ofTender, "%s is a command", kind)
		require.NotNil(t, access.FreshFor(b, kind), kind)
	}
}

func TestASignInMeetsWhatIsAskedForByItsAgeAndItsClass(t *testing.T) {
	t.Parallel()
	now := time.Now()
	ago := func(d time.Duration, acr string) access.SignIn { return access.SignIn{At: now.Add(-d), ACR: acr} }
	any, two := call.Fresh{MaxAge: "15m"}, call.Fresh{MaxAge: "15m", ACR: "two"}
	require.True(t, ago(15*time.Minute, "").Meets(any, now), "the very instant is still in time")
	require.False(t, ago(15*time.Minute+time.Microsecond, "").Meets(any, now))
	require.True(t, ago(time.Minute, "two").Meets(two, now))
	require.False(t, ago(time.Minute, "one").Meets(two, now))
	require.False(t, ago(time.Minute, "").Meets(two, now))
	require.False(t, access.SignIn{}.Meets(any, now), "of whom nobody says when they signed in")
}
