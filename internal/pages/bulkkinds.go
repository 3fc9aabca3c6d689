package pages

import (
	"net/http"
	"net/mail"
	"net/url"
	"slices"
	"strings"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/invitation"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

// A bulkKind is a command that one form sends to several lives of a call.
type bulkKind struct {
	kind  string // in the path and in the catalogue
	hands []law.Role
	// stages of the call in which it is offered; the law decides whether it may be sent.
	stages []string
	// settles tells what waits for somebody that it would send; nil: nothing is waited for.
	settles func(w query.WaitRow) bool
	items   func(d *desk, r *request, p query.CallPage) ([]bulkItem, error)
	fields  func(d *desk, r *request, p query.CallPage) []field // what holds for all of them
}

// A bulkItem is one of what a form may send.
type bulkItem struct {
	key                          string // unique in its list, stable, of at most 120 printable characters
	reference, href, title, what string
	amount                       *money.Amount
	stream                       string
	command                      law.Command
	begins                       bool // its life begins with it
}

// Logs are judged while twinnings run; money may be paid after the last one has ended.
var logStages, runningStages = []string{"decided", "running"}, []string{"decided", "running", "finished"}

// bulkKinds are the actions on several at once, beside eligibility, which stands by the list of tenders.
var bulkKinds = []bulkKind{
	{kind: "accept-log", hands: officers, stages: logStages, settles: settledBy(twinning.AcceptLog{}.Kind()), items: logItems},
	{kind: "verify-expense", hands: []law.Role{law.Verifier}, stages: runningStages, settles: steps(twinning.Verify), items: expenseItems(twinning.Verify)},
	{kind: "authorise-expense", hands: []law.Role{law.Authoriser}, stages: runningStages, settles: steps(twinning.Authorise), items: expenseItems(twinning.Authorise)},
	{kind: "pay-expense", hands: []law.Role{law.Payer}, stages: runningStages, settles: steps(twinning.Pay), items: expenseItems(twinning.Pay)},
	{kind: "assign-evaluators", hands: officers, stages: []string{"opened", "evaluating"}, items: assignItems, fields: assignFields},
	{kind: "invite", hands: staff, stages: []string{"drafted", "published", "open", "shut", "opened", "evaluating", "decided", "running"}, items: inviteItems, fields: inviteFields},
}

// settledBy tells what waits for a command.
func settledBy(command string) func(query.WaitRow) bool {
	return func(w query.WaitRow) bool { return w.Command == command }
}

// steps tells which expense waits for a step.
func steps(step twinning.Step) func(query.WaitRow) bool {
	return func(w query.WaitRow) bool {
		return w.Command == twinning.ApproveExpense{}.Kind() && w.About["step"] == string(step)
	}
}

// bulkKindOf is the action of a path, for whoever has a role for it.
func (r *request) bulkKindOf(p query.CallPage) (bulkKind, error) {
	i := slices.IndexFunc(bulkKinds, func(k bulkKind) bool { return k.kind == r.PathValue("kind") })
	switch {
	case i < 0:
		return bulkKind{}, &query.Absent{Noun: "page"}
	case r.viewer.Person == "":
		return bulkKind{}, &query.Nobody{}
	case !r.has(p, bulkKinds[i].hands...):
		return bulkKind{}, &query.Withheld{What: r.say("error.hands", r.say("bulk."+bulkKinds[i].kind))}
	}
	return bulkKinds[i], nil
}

// bulkButtons lead to what the viewer may do to several at once in a call as it stands, of what is shown.
func (r *request) bulkButtons(p query.CallPage, shown func(bulkKind) bool) []button {
	var list []button
	for _, k := range bulkKinds {
		if r.has(p, k.hands...) && slices.Contains(k.stages, p.Stage) && shown(k) {
			list = append(list, button{Href: "/calls/" + p.Reference + "/bulk/" + k.kind, Text: r.say("bulk." + k.kind), Quiet: true})
		}
	}
	return list
}

func logItems(d *desk, r *request, p query.CallPage) ([]bulkItem, error) {
	rows, err := d.Queries.Work(r.Context(), r.viewer, p.Reference)
	if err != nil {
		return nil, err
	}
	var list []bulkItem
	for _, w := range rows {
		if w.What != "log" {
			continue
		}
		month := r.say("month.short", w.Month)
		list = append(list, bulkItem{
			key: w.Tender + "." + month, reference: w.Tender, href: "/tenders/" + w.Tender, title: w.Title, what: month,
			stream: law.TwinningStream(w.Tender), command: twinning.AcceptLog{Month: w.Month},
		})
	}
	return list, nil
}

func expenseItems(step twinning.Step) func(*desk, *request, query.CallPage) ([]bulkItem, error) {
	return func(d *desk, r *request, p query.CallPage) ([]bulkItem, error) {
		rows, err := d.Queries.Work(r.Context(), r.viewer, p.Reference)
		if err != nil {
			return nil, err
		}
		n := d.Queries.Names(r.Context(), rows)
		var list []bulkItem
		for _, w := range rows {
			if w.What != "expense" || w.Step != step {
				continue
			}
			list = append(list, bulkItem{
				key: w.Tender + "." + w.Expense, reference: w.Tender, href: "/tenders/" + w.Tender, title: w.Title, amount: w.Amount,
				what:   r.say("bulk.expense", w.Expense, r.say("month.short", w.Month), r.word("cost", w.Kind), n.Of(w.Claimant)),
				stream: law.TwinningStream(w.Tender), command: twinning.ApproveExpense{Expense: w.Expense, Step: step},
			})
		}
		return list, nil
	}
}

// assignItems are the tenders that evaluators may be assigned to, with those who are chosen.
func assignItems(d *desk, r *request, p query.CallPage) ([]bulkItem, error) {
	rows, err := d.Queries.Tenders(r.Context(), r.viewer, p.Reference)
	if err != nil {
		return nil, err
	}
	evaluators := r.chosen("evaluators")
	var list []bulkItem
	for _, t := range rows {
		if t.Stage != "eligible" || t.Sealed {
			continue
		}
		list = append(list, bulkItem{
			key: t.Reference, reference: t.Reference, href: "/tenders/" + t.Reference, title: t.Title, what: t.TypeName,
			stream: law.CallStream(p.Reference), command: call.AssignEvaluators{Tender: t.Reference, Evaluators: evaluators},
		})
	}
	return list, nil
}

func assignFields(d *desk, r *request, p query.CallPage) []field {
	n := d.Queries.Names(r.Context(), p)
	f := field{Name: "evaluators", Type: "people", Label: r.say("field.evaluators")}
	for _, e := range p.Evaluators {
		f.Choices = append(f.Choices, choice{e.Person, strings.Trim(n.Of(e.Person)+", "+e.Country, ", "), slices.Contains(r.chosen("evaluators"), e.Person)})
	}
	return []field{f}
}

// inviteItems are the addresses that are typed, one a line: address, name and language, apart by semicolons.
func inviteItems(_ *desk, r *request, p query.CallPage) ([]bulkItem, error) {
	role, because := law.Role(r.one("role")), law.Text(r.one("because"))
	if role == "" {
		role = law.Evaluator
	}
	var list []bulkItem
	seen := map[string]bool{}
	for line := range strings.Lines(r.one("addresses")) {
		parts := strings.Split(strings.TrimSpace(line), ";")
		for i := range parts {
			parts[i] = strings.TrimSpace(parts[i])
		}
		address := parts[0]
		if address == "" || seen[strings.ToLower(address)] {
			continue
		}
		seen[strings.ToLower(address)] = true
		o := invitation.Invite{Role: role, Address: law.Text(address), Why: because}
		if len(parts) > 1 {
			o.Name = law.Text(parts[1])
		}
		if len(parts) > 2 {
			o.Language = parts[2]
		}
		item := bulkItem{key: strings.ToLower(address), reference: address, title: string(o.Name), what: r.word("role", role), command: o, begins: true}
		if at, err := mail.ParseAddress(address); err != nil || at.Address != address {
			item.command = nil // it is shown as what cannot be sent
		}
		list = append(list, item)
	}
	return list, nil
}

func inviteFields(_ *desk, r *request, p query.CallPage) []field {
	roles := field{Name: "role", Type: "select", Label: r.say("field.role")}
	for _, role := range append([]law.Role{law.Evaluator}, law.StaffRoles()...) {
		if role == law.Evaluator || r.has(p, call.Givers(role)...) {
			roles.Choices = append(roles.Choices, choice{string(role), r.word("role", role), r.one("role") == string(role)})
		}
	}
	return []field{
		roles,
		{Name: "addresses", Type: "text", Label: r.say("bulk.addresses"), Hint: r.say("bulk.addresses.hint"), Value: r.one("addresses"), Rows: 8},
		{Name: "because", Type: "text", Label: r.say("field.because"), Hint: r.say("hint.because"), Value: r.one("because"), Rows: 2},
	}
}

// chosen and one are what stands in a form, or in the address of a page.
func (r *request) chosen(name string) []string { return r.values()[name] }

func (r *request) one(name string) string { return strings.TrimSpace(r.values().Get(name)) }

func (r *request) values() url.Values {
	if r.Method == http.MethodPost {
		return r.PostForm
	}
	return r.URL.Query()
}

// of is the stream of an item's command under its id.
func (b bulkItem) of(p query.CallPage, id, by string) (string, law.Command) {
	if o, invites := b.command.(invitation.Invite); invites {
		stream, _ := invitation.Stream(invitation.NewReference(p.Reference, id, by))
		return stream, o
	}
	return b.stream, b.command
}

// request is what an item sends.
func (b bulkItem) request(p query.CallPage, id, by string) door.Request {
	stream, command := b.of(p, id, by)
	return door.Request{Stream: stream, Command: command, As: by, ID: id, Begins: b.begins, Wait: -1}
}
