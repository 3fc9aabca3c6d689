package query

import (
	"slices"

	"twinning.example/engine/internal/narrate"

	"github.com/shopspring/decimal"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/twinning"
)

// What becomes of a report.
const (
	ReportCounts  = "counts"
	ReportTied    = "in conflict"  // it does not count
	ReportOutlier = "left out"     // in arbitration, two others are closer
	ReportKept    = "not yet used" // others are awaited
	ReportAwaited = "awaited"
)

// A Sheet is one evaluation of one tender: every criterion of every report, and
// what they came to.
type Sheet struct {
	Call     string              `json:"call"`
	Tender   string              `json:"tender"`
	Round    int                 `json:"round"`
	Stage    string              `json:"stage"` // of an earlier round: in which it ended
	Why      string              `json:"why,omitempty"`
	Criteria []CriterionRow      `json:"criteria"`
	Reports  []ReportRow         `json:"reports"`
	Proposal *twinning.Consensus `json:"proposal,omitempty"`
	Score    string              `json:"score,omitempty"`
	Method   string              `json:"method,omitempty"`
	Mean     string              `json:"mean,omitempty"`
	Median   string              `json:"median,omitempty"`
	Spread   string              `json:"spread,omitempty"`
	Doubts   []Doubt             `json:"does_not_count"`
	Withheld bool                `json:"withheld,omitempty"` // reports of others, until the tender is evaluated
}

// A CriterionRow is a criterion with the points that the tender has by it.
type CriterionRow struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Weight    int64  `json:"weight"`
	Max       int64  `json:"max"`
	Threshold string `json:"threshold,omitempty"`
	Points    string `json:"points,omitempty"`
}

// A ReportRow is one evaluator's report, or that it is awaited.
type ReportRow struct {
	Evaluator string           `json:"evaluator"` // id
	Status    string           `json:"status"`
	Total     string           `json:"total,omitempty"`
	Scores    []twinning.Score `json:"scores,omitempty"`
}

// sheets are the evaluations of a tender, the earlier rounds first.
func sheets(tell *narrate.Narrator, t twinning.Twinning, c call.Call) []Sheet {
	book, ok := c.Book(t.RulesSHA())
	if !ok {
		return nil
	}
	var all []Sheet
	for i, r := range t.Rounds {
		if len(r.Reviews) == 0 {
			continue // it ended before anybody evaluated it
		}
		s := Sheet{Call: c.Reference, Tender: t.Reference, Round: i + 1, Stage: string(r.Stage), Why: string(r.Why), Doubts: []Doubt{}}
		s.reports(nil, r.Reviews, r.Counted, t)
		all = append(all, s.result(book, r.Means, r.Score, r.Method, r.Mean, r.Median, r.Spread))
	}
	s := Sheet{Call: c.Reference, Tender: t.Reference, Round: len(t.Rounds) + 1, Stage: string(t.Stage), Proposal: t.Consensus, Doubts: doubts(tell, t, Zone(c))}
	s.reports(t.Assigned, t.Reviews, t.Counted, t)
	return append(all, s.result(book, t.Means, t.Score, t.Method, t.Mean, t.Median, t.Spread))
}

func (s *Sheet) reports(assigned []string, reviews []twinning.Review, counted []string, t twinning.Twinning) {
	s.Reports = []ReportRow{}
	for _, v := range reviews {
		row := ReportRow{Evaluator: v.Evaluator, Status: ReportKept, Total: v.Total.String(), Scores: v.Scores}
		switch {
		case slices.Contains(counted, v.Evaluator):
			row.Status = ReportCounts
		case t.Conflicted(v.Evaluator):
			row.Status = ReportTied
		case len(counted) > 0:
			row.Status = ReportOutlier
		}
		s.Reports = append(s.Reports, row)
	}
	for _, p := range assigned {
		if !t.Conflicted(p) && !slices.ContainsFunc(reviews, func(v twinning.Review) bool { return v.Evaluator == p }) {
			s.Reports = append(s.Reports, ReportRow{Evaluator: p, Status: ReportAwaited})
		}
	}
}

// result is the Sheet with what the reports came to, where they did.
func (s Sheet) result(book call.RuleBook, points map[string]decimal.Decimal, score decimal.Decimal, method string, mean, median, spread decimal.Decimal) Sheet {
	for _, k := range book.Evaluation.Criteria {
		row := CriterionRow{ID: k.ID, Name: k.Name, Weight: k.Weight, Max: k.Max}
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
