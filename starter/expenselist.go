package main

import (
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"strconv"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

func (a *app) expenseList() *cobra.Command {
	var as, step string
	cmd := &cobra.Command{
		Use: "list CALL|TWINNING", Short: "List the expenses and logs of a call, or of one twinning, that wait for its staff",
		Long: `List the expenses of all twinnings of a call that wait for an approval, and the logs that
wait to be judged. --step shows those alone that wait to be verified, authorised or paid.`,
		Example: "  twinning expense list DHE-2019 --as verifier\n  twinning expense list DHE-2019 --step pay --as payer\n  twinning expense list DHE-2019-K7Q2MD --as verifier", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.listWork(cmd.Context(), args[0], as, twinning.Step(step))
		},
	}
	cmd.Flags().StringVar(&as, "as", os.Getenv("TWINNING_AS"), "who reads: alias or id of a `PERSON` of the staff (TWINNING_AS)")
	cmd.Flags().StringVar(&step, "step", "", "only what waits for this `STEP`: verify, authorise or pay")
	return cmd
}

func (a *app) listWork(ctx context.Context, name, as string, step twinning.Step) error {
	if !slices.Contains([]twinning.Step{"", twinning.Verify, twinning.Authorise, twinning.Pay}, step) {
		return usage("--step %q is none; allowed are verify, authorise and pay", query.Cut(string(step)))
	}
	reference, err := query.CallRef(name)
	if err != nil {
		return err
	}
	rows, n, err := ask(ctx, a, as, func(q *query.Queries, v access.Viewer) ([]query.WorkRow, error) {
		rows, err := q.Work(ctx, v, reference)
		var none *query.Absent
		tender, is := query.TenderRef(name)
		if is != nil || !errors.As(err, &none) {
			return rows, err
		}
		rows, err = q.Work(ctx, v, law.CallOf(tender))
		return slices.DeleteFunc(rows, func(r query.WorkRow) bool { return r.Tender != tender }), err
	})
	if err != nil {
		return err
	}
	if step != "" {
		rows = slices.DeleteFunc(rows, func(r query.WorkRow) bool { return r.Step != step })
	}
	return printAll(a, rows, func(w io.Writer) {
		var lines []table.Row
		for _, r := range rows {
			amount, waits := any("-"), any(phrased("to be judged"))
			if r.Amount != nil {
				amount, waits = *r.Amount, worded("approval", r.Step)
			}
			lines = append(lines, table.Row{r.Tender, "M" + strconv.Itoa(r.Month), dash(r.Expense), worded("cost-kind", r.Kind), amount, waits, dash(n.Of(r.Claimant))})
		}
		columns(w, table.Row{"TWINNING", "MONTH", "EXPENSE", "KIND", "AMOUNT", "WAITS FOR", "CLAIMED BY"}, lines)
	})
}
