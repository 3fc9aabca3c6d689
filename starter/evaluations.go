package main

import (
	"fmt"
	"io"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/query"
)

func (a *app) evaluationShow() *cobra.Command {
	var as string
	cmd := &cobra.Command{
		Use: "show TENDER", Short: "Show the evaluation of a tender: every criterion of every report, and what they came to",
		Long: `Show the evaluation of a tender: every criterion of every report, and what they came
to. Until the tender is evaluated, an evaluator sees their own report alone; officers,
the head and auditors see all.`,
		Example: "  twinning evaluation show DHE-2019-K7Q2MD --as officer", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			reference, err := query.TenderRef(args[0])
			if err != nil {
				return err
			}
			all, n, err := ask(ctx, a, as, func(q *query.Queries, v access.Viewer) ([]query.Sheet, error) { return q.Evaluation(ctx, v, reference) })
			if err != nil {
				return err
			}
			return printAll(a, all, func(w io.Writer) {
				for _, s := range all {
					a.sheetText(w, s, n)
				}
			})
		},
	}
	cmd.Flags().StringVar(&as, "as", "", "who reads: alias or id of a `PERSON`")
	return cmd
}

func (a *app) sheetText(w io.Writer, s query.Sheet, n query.Names) {
	printf(w, "%s  round %d, %s\n", a.paint(bold, s.Tender), s.Round, worded("stage", s.Stage))
	fields(w, "again", s.Why, "score", s.Score, "by", s.Method, "mean", s.Mean, "median", s.Median, "spread", s.Spread, "not counted", doubted(s.Doubts, n))
	if s.Withheld {
		fields(w, "withheld", phrased("what others reported, until the tender is evaluated"))
	}
	for _, r := range s.Reports {
		fields(w, "report", phrased("%s: %s%s", n.Of(r.Evaluator), coded(r.Status), before(r.Total, ", ")))
	}
	if p := s.Proposal; p != nil {
		fields(w, "consensus", phrased("proposal %d by %s: %s, agreed to by %s", p.Number, n.Of(p.By), p.Total, dash(n.All(p.Agreed))))
	}
	fmt.Fprintln(w)
	var lines []table.Row
	for _, k := range s.Criteria {
		lines = append(lines, table.Row{k.ID, phrased("%d %%", k.Weight), k.Max, dash(k.Threshold), phrased("(result)"), dash(k.Points), ""})
		for _, r := range s.Reports {
			for _, v := range r.Scores {
				if v.Criterion == k.ID {
					lines = append(lines, table.Row{"", "", "", "", n.Of(r.Evaluator), v.Points, v.Comment})
				}
			}
		}
		if s.Proposal != nil {
			for _, v := range s.Proposal.Scores {
				if v.Criterion == k.ID {
					lines = append(lines, table.Row{"", "", "", "", phrased("(proposal)"), v.Points, v.Comment})
				}
			}
		}
	}
	columns(w, table.Row{"CRITERION", "WEIGHT", "MAX", "THRESHOLD", "BY", "POINTS", "COMMENT"}, lines)
	fmt.Fprintln(w)
}

// before is a text with something before it, or nothing.
func before(text, what string) string {
	if text == "" {
		return ""
	}
	return what + text
}
