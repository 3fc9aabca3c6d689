package main

import (
	"context"
	"crypto/rand"
	"io"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/query"
)

func (a *app) evaluatorDraw() *cobra.Command {
	var w commandFlags
	var seed string
	var tenders []string
	var preview bool
	cmd := &cobra.Command{
		Use: "draw CALL", Short: "Draw evaluators by lot for every eligible tender that lacks them",
		Long: `Draw evaluators by lot for every eligible tender that lacks them: as many as the rule
book asks for, nobody in conflict, and the loads as even as that allows. Nothing but
the seed is left to chance, and it is recorded: anybody can draw the same again.
With --preview nothing is recorded.`,
		Example: `  twinning evaluator draw DHE-2019 --seed 7Q2MXA --preview --as officer
  twinning evaluator draw DHE-2019 --seed 7Q2MXA --as officer`, Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			reference, err := query.CallRef(args[0])
			if err != nil {
				return err
			}
			if seed == "" && w.id != "" && !preview {
				return usage("--seed is missing: with --command-id the draw must be the same when it is sent again; draw one with --preview first")
			}
			if err := w.prepare(); err != nil {
				return asUsage(err)
			}
			c := call.DrawAssignments{Seed: seed}
			if seed == "" {
				c.Seed = rand.Text()
			}
			for _, text := range tenders {
				t, err := query.TenderRef(text)
				if err != nil {
					return err
				}
				c.Tenders = append(c.Tenders, t)
			}
			if preview {
				return a.previewDraw(cmd.Context(), reference, w.as, c)
			}
			a.say("the seed is %s", c.Seed)
			return a.mutate(cmd.Context(), &w, law.CallStream(reference), c)
		},
	}
	cmd.Flags().StringVar(&seed, "seed", "", "what the draw is made from: printable `TEXT` without spaces; drawn if left out")
	cmd.Flags().StringSliceVar(&tenders, "tender", nil, "only for this `TENDER`; may be repeated")
	cmd.Flags().BoolVar(&preview, "preview", false, "show what it would be, and record nothing")
	return mutating(cmd, &w)
}

// previewDraw shows what the law would record now; nothing is recorded.
func (a *app) previewDraw(ctx context.Context, reference, as string, o call.DrawAssignments) error {
	row, n, err := ask(ctx, a, as, func(q *query.Queries, v access.Viewer) (query.Draw, error) { return q.Draw(ctx, v, reference, o) })
	if err != nil {
		return err
	}
	return a.print(row, func(w io.Writer) {
		printf(w, "%s: what the seed %s would draw now; nothing is recorded\n\n", row.Call, row.Seed)
		lines := make([]table.Row, len(row.Assignments))
		for i, d := range row.Assignments {
			lines[i] = table.Row{d.Tender, n.All(d.Evaluators)}
		}
		columns(w, table.Row{"TENDER", "EVALUATORS"}, lines)
	})
}
