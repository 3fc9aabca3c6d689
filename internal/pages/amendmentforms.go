package pages

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/pages/chart"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

var (
	contracted = []string{"contracted", "active", "suspended", "reporting"}
	procurers  = []law.Role{law.Officer, law.Head, law.ProcurerSignatory}
)

// amendmentForms change the contract of a twinning, or end it in steps.
var amendmentForms = []form{
	drawnOf(twinning.IntendTermination{}, form{
		tender: true, hands: heads, rare: true, stages: contracted, drawn: drawn{open: func(t target) bool { return t.call.Book.Running.Termination != nil && t.is.Ending == nil }},
	}),
	drawnOf(twinning.ObserveTermination{}, form{
		tender: true, party: speakers, stages: contracted, drawn: drawn{open: func(t target) bool { return t.is.Intends() }, about: aboutEnding},
	}),
	drawnOf(twinning.DropTermination{}, form{
		tender: true, hands: heads, rare: true, stages: contracted, drawn: drawn{open: func(t target) bool { return t.is.Intends() }, about: aboutEnding},
	}),
	drawnOf(twinning.SettleTermination{}, form{
		tender: true, hands: heads, stages: contracted, drawn: drawn{open: func(t target) bool { return t.is.Ends() }, about: aboutEnding},
	}),
	drawnOf(twinning.PrepareAmendment{}, form{
		tender: true, party: speakers, hands: procurers, rare: true, stages: contracted,
		leaves: map[string]string{"joins.attributes": "a table within a table; the API and the command line take them"},
		drawn: drawn{open: func(t target) bool {
			_, open := t.is.Amended()
			return t.call.Book.Amendments != nil && !open
		}},
	}, input{name: "type", kind: "pick", from: "types"}, input{name: "contact", kind: "person"}, input{name: "signatory", kind: "person"},
		input{name: "leaves", kind: "picks", from: "adopters"}, input{name: "personnel.person", kind: "person"}, input{name: "personnel.unit", kind: "pick", from: "units"},
		input{name: "personnel.role", kind: "suggest", from: "personnel-roles"}, input{name: "personnel.organisation", kind: "suggest", from: "organisations"},
		input{name: "shares.organisation", kind: "suggest", from: "organisations"}, input{name: "received.organisation", kind: "suggest", from: "organisations"},
		input{name: "contractor", kind: "suggest", from: "organisations"}),
	drawnOf(twinning.SignAmendment{}, form{
		tender: true, party: []law.Role{law.Signatory}, hands: procurers, stages: contracted,
		drawn: drawn{open: amendmentOpen, about: aboutAmendment, start: func(t target, _ url.Values) any {
			a, _ := t.is.Amended()
			return asContent(twinning.SignAmendment{SHA256: a.SHA256})
		}},
	}, input{name: "sha256", kind: "hidden"}),
	drawnOf(twinning.RefuseAmendment{}, form{
		tender: true, party: speakers, hands: procurers, rare: true, stages: contracted, drawn: drawn{open: amendmentOpen, about: aboutAmendment},
	}),
	drawnOf(twinning.WithdrawAmendment{}, form{
		tender: true, party: speakers, hands: procurers, rare: true, stages: contracted, drawn: drawn{open: amendmentOpen, about: aboutAmendment},
	}),
}

// aboutEnding is a termination, as far as it has come.
func aboutEnding(r *request, t target, _ url.Values) ([]fact, []chart.Figure) {
	return r.ending(t.is, t.names), nil
}

// ending is how far the termination of a twinning has come; nothing without one.
func (r *request) ending(t twinning.Twinning, n query.Names) []fact {
	x := t.Ending
	if x == nil {
		return nil
	}
	list := []fact{{r.say("ending.intended"), string(x.Reason), ""}, {r.say("ending.until"), r.date(x.Until), ""}}
	for _, o := range x.Observations {
		list = append(list, fact{r.say("ending.observed", n.Of(o.By)), string(o.Text), ""})
	}
	if t.Ends() {
		list = append(list, fact{r.say("ending.decided"), string(x.Decision), ""}, fact{r.say("ending.effective"), r.date(x.Effective), ""}, fact{r.say("ending.claims"), r.date(x.ClaimUntil), ""})
	}
	return list
}

func amendmentOpen(t target) bool {
	a, _ := t.is.Amended()
	return a.Status == twinning.AmendmentOpen
}

// aboutAmendment is the amendment that waits for signatures: what it changes, who has signed.
func aboutAmendment(r *request, t target, _ url.Values) ([]fact, []chart.Figure) {
	a, open := t.is.Amended()
	if !open {
		return nil, nil
	}
	facts := []fact{{r.say("amendment.number"), r.number(a.Number), ""}, {r.say("amendment.by"), t.names.Of(a.By), ""}, {r.say("field.reason"), string(a.Reason), ""}}
	if !a.From.IsZero() {
		facts = append(facts, fact{r.say("field.from"), r.date(a.From), ""})
	}
	if a.Changes.Activity != "" {
		facts = append(facts, fact{r.say("field.activity"), string(a.Changes.Activity), ""})
	}
	facts = append(facts, fact{r.say("contract.hash"), a.SHA256, ""})
	figures := []chart.Figure{r.amended(t.is, t.names, a)}
	if len(a.Signatures) > 0 {
		f := chart.Figure{Title: r.say("contract.signatures"), Header: []string{r.say("contract.for"), r.say("tender.by"), r.say("dates.when")}}
		for _, who := range a.Asks {
			if s, signed := a.Signatures[who]; signed {
				f.Rows = append(f.Rows, []string{r.say("amendment.signs." + who), t.names.Of(s.By), r.instant(s.At, t.call.In)})
			}
		}
		figures = append(figures, f)
	}
	return facts, figures
}

// amended is what amendments change: each value before and after.
func (r *request) amended(t twinning.Twinning, n query.Names, list ...twinning.Amendment) chart.Figure {
	f := chart.Figure{Title: r.say("amendment.changes"), Header: []string{r.say("amendment.number"), r.say("owed.standing"), r.say("amendment.value"), r.say("amendment.before"), r.say("amendment.after")}}
	for _, a := range list {
		standing := r.say("amendment." + a.Status)
		if a.Status == twinning.AmendmentHolds || a.Status == twinning.AmendmentAgreed {
			standing = r.say("amendment.from."+a.Status, r.date(a.From))
		}
		values := query.Amended(a)
		if a.Changes.Activity != "" {
			values = append(values, query.AmendedValue{Value: "activity", Was: "", Is: string(a.Changes.Activity)})
		}
		for _, v := range values {
			name := ""
			if v.Value != "leaving" && v.Value != "costs" {
				name = r.say("amendment.value." + v.Value)
			}
			switch {
			case v.Value == "shares" || v.Value == "personnel":
				name += r.colon() + partName(t, a, v.Kind)
			case v.Value == "leaving":
				id, of, _ := strings.Cut(v.Kind, ":")
				name = r.say("amendment.leaving."+of, partName(t, a, id))
			case v.Kind == "amount":
				name = r.say("tender.contracted")
			case v.Value == "costs":
				name = r.word("cost", v.Kind)
			}
			if v.Value == "personnel" {
				v.Was, v.Is = r.personnelLine(n, a.Before.Personnel, v.Kind), r.personnelLine(n, a.After.Personnel, v.Kind)
			}
			f.Rows = append(f.Rows, []string{r.number(a.Number), standing, name, r.amendedValue(t, n, v, v.Was), r.amendedValue(t, n, v, v.Is)})
		}
	}
	return f
}

// partName is what an organisation of the twinning, or one that an amendment brings, is called; any other code as it is.
func partName(t twinning.Twinning, a twinning.Amendment, id string) string {
	for _, o := range slices.Concat(t.Tender.Organisations, a.Changes.Joins) {
		if o.ID == id {
			return o.Name
		}
	}
	return id
}

// personnelLine is a personnel contract in words.
func (r *request) personnelLine(n query.Names, list []twinning.PersonnelContract, id string) string {
	for _, p := range list {
		if p.ID == id {
			return r.say("personnel.line", n.Of(p.Person), p.Role, r.money(p.Rate), r.word("unit", p.Unit), r.money(p.Most), r.date(p.From), r.date(p.Until))
		}
	}
	return ""
}

func (r *request) amendedValue(t twinning.Twinning, n query.Names, v query.AmendedValue, text string) string {
	switch v.Value {
	case "costs", "shares", "leaving":
		if a, err := money.Parse(text); err == nil {
			return r.money(a)
		}
	case "months":
		if m, err := strconv.Atoi(text); err == nil {
			return r.number(m)
		}
	case "contractor":
		if o, ok := t.Tender.Organisation(text); ok {
			return o.Name
		}
	case "contact", "signatory":
		return n.Of(text)
	}
	return text
}

// amendments are those of a contract, the last one first; nil for none.
func (r *request) amendments(t twinning.Twinning, n query.Names) *chart.Figure {
	if t.Amending == nil {
		return nil
	}
	list := slices.Clone(t.Amending.List)
	slices.Reverse(list)
	f := r.amended(t, n, list...)
	return &f
}
