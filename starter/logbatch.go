package main

import (
	"errors"
	"io"
	"strconv"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/query"
)

func (a *app) logAcceptAll() *cobra.Command {
	var w commandFlags
	var record bool
	cmd := mutating(&cobra.Command{
		Use: "accept-all CALL", Short: "Accept every log of a call that waits for it",
		Long: `Show every log of a call that waits for its acceptance, with their count, and what the law
would refuse. With --record each of the others is accepted by a command of its own, with a
receipt of its own; nothing that is refused holds the rest up.`,
		Example: "  twinning log accept-all DHE-2019 --as officer\n  twinning log accept-all DHE-2019 --record --as officer", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			reference, err := query.CallRef(args[0])
			if err != nil {
				return err
			}
			if err := w.prepare(); err != nil {
				return asUsage(err)
			}
			is, n, err := ask(ctx, a, w.as, func(q *query.Queries, v access.Viewer) (query.LogBatch, error) { return q.LogBatch(ctx, v, reference) })
			if err != nil {
				return err
			}
			if err := a.print(is, func(w io.Writer) { showLogBatch(w, is, n) }); err != nil || !record {
				return err
			}
			var failed error
			for _, row := range is.Rows {
				if row.Why == "" {
					failed = errors.Join(failed, a.oneOf(ctx, w, row.Tender, strconv.Itoa(row.Month), row.Sends()))
				}
			}
			return failed
		},
	}, &w)
	cmd.Flags().BoolVar(&record, "record", false, "accept them")
	return cmd
}

func showLogBatch(w io.Writer, is query.LogBatch, n query.Names) {
	printf(w, "%s: %d to be accepted; %d would be refused\n", is.Call, is.Count, is.Others)
	var rows []table.Row
	for _, r := range is.Rows {
		rows = append(rows, table.Row{r.Tender, "M" + strconv.Itoa(r.Month), dash(n.In(r.Why))})
	}
	columns(w, table.Row{"TWINNING", "MONTH", "WHY NOT"}, rows)
}
