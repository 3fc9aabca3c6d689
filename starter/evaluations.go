package main

import (
	"fmt"
	"io"
	"slices"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/shopspring/decimal"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

// What becomes of a report.
const (
	reportCounts  = "counts"
	reportTied    = "in conflict"  // it does not count
	reportOutlier = "left out"     // in arbitration, two others are closer
	reportKept    = "not yet used" // others are awaited
	reportAwaited = "awaited"
)

// A sheet is one evaluation of one tender: every criterion of every report, and
// what they came to.
type sheet struct {
	Call     string              `json:"call"`
	Tender   string              `json:"tender"`
	Round    int                 `json:"round"`
	Stage    string              `json:"stage"` // of an earlier round: in which it ended
	Why      string              `json:"why,omitempty"`
	Criteria []criterionRow      `json:"criteria"`
	Reports  []reportRow         `json:"reports"`
	Proposal *twinning.Consensus `json:"proposal,omitempty"`
	Score    string              `json:"score,omitempty"`
	Method   string              `json:"method,omitempty"`
	Mean     string              `json:"mean,omitempty"`
	Median   string              `json:"median,omitempty"`
	Spread   string              `json:"spread,omitempty"`
	Doubts   []doubt             `json:"does_not_count"`
	Withheld bool                `json:"withheld,omitempty"` // reports of others, until the tender is evaluated
}

// A criterionRow is a criterion with the points that the tender has by it.
type criterionRow struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Weight    int64  `json:"weight"`
	Max       int64  `json:"max"`
	Threshold string `json:"threshold,omitempty"`
	Points    string `json:"points,omitempty"`
}

// A reportRow is one evaluator's report, or that it is awaited.
type reportRow struct {
	Evaluator string           `json:"evaluator"` // id
	Status    string           `json:"status"`
	Total     string           `json:"total,omitempty"`
	Scores    []twinning.Score `json:"scores,omitempty"`
}

// sheets are the evaluations of a tender, the earlier rounds first.
func sheets(t twinning.Twinning, c call.Call) []sheet {
	book, ok := c.Book(t.RulesSHA())
	if !ok {
		return nil
	}
	var all []sheet
	for i, r := range t.Rounds {
		if len(r.Reviews) == 0 {
			continue // it ended before anybody evaluated it
		}
		s := sheet{Call: c.Reference, Tender: t.Reference, Round: i + 1, Stage: string(r.Stage), Why: string(r.Why), Doubts: []doubt{}}
		s.reports(nil, r.Reviews, r.Counted, t)
		all = append(all, s.result(book, r.Means, r.Score, r.Method, r.Mean, r.Median, r.Spread))
	}
	s := sheet{Call: c.Reference, Tender: t.Reference, Round: len(t.Rounds) + 1, Stage: string(t.Stage), Proposal: t.Consensus, Doubts: doubts(t, zoneOf(c))}
	s.reports(t.Assigned, t.Reviews, t.Counted, t)
	return append(all, s.result(book, t.Means, t.Score, t.Method, t.Mean, t.Median, t.Spread))
}

func (s *sheet) reports(assigned []string, reviews []twinning.Review, counted []string, t twinning.Twinning) {
	s.Reports = []reportRow{}
	for _, v := range reviews {
		row := reportRow{Evaluator: v.Evaluator, Status: reportKept, Total: v.Total.String(), Scores: v.Scores}
		switch {
		case slices.Contains(counted, v.Evaluator):
			row.Status = reportCounts
		case t.Conflicted(v.Evaluator):
			row.Status = reportTied
		case len(counted) > 0:
			row.Status = reportOutlier
		}
		s.Reports = append(s.Reports, row)
	}
	for _, p := range assigned {
		if !t.Conflicted(p) && !slices.ContainsFunc(reviews, func(v twinning.Review) bool { return v.Evaluator == p }) {
			s.Reports = append(s.Reports, reportRow{Evaluator: p, Status: reportAwaited})
		}
	}
}

// result is the sheet with what the reports came to, where they did.
func (s sheet) result(book call.RuleBook, points map[string]decimal.Decimal, score decimal.Decimal, method string, mean, median, spread decimal.Decimal) sheet {
	for _, k := range book.Evaluation.Criteria {
		row := criterionRow{ID: k.ID, Name: k.Name, Weight: k.Weight, Max: k.Max}
		if k.Threshold != nil {
			row.Threshold = k.Threshold.String()
		}
		if p, ok := points[k.ID]; ok {
			row.Points = p.String()
		}
		s.Criteria = append(s.Criteria, row)
	}
	if points == nil {
		return s
	}
	s.Score, s.Method = score.String(), method
	if method != "" { // evaluations of the first fold had the score alone
		s.Mean, s.Median, s.Spread = mean.String(), median.String(), spread.String()
	}
	return s
}

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
			_, is, c, err := a.tenderNow(ctx, args[0])
			if err != nil {
				return err
			}
			reader, err := a.reader(ctx, as)
			if err != nil {
				return err
			}
			if !c.Has(reader, law.Evaluator) {
				if reader, err = a.inspect(ctx, c, "the evaluation of a tender", as); err != nil {
					return err
				}
			}
			sight := access.Of(access.As(reader), c, is.State.(twinning.Twinning))
			t, _ := sight.Tender(is.State.(twinning.Twinning))
			all := sheets(t, c)
			for i := range all {
				all[i].Withheld = !sight.Sees(access.Reports)
			}
			n := a.names(ctx, all)
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

func (a *app) sheetText(w io.Writer, s sheet, n names) {
	fmt.Fprintf(w, "%s  round %d, %s\n", a.paint(bold, s.Tender), s.Round, s.Stage)
	fields(w, "again", s.Why, "score", s.Score, "by", s.Method, "mean", s.Mean, "median", s.Median, "spread", s.Spread, "not counted", doubted(s.Doubts, n))
	if s.Withheld {
		fields(w, "withheld", "what others reported, until the tender is evaluated")
	}
	for _, r := range s.Reports {
		fields(w, "report", n.of(r.Evaluator)+": "+r.Status+before(r.Total, ", "))
	}
	if p := s.Proposal; p != nil {
		fields(w, "consensus", fmt.Sprintf("proposal %d by %s: %s, agreed to by %s", p.Number, n.of(p.By), p.Total, dash(n.all(p.Agreed))))
	}
	fmt.Fprintln(w)
	var lines []table.Row
	for _, k := range s.Criteria {
		lines = append(lines, table.Row{k.ID, fmt.Sprintf("%d %%", k.Weight), k.Max, dash(k.Threshold), "(result)", dash(k.Points), ""})
		for _, r := range s.Reports {
			for _, v := range r.Scores {
				if v.Criterion == k.ID {
					lines = append(lines, table.Row{"", "", "", "", n.of(r.Evaluator), v.Points, v.Comment})
				}
			}
		}
		if s.Proposal != nil {
			for _, v := range s.Proposal.Scores {
				if v.Criterion == k.ID {
					lines = append(lines, table.Row{"", "", "", "", "(proposal)", v.Points, v.Comment})
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
