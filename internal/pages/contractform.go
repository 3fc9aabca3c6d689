package pages

import (
	"net/url"

	"twinning.example/engine/internal/pages/chart"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

// signs tells whether a form is a signature under a contract.
func (t target) signs() bool {
	_, is := t.form.zero.(twinning.SignContract)
	return is
}

// contractOf is the contract as it would be signed with the start that was typed.
func (d *desk) contractOf(r *request, t target, typed url.Values) (query.ContractPage, error) {
	p, err := d.Queries.Contract(r.Context(), r.viewer, t.stream, typedText(typed, "start"))
	if isHidden(err) || isRefusal(err) {
		return query.ContractPage{}, nil
	}
	return p, err
}

// reads holds a signature to the text that its signer was shown: where that has changed
// since, as it does with another first day, or could not be shown before, the text is shown first.
func (d *desk) reads(r *request, t target, typed url.Values) ([]complaint, error) {
	shown := typed.Get("sha256")
	if !t.signs() {
		return nil, nil
	}
	p, err := d.contractOf(r, t, typed)
	if err != nil || p.SHA256 == "" || p.SHA256 == shown || p.InForce != nil { // what is in force is signed by nobody: the law says so
		return nil, err
	}
	return []complaint{{"", r.say("contract.other")}}, nil
}

// contractShown is the text of a contract, and who has signed it.
func (r *request) contractShown(t target, p query.ContractPage) []chart.Figure {
	var list []chart.Figure
	if c := p.Text; c != nil {
		contractor := c.Contractor
		if o, ok := t.is.Tender.Organisation(c.Contractor); ok {
			contractor = o.Name
		}
		f := chart.Figure{Title: r.say("contract"), Header: []string{r.say("both.field"), r.say("contract.says")}}
		add := func(name, text string) {
			if text != "" {
				f.Rows = append(f.Rows, []string{name, text})
			}
		}
		add(r.say("call"), c.Call)
		add(r.say("tender"), r.say("contract.version", c.Tender, c.Version))
		add(r.say("draft.contractor"), contractor)
		if !c.Amount.IsNone() {
			add(r.say("tender.contracted"), r.money(c.Amount))
			for _, k := range twinning.CostKinds() {
				add(r.word("cost", k), r.money(c.Costs.Of(k)))
			}
		}
		for _, s := range c.Shares {
			add(r.say("amendment.value.shares")+r.colon()+partName(t.is, twinning.Amendment{}, s.Organisation), r.money(s.Amount))
		}
		add(r.say("tender.m1"), r.date(c.M1))
		if t.is.Prepared != nil && c.Why != "" {
			add(r.say("contract.why"), string(t.is.Prepared.Why))
		}
		for _, x := range c.Personnel {
			add(r.say("personnel.contract", x.ID), r.personnelLine(t.names, c.Personnel, x.ID))
		}
		add(r.say("draft.months"), r.number(c.Months))
		add(r.say("fact.documents"), c.Rules)
		add(r.say("contract.hash"), p.SHA256)
		list = append(list, f)
	}
	if len(p.Signatures) > 0 {
		f := chart.Figure{Title: r.say("contract.signatures"), Header: []string{r.say("contract.for"), r.say("tender.by"), r.say("dates.when"), r.say("owed.standing")}}
		for _, s := range p.Signatures {
			stands := r.say("contract.stands")
			if s.Void {
				stands = r.say("contract.void")
			}
			f.Rows = append(f.Rows, []string{r.say("contract.signed." + s.Party), t.names.Of(s.Person), r.instant(s.At, t.call.In), stands})
		}
		list = append(list, f)
	}
	return list
}
