package main

import (
	"context"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/query"
)

func (a *app) expenseQueue() *cobra.Command {
	var as string
	cmd := &cobra.Command{
		Use: "queue [CALL]", Short: "Show the expenses that wait for a step of yours, with what you judge them by",
		Long: `Show the expenses that you may verify, authorise, pay or take up now, over all twinnings of
the calls that you work for: what was claimed, what is left of its cost kind, its files, the
checklist of the rule book, and other claims that name the same invoice. With -o json, each
with its whole claim.`,
		Example: "  twinning expense queue --as verifier\n  twinning expense queue DHE-2019 --as verifier -o json", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.listQueue(cmd.Context(), strings.Join(args, ""), as)
		},
	}
	cmd.Flags().StringVar(&as, "as", os.Getenv("TWINNING_AS"), "whose they are: alias or id of a `PERSON` of the staff (TWINNING_AS)")
	return cmd
}

func (a *app) listQueue(ctx context.Context, reference, as string) error {
	if reference != "" {
		var err error
		if reference, err = query.CallRef(reference); err != nil {
			return err
		}
	}
	rows, n, err := ask(ctx, a, as, func(q *query.Queries, v access.Viewer) ([]query.QueuedExpense, error) {
		return q.ExpenseQueue(ctx, v, reference)
	})
	if err != nil {
		return err
	}
	return printAll(a, rows, func(w io.Writer) {
		if len(rows) == 0 {
			printf(w, "no expense waits for you\n")
			return
		}
		var lines []table.Row
		for _, r := range rows {
			lines = append(lines, table.Row{
				r.Tender, "M" + strconv.Itoa(r.Month), r.Expense, worded("cost-kind", r.Claim.Kind), r.Claim.Amount, r.Accepted, r.Contract.Sub(r.Claimed), worded("approval", r.Step),
				marksOf(r), len(r.Claim.Evidence), n.Of(r.Claimant),
			})
		}
		columns(w, table.Row{"TWINNING", "MONTH", "EXPENSE", "KIND", "CLAIMED", "COMES TO", "LEFT", "WAITS FOR", "NOTE", "FILES", "CLAIMED BY"}, lines)
	})
}

// marksOf are what is to be noted of a queued expense, in a word each.
func marksOf(r query.QueuedExpense) any {
	var marks series
	if r.Status == "parked" {
		marks = append(marks, worded("expense-status", r.Status))
	}
	if r.Sampled {
		marks = append(marks, phrased("drawn"))
	}
	if len(r.Invoices) > 0 {
		marks = append(marks, phrased("same invoice: %d", len(r.Invoices)))
	}
	if len(marks) == 0 {
		return "-"
	}
	return marks
}
