package twinning

import (
	"fmt"
	"slices"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
)

// A Tender is what a tenderer submits: who hands what to whom, and at what
// cost. It is sealed until the opening of the call.
type Tender struct {
	Title       string `json:"title"`
	Type        string `json:"type"`     // id of a type in the rule book
	Priority    string `json:"priority"` // id of a policy priority
	Topic       string `json:"topic"`    // id of one of its topics
	Solution    string `json:"solution"` // what is transferred, in words
	Plan        string `json:"plan,omitempty"`
	Months      int    `json:"months"` // planned duration, in project months
	Description string `json:"description,omitempty"`

	Organisations []Organisation `json:"organisations"`
	Originators   []string       `json:"originators"` // ids of organisations
	Adopters      []string       `json:"adopters"`
	Facilitators  []string       `json:"facilitators,omitempty"`
	Tenderer      string         `json:"tenderer"`
	Contractor    string         `json:"contractor"`

	Contact   string `json:"contact"`   // person id: logs, claims, answers
	Signatory string `json:"signatory"` // person id: signs the contract

	Costs     Costs      `json:"costs,omitzero"`   // nothing at all where the call has no budget
	Shares    []Share    `json:"shares,omitempty"` // of the costs, by organisation, where the rule book asks for them
	Documents []Document `json:"documents,omitempty"`
	// Exclusion is the declaration that the parties are in no exclusion situation.
	Exclusion bool `json:"exclusion"`

	// Match is the reference of the interest in an entry of a marketplace by which the parties
	// were introduced; none is needed, and none gives points.
	Match string `json:"match,omitempty"`

	// Sources says of each field where it comes from, or that it is a sample. It
	// is part of the file, not of the offer.
	Sources []string `json:"sources,omitempty"`
}

// An Organisation is a party. One organisation may hold several roles.
type Organisation struct {
	ID      string `json:"id"` // short code within the tender
	Name    string `json:"name"`
	Country string `json:"country"` // ISO 3166-1 alpha-2, or EL and UK as the EU writes them
	Region  string `json:"region,omitempty"`
	// Attributes are what it declares that it has, where the rule book asks for any.
	Attributes []Attribute `json:"attributes,omitempty"`
}

// Costs is what is asked for, in the three cost kinds of the programme (DHE FAQ).
type Costs struct {
	Personnel      money.Amount `json:"personnel"`      // individuals contracted by the procurer
	Direct         money.Amount `json:"direct"`         // invoiced to the procurer
	Subcontracting money.Amount `json:"subcontracting"` // a fixed sum, due on completion and acceptance
}

// Total is the amount asked for.
func (c Costs) Total() money.Amount {
	return c.Personnel.Add(c.Direct).Add(c.Subcontracting)
}

// Of returns the amount of one cost kind.
func (c Costs) Of(kind CostKind) money.Amount {
	switch kind {
	case Personnel:
		return c.Personnel
	case Direct:
		return c.Direct
	case Subcontracting:
		return c.Subcontracting
	}
	return money.Amount{}
}

// A CostKind is one of the three cost kinds.
type CostKind string

// The cost kinds (DHE FAQ).
const (
	Personnel      CostKind = "personnel"
	Direct         CostKind = "direct"
	Subcontracting CostKind = "subcontracting"
)

// CostKinds lists them in the order of the forms.
func CostKinds() []CostKind { return []CostKind{Personnel, Direct, Subcontracting} }

// A Document is a file in the store, or is named by its hash alone and stays with the tenderer.
type Document struct {
	ID     string `json:"id"` // as the rule book names it
	Name   string `json:"name"`
	SHA256 string `json:"sha256,omitempty"` // 64 hexadecimal digits; "" where File is named
	Size   int64  `json:"size,omitempty"`   // bytes; 0 where File is named
	File   string `json:"file,omitempty"`   // opaque name in the store
}

// Organisation returns the organisation of that id.
func (t Tender) Organisation(id string) (Organisation, bool) {
	i := slices.IndexFunc(t.Organisations, func(o Organisation) bool { return o.ID == id })
	if i < 0 {
		return Organisation{}, false
	}
	return t.Organisations[i], true
}

// Countries lists the countries of the organisations with these ids, sorted, once each.
func (t Tender) Countries(ids []string) []string {
	var cs []string
	for _, id := range ids {
		if o, ok := t.Organisation(id); ok {
			cs = append(cs, law.NormalCountry(o.Country))
		}
	}
	slices.Sort(cs)
	return slices.Compact(cs)
}

// Check refuses a tender that no rule book could accept. What a rule book asks
// for is judged as eligibility, and recorded.
func (t Tender) Check() error {
	for _, f := range []struct{ name, text string }{
		{"title", t.Title}, {"solution", t.Solution},
	} {
		if err := law.CheckRequired(f.name, f.text); err != nil {
			return err
		}
	}
	for _, f := range []struct{ name, text string }{{"plan", t.Plan}, {"description", t.Description}} {
		if err := law.CheckText(f.name, f.text); err != nil {
			return err
		}
	}
	for _, f := range []struct{ name, code string }{
		{"type", t.Type}, {"priority", t.Priority}, {"topic", t.Topic}, {"contact", t.Contact}, {"signatory", t.Signatory},
	} {
		if err := law.CheckCode(f.name, f.code); err != nil {
			return err
		}
	}
	if t.Match != "" {
		if err := law.CheckCode("match", t.Match); err != nil {
			return err
		}
	}
	if len(t.Sources) > 500 {
		return law.Nonsensef(law.WrongMany("sources", len(t.Sources), 500), "sources has %d entries; 500 are allowed", len(t.Sources))
	}
	for i, s := range t.Sources {
		if err := law.CheckText(fmt.Sprintf("sources[%d]", i), s); err != nil {
			return err
		}
	}
	if t.Months < 1 || t.Months > 60 {
		return law.Nonsensef(law.WrongRange("months", 1, 60), "months is %d; a whole number from 1 to 60 is allowed", t.Months)
	}
	if err := t.checkParties(); err != nil {
		return err
	}
	if err := t.Costs.check(); err != nil {
		return err
	}
	if err := t.checkShares(); err != nil {
		return err
	}
	return checkDocuments(t.Documents)
}

func (t Tender) checkParties() error {
	if len(t.Organisations) > 200 {
		return law.Nonsensef(law.WrongMany("organisations", len(t.Organisations), 200), "organisations has %d entries; 200 are allowed", len(t.Organisations))
	}
	seen := map[string]bool{}
	for i, o := range t.Organisations {
		at := fmt.Sprintf("organisations[%d]", i)
		if err := law.CheckCode(at+".id", o.ID); err != nil {
			return err
		}
		if seen[o.ID] {
			return law.Nonsensef(law.WrongTwice(at+".id", o.ID), "%s.id %q is there twice", at, o.ID)
		}
		seen[o.ID] = true
		if err := law.CheckRequired(at+".name", o.Name); err != nil {
			return err
		}
		if err := law.CheckText(at+".region", o.Region); err != nil {
			return err
		}
		if err := checkAttributes(at+".attributes", o.Attributes); err != nil {
			return err
		}
		if !law.CountryCode(o.Country) {
			return law.Nonsensef(law.WrongCountry(), "%s.country %q is no country code; write two capitals of ISO 3166-1, as in BE", at, o.Country)
		}
	}
	for _, r := range []struct {
		name string
		ids  []string
		need bool
	}{
		{"originators", t.Originators, true},
		{"adopters", t.Adopters, true},
		{"facilitators", t.Facilitators, false},
		{"tenderer", []string{t.Tenderer}, true},
		{"contractor", []string{t.Contractor}, true},
	} {
		if r.need && len(r.ids) == 0 {
			return law.Nonsensef(law.WrongMissingAny(r.name), "%s is missing: name at least one of the organisations", r.name)
		}
		for i, id := range r.ids {
			if !seen[id] {
				return law.Nonsensef(law.WrongUnknown(r.name, id), "%s names %q, which is not the id of one of the organisations", r.name, id)
			}
			if slices.Index(r.ids, id) != i {
				return law.Nonsensef(law.WrongTwice(r.name, id), "%s names %q twice", r.name, id)
			}
		}
	}
	return nil
}

// None tells whether nothing at all is said about money.
func (c Costs) None() bool {
	return c.Personnel.IsNone() && c.Direct.IsNone() && c.Subcontracting.IsNone()
}

func (c Costs) check() error {
	if c.None() {
		return nil // whether the call has money is for the law to say
	}
	total := money.Amount{}
	for _, k := range CostKinds() {
		a := c.Of(k)
		switch {
		case a.Currency() == "":
			return law.Nonsensef(law.WrongMissingAmount(fmt.Sprintf("costs.%s", k)), "costs.%s is missing; write 0 where nothing is asked for, as in EUR 0", k)
		case a.IsNegative():
			return law.Nonsensef(law.WrongNegative(fmt.Sprintf("costs.%s", k)), "costs.%s is %s; it may not be negative", k, a)
		case !money.SameCurrency(total, a):
			return law.Nonsensef(law.WrongCurrency(fmt.Sprintf("costs.%s", k)), "costs.%s is in %s and the others are in %s; one currency is allowed", k, a.Currency(), total.Currency())
		}
		total = total.Add(a)
	}
	if total.IsZero() {
		return law.Nonsensef(law.WrongAbove("costs"), "costs ask for nothing; at least one cost kind must be above zero")
	}
	return nil
}

func checkDocuments(list []Document) error {
	if len(list) > 100 {
		return law.Nonsensef(law.WrongMany("documents", len(list), 100), "documents has %d entries; 100 are allowed", len(list))
	}
	seen := map[string]bool{}
	for i, d := range list {
		at := fmt.Sprintf("documents[%d]", i)
		if err := law.CheckCode(at+".id", d.ID); err != nil {
			return err
		}
		if seen[d.ID] {
			return law.Nonsensef(law.WrongTwice(at+".id", d.ID), "%s.id %q is there twice", at, d.ID)
		}
		seen[d.ID] = true
		if err := law.CheckRequired(at+".name", d.Name); err != nil {
			return err
		}
		if d.File != "" {
			if err := law.CheckStored(at+".file", d.File); err != nil {
				return err
			}
			if d.SHA256 != "" || d.Size != 0 {
				return law.Nonsensef(law.Why("nonsense-file-or-hash"), "%s names a file, so leave sha256 and size out: the store knows them", at)
			}
			continue
		}
		if !law.IsSHA256(d.SHA256) {
			return law.Nonsensef(law.WrongHash(at+".sha256"), "%s.sha256 must be 64 hexadecimal digits in lower case", at)
		}
		if d.Size < 0 {
			return law.Nonsensef(law.WrongNegative(at+".size"), "%s.size is %d bytes; it may not be negative", at, d.Size)
		}
	}
	return nil
}
