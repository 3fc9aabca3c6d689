package pages

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/programme"
)

// Steps of a draft, in their order. Each holds the fields of the file that are its own.
var stepFields = map[string][]string{
	"offer":     {"title", "type", "priority", "topic", "months"},
	"parties":   {"organisations", "originators", "adopters", "facilitators", "tenderer", "contractor", "contact", "signatory", "shares"},
	"plan":      {"solution", "plan", "description"},
	"costs":     {"costs"},
	"documents": {"documents", "exclusion"},
}

// steps are those that the call has: without money there are no costs.
func (s sketch) steps() []string {
	all := []string{"offer", "parties", "plan", "costs", "documents"}
	if s.call.Book.Moneyless() {
		all = slices.DeleteFunc(all, func(x string) bool { return x == "costs" })
	}
	return all
}

// stepOf is the step of a field of the file.
func stepOf(name string) string {
	for step, fields := range stepFields {
		if slices.Contains(fields, name) {
			return step
		}
	}
	return ""
}

// wishes are the roles that an organisation may have more than one of, with their fields.
var wishes = [][2]string{{"originator", "originators"}, {"adopter", "adopters"}, {"facilitator", "facilitators"}}

// gaps are what keeps a draft from being submitted, in the order of the steps.
func (r *request) gaps(s sketch) []gap {
	var list []gap
	seen := map[string]bool{}
	for _, p := range s.page.Gaps {
		names := strings.Split(strings.TrimPrefix(p.Path, "/"), "/")
		g := gap{Step: stepOf(names[0]), Field: names[0], missing: p.What == "is missing"}
		label := r.label(g.Field)
		switch {
		case g.Step == "":
			g.Step, g.missing = "offer", false
		case g.Field == "priority":
			g.Field, label = "topic", r.label("topic")
		case g.Field == "costs" && len(names) > 1:
			g.Field, label = names[1], r.label(names[1])
		case g.Field == "costs":
			g.Field = "personnel"
		case g.Field == "organisations" && len(names) > 1:
			n, _ := strconv.Atoi(names[1])
			g.Field = fmt.Sprintf("org-%d-%s", n, cmp.Or(strings.Join(names[2:], "-"), "name"))
			label = r.say("party.nth", n+1)
			if len(names) > 2 {
				label += ", " + r.label("org."+names[2])
			}
		case g.Field == "organisations":
			g.Field = "org-0-name"
		case g.Field == "documents" && len(names) > 1:
			label = r.label("documents")
		}
		switch {
		case g.missing:
			g.Text = r.say("gap.missing", label)
		case g.Field == "contact" || g.Field == "signatory":
			g.Text = r.say("gap.person", label)
		default:
			g.Text = r.say("gap.wrong", label, r.fits(s, g.Field))
		}
		if key := g.Step + " " + g.Field; !seen[key] {
			seen[key] = true
			g.Href = s.at() + "/edit/" + g.Step + "#f-" + g.Field
			list = append(list, g)
		}
	}
	order := s.steps()
	slices.SortStableFunc(list, func(a, b gap) int { return cmp.Compare(slices.Index(order, a.Step), slices.Index(order, b.Step)) })
	return list
}

func (r *request) label(field string) string {
	for _, w := range wishes {
		if field == w[1] {
			return r.say("party.role." + w[0])
		}
	}
	return r.say("draft." + field)
}

// fits says what a field takes.
func (r *request) fits(s sketch, field string) string {
	switch {
	case field == "months":
		return r.say("fits.months", s.call.Book.Running.Months)
	case slices.Contains([]string{"personnel", "direct", "subcontracting"}, field):
		return r.say("fits.money", s.call.Book.Budget.Currency())
	case strings.HasSuffix(field, "-country"):
		return r.say("fits.country")
	case field == "type", field == "topic", field == "tenderer", field == "contractor":
		return r.say("fits.choice")
	}
	return r.say("fits.text")
}

func (r *request) typeText(book call.RuleBook, t call.Type) string {
	name := book.Called(r.narrates(), "types/"+t.ID, t.Name)
	if t.Ceiling.IsNone() {
		return name
	}
	return r.say("start.ceiling", name, r.money(t.Ceiling))
}

// part are the fields of a step as they stand in a draft.
func (s sketch) part(step string) map[string]any {
	part := map[string]any{}
	for _, name := range stepFields[step] {
		if v, there := s.read.Values[name]; there {
			part[name] = v
		}
	}
	return part
}

// typedText is a field of a form as it is kept: lines end as in a file, nothing around it.
func typedText(form url.Values, name string) string {
	return strings.TrimSpace(strings.ReplaceAll(form.Get(name), "\r\n", "\n"))
}

// typed is what a form says of the fields of a step. What is left empty is not there; what
// does not fit is kept as it was typed.
func (s sketch) typed(step string, form url.Values) map[string]any {
	part := map[string]any{}
	set := func(name string, v any) {
		if v != "" && v != nil {
			part[name] = v
		}
	}
	switch step {
	case "offer":
		set("title", typedText(form, "title"))
		set("type", typedText(form, "type"))
		priority, topic, _ := strings.Cut(typedText(form, "topic"), "|")
		set("priority", priority)
		set("topic", topic)
		set("months", whole(typedText(form, "months")))
	case "plan":
		for _, name := range stepFields[step] {
			set(name, typedText(form, name))
		}
	case "costs":
		costs := map[string]any{}
		for _, name := range []string{"personnel", "direct", "subcontracting"} {
			if text := typedText(form, name); text != "" {
				costs[name] = s.amount(text)
			}
		}
		if len(costs) > 0 {
			part["costs"] = costs
		}
	case "documents":
		if v, there := s.read.Values["documents"]; there { // they are added one by one
			part["documents"] = v
		}
		if form.Get("exclusion") != "" {
			part["exclusion"] = true
		}
	case "parties":
		s.typedParties(form, part)
	}
	return part
}

func (s sketch) typedParties(form url.Values, part map[string]any) {
	var list, shares []any
	roles := map[string][]any{}
	for _, row := range form["org"] {
		at := "org-" + row + "-"
		org := map[string]any{}
		for _, name := range []string{"name", "country", "region"} {
			if text := typedText(form, at+name); text != "" {
				org[name] = text
			}
		}
		if len(org) == 0 || form.Get(at+"remove") != "" {
			continue
		}
		id := typedText(form, at+"id")
		if id == "" {
			id = "org-" + row
		}
		org["id"] = id
		if has := s.typedAttributes(form, at); len(has) > 0 {
			org["attributes"] = has
		}
		if text := typedText(form, at+"share"); text != "" {
			shares = append(shares, map[string]any{"organisation": id, "amount": s.amount(text)})
		}
		list = append(list, org)
		for _, w := range wishes {
			if slices.Contains(form[at+"role"], w[0]) {
				roles[w[1]] = append(roles[w[1]], id)
			}
		}
	}
	if len(list) > 0 {
		part["organisations"] = list
	}
	if len(shares) > 0 {
		part["shares"] = shares
	}
	for name, ids := range roles {
		part[name] = ids
	}
	for _, name := range []string{"tenderer", "contractor", "contact", "signatory"} {
		if text := typedText(form, name); text != "" {
			part[name] = text
		}
	}
}

// whole is a whole number, or what was typed instead of one.
func whole(text string) any {
	if n, err := strconv.Atoi(text); err == nil && n >= 0 && n <= math.MaxInt32 {
		return json.Number(strconv.Itoa(n))
	}
	return text
}

var (
	plainAmount = regexp.MustCompile(`^\d+([.,]\d{1,2})?$`)
	spaces      = strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", "'", "", "\u2019", "")
)

// amount is an amount in the currency of the call, or what was typed instead of one: 15000,
// 15 000.00 and 15000,50 are amounts; 15,000 could be two and is none.
func (s sketch) amount(text string) string {
	currency := s.call.Book.Budget.Currency()
	number := spaces.Replace(strings.TrimSpace(strings.TrimPrefix(text, currency)))
	if !plainAmount.MatchString(number) {
		return text
	}
	number = strings.TrimLeft(strings.ReplaceAll(number, ",", "."), "0")
	if number == "" || strings.HasPrefix(number, ".") {
		number = "0" + number
	}
	return currency + " " + number
}

// sameAs tells whether two parts say the same.
func sameAs(a, b map[string]any) bool { return digest(a) == digest(b) }

// scalar is a value of a file in a field.
func scalar(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	case bool:
		return strconv.FormatBool(v)
	}
	return ""
}

// texts of a list of a file.
func scalars(v any) []string {
	list, _ := v.([]any)
	var all []string
	for _, x := range list {
		all = append(all, scalar(x))
	}
	return all
}

// gapsAt are the gaps of a step whose fields are there and do not fit.
func unfit(gaps []gap, step string) []complaint {
	var list []complaint
	for _, g := range gaps {
		if g.Step == step && !g.missing {
			list = append(list, complaint{g.Field, g.Text})
		}
	}
	return list
}

// documentOf is a document of a draft by its id.
func documentOf(d programme.Draft, id string) (name, file, sha string, there bool) {
	for _, x := range d.Tender.Documents {
		if x.ID == id {
			return x.Name, x.File, x.SHA256, true
		}
	}
	return "", "", "", false
}
