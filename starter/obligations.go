package main

import (
	"io"
	"slices"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/query"
)

func (a *app) obligations() *cobra.Command {
	var open, letters bool
	var as string
	cmd := &cobra.Command{
		Use: "obligations [STREAM]", Short: "Show what is owed, by whom, until when, and how it stands",
		Long: `Show what is owed, by whom, until when, and how it stands: of a tender, of a call
with all its tenders, or of everything. With --letters also what became of each letter
about it: when it was sent or, where it was not, why.`,
		Example: "  twinning obligations DHE-2019 --open\n  twinning obligations DHE-2019-K7Q2MD --letters", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			rows, n, err := ask(ctx, a, as, func(q *query.Queries, v access.Viewer) ([]query.ObligationRow, error) {
				stream := ""
				if len(args) == 1 {
					var err error
					if stream, err = q.Find(ctx, v, args[0]); err != nil {
						return nil, err
					}
				}
				rows, err := q.Obligations(ctx, v, stream)
				if err != nil {
					return nil, err
				}
				if open {
					rows = slices.DeleteFunc(rows, func(r query.ObligationRow) bool {
						return r.Standing != string(obligation.Owing) && r.Standing != string(obligation.Overdue)
					})
				}
				if letters {
					err = q.Reminders(ctx, rows)
				}
				return rows, err
			})
			if err != nil {
				return err
			}
			return printAll(a, rows, func(w io.Writer) {
				obligationTable(w, rows, n)
				if letters {
					letterTable(w, rows, n)
				}
			})
		},
	}
	cmd.Flags().BoolVar(&open, "open", false, "only what is still owed")
	cmd.Flags().BoolVar(&letters, "letters", false, "with each letter about it, and what became of it")
	return reading(cmd, &as)
}

// addressees are those of a letter: roles, or who owes it.
func addressees(to []string) series {
	list := make(series, len(to))
	for i, who := range to {
		list[i] = worded("addressee", who)
	}
	return list
}

func obligationTable(w io.Writer, rows []query.ObligationRow, n query.Names) {
	lines := make([]table.Row, len(rows))
	for i, r := range rows {
		var next any = "-"
		if r.Next != nil {
			next = phrased("%s to %s, %sZ", worded("template", r.Next.Rung), addressees(r.Next.To), r.Next.At[:16])
		}
		standing := phrased("%s", coded(r.Standing))
		if r.Why != "" {
			standing = phrased("%s: %s", coded(r.Standing), r.Why)
		}
		lines[i] = table.Row{lifeCalled(r.Stream), n.In(r.ID), r.What, dash(n.All(r.Who)), r.Due, standing, next}
	}
	columns(w, table.Row{"OF", "ID", "WHAT", "WHO", "DUE", "STANDING", "NEXT LETTER"}, lines)
}
