package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/state"
)

func (a *app) evaluatorDraw() *cobra.Command {
	var w intent
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
			stream, err := callStream(args[0])
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
				t, err := tenderRef(text)
				if err != nil {
					return err
				}
				c.Tenders = append(c.Tenders, t)
			}
			if preview {
				return a.previewDraw(cmd.Context(), stream, w.as, c)
			}
			a.say("the seed is %s", c.Seed)
			return a.mutate(cmd.Context(), &w, stream, c)
		},
	}
	cmd.Flags().StringVar(&seed, "seed", "", "what the draw is made from: printable `TEXT` without spaces; drawn if left out")
	cmd.Flags().StringSliceVar(&tenders, "tender", nil, "only for this `TENDER`; may be repeated")
	cmd.Flags().BoolVar(&preview, "preview", false, "show what it would be, and record nothing")
	return mutating(cmd, &w)
}

// A drawRow is what a draw would give.
type drawRow struct {
	Call        string       `json:"call"`
	Seed        string       `json:"seed"`
	Assignments []call.Drawn `json:"assignments"`
}

// previewDraw asks the law what it would record now, and records nothing.
func (a *app) previewDraw(ctx context.Context, stream, as string, o call.DrawAssignments) error {
	if err := o.Check(); err != nil {
		return asUsage(err)
	}
	if err := a.mustBegin(ctx, stream); err != nil {
		return err
	}
	c, err := a.callOf(ctx, stream)
	if err != nil {
		return err
	}
	p, err := a.person(ctx, as)
	if err != nil {
		return err
	}
	now, err := a.now(ctx)
	if err != nil {
		return err
	}
	lives, err := a.foldAll(ctx, call.TenderPrefix(c.Reference))
	if err != nil {
		return err
	}
	events, err := o.Decide(c, facts(lives), law.Receipt{Actor: p.ID, ReceivedAt: now})
	n := a.names(ctx)
	if refusal, ok := law.Refused(err); ok {
		return &failure{code: exitRefused, what: "it would be refused: " + n.in(narrate.English().Refusal(*refusal))}
	}
	if err != nil {
		return fmt.Errorf("preview the draw: %w", err)
	}
	row := drawRow{Call: c.Reference, Seed: o.Seed}
	for _, e := range events {
		if drawn, ok := e.(call.AssignmentsDrawn); ok {
			row.Assignments = append(row.Assignments, drawn.Assignments...)
		}
	}
	return a.print(row, func(w io.Writer) {
		fmt.Fprintf(w, "%s: what the seed %s would draw now; nothing is recorded\n\n", row.Call, row.Seed)
		lines := make([]table.Row, len(row.Assignments))
		for i, d := range row.Assignments {
			lines[i] = table.Row{d.Tender, n.all(d.Evaluators)}
		}
		columns(w, table.Row{"TENDER", "EVALUATORS"}, lines)
	})
}

// facts are folded lives, as the law asks for them.
type facts map[string]state.Folded

func (f facts) State(stream string) law.State {
	is, ok := f[stream]
	if !ok {
		return nil
	}
	return is.State
}

func (f facts) Streams(prefix string) []string {
	var all []string
	for _, s := range sorted(f) {
		if strings.HasPrefix(s, prefix) {
			all = append(all, s)
		}
	}
	return all
}
