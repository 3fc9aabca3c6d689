package pages

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/pages/chart"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

type versionsView struct {
	Reference string
	Rows      []versionRow
	Fields    *chart.Figure
	Changed   []int // rows of Fields in which the versions differ
}

type versionRow struct {
	Number   string
	At, By   string
	Position int64
	Why      string // leads to the explanation; who is told of some decisions alone finds it in the history
}

// mostVersions is how many versions stand side by side.
const mostVersions = 4

// versions are those of a tender, the last ones side by side. What each said is read from
// the life as it stood when the version was received.
func (d *desk) versions(r *request) error {
	reference, err := query.TenderRef(r.PathValue("tender"))
	if err != nil {
		return err
	}
	p, err := d.Queries.Tender(r.Context(), r.viewer, reference)
	if err != nil {
		return err
	}
	c, err := d.Queries.Call(r.Context(), r.viewer, p.Call)
	if err != nil {
		return err
	}
	n := p.Named(d.Queries.Names(r.Context(), p))
	v := versionsView{Reference: reference}
	var said []twinning.Tender
	header := []string{r.say("both.field")}
	for i := len(p.Submissions) - 1; i >= 0; i-- {
		x := p.Submissions[i]
		v.Rows = append(v.Rows, versionRow{r.number(x.Number), r.instant(x.ReceivedAt, p.Zone), n.Of(x.By), x.Position, r.whyOfVersion(c, reference, x.Position)})
		if p.Tender == nil || len(said) == mostVersions {
			continue
		}
		t, err := d.tenderAt(r, reference, x.Position)
		if err != nil {
			return err
		}
		said = append(said, t)
		header = append(header, r.say("version.nth", x.Number))
	}
	if len(said) > 0 {
		v.Fields = &chart.Figure{Title: r.say("version.beside"), Header: header}
		for _, f := range r.tenderFields(c.Book, said[0], n) {
			v.Fields.Rows = append(v.Fields.Rows, []string{f.Name, f.Value})
		}
		for _, t := range said[1:] {
			for i, f := range r.tenderFields(c.Book, t, n) {
				v.Fields.Rows[i] = append(v.Fields.Rows[i], f.Value)
			}
		}
		for i, row := range v.Fields.Rows {
			if slices.ContainsFunc(row[2:], func(text string) bool { return text != row[1] }) {
				v.Changed = append(v.Changed, i)
				v.Fields.Rows[i][0] = r.say("version.changed", row[0])
			}
		}
	}
	crumbs, tabs := r.tenderAround(reference, "versions")
	return d.show(r, http.StatusOK, "versions.html", r.say("version.title", reference), crumbs, tabs, v)
}

// tenderFields are all fields of a tender, each as one text.
func (r *request) tenderFields(book call.RuleBook, t twinning.Tender, n query.Names) []fact {
	var parties, documents []string
	for _, o := range t.Organisations {
		text := o.Name + " (" + strings.TrimSpace(o.Country+" "+o.Region) + ")"
		for _, w := range []struct {
			role string
			has  bool
		}{
			{"originator", slices.Contains(t.Originators, o.ID)},
			{"adopter", slices.Contains(t.Adopters, o.ID)},
			{"facilitator", slices.Contains(t.Facilitators, o.ID)},
		} {
			if w.has {
				text += ", " + r.say("party.role."+w.role)
			}
		}
		if t.Tenderer == o.ID {
			text += ", " + r.say("draft.tenderer")
		}
		if t.Contractor == o.ID {
			text += ", " + r.say("draft.contractor")
		}
		parties = append(parties, text)
	}
	for _, x := range t.Documents {
		documents = append(documents, x.Name)
	}
	declared := r.say("no")
	if t.Exclusion {
		declared = r.say("yes")
	}
	months := ""
	if t.Months > 0 {
		months = r.number(t.Months)
	}
	return []fact{
		{r.say("draft.title"), t.Title, ""},
		{r.say("draft.type"), r.typeName(book, t.Type), ""},
		{r.say("draft.topic"), r.topicName(book, t.Priority, t.Topic), ""},
		{r.say("draft.months"), months, ""},
		{r.say("draft.organisations"), strings.Join(parties, "\n"), ""},
		{r.say("draft.contact"), n.Of(t.Contact), ""},
		{r.say("draft.signatory"), n.Of(t.Signatory), ""},
		{r.say("draft.solution"), t.Solution, ""},
		{r.say("draft.plan"), t.Plan, ""},
		{r.say("draft.description"), t.Description, ""},
		{r.say("draft.personnel"), r.money(t.Costs.Personnel), ""},
		{r.say("draft.direct"), r.money(t.Costs.Direct), ""},
		{r.say("draft.subcontracting"), r.money(t.Costs.Subcontracting), ""},
		{r.say("draft.documents"), strings.Join(documents, "\n"), ""},
		{r.say("draft.exclusion.short"), declared, ""},
	}
}

// tells tells what was found of a tender, with the terms of its rule book and the names of its organisations.
func (r *request) tells(n query.Names, book call.RuleBook, p query.TenderPage) (*narrate.Narrator, error) {
	tell, err := narrate.New(r.narrates(), n.Of, p.Zone.String())
	if err != nil {
		return nil, err
	}
	terms := book.Terms(r.narrates())
	return tell.Calling(func(set, code string) string {
		if set == "organisation" && p.Tender != nil {
			for _, o := range p.Tender.Organisations {
				if o.ID == code {
					return o.Name
				}
			}
		}
		return terms(set, code)
	}), nil
}

// typeName is what the rule book calls a type.
func (r *request) typeName(book call.RuleBook, id string) string {
	return cmp.Or(book.Terms(r.narrates())("type", id), r.word("type", id))
}

// topicName is what the rule book calls a topic.
func (r *request) topicName(book call.RuleBook, priority, id string) string {
	for _, p := range book.Priorities {
		for _, t := range p.Topics {
			if p.ID == priority && t.ID == id {
				return book.Called(r.narrates(), "topics/"+t.ID, t.Name)
			}
		}
	}
	return r.word("topic", id)
}

// priorityName is what the rule book calls a priority.
func (r *request) priorityName(book call.RuleBook, id string) string {
	return cmp.Or(book.Terms(r.narrates())("priority", id), r.word("priority", id))
}

// canRevise tells whether another version of a tender may still come.
func (r *request) canRevise(c query.CallPage, p query.TenderPage) bool {
	return r.speaks(p) && p.Stage == string(twinning.Submitted) && r.now.Before(dueOf(c).Add(time.Microsecond))
}

// whyOfVersion leads to why a version was taken.
func (r *request) whyOfVersion(c query.CallPage, reference string, position int64) string {
	at := strconv.FormatInt(position, 10)
	if r.staff(c) {
		return "/explain/" + at
	}
	return "/tenders/" + reference + "/history#e" + at
}
