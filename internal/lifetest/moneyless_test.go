package lifetest_test

import (
	"context"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/explain"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/twinning"
)

// asksForMoney finds an amount, a word for one, and the place where one is missing.
var asksForMoney = regexp.MustCompile(`EUR|with a budget|the budget|amount|costs|spent|is free|is left|cannot be worked out|  |, ,| and ,|: $`)

// A programme without money: nothing asks for an amount, from the rule book to the end of the retention, in the record, in letters, in explanations.
func TestAProgrammeWithoutMoneyIsNeverAskedForAnAmount(t *testing.T) {
	t.Parallel()
	h := lifetest.New(t, lifetest.Options{})
	steps := lifetest.Moneyless()
	require.Empty(t, steps[0].Command.(call.OpenCall).Rules.Check())
	h.Play(steps)
	h.Until(calltest.Date("2026-01-01").Start(steps[0].At.Location()))
	h.Judge(lifetest.Stream)
	var is state.Folded
	require.NoError(t, h.Ledger.Snapshot(t.Context(), func(ctx context.Context, from ledger.Snapshot) (err error) {
		is, err = h.Folder.Fold(ctx, from, lifetest.Stream)
		return err
	}))
	require.Equal(t, string(twinning.Over), is.State.StageName(), "it was awarded, ran, was closed and was kept to the end")
	for _, stream := range []string{calltest.Stream, lifetest.Stream} {
		_, err := h.Activities.Notify(t.Context(), life.NotifyInput{Stream: stream})
		require.NoError(t, err)
	}
	require.NotEmpty(t, h.Post.Sent())
	for _, m := range h.Post.Sent() {
		require.NotRegexp(t, `EUR|[Aa]mount|budget`, m.Subject+m.Text, "no letter speaks of money")
	}
	require.NoError(t, h.Ledger.Snapshot(t.Context(), func(ctx context.Context, from ledger.Snapshot) error {
		for _, stream := range []string{calltest.Stream, lifetest.Stream} {
			x := explain.NewExplainer(h.Ledger, from, explain.Reader{Viewer: access.Operator})
			lines, err := x.History(ctx, stream, false)
			require.NoError(t, err)
			for _, l := range lines {
				require.NotRegexp(t, asksForMoney, l.Sentence)
			}
			all, err := x.Stream(ctx, stream)
			require.NoError(t, err)
			for _, d := range all {
				require.True(t, d.Recomputed.Same, "%s: %s", d.Kind, d.Recomputed.Difference)
				for _, line := range append(d.Arithmetic, d.Decision, d.Outcome) {
					require.NotRegexp(t, asksForMoney, line, d.Kind)
				}
			}
		}
		return nil
	}))
}

func TestAnAmountWhereThereIsNoBudgetIsRefused(t *testing.T) {
	t.Parallel()
	opening := lifetest.Moneyless()[0].Command.(call.OpenCall)
	for name, spoil := range map[string]func(*call.RuleBook){
		"a ceiling":      func(b *call.RuleBook) { b.Types[0].Ceiling = calltest.EUR("1.00") },
		"a tie":          func(b *call.RuleBook) { b.Award.Ties = []string{call.TieLowerAmount} },
		"an envelope":    func(b *call.RuleBook) { b.Award.Envelopes = []call.Envelope{{ID: "x", Types: []string{b.Types[0].ID}}} },
		"a small amount": func(b *call.RuleBook) { b.Retention.SmallUpTo = calltest.EUR("1.00") },
		"a leftover":     func(b *call.RuleBook) { b.Follows = &call.Follows{Call: "DHE-2018", Amount: calltest.EUR("1.00")} },
	} {
		b := opening.Rules
		b.Types = append([]call.Type(nil), b.Types...)
		spoil(&b)
		problems := b.Check()
		require.NotEmpty(t, problems, name)
		require.Contains(t, problems[0].What, "there is no budget that this could be a part of", name)
	}
	b := calltest.Book()
	for i := range b.Types {
		b.Types[i].Ceiling = money.Amount{}
	}
	require.Empty(t, b.Check(), "a budget without ceilings")
}
