package call_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/lifetest"
)

func TestABudgetNeitherComesNorGoes(t *testing.T) {
	t.Parallel()
	w := New(t)
	steps := lifetest.Moneyless()
	w.Now = steps[0].At
	w.Do(Stream, steps[0].By, steps[0].Command)
	_, err := w.Send(Stream, Head, Change(lifetest.Book(), "there is money now"))
	refusal, ok := law.Refused(err)
	require.True(t, ok, "%v", err)
	require.Equal(t, "money/budget-comes-or-goes", RuleAndCode(refusal))
}
