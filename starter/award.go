package main

import (
	"cmp"
	"fmt"
	"io"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/twinning"
)

func (a *app) award() *cobra.Command {
	return group("award", "Prepare, preview, release and show the award, and reopen what it left", "  twinning award show DHE-2019",
		a.awardStep("prepare", "Rank the evaluated tenders and walk down the ranking with the budget", call.PrepareAward{}, "officer"),
		a.awardStep("release", "Make the prepared award the decision; by another person than prepared it", call.ReleaseAward{}, "head"),
		a.awardShow(), a.awardPreview(), a.awardAnnouncements(), a.awardReopen(), a.whatIf(), a.whatIfs())
}

func (a *app) awardStep(verb, what string, c law.Command, who string) *cobra.Command {
	var w intent
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

// An awardRow is the ranking as it was prepared or released.
type awardRow struct {
	Call   string `json:"call"`
	Status string `json:"status"` // prepared or released
	call.AwardDecision
	Doubts []doubt `json:"does_not_count,omitempty"` // scores that counted in it
}

func (a *app) awardShow() *cobra.Command {
	return &cobra.Command{
		Use: "show CALL", Short: "Show the ranking, with the budget left after each step",
		Example: "  twinning award show DHE-2019", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			stream, err := callStream(args[0])
			if err != nil {
				return err
			}
			if err := a.mustBegin(cmd.Context(), stream); err != nil {
				return err
			}
			c, err := a.callOf(cmd.Context(), stream)
			if err != nil {
				return err
			}
			row := awardRow{Call: c.Reference, Status: "released"}
			switch {
			case c.Prepared != nil:
				row.Status, row.AwardDecision = "prepared", *c.Prepared
			case c.Released != nil:
				row.AwardDecision = *c.Released
			default:
				return notFound("%s has no award yet; `twinning award prepare %s` makes one", c.Reference, c.Reference)
			}
			tenders, err := a.foldAll(cmd.Context(), call.TenderPrefix(c.Reference))
			if err != nil {
				return err
			}
			for _, s := range row.Steps {
				if t, ok := tenders[law.TwinningStream(s.Tender)].State.(twinning.Twinning); ok {
					row.Doubts = append(row.Doubts, doubts(t, zoneOf(c))...)
				}
			}
			n := a.names(cmd.Context(), row)
			return a.print(row, func(w io.Writer) { showAward(w, row, c.Panel, n) })
		},
	}
}

func showAward(w io.Writer, d awardRow, panel map[string]call.PanelScore, n names) {
	fmt.Fprintf(w, "%s: award %s, policy %s, threshold %s, budget %s\n\n", d.Call, d.Status, d.Policy, d.Threshold, cmp.Or(d.Budget.Human(), "none"))
	rows := make([]table.Row, len(d.Steps))
	for i, s := range d.Steps {
		why := narrate.English().Reason(s.Why)
		if p, decided := panel[s.Tender]; decided {
			why += ": " + string(p.Why)
		}
		rows[i] = table.Row{s.Place, s.Tender, s.Score, dash(s.Amount.Human()), s.Verdict, dash(s.Left.Human()), why}
	}
	columns(w, table.Row{"PLACE", "TENDER", "SCORE", "AMOUNT", "VERDICT", "BUDGET LEFT", "WHY"}, rows)
	for _, x := range d.Doubts {
		fmt.Fprintf(w, "\n%s: %s\n", x.Tender, n.in(x.Sentence))
	}
}
