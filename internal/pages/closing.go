package pages

import (
	"net/url"
	"slices"
	"strconv"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

// A closingView is the checklist of a closure, with what settles each line that waits for the viewer.
type closingView struct {
	Title string
	Rows  []closingLine
}

type closingLine struct {
	Name, Stands, Who, Due string
	Do                     *button
}

// closing is what the closure of a twinning takes, what is missing first, and who owes it;
// nil while that is not the next thing. It gives the deliverables the names that the rule book has.
func (d *desk) closing(r *request, p query.TenderPage, n query.Names, named map[string]string) (*closingView, error) {
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
	f := closingView{Title: r.say("closing", page.Met, len(page.Items))}
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
			named[x.ID], name = x.Name, r.say("deliverable")+r.colon()+x.Name
		case x.Item == "signature":
			name = r.say("closing.signature") + r.colon() + r.word("closing", x.ID)
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
			stands = r.word("expense-status", x.Stands)
		case x.Stands == "void":
			stands = r.say("closing.void")
		case x.Stands != "":
			stands = r.word("log", x.Stands)
		}
		line := closingLine{Name: name, Stands: stands, Who: n.All(x.Who), Due: x.Due}
		if r.viewer.Person != "" && slices.Contains(x.Who, r.viewer.Person) {
			line.Do = r.settlesLine("/tenders/"+p.Reference, x)
		}
		f.Rows = append(f.Rows, line)
	}
	return &f, nil
}

// settlesLine is the page on which a line of the checklist is settled by whoever's turn it is; nil once it is met.
func (r *request) settlesLine(at string, x query.ClosureRow) *button {
	form := func(kind, field, value string) *button {
		return &button{Href: at + "/do/" + kind + "?" + url.Values{field: {value}}.Encode(), Text: r.say("do." + kind), Quiet: true}
	}
	if x.Met {
		return nil
	}
	judges := x.Role == string(law.Officer)
	switch x.Item {
	case twinning.NeedsLog:
		if judges {
			return form("accept-log", "month", strconv.Itoa(x.Month))
		}
		return &button{Href: at + "/months/" + strconv.Itoa(x.Month), Text: r.say("do.submit-log"), Quiet: true}
	case twinning.NeedsInterim, twinning.NeedsFinal, twinning.NeedsEvidence, twinning.NeedsLessons, twinning.NeedsFollowUp:
		report := twinning.Final
		if x.Item == twinning.NeedsInterim {
			report = twinning.Interim
		}
		if judges {
			return form("accept-report", "report", report)
		}
		return form("submit-report", "report", report)
	case twinning.NeedsDeliverable:
		if judges {
			return form("accept-deliverable", "deliverable", x.ID)
		}
		return form("submit-deliverable", "deliverable", x.ID)
	case twinning.NeedsSignature:
		return &button{Href: at + "/do/sign-report", Text: r.say("do.sign-report"), Quiet: true}
	case twinning.NeedsExpense, twinning.NeedsPayment:
		switch x.Stands {
		case string(twinning.ExpenseReturns):
			return form("correct-expense", "claim-id", x.ID)
		case string(twinning.Parked):
			return form("take-up-expense", "expense", x.ID)
		}
		return form("approve-expense", "expense", x.ID)
	}
	return nil
}
