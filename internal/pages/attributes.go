package pages

import (
	"net/url"

	"twinning.example/engine/internal/call"
)

// An attributeRow is one attribute that an organisation of a draft may declare.
type attributeRow struct {
	At, Name, Value, Since string // At is what its fields begin with
	Has                    bool
	AsksValue, AsksSince   bool
	Hint                   string
}

// attributes are what the rule book asks organisations to declare, as one of them declares it.
func (r *request) attributes(s sketch, row string, o map[string]any) []attributeRow {
	var rows []attributeRow
	declared, _ := o["attributes"].([]any)
	for _, a := range s.call.Book.Eligibility.Attributes {
		x := attributeRow{
			At: "org-" + row + "-has-" + a.ID, Name: s.call.Book.Called(r.narrates(), "attributes/"+a.ID, a.Name),
			AsksValue: a.Least > 0, AsksSince: !a.HeldSince.IsZero(), Hint: r.attributeHint(a),
		}
		for _, d := range declared {
			if m, ok := d.(map[string]any); ok && m["id"] == a.ID {
				x.Has, x.Value, x.Since = true, scalar(m["level"]), scalar(m["since"])
			}
		}
		rows = append(rows, x)
	}
	return rows
}

// attributeHint says of whom an attribute is asked, and from what on it counts.
func (r *request) attributeHint(a call.Attribute) string {
	hint := r.say("party.attribute.of", r.word("party-role", a.Of))
	if a.Least > 0 {
		hint += " " + r.say("party.attribute.least", a.Least)
	}
	if !a.HeldSince.IsZero() {
		hint += " " + r.say("party.attribute.heldsince", r.date(a.HeldSince))
	}
	return hint
}

// typedAttributes are the attributes that a form declares of an organisation.
func (s sketch) typedAttributes(form url.Values, at string) []any {
	var list []any
	for _, a := range s.call.Book.Eligibility.Attributes {
		value, since := typedText(form, at+"has-"+a.ID+"-value"), typedText(form, at+"has-"+a.ID+"-since")
		if form.Get(at+"has-"+a.ID) == "" && value == "" && since == "" {
			continue
		}
		d := map[string]any{"id": a.ID}
		if value != "" {
			d["level"] = whole(value)
		}
		if since != "" {
			d["since"] = since
		}
		list = append(list, d)
	}
	return list
}

// share is what an organisation of a draft claims of the costs.
func share(part map[string]any, id string) string {
	list, _ := part["shares"].([]any)
	for _, x := range list {
		if m, ok := x.(map[string]any); ok && m["organisation"] == id {
			return scalar(m["amount"])
		}
	}
	return ""
}

// asksOfParties are what a call asks of the organisations of a tender, in words.
func (r *request) asksOfParties(book call.RuleBook, typ call.Type) (list []string) {
	for _, p := range []*call.Parties{book.Eligibility.Parties, typ.Parties} {
		for _, role := range call.CountedRoles() {
			n := p.Of(role)
			switch name := r.word("party-role", role); {
			case n == nil:
			case n.Most == 0:
				list = append(list, r.say("parties.from", name, n.Least))
			case n.Most == n.Least:
				list = append(list, r.say("parties.exactly", name, n.Least))
			default:
				list = append(list, r.say("parties.between", name, n.Least, n.Most))
			}
		}
	}
	return list
}
