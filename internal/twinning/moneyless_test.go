package twinning_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/twinning"
)

// Refused with money/costs-missing or money/no-money.
func TestCostsAreAskedForWhereThereIsMoneyAndRefusedWhereThereIsNone(t *testing.T) {
	t.Parallel()
	for name, r := range map[string]struct {
		with bool
		code string
	}{"money, and no costs": {true, "money/costs-missing"}, "no money, and costs": {false, "money/no-money"}} {
		steps := lifetest.Moneyless()
		if r.with {
			steps = lifetest.Year()
		}
		w := New(t)
		w.Now = steps[0].At
		for _, s := range steps {
			w.Until(s.At)
			if submit, ok := s.Command.(twinning.SubmitTender); ok {
				submit.Tender.Costs = twinning.Costs{}
				if !r.with {
					submit.Tender.Costs = Tender(lifetest.Tender).Costs
				}
				events, err := w.Send(s.Stream, s.By, submit)
				require.NoError(t, err, name)
				refused, ok := events[0].(twinning.TenderRefused)
				require.True(t, ok, "%s: %v", name, events)
				require.Equal(t, r.code, RuleAndCode(&refused.Refusal), name)
				break
			}
			_, err := w.Send(s.Stream, s.By, s.Command)
			require.NoError(t, err, name)
		}
	}
}

func TestNothingIsClaimedWhereThereIsNoMoney(t *testing.T) {
	t.Parallel()
	w := New(t)
	steps := lifetest.Moneyless()
	w.Now = steps[0].At
	for _, s := range steps {
		w.Until(s.At)
		log, ok := s.Command.(twinning.SubmitLog)
		if !ok {
			_, err := w.Send(s.Stream, s.By, s.Command)
			if _, refused := law.Refused(err); !refused {
				require.NoError(t, err)
			}
			continue
		}
		log.Expenses = []twinning.Claim{{ID: "e1", Kind: twinning.Direct, Amount: EUR("1.00"), On: log.Activities[0].On, What: "Travel"}}
		_, err := w.Send(s.Stream, s.By, log)
		refusal, ok := law.Refused(err)
		require.True(t, ok, "%v", err)
		require.Equal(t, "money/nothing-to-claim", RuleAndCode(refusal))
		return
	}
	require.Fail(t, "no log was submitted")
}
