package api_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/api"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/lifetest"
)

// signingIn is the year with a rule book that asks for a fresh sign-in.
func signingIn(t *testing.T, rules call.SignIn) []lifetest.Step {
	t.Helper()
	steps := lifetest.Year()
	for i, s := range steps {
		if o, opens := s.Command.(call.OpenCall); opens {
			o.Rules.SignIn = &rules
			steps[i].Command = o
			return steps
		}
	}
	require.Fail(t, "the year opens no call")
	return nil
}

func TestASignInThatIsTooOldSignsNothingAndTheAnswerSaysWhichIsAskedFor(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.Door.May = d.queries.MaySend
	steps := signingIn(t, call.SignIn{Sign: &call.Fresh{MaxAge: "15m", ACR: "urn:example:two"}})
	d.play(steps, "2019-06-18") // the limit has passed; the tenders wait for two signatures or their session
	of := func(s access.SignIn) func(*http.Request) (access.Viewer, error) {
		return func(r *http.Request) (access.Viewer, error) {
			*r = *r.WithContext(access.WithSignIn(r.Context(), s))
			return access.Viewer{Person: strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")}, nil
		}
	}
	size := d.settled()
	for name, s := range map[string]access.SignIn{
		"too long ago": {At: time.Now().Add(-16 * time.Minute), ACR: "urn:example:two"}, "in another class": {At: time.Now(), ACR: "urn:example:one"}, "nobody says when": {},
	} {
		other := d.facing(func(o *api.Options) { o.Who = of(s) })
		a := other.command(calltest.Stream, calltest.Officer, call.OpenTenders{}, "Prefer", "wait=30")
		require.Equal(t, http.StatusUnauthorized, a.status, "%s: %s", name, a.body)
		require.Equal(t, `Bearer error="insufficient_user_authentication", error_description="A fresher sign-in is required", max_age="900", acr_values="urn:example:two"`, a.header.Get("WWW-Authenticate"), name)
		require.Contains(t, a.body, "open-tenders asks for a sign-in of the last 15 min")
		require.Contains(t, a.body, "sign in again")
		require.Equal(t, http.StatusForbidden, other.command(calltest.Stream, calltest.Stranger, call.OpenTenders{}, "Prefer", "wait=30").status, "whoever has no business with it is told that first")
		require.NotEqual(t, http.StatusUnauthorized, other.command(calltest.Stream, calltest.Officer, call.ReleaseAward{}, "Prefer", "wait=30").status, "what the rule book does not name is as ever")
	}
	require.Equal(t, size+6, d.size(), "of what is kept away nothing is received: three commands and three refusals")
	fresh := d.facing(func(o *api.Options) {
		o.Who = of(access.SignIn{At: time.Now().Add(-time.Minute), ACR: "urn:example:two"})
	})
	a := fresh.command(calltest.Stream, calltest.Officer, call.OpenTenders{}, "Prefer", "wait=30")
	require.NotEqual(t, http.StatusUnauthorized, a.status, a.body)
}
