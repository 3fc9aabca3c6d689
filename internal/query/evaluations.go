package query

import (
	"cmp"
	"context"
	"slices"
	"time"

	"twinning.example/engine/internal/narrate"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

// An EvaluationRow is one evaluator's work on one tender: done, or not.
type EvaluationRow struct {
	Tender    string `json:"tender"`
	Stage     string `json:"stage"`
	Round     int    `json:"round"`
	Evaluator string `json:"evaluator"` // id
	Done      bool   `json:"done"`
	Due       string `json:"due,omitempty"` // while it is owed
	Overdue   bool   `json:"overdue,omitempty"`
	Counts    bool   `json:"counts"` // no conflict is known
}

func evaluationRows(c call.Call, tenders []twinning.Twinning, now time.Time) []EvaluationRow {
	var rows []EvaluationRow
	zone := Zone(c)
	for _, t := range tenders {
		people := slices.Clone(t.Assigned)
		for _, v := range t.Reviews {
			if !slices.Contains(people, v.Evaluator) {
				people = append(people, v.Evaluator)
			}
		}
		for _, p := range people {
			row := EvaluationRow{Tender: t.Reference, Stage: string(t.Stage), Round: len(t.Rounds) + 1, Evaluator: p, Counts: !t.Conflicted(p)}
			row.Done = slices.ContainsFunc(t.Reviews, func(v twinning.Review) bool { return v.Evaluator == p })
			for _, o := range t.Obligations {
				if due, holds := o.Current(); o.Ladder == "evaluation" && slices.Contains(o.Who, p) && holds && o.Open() {
					row.Due, row.Overdue = due.On.String(), !now.Before(due.On.End(zone))
				}
			}
			rows = append(rows, row)
		}
	}
	slices.SortStableFunc(rows, func(x, y EvaluationRow) int { return cmp.Compare(x.Tender, y.Tender) })
	return rows
}

// Evaluations tells who has evaluated which tender of a call, and who has not yet.
// It is for the staff and the auditors, once the tenders are opened.
func (q *Queries) Evaluations(ctx context.Context, v access.Viewer, reference string) ([]EvaluationRow, error) {
	c, tenders, err := q.inspected(ctx, v, reference, "the list of evaluations")
	if err != nil {
		return nil, err
	}
	now, err := q.Now(ctx)
	if err != nil {
		return nil, err
	}
	return evaluationRows(c, tenders, now), nil
}

// Evaluation is the evaluation of a tender, the earlier rounds first: every criterion
// of every report. Until the tender is evaluated an evaluator sees their own alone.
func (q *Queries) Evaluation(ctx context.Context, v access.Viewer, reference string) ([]Sheet, error) {
	is, c, err := q.tender(ctx, reference)
	if err != nil {
		return nil, err
	}
	if !access.Holds(v, c, law.Evaluator) {
		if err := inspects(v, c, "the evaluation of a tender"); err != nil {
			return nil, err
		}
	}
	sight := access.Of(v, c, is.State.(twinning.Twinning))
	if err := q.read(ctx, v, sight, is.Stream, "evaluation"); err != nil {
		return nil, err
	}
	t, _ := sight.Tender(is.State.(twinning.Twinning))
	all := sheets(telling(ctx, c), t, c)
	for i := range all {
		all[i].Withheld = !sight.Sees(access.Reports)
	}
	return all, nil
}

// A ReportSet is every report of a call, with the criteria of its rule book.
type ReportSet struct {
	Criteria []call.Criterion `json:"criteria"`
	Sheets   []Sheet          `json:"sheets"`
}

// Reports is every criterion of every report of a call, with what they came to. It
// is for the staff and the auditors, once the tenders are opened.
func (q *Queries) Reports(ctx context.Context, v access.Viewer, reference string) (ReportSet, error) {
	c, tenders, err := q.inspected(ctx, v, reference, "the export of evaluations")
	if err != nil {
		return ReportSet{}, err
	}
	set := ReportSet{Criteria: c.Rules.In(narrate.LanguageOf(ctx)).Evaluation.Criteria}
	for _, t := range tenders {
		if len(t.Assigned) > 0 || len(t.Reviews) > 0 || len(t.Rounds) > 0 {
			set.Sheets = append(set.Sheets, sheets(telling(ctx, c), t, c)...)
		}
	}
	return set, nil
}
