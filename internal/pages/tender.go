package pages

import (
	"cmp"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"

	"twinning.example/engine/internal/pages/chart"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

type findings struct {
	Title string
	Rows  []finding
}

type finding struct {
	Rule, Why string
	OK        bool
}

// quietly is 0 for a button that comes next.
func quietly(b button) int {
	if b.Quiet {
		return 1
	}
	return 0
}

// findingName is what a rule of eligibility is called: that about a document or an attribute by the name that the rule book gives it.
func (r *request) findingName(book call.RuleBook, rule string) string {
	for _, of := range []string{"document", "attribute"} {
		if id, is := strings.CutPrefix(rule, of+"-"); is {
			if name := book.Terms(r.narrates())(of, id); name != "" {
				return name
			}
		}
	}
	return r.word("rule", rule)
}

type tenderView struct {
	Tender                               query.TenderPage
	Stage                                mark
	Sealing, Withheld                    string
	Notes                                []string
	Actions                              []button
	Facts                                []fact
	Findings                             *findings
	Parties, Reports, Expenses, Versions *chart.Figure
	Instalments, Recoveries              *chart.Figure
	Deliverables, Meetings               *chart.Figure
	Complaints, Months, Spent, SpentBy   *chart.Figure
	Amendments                           *chart.Figure
	Closing                              *closingView
	Life, Letters                        *chart.Figure
	Recent                               []historyLine
	Owed                                 owedViews
	Files                                []fileLine
	Texts                                []fact // what it says at length
	Logs                                 []button
	Totals                               []kindTotal
	Score                                string // the sheet of whoever evaluates it
	Linked                               *linkedView
	Activities                           *activitiesView
}

// tenderAround is the way to a page of a tender and its parts.
func (r *request) tenderAround(reference, part string) (crumbs []crumb, tabs []tab) {
	of := law.CallOf(reference)
	at := "/tenders/" + reference
	crumbs = []crumb{{"/", r.say("home")}, {"/calls/" + of, of}, {at, reference}}
	parts := []string{"", "versions", "history", "state", "exports"}
	if r.told.whole {
		parts = append(parts, "access")
	}
	for _, x := range parts {
		t := tab{Href: at, Text: r.say("part." + x), Here: x == part}
		if x != "" {
			t.Href += "/" + x
		}
		tabs = append(tabs, t)
	}
	if part == "" {
		crumbs[2].Href = ""
	} else {
		crumbs = append(crumbs, crumb{"", r.say("part." + part)})
	}
	return crumbs, tabs
}

func (d *desk) tender(r *request) error {
	reference, err := query.TenderRef(r.PathValue("tender"))
	if err != nil {
		return err
	}
	p, err := d.Queries.Tender(r.Context(), r.viewer, reference)
	if err != nil {
		return err
	}
	n := p.Named(d.Queries.Names(r.Context(), p))
	v := tenderView{Tender: p, Stage: mark{r.word("stage", p.Stage), ""}}
	if p.Sealed {
		v.Sealing = n.In(p.Sealing)
	}
	for _, x := range p.Doubts {
		v.Notes = append(v.Notes, sentence(n.In(x.Sentence)))
	}
	if x := p.Proposal; x != nil {
		v.Notes = append(v.Notes, r.say("tender.proposed", n.Of(x.By), n.All(x.Awaits)))
	}
	c, err := d.Queries.Call(r.Context(), r.viewer, p.Call)
	if err != nil {
		return err
	}
	tell, err := r.tells(n, c.Book, p)
	if err != nil {
		return err
	}
	row, t, err := d.standsNow(r, reference)
	if err != nil {
		return err
	}
	said := p.Tender
	if said == nil && t.Tender.Title != "" {
		said = &t.Tender // what is published of an award
	}
	r.offered(c.Book, p, said, n, &v)
	found, title := p.Found, "tender.found"
	if len(p.Findings) > 0 {
		found, title = p.Findings, "tender.findings"
	}
	for _, f := range found {
		if v.Findings == nil {
			v.Findings = &findings{Title: r.say(title)}
		}
		v.Findings.Rows = append(v.Findings.Rows, finding{r.findingName(c.Book, f.Rule), tell.Reason(f.Why), f.OK})
	}
	if v.Actions, err = d.tenderButtons(r, c, p); err != nil {
		return err
	}
	if r.evaluates(c) && p.Tender != nil {
		v.Score = "/tenders/" + reference + "/score"
	}
	if v.Linked, err = d.linked(r, c, p); err != nil {
		return err
	}
	if v.Files, err = d.fileLines(r, reference); err != nil && !isWithheld(err) {
		return err
	}
	if err := d.runs(r, p, row, t, n, &v); err != nil {
		return err
	}
	if slices.ContainsFunc(v.Logs, func(b button) bool { return !b.Quiet }) {
		for i := range v.Actions {
			v.Actions[i].Quiet = true // a month to log comes first
		}
	}
	slices.SortStableFunc(v.Logs, func(a, b button) int { return cmp.Compare(quietly(a), quietly(b)) })
	v.Actions = append(v.Logs, v.Actions...)
	r.recordedOf(p, n, &v)
	err = d.recent(r, p, &v)
	public := isWithheld(err) // of an award anybody reads what is public
	if err != nil && !public {
		return err
	}
	title = p.Title
	if title == "" {
		title = reference
	}
	r.about(law.CallStream(p.Call), r.staff(c))
	r.stands(r.word("stage", p.Stage))
	crumbs, tabs := r.tenderAround(reference, "")
	if public { // it is whole as it is published
		tabs, v.Withheld = nil, ""
	}
	return d.show(r, http.StatusOK, "tender.html", title, crumbs, tabs, v)
}

// offered is what a tender says, and what became of it.
func (r *request) offered(book call.RuleBook, p query.TenderPage, t *twinning.Tender, n query.Names, v *tenderView) {
	add := func(name, value string) {
		if value != "" {
			v.Facts = append(v.Facts, fact{r.say("tender." + name), value, ""})
		}
	}
	add("received", p.Received)
	add("type", r.typeName(book, p.Type))
	if p.Amount != nil {
		add("amount", r.money(p.Amount))
	}
	var countries []string
	for _, c := range p.Countries {
		countries = append(countries, r.country(c))
	}
	add("countries", strings.Join(countries, ", "))
	if t != nil {
		add("priority", r.priorityName(book, t.Priority))
		add("topic", r.topicName(book, t.Priority, t.Topic))
		for _, x := range [][2]string{{"solution", t.Solution}, {"plan", t.Plan}, {"description", t.Description}} {
			if x[1] != "" {
				v.Texts = append(v.Texts, fact{r.say("draft." + x[0]), x[1], ""})
			}
		}
		add("months", r.number(t.Months))
		add("contact", n.Of(t.Contact))
		add("signatory", n.Of(t.Signatory))
		v.Parties = &chart.Figure{Title: r.say("tender.parties"), Header: []string{r.say("party.name"), r.say("party.country"), r.say("party.roles")}}
		for _, o := range t.Organisations {
			var roles []string
			for role, is := range map[string]bool{
				"tenderer": t.Tenderer == o.ID, "contractor": t.Contractor == o.ID, "originator": slices.Contains(t.Originators, o.ID),
				"adopter": slices.Contains(t.Adopters, o.ID), "facilitator": slices.Contains(t.Facilitators, o.ID),
			} {
				if is {
					roles = append(roles, r.say("party.role."+role))
				}
			}
			slices.Sort(roles)
			v.Parties.Rows = append(v.Parties.Rows, []string{o.Name, r.country(o.Country), strings.Join(roles, ", ")})
		}
	}
	add("score", r.decimal(p.Score))
	if o := p.Outcome; o != nil {
		add("outcome", r.word("verdict", o.Verdict))
	}
	if c := p.Contract; c != nil {
		add("m1", r.date(c.M1))
		add("contracted", r.money(c.Amount))
	}
}

// standsNow is how a tender stands, as far as the viewer may see it.
func (d *desk) standsNow(r *request, reference string) (row query.StateRow, t twinning.Twinning, err error) {
	if row, err = d.Queries.State(r.Context(), r.viewer, law.TwinningStream(reference), query.Then{}); err != nil {
		return row, t, err
	}
	if err := json.Unmarshal(row.State, &t); err != nil {
		return row, t, errors.Join(errors.New("read the state of "+reference), err)
	}
	return row, t, nil
}

// runs is the running year: months, expenses and what is owed.
func (d *desk) runs(r *request, p query.TenderPage, row query.StateRow, t twinning.Twinning, n query.Names, v *tenderView) (err error) {
	for _, w := range row.Withheld {
		v.Withheld += map[bool]string{true: ", "}[v.Withheld != ""] + r.word("aspect", w)
	}
	if t.Contract != nil {
		v.Months, v.Logs = r.months(t), r.monthButtons(p, t)
	}
	named := map[string]string{}
	if v.Closing, err = d.closing(r, p, n, named); err != nil {
		return err
	}
	v.Texts = append(v.Texts, r.ending(t, n)...)
	v.Totals, v.Amendments = r.totals(running{target: target{is: t}}, nil), r.amendments(t, n)
	v.Spent, v.SpentBy, v.Life = r.spentPicture(t), r.spentByPicture(t), r.lifePicture(p.Stage)
	if len(t.Expenses) > 0 {
		r.expenses(t, n, v)
	}
	if v.Meetings, err = d.meetings(r, law.TwinningStream(p.Reference)); err != nil {
		return err
	}
	v.Instalments, v.Recoveries, v.Deliverables = r.instalments(t), r.recoveries(t), r.deliverables(t, named)
	v.Owed, v.Activities = r.owedSoon(n, row.Obligations, func([]owedLine) {}), r.activities(t)
	return nil
}

// months is the strip of a contract's months, each with how its log stands.
func (r *request) months(t twinning.Twinning) *chart.Figure {
	var cells []chart.Cell
	for _, m := range t.Contract.Logs() {
		c := chart.Cell{Label: r.say("month.short", m), State: r.say("log.none"), Mark: "·"}
		switch l, ok := t.Logs[m]; {
		case ok && l.Status == "accepted":
			c.State, c.Mark, c.Shade = r.word("log", l.Status), "✓", 1
		case ok && l.Status == "returned":
			c.State, c.Mark, c.Shade = r.word("log", l.Status), "↩", 4
		case ok:
			c.State, c.Mark, c.Shade = r.word("log", l.Status), "•", 2
		}
		if t.Logs[m].Late {
			c.State = r.say("log.late", c.State)
		}
		cells = append(cells, c)
	}
	f := chart.Strip(r.say("tender.months.picture"), r.say("tender.month"), r.say("owed.standing"), cells)
	return &f
}

// expenses are the claims of a twinning.
func (r *request) expenses(t twinning.Twinning, n query.Names, v *tenderView) {
	v.Expenses = &chart.Figure{Title: r.say("tender.expenses"), Header: []string{r.say("expense.id"), r.say("tender.month"), r.say("expense.kind"), r.say("tender.amount"), r.say("owed.standing"), r.say("expense.claimant")}}
	for _, e := range t.Expenses {
		v.Expenses.Rows = append(v.Expenses.Rows, []string{e.ID, r.number(e.Month), r.word("cost", e.Kind), r.money(e.Amount), r.word("expense-status", e.Status), n.Of(e.Claimant)})
	}
}

// recordedOf are versions, reports and complaints.
func (r *request) recordedOf(p query.TenderPage, n query.Names, v *tenderView) {
	for _, x := range p.Submissions {
		if v.Versions == nil {
			v.Versions = &chart.Figure{Title: r.say("tender.versions"), Header: []string{r.say("tender.version"), r.say("tender.received"), r.say("tender.by")}}
		}
		v.Versions.Rows = append(v.Versions.Rows, []string{r.number(x.Number), r.instant(x.ReceivedAt, p.Zone), n.Of(x.By)})
	}
	for _, x := range p.Reviews {
		if v.Reports == nil {
			v.Reports = &chart.Figure{Title: r.say("tender.reports"), Header: []string{r.say("evaluator"), r.say("ranking.score")}}
		}
		v.Reports.Rows = append(v.Reports.Rows, []string{n.Of(x.Evaluator), r.decimal(x.Total.StringFixed(2))})
	}
	for _, x := range p.Complaints {
		if v.Complaints == nil {
			v.Complaints = &chart.Figure{Title: r.say("complaints"), Header: []string{r.say("dates.when"), r.say("complaints.against"), r.say("owed.standing"), r.say("complaints.text"), r.say("complaints.answer")}}
		}
		v.Complaints.Rows = append(v.Complaints.Rows, []string{r.instant(x.At, p.Zone), r.word("stage", x.Against), r.word("status", x.Status), x.Text, x.Reason})
	}
}
