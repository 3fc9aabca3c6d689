package pages

import (
	"errors"
	"net/url"
	"strings"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/pages/chart"
	"twinning.example/engine/internal/query"
)

// preview is what a command would do, where that can be asked before it is sent. What
// cannot be previewed now is told when the command is judged.
func (d *desk) preview(r *request, t target, typed url.Values) ([]chart.Figure, error) {
	var list []chart.Figure
	n := d.Queries.Names(r.Context(), t.call)
	switch t.form.kind {
	case "prepare-award", "release-award":
		p, err := d.Queries.Preview(r.Context(), r.viewer, t.reference)
		if isRefusal(err) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		f := chart.Figure{Title: r.say("preview.award", r.money(p.Left), r.money(p.Budget)), Header: []string{r.say("ranking.verdict"), r.say("funnel.count"), r.say("tender")}}
		for _, x := range p.Verdicts {
			f.Rows = append(f.Rows, []string{r.word("verdict", x.Verdict), r.number(x.Count), strings.Join(x.Tenders, ", ")})
		}
		list = append(list, f)
	case "draw-assignments":
		if typed.Get("seed") == "" {
			return nil, nil
		}
		draw, err := d.Queries.Draw(r.Context(), r.viewer, t.reference, call.DrawAssignments{Seed: typed.Get("seed")})
		if isRefusal(err) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		f := chart.Figure{Title: r.say("preview.draw", len(draw.Assignments)), Header: []string{r.say("tender"), r.say("field.evaluators")}}
		for _, x := range draw.Assignments {
			f.Rows = append(f.Rows, []string{x.Tender, n.All(x.Evaluators)})
		}
		list = append(list, f)
	}
	return list, nil
}

// isRefusal tells whether a question was not answered since there is nothing to tell, or
// not yet: the command itself says why when it is sent.
func isRefusal(err error) bool {
	var absent *query.Absent
	var wrong *query.Invalid
	var withheld *query.Withheld
	return errors.As(err, &absent) || errors.As(err, &wrong) || errors.As(err, &withheld)
}
