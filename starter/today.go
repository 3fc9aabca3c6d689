package main

import (
	"io"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/query"
)

// today shows what waits for somebody, as their first page does.
func (a *app) today() *cobra.Command {
	var as string
	cmd := &cobra.Command{
		Use: "today", Short: "Show what waits for you, by due instant, with the command that settles it",
		Long: `Show what waits for you in all lives: what you owe, and what nobody but somebody of
your role can do, as a second signature, the approval of an expense, or an invitation to
take up. By the instant at which it is due; what no rule sets a day for comes last.`,
		Example: "  twinning today --as officer", Args: takes,
		RunE: func(cmd *cobra.Command, _ []string) error {
			rows, n, err := ask(cmd.Context(), a, as, func(q *query.Queries, v access.Viewer) ([]query.WaitRow, error) { return q.Waiting(cmd.Context(), v) })
			if err != nil {
				return err
			}
			return printAll(a, rows, func(w io.Writer) { waitTable(w, rows, n) })
		},
	}
	return reading(cmd, &as)
}

func waitTable(w io.Writer, rows []query.WaitRow, n query.Names) {
	if len(rows) == 0 {
		printf(w, "nothing waits for you\n")
		return
	}
	lines := make([]table.Row, len(rows))
	for i, r := range rows {
		var due any = dash(r.Due)
		if r.From != "" {
			due = phrased("%s, from %s", r.Due, r.From)
		}
		lines[i] = table.Row{due, lifeCalled(r.Stream), n.In(r.What), coded(r.Standing), dash(settledBy(r))}
	}
	columns(w, table.Row{"DUE", "OF", "WHAT", "STANDING", "SETTLED BY"}, lines)
}

// lifeCalled is a life as people call it: by its reference, but for the one administration, which has no other name than what it is.
func lifeCalled(stream string) any {
	if stream == governance.AdministrationStream {
		return phrased("administration")
	}
	return law.Reference(stream)
}
