package call_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
)

func TestScoresAreSeenByThoseWhoMay(t *testing.T) {
	t.Parallel()
	sees := func(c call.Call, person, refused string) {
		t.Helper()
		r, is := law.Refused(c.SeesScores(person))
		if refused == "" {
			require.False(t, is, person)
			return
		}
		require.True(t, is, person)
		require.Equal(t, refused, RuleAndCode(r))
	}
	w := New(t).Opened(Book()).Published().Submitted(A).Shut().Eligible(A)
	sees(call.Call{}, Head, "sealed/no-scores")
	sees(w.Call(), Head, "sealed/no-scores")
	w.Assigned(A).Scored(A, "4")
	for _, person := range []string{Officer, Head, Auditor} {
		sees(w.Call(), person, "")
	}
	for _, person := range []string{Ada, Contact(A), Stranger, Procurer, Verifier} {
		sees(w.Call(), person, "roles/not-allowed")
	}
	w.Decided()
	sees(w.Call(), Procurer, "")
	sees(w.Call(), Ada, "roles/not-allowed")
}
