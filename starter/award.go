package main

import (
	"context"
	"io"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/query"
)

func (a *app) award() *cobra.Command {
	return group("award", "Prepare, preview, release and show the award, and reopen what it left", "  twinning award show DHE-2019",
		a.awardStep("prepare", "Rank the evaluated tenders and walk down the ranking with the budget", call.PrepareAward{}, "officer"),
		a.awardStep("release", "Make the prepared award the decision; by another person than prepared it", call.ReleaseAward{}, "head"),
		a.awardShow(), a.awardPreview(), a.awardAnnouncements(), a.awardReopen(), a.whatIf(), a.whatIfs())
}

func (a *app) awardStep(verb, what string, c law.Command, who string) *cobra.Command {
	var w commandFlags
	return mutating(&cobra.Command{
		Use: verb + " CALL", Short: what, Example: "  twinning award " + verb + " DHE-2019 --as " + who, Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			stream, err := callStream(args[0])
			if err != nil {
				return err
			}
			return a.mutate(cmd.Context(), &w, stream, c)
		},
	}, &w)
}

func (a *app) awardShow() *cobra.Command {
	return showing(a, &cobra.Command{
		Use: "show CALL", Short: "Show the ranking, with the budget left after each step",
		Example: "  twinning award show DHE-2019",
	}, query.CallRef, func(ctx context.Context, q *query.Queries, v access.Viewer, reference string, _ []string) (query.AwardRow, error) {
		return q.Award(ctx, v, reference)
	}, func(ctx context.Context, w io.Writer, row query.AwardRow, n query.Names) {
		showAward(w, a.tell(ctx), row, n)
	})
}

func showAward(w io.Writer, tell *narrate.Narrator, d query.AwardRow, n query.Names) {
	printf(w, "%s: award %s, policy %s, threshold %s, budget %s\n\n", d.Call, coded(d.Status), tell.Word("policy", d.Policy), d.Threshold, budgetOrNone(d.Budget))
	rows := make([]table.Row, len(d.Steps))
	for i, s := range d.Steps {
		why := tell.Reason(s.Why)
		if p, decided := d.Panel[s.Tender]; decided {
			why += ": " + string(p.Why)
		}
		if tied, is := d.Tied[s.Tender]; is {
			why += tell.Semicolon() + tell.Reason(tied)
		}
		rows[i] = table.Row{s.Place, s.Tender, s.Score, amountOrDash(s.Amount), worded("verdict", s.Verdict), amountOrDash(s.Left), why}
	}
	columns(w, table.Row{"PLACE", "TENDER", "SCORE", "AMOUNT", "VERDICT", "BUDGET LEFT", "WHY"}, rows)
	for _, x := range d.Doubts {
		printf(w, "\n%s: %s\n", x.Tender, n.In(x.Sentence))
	}
}
