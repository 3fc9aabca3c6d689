package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

func (a *app) expenseApproveAll() *cobra.Command {
	var w commandFlags
	var step string
	var checked []string
	var record bool
	cmd := mutating(&cobra.Command{
		Use: "approve-all CALL", Short: "Give one approval to every expense of a call that waits for it from you",
		Long: `Show every expense of a call that waits for one of the three approvals from you, with their
count and sum, and what the law would refuse. With --record each of the others is approved by
a command of its own, with a receipt of its own; nothing that is refused holds the rest up.`,
		Example: "  twinning expense approve-all DHE-2019 --step verify --as verifier\n  twinning expense approve-all DHE-2019 --step verify --record --as verifier", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			reference, err := query.CallRef(args[0])
			if err != nil {
				return err
			}
			if err := w.prepare(); err != nil {
				return asUsage(err)
			}
			is, n, err := ask(ctx, a, w.as, func(q *query.Queries, v access.Viewer) (query.ExpenseBatch, error) {
				return q.ExpenseBatch(ctx, v, reference, twinning.Step(step), checked)
			})
			if err != nil {
				return err
			}
			if err := a.print(is, func(w io.Writer) { showBatch(w, is, n) }); err != nil || !record {
				return err
			}
			var failed error
			for _, row := range is.Rows {
				if row.Why == "" {
					failed = errors.Join(failed, a.oneOf(ctx, w, row.Tender, row.Expense, row.Sends(is.Step, checked)))
				}
			}
			return failed
		},
	}, &w)
	f := cmd.Flags()
	f.StringVar(&step, "step", "", "the `STEP` that you do: verify, authorise or pay")
	f.StringSliceVar(&checked, "checked", nil, "the `QUESTIONS` of the rule book's checklist that you confirm for each")
	f.BoolVar(&record, "record", false, "approve them")
	return cmd
}

// oneOf sends one command of a batch. Its id is that of the whole with what it is about, whatever waits beside it: sent again, it is the same.
func (a *app) oneOf(ctx context.Context, all commandFlags, tender, what string, c law.Command) error {
	of := sha256.Sum256([]byte(tender + " " + what))
	all.id += "-" + hex.EncodeToString(of[:8])
	return a.mutate(ctx, &all, law.TwinningStream(tender), c)
}

func showBatch(w io.Writer, is query.ExpenseBatch, n query.Names) {
	var totals series
	for _, a := range is.Totals {
		totals = append(totals, a)
	}
	if len(totals) == 0 {
		totals = series{"-"}
	}
	printf(w, "%s: %d to be approved (%s), %s; %d would be refused\n", is.Call, is.Count, worded("approval", is.Step), totals, is.Others)
	var rows []table.Row
	for _, r := range is.Rows {
		rows = append(rows, table.Row{r.Tender, r.Expense, r.Amount, dash(n.In(r.Why))})
	}
	columns(w, table.Row{"TWINNING", "EXPENSE", "AMOUNT", "WHY NOT"}, rows)
}
