package main

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

// recovery is what is asked back from the parties of a twinning.
func (a *app) recovery() *cobra.Command {
	return group("recovery", "Ask back what was paid: intended, observed, decided, ordered, received or waived", `  twinning recovery show DHE-2019-K7Q2MD --as officer`,
		a.recoveryShow(), a.recoveryIntend(), a.recoveryObserve(), a.recoveryDecide(), a.recoveryOrder(), a.recoveryReceive(), a.recoveryWaive())
}

func (a *app) recoveryIntend() *cobra.Command {
	var of, expense, amount, reason string
	cmd := a.onTender("intend TWINNING", "Tell the parties what is to be recovered, and why",
		`intend DHE-2019-K7Q2MD --of expense --expense E-17 --amount "EUR 120.00" --reason "the invoice is of another project" --as officer`, "recovery",
		func(_ *cobra.Command, _ []string) (law.Command, error) {
			sum, err := money.Parse(amount)
			if err != nil {
				return nil, usage("--amount: %s", err)
			}
			return twinning.IntendRecovery{Of: of, Expense: expense, Amount: sum, Reason: law.Text(reason)}, nil
		})
	cmd.Flags().StringVar(&of, "of", "", "what is recovered: expense, pre-financing or finding")
	cmd.Flags().StringVar(&expense, "expense", "", "the paid expense, with --of expense")
	cmd.Flags().StringVar(&amount, "amount", "", "the amount, as in EUR 120.00")
	cmd.Flags().StringVar(&reason, "reason", "", "the reason, which the parties are told")
	return cmd
}

func (a *app) recoveryObserve() *cobra.Command {
	var o twinning.ObserveRecovery
	var text string
	cmd := a.onTender("observe TWINNING", "Send observations on an intended recovery", `observe DHE-2019-K7Q2MD --number 1 --text "The invoice is ours." --as mask-contact`, "recovery",
		func(_ *cobra.Command, _ []string) (law.Command, error) {
			o.Text = law.Text(text)
			return o, nil
		})
	cmd.Flags().IntVar(&o.Number, "number", 0, numberOfRecovery)
	cmd.Flags().StringVar(&text, "text", "", "the observations")
	return cmd
}

const numberOfRecovery = "the number of the recovery, as recovery show has it"

func (a *app) recoveryDecide() *cobra.Command {
	var o twinning.DecideRecovery
	var amount, reason string
	cmd := a.onTender("decide TWINNING", "Confirm, reduce or drop an intended recovery", `decide DHE-2019-K7Q2MD --number 1 --verdict confirm --deduct --reason "no answer" --as head`, "recovery",
		func(_ *cobra.Command, _ []string) (law.Command, error) {
			if amount != "" {
				sum, err := money.Parse(amount)
				if err != nil {
					return nil, usage("--amount: %s", err)
				}
				o.Amount = &sum
			}
			o.Reason = law.Text(reason)
			return o, nil
		})
	cmd.Flags().IntVar(&o.Number, "number", 0, numberOfRecovery)
	cmd.Flags().StringVar(&o.Verdict, "verdict", "", "confirm, reduce or drop")
	cmd.Flags().StringVar(&amount, "amount", "", "with reduce: what is still recovered")
	cmd.Flags().BoolVar(&o.Deduct, "deduct", false, "deduct it from the next payments; otherwise it is ordered")
	cmd.Flags().StringVar(&reason, "reason", "", "the reason, which the parties are told")
	return cmd
}

func (a *app) recoveryOrder() *cobra.Command {
	var o twinning.OrderRecovery
	cmd := a.onTender("order TWINNING", "Ask the parties to pay back what was to be deducted", "order DHE-2019-K7Q2MD --number 1 --as officer", "recovery",
		func(_ *cobra.Command, _ []string) (law.Command, error) { return o, nil })
	cmd.Flags().IntVar(&o.Number, "number", 0, numberOfRecovery)
	return cmd
}

func (a *app) recoveryReceive() *cobra.Command {
	var o twinning.ReceiveRecovery
	var amount, on string
	cmd := a.onTender("receive TWINNING", "Record what was paid back", `receive DHE-2019-K7Q2MD --number 1 --amount "EUR 120.00" --on 2021-01-15 --ref 4711 --as payer`, "recovery",
		func(_ *cobra.Command, _ []string) (law.Command, error) {
			var err error
			if o.Amount, err = money.Parse(amount); err != nil {
				return nil, usage("--amount: %s", err)
			}
			if on != "" {
				if o.On, err = calendar.ParseDate(on); err != nil {
					return nil, usage("--on: %s", err)
				}
			}
			return o, nil
		})
	cmd.Flags().IntVar(&o.Number, "number", 0, numberOfRecovery)
	cmd.Flags().StringVar(&amount, "amount", "", "the amount, as in EUR 120.00")
	cmd.Flags().StringVar(&on, "on", "", "the value date, as in 2021-01-15; today where it is left out")
	cmd.Flags().StringVar(&o.Ref, "ref", "", "the bank's reference")
	return cmd
}

func (a *app) recoveryWaive() *cobra.Command {
	var o twinning.WaiveRecovery
	var reason string
	cmd := a.onTender("waive TWINNING", "Give up what is left of a recovery; two people sign", `waive DHE-2019-K7Q2MD --number 1 --reason "the costs would be higher" --as head`, "recovery",
		func(_ *cobra.Command, _ []string) (law.Command, error) {
			o.Reason = law.Text(reason)
			return o, nil
		})
	cmd.Flags().IntVar(&o.Number, "number", 0, numberOfRecovery)
	cmd.Flags().StringVar(&reason, "reason", "", "the reason, which the parties are told once two have signed")
	return cmd
}

func (a *app) recoveryShow() *cobra.Command {
	return showing(a, &cobra.Command{
		Use: "show TWINNING", Short: "Show what is asked back from the parties of a twinning, and what came back",
		Example: "  twinning recovery show DHE-2019-K7Q2MD --as officer",
	}, tenderStream, func(ctx context.Context, q *query.Queries, v access.Viewer, stream string, _ []string) (query.RecoveryPage, error) {
		return q.Recoveries(ctx, v, stream)
	}, func(_ context.Context, w io.Writer, page query.RecoveryPage, n query.Names) {
		printf(w, "%s  recoveries: %s paid, %s came back, %s open\n", a.paint(bold, page.Tender), page.Paid, page.GotBack, page.Open)
		for _, x := range page.Recoveries {
			text := series{phrased("%s of %s%s, %s left, %s", x.Amount, worded("recovery-of", x.Of), prefixed(" ", x.Expense), x.Left, worded("recovery-status", x.Status))}
			if x.Due != "" {
				text = append(text, phrased("due %s", x.Due))
			}
			if who := n.Of(x.Waiving); who != "" {
				text = append(text, phrased("waived first by %s", who))
			}
			fields(w, phrased("number %d", x.Number), text)
		}
	})
}
