package pages

import (
	"slices"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/pages/chart"
	"twinning.example/engine/internal/query"
)

// closing is what the closure of a twinning takes, what is missing first, and who owes it;
// nil while that is not the next thing. It gives the deliverables the names that the rule book has.
func (d *desk) closing(r *request, p query.TenderPage, n query.Names, named map[string]string) (*chart.Figure, error) {
	if !slices.Contains([]string{"active", "suspended", "reporting", "closed"}, p.Stage) {
		return nil, nil
	}
	page, err := d.Queries.Closure(r.Context(), r.viewer, law.TwinningStream(p.Reference))
	if isHidden(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	f := chart.Figure{Title: r.say("closing", page.Met, len(page.Items)), Header: []string{r.say("closing.item"), r.say("owed.standing"), r.say("closing.who"), r.say("closing.due")}}
	rows := slices.Clone(page.Items)
	slices.SortStableFunc(rows, func(a, b query.ClosureRow) int {
		switch {
		case a.Met == b.Met:
			return 0
		case a.Met:
			return 1
		}
		return -1
	})
	for _, x := range rows {
		name := r.say("closing." + x.Item)
		switch {
		case x.Month > 0:
			name = r.say("month.title", x.Month)
		case x.Item == "deliverable":
			named[x.ID], name = x.Name, r.say("deliverable")+": "+x.Name
		case x.Item == "signature":
			name = r.say("closing.signature") + ": " + r.word("closing", x.ID)
		case x.Name != "":
			name = x.Name
		case x.ID != "":
			name = r.say("closing."+x.Item) + " " + x.ID
		}
		stands := r.say("closing.missing")
		switch {
		case x.Met:
			stands = r.say("closing.met")
		case x.Item == "expense" || x.Item == "payment":
			stands = r.word("expense", x.Stands)
		case x.Stands == "void":
			stands = r.say("closing.void")
		case x.Stands != "":
			stands = r.word("log", x.Stands)
		}
		f.Rows = append(f.Rows, []string{name, stands, n.All(x.Who), x.Due})
	}
	return &f, nil
}
