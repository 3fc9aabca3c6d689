package call_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
)

func TestTwoCallsNeverSeeEachOthersTenders(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.StringMatching(`[A-Z][A-Z0-9]{0,6}(-[A-Z0-9]{1,7}){0,2}`).Draw(t, "a")
		b := a + rapid.StringMatching(`(-[A-Z2-7]{1,7}){1,2}|[A-Z0-9]{1,3}`).Draw(t, "more")
		if rapid.Bool().Draw(t, "unrelated") {
			b = rapid.StringMatching(`[A-Z][A-Z0-9]{0,6}(-[A-Z0-9]{1,7}){0,2}`).Draw(t, "b")
		}
		if a == b {
			return
		}
		six := rapid.StringMatching(`[A-Z2-7]{6}`)
		ofA, ofB := law.TwinningStream(a+"-"+six.Draw(t, "one")), law.TwinningStream(b+"-"+six.Draw(t, "other"))
		require.NotEqual(t, ofA, ofB)
		require.True(t, strings.HasPrefix(ofA, call.TenderPrefix(a)))
		require.False(t, strings.HasPrefix(ofA, call.TenderPrefix(b)), "%s has %s", b, ofA)
		require.False(t, strings.HasPrefix(ofB, call.TenderPrefix(a)), "%s has %s", a, ofB)
		require.Equal(t, a, law.CallOf(law.Reference(ofA)))
		require.Equal(t, ofA, law.TwinningStream(law.Reference(ofA)))
	})
}
