package export

import (
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

// contract is what both signatures name by its hash: the text that is signed or was signed, its canonical bytes, and who has signed.
func (x *making) contract() error {
	p, err := x.q.Contract(x.ctx, x.v, x.ask.Stream, "")
	if err != nil {
		return err
	}
	switch {
	case p.Text != nil:
		if err := x.contractText(p, *p.Text); err != nil {
			return err
		}
	case p.InForce != nil:
		x.contractUnnamed(*p.InForce, p.SHA256)
	default:
		x.add(Part{Key: "contract", Title: x.words.say("part.contract"), Note: p.Why, Facts: []Fact{x.fact("tender", x.ref), x.fact("sha256", p.SHA256)}})
	}
	table(x, "signatures", p.Signatures, func(s query.SignatureRow) []any {
		return []any{x.words.word("party", s.Party), x.names.Of(s.Person), instant(s.At), s.SHA256, s.Void}
	}, x.col("party"), x.col("by"), x.col("at"), x.long("sha256"), x.col("void"))
	return nil
}

// contractUnnamed is a contract in force whose text cannot be made again: its last signature named no hash.
func (x *making) contractUnnamed(c twinning.Contract, sum string) {
	var why any
	if c.Why != "" {
		why = string(c.Why)
	}
	x.add(Part{Key: "contract", Title: x.words.say("part.contract"), Note: x.words.say("note.contract-unnamed"), Facts: []Fact{
		x.fact("tender", x.ref), x.fact("contracted", c.Amount), x.fact("m1", c.M1), x.fact("why", why), x.fact("months", c.Months),
		x.fact("contractrules", c.Rules), x.fact("sha256", sum),
	}})
	x.contractCosts(c.Costs)
}

func (x *making) contractCosts(costs twinning.Costs) {
	if !costs.None() {
		table(x, "spending", twinning.CostKinds(), func(k twinning.CostKind) []any { return []any{x.words.word("cost-kind", k), costs.Of(k)} }, x.col("kind"), x.sum("contracted"))
	}
}

func (x *making) contractText(p query.ContractPage, t twinning.ContractText) error {
	is, _, err := x.life(x.ref)
	if err != nil {
		return err
	}
	offer, err := x.q.Tender(x.ctx, x.v, x.ref)
	if err != nil {
		return err
	}
	named := func(id string) string {
		if offer.Tender != nil {
			if o, known := offer.Tender.Organisation(id); known {
				return o.Name
			}
		}
		return id
	}
	var why any
	switch {
	case t.Why == "":
	case is.Contract != nil:
		why = string(is.Contract.Why)
	case is.Prepared != nil:
		why = string(is.Prepared.Why)
	}
	x.add(Part{Key: "contract", Title: x.words.say("part.contract"), Note: x.words.say("note.contract"), Facts: []Fact{
		x.fact("call", t.Call), x.fact("tender", t.Tender), x.fact("tendertitle", offer.Title), x.fact("version", t.Version), x.fact("hmac", t.HMAC),
		x.fact("contractor", named(t.Contractor)), x.fact("contracted", t.Amount), x.fact("m1", t.M1), x.fact("why", why), x.fact("months", t.Months),
		x.fact("contractrules", t.Rules), x.fact("sha256", p.SHA256),
	}})
	x.contractCosts(t.Costs)
	if len(t.Shares) > 0 {
		table(x, "shares", t.Shares, func(s twinning.Share) []any { return []any{named(s.Organisation), s.Amount} }, x.long("organisation"), x.sum("contracted"))
	}
	if len(t.Personnel) > 0 {
		table(x, "personnel", t.Personnel, func(c twinning.PersonnelContract) []any {
			return []any{c.ID, x.names.Of(c.Person), named(c.Organisation), c.Role, c.Rate, x.words.word("unit", c.Unit), c.Most, c.From, c.Until}
		}, x.col("id"), x.col("person"), x.long("organisation"), x.col("personrole"), x.col("rate"), x.col("unit"), x.col("most"), x.col("from"), x.col("until"))
	}
	x.add(Part{Key: "bytes", Title: x.words.say("part.bytes"), Facts: []Fact{x.fact("bytes", p.Bytes)}})
	return nil
}
