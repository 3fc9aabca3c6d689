package main

import (
	"context"
	"io"
	"os"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/query"
)

func (a *app) whatIfs() *cobra.Command {
	var as, asked string
	var check bool
	cmd := &cobra.Command{
		Use: "what-ifs CALL", Short: "List the what-ifs that were asked about an award, and by whom",
		Long: `List the what-ifs that were asked about an award, and by whom. --asked shows one of them,
by its command id, with its answer over what was seen then; nothing is recorded by that.`,
		Example: "  twinning award what-ifs DHE-2019 --as auditor\n  twinning award what-ifs DHE-2019 --check --as auditor\n  twinning award what-ifs DHE-2019 --asked ID --as auditor", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			if asked != "" {
				return a.showAskedWhatIf(cmd.Context(), args[0], as, asked)
			}
			return a.listWhatIfs(cmd.Context(), args[0], as, check)
		},
	}
	cmd.Flags().StringVar(&asked, "asked", "", "show the one of this command `ID` alone")
	cmd.Flags().StringVar(&as, "as", os.Getenv("TWINNING_AS"), "who reads: alias or id of a `PERSON` who may see scores (TWINNING_AS)")
	cmd.Flags().BoolVar(&check, "check", false, "compute each again over the facts that it saw")
	return cmd
}

func (a *app) showAskedWhatIf(ctx context.Context, name, as, id string) error {
	reference, err := query.CallRef(name)
	if err != nil {
		return err
	}
	page, names, err := ask(ctx, a, as, func(q *query.Queries, v access.Viewer) (query.WhatIfPage, error) {
		return q.AskedWhatIf(ctx, v, reference, id)
	})
	if err != nil {
		return err
	}
	return a.print(page, func(w io.Writer) { showWhatIf(w, a.tell(ctx), page, page.Rules, names) })
}

func (a *app) listWhatIfs(ctx context.Context, name, as string, check bool) error {
	reference, err := query.CallRef(name)
	if err != nil {
		return err
	}
	rows, names, err := ask(ctx, a, as, func(q *query.Queries, v access.Viewer) ([]query.WhatIfRow, error) {
		return q.WhatIfs(ctx, v, reference, check)
	})
	if err != nil {
		return err
	}
	different := 0
	for _, row := range rows {
		if row.Check == "different" {
			different++
		}
	}
	err = printAll(a, rows, func(w io.Writer) {
		if len(rows) == 0 {
			printf(w, "Nothing has been asked about the award of %s; `twinning award what-if --call %s` asks.\n", reference, reference)
			return
		}
		lines := make([]table.Row, len(rows))
		for i, row := range rows {
			what := names.In(asks(row.Question).in(teller(w)))
			if row.Gone {
				what = phrased("(erased)").in(teller(w))
			}
			lines[i] = table.Row{row.Position, row.At, names.Of(row.By), what, row.Counts[0], len(row.In), len(row.Out), coded(row.Check)}
		}
		columns(w, table.Row{"POSITION", "ASKED", "BY", "WHAT IF", "AWARDED", "IN", "OUT", "COMPUTED AGAIN"}, lines)
	})
	if err == nil && different > 0 {
		return &failure{code: exitRefused, what: counted(different, "what-if is no longer what was recorded", "what-ifs are no longer what was recorded").String(), next: "run `twinning verify`"}
	}
	return err
}
