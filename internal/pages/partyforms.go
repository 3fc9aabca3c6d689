package pages

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/pages/chart"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

var (
	speakers   = []law.Role{law.Contact, law.Signatory}
	reasons    = []input{{name: "reason", kind: "text"}}
	mustReason = []input{{name: "reason", kind: "text", required: true}}
	successor  = []input{{name: "person", kind: "line", required: true}, {name: "reason", kind: "text", required: true}}
	changeable = []string{"submitted", "clarification-requested", "eligible", "ineligible", "arbitration", "consensus", "evaluated", "reserve"}
)

// partyForms are what those who speak for a tender, and evaluators, send from a page of its own.
var partyForms = []form{
	{
		kind: "withdraw-tender", tender: true, party: speakers, stages: []string{"submitted", "clarification-requested", "eligible", "arbitration", "consensus", "evaluated", "awarded", "reserve"},
		fields: reasons, command: func(v url.Values) law.Command { return twinning.WithdrawTender{Reason: law.Text(v.Get("reason"))} },
	},
	{
		kind: "undo-withdrawal", tender: true, party: speakers, stages: []string{"withdrawn"},
		fields: reasons, command: func(v url.Values) law.Command { return twinning.UndoWithdrawal{Reason: law.Text(v.Get("reason"))} },
	},
	{
		kind: "sign-contract", tender: true, settles: "contract", party: []law.Role{law.Signatory}, hands: []law.Role{law.ProcurerSignatory}, stages: []string{"awarded"},
		command: func(url.Values) law.Command { return twinning.SignContract{} },
	},
	{
		kind: "decline-contract", tender: true, party: []law.Role{law.Signatory}, stages: []string{"awarded"}, fields: mustReason,
		command: func(v url.Values) law.Command { return twinning.DeclineContract{Reason: law.Text(v.Get("reason"))} },
	},
	{
		kind: "lodge-complaint", tender: true, settles: "complaint-window", party: speakers, stages: []string{"ineligible", "reserve", "rejected"},
		fields: []input{{name: "grounds", kind: "radio", required: true, choices: []string{twinning.GroundsProcedure, twinning.GroundsFacts}}, {name: "text", kind: "text", required: true}},
		command: func(v url.Values) law.Command {
			return twinning.LodgeComplaint{Grounds: v.Get("grounds"), Text: law.Text(v.Get("text"))}
		},
	},
	{
		kind: "change-contact", tender: true, party: speakers, stages: changeable, fields: successor,
		command: func(v url.Values) law.Command {
			return twinning.ChangeContact{Person: v.Get("person"), Why: law.Text(v.Get("reason"))}
		},
	},
	{
		kind: "change-signatory", tender: true, party: speakers, stages: changeable, fields: successor,
		command: func(v url.Values) law.Command {
			return twinning.ChangeSignatory{Person: v.Get("person"), Why: law.Text(v.Get("reason"))}
		},
	},
	{
		kind: "declare-conflict", tender: true, evaluator: true, stages: []string{"submitted", "eligible", "arbitration", "consensus", "evaluated"}, fields: []input{{name: "why-conflict", kind: "text", required: true}},
		command: func(v url.Values) law.Command { return twinning.DeclareConflict{Why: law.Text(v.Get("why-conflict"))} },
	},
	{
		kind: "agree-consensus", tender: true, settles: "consensus", evaluator: true, stages: []string{"consensus"},
		command: func(url.Values) law.Command { return twinning.AgreeConsensus{} },
	},
	{
		kind: "declare-impartiality", evaluator: true, settles: "impartiality", stages: []string{"drafted", "published", "open", "shut", "opened", "evaluating"},
		fields:  []input{{name: "impartial", kind: "check", required: true}, {name: "former", kind: "text"}},
		command: func(v url.Values) law.Command { return call.DeclareImpartiality{Former: formerOf(v.Get("former"))} },
	},
}

// formerOf reads a line for each tie that somebody had: an organisation, and its last day
// at the end. A line without a day has none, which the command then refuses.
func formerOf(text string) []call.FormerTie {
	var list []call.FormerTie
	for line := range strings.Lines(text) {
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		tie := call.FormerTie{Organisation: strings.Join(words, " ")}
		if until, err := calendar.ParseDate(words[len(words)-1]); err == nil {
			tie.Organisation, tie.Until = strings.TrimRight(strings.Join(words[:len(words)-1], " "), ",; "), until
		}
		list = append(list, tie)
	}
	return list
}

// may tells whether a form is for the viewer: by a role in the call, by speaking for
// the tender, as an evaluator of the call, or as anybody who is signed in.
func (r *request) may(f form, c query.CallPage, t *query.TenderPage) bool {
	if r.viewer.Person == "" {
		return false
	}
	if f.anybody || len(f.hands) > 0 && r.has(c, f.hands...) {
		return true
	}
	if f.evaluator {
		return r.evaluates(c)
	}
	if t == nil || t.Tender == nil {
		return false
	}
	return slices.ContainsFunc(f.party, func(role law.Role) bool {
		return role == law.Contact && t.Tender.Contact == r.viewer.Person || role == law.Signatory && t.Tender.Signatory == r.viewer.Person
	})
}

// evaluates tells whether the viewer is an evaluator of a call.
func (r *request) evaluates(c query.CallPage) bool {
	return slices.ContainsFunc(c.Evaluators, func(e call.Evaluator) bool { return r.viewer.Person != "" && e.Person == r.viewer.Person })
}

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
		v.Rows = append(v.Rows, versionRow{r.number(x.Number), r.instant(x.ReceivedAt, p.Zone), n.Of(x.By), x.Position})
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

// typeName is what the rule book calls a type.
func (r *request) typeName(book call.RuleBook, id string) string {
	if t, known := book.Type(id); known {
		return t.Name
	}
	return r.word("type", id)
}

// topicName is what the rule book calls a topic.
func (r *request) topicName(book call.RuleBook, priority, id string) string {
	for _, p := range book.Priorities {
		for _, t := range p.Topics {
			if p.ID == priority && t.ID == id {
				return t.Name
			}
		}
	}
	return r.word("topic", id)
}

// priorityName is what the rule book calls a priority.
func (r *request) priorityName(book call.RuleBook, id string) string {
	for _, p := range book.Priorities {
		if p.ID == id {
			return p.Name
		}
	}
	return r.word("priority", id)
}

// canRevise tells whether another version of a tender may still come.
func (r *request) canRevise(c query.CallPage, p query.TenderPage) bool {
	return r.speaks(p) && p.Stage == string(twinning.Submitted) && r.now.Before(dueOf(c).Add(time.Microsecond))
}
