package main

import (
	"strings"

	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/query"
)

func (a *app) awardReopen() *cobra.Command {
	var w commandFlags
	var to, amount, why string
	cmd := &cobra.Command{
		Use: "reopen CALL", Short: "Give money that is left to a second call, which must name this one",
		Long: `Give money that is left to a second call. Its rule book says so, too, under follows:
this call, and exactly this amount; only then can it be opened. Whoever waits on the
reserve list and could be funded comes first.`,
		Example: `  twinning award reopen DHE-2019 --to DHE-2020 --amount 43000 --why "two types had no tender" --as head`, Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := w.prepare(); err != nil {
				return asUsage(err)
			}
			if to == "" {
				return usage("--to is missing: name the call that will spend the money")
			}
			reference, err := query.CallRef(to)
			if err != nil {
				return err
			}
			from, err := query.CallRef(args[0])
			if err != nil {
				return err
			}
			ctx := cmd.Context()
			c, _, err := ask(ctx, a, "", func(q *query.Queries, v access.Viewer) (query.CallPage, error) { return q.Call(ctx, v, from) })
			if err != nil {
				return err
			}
			sum, err := amountIn(amount, c.Budget.Currency())
			if err != nil {
				return err
			}
			return a.mutate(cmd.Context(), &w, law.CallStream(c.Reference), call.ReopenLeftover{To: reference, Amount: sum, Why: law.Text(why)})
		},
	}
	f := cmd.Flags()
	f.StringVar(&to, "to", "", "the `CALL` that will spend it")
	f.StringVar(&amount, "amount", "", "how much, an `AMOUNT` in the currency of the call: 43000, or EUR 43000.00")
	f.StringVar(&why, "why", "", "the reason, which is recorded")
	return mutating(cmd, &w)
}

// amountIn reads an amount, with its currency or without.
func amountIn(text, currency string) (money.Amount, error) {
	if text == "" {
		return money.Amount{}, usage("--amount is missing: write it as in 43000 or EUR 43000.00")
	}
	read := money.Parse
	if !strings.ContainsAny(text, " ABCDEFGHIJKLMNOPQRSTUVWXYZ") {
		read = func(s string) (money.Amount, error) { return money.ParseParts(s, currency) }
	}
	sum, err := read(text)
	if err != nil {
		return money.Amount{}, usage("--amount %s", err)
	}
	return sum, nil
}
