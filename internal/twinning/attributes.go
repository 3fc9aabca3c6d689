package twinning

import (
	"fmt"
	"slices"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
)

// An Attribute is what an organisation declares that it has, as a label.
type Attribute struct {
	ID    string        `json:"id"`              // as the rule book names it
	Level int           `json:"level,omitempty"` // in whole numbers, such as stars; 0 is none
	Since calendar.Date `json:"since,omitzero"`  // on which it was obtained
}

// Attribute returns what an organisation declares of an attribute.
func (o Organisation) Attribute(id string) (Attribute, bool) {
	i := slices.IndexFunc(o.Attributes, func(a Attribute) bool { return a.ID == id })
	if i < 0 {
		return Attribute{}, false
	}
	return o.Attributes[i], true
}

// checkAttributes refuses what no organisation could declare.
func checkAttributes(at string, list []Attribute) error {
	if len(list) > 20 {
		return law.Nonsensef(law.WrongMany(at, len(list), 20), "%s has %d entries; 20 are allowed", at, len(list))
	}
	for i, a := range list {
		if err := law.CheckCode(fmt.Sprintf("%s[%d].id", at, i), a.ID); err != nil {
			return err
		}
		if a.Level < 0 || a.Level > 1_000_000 {
			return law.Nonsensef(law.WrongRange(fmt.Sprintf("%s[%d].level", at, i), 0, 1000000), "%s[%d].level is %d; a whole number from 0 to 1000000 is allowed", at, i, a.Level)
		}
		if slices.IndexFunc(list, func(b Attribute) bool { return b.ID == a.ID }) != i {
			return law.Nonsensef(law.WrongTwice(fmt.Sprintf("%s[%d].id", at, i), a.ID), "%s[%d].id %q is there twice", at, i, a.ID)
		}
	}
	return nil
}

// A Verified is what an officer has found of what an organisation declares.
type Verified struct {
	Organisation string    `json:"organisation"`
	Attribute    Attribute `json:"attribute"` // as it was declared then: another declaration is verified anew
	Holds        bool      `json:"holds"`
}

// VerifyAttribute says whether what an organisation of a tender declares is so.
type VerifyAttribute struct {
	Organisation string   `json:"organisation"` // id in the tender
	Attribute    string   `json:"attribute"`    // id in the rule book
	Holds        bool     `json:"holds"`
	Why          law.Text `json:"why,omitempty"` // how it was found; needed where it does not hold
}

// AttributeVerified says whether what an organisation declares was found to be so.
type AttributeVerified struct {
	Organisation string    `json:"organisation"`
	Attribute    Attribute `json:"attribute"`
	Holds        bool      `json:"holds"`
	Why          law.Text  `json:"why,omitempty"`
}

// Kind is the kind's name.
func (VerifyAttribute) Kind() string { return "verify-attribute" }

// Kind is the kind's name.
func (AttributeVerified) Kind() string { return "attribute-verified.v1" }

func (VerifyAttribute) command()  {}
func (AttributeVerified) event()  {}
func (AttributeVerified) review() {}

// Check refuses what names nothing, and a denial without a reason.
func (o VerifyAttribute) Check() error {
	if err := law.CheckCode("organisation", o.Organisation); err != nil {
		return err
	}
	if err := law.CheckCode("attribute", o.Attribute); err != nil {
		return err
	}
	if !o.Holds {
		return law.CheckRequired("why", o.Why)
	}
	return law.CheckText("why", o.Why)
}

// Decide records what an officer or the head has found before eligibility is decided.
func (o VerifyAttribute) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	if err := t.must("verifying-an-attribute", Submitted, Clarification); err != nil {
		return nil, err
	}
	if err := opened(c, r); err != nil {
		return nil, err
	}
	if err := staff(c, r, law.Officer, law.Head); err != nil {
		return nil, err
	}
	organisation, attribute := law.Word("organisation", "organisation", o.Organisation), law.Word("attribute", "attribute", o.Attribute)
	if _, ok := c.Rules.Attribute(o.Attribute); !ok {
		return nil, law.Refuse("attributes", "unknown", attribute, law.Ref("call", c.Reference))
	}
	party, ok := t.Tender.Organisation(o.Organisation)
	if !ok {
		return nil, law.Refuse("organisations", "not-in-tender", organisation, law.Ref("tender", t.Reference))
	}
	declared, ok := party.Attribute(o.Attribute)
	if !ok {
		return nil, law.Refuse("attributes", "not-declared", attribute, organisation, law.Ref("tender", t.Reference))
	}
	if v, ok := t.verified(o.Organisation, declared); ok && v == o.Holds {
		return nil, law.Refuse("attributes", "verified-already", attribute, organisation, law.Ref("tender", t.Reference))
	}
	return []Event{AttributeVerified{Organisation: o.Organisation, Attribute: declared, Holds: o.Holds, Why: o.Why}}, nil
}

// verified is what was found of what an organisation declares, false where nobody has looked.
func (t Twinning) verified(organisation string, declared Attribute) (holds, ok bool) {
	for _, v := range t.Verified {
		if v.Organisation == organisation && v.Attribute == declared {
			return v.Holds, true
		}
	}
	return false, false
}

func (t Twinning) verify(e AttributeVerified) Twinning {
	t.Verified = slices.DeleteFunc(slices.Clone(t.Verified), func(v Verified) bool { return v.Organisation == e.Organisation && v.Attribute.ID == e.Attribute.ID })
	t.Verified = append(t.Verified, Verified{Organisation: e.Organisation, Attribute: e.Attribute, Holds: e.Holds})
	return t
}

// A verdictOn tells what was found of what an organisation declares; ok is false where nobody has looked.
type verdictOn func(organisation string, declared Attribute) (holds, ok bool)

// believed takes every declaration as it is: nobody verifies a tender before it is opened.
func believed(string, Attribute) (holds, ok bool) { return true, true }

// lacking lists why organisations of a tender do not have an attribute that is asked of them.
func (t Tender) lacking(a call.Attribute, on calendar.Date, verified verdictOn) []law.Reason {
	var out []law.Reason
	for _, id := range t.having(a.Of) {
		o, known := t.Organisation(id)
		if !known {
			continue
		}
		party := law.Word("party", "organisation", id)
		declared, ok := o.Attribute(a.ID)
		last := on
		if !a.HeldSince.IsZero() {
			last = a.HeldSince
		}
		holds, looked := verified(id, declared)
		switch {
		case !ok:
			out = append(out, law.Why("attribute-not-declared", party))
		case declared.Level < a.Least:
			out = append(out, law.Why("attribute-below", party, law.Count("level", declared.Level), law.Count("least", a.Least)))
		case declared.Since.IsZero() && !a.HeldSince.IsZero():
			out = append(out, law.Why("attribute-undated", party, law.On("last", last)))
		case declared.Since.After(last):
			out = append(out, law.Why("attribute-later", party, law.On("since", declared.Since), law.On("last", last)))
		case a.Verified && !looked:
			out = append(out, law.Why("attribute-unverified", party))
		case a.Verified && !holds:
			out = append(out, law.Why("attribute-denied", party))
		}
	}
	return out
}

// having are the ids of the organisations with a role.
func (t Tender) having(role call.PartyRole) []string {
	switch role {
	case call.Originators:
		return t.Originators
	case call.Adopters:
		return t.Adopters
	case call.Facilitators:
		return t.Facilitators
	case call.Contractor:
		return []string{t.Contractor}
	case call.Organisations:
	}
	ids := make([]string, len(t.Organisations))
	for i, o := range t.Organisations {
		ids[i] = o.ID
	}
	return ids
}

// numbers judges by rules of a kind how many organisations a tender has in each role.
func (t Tender) numbers(kind string, asked *call.Parties) []Finding {
	var fs []Finding
	for _, role := range call.CountedRoles() {
		n := asked.Of(role)
		if n == nil {
			continue
		}
		there := len(t.having(role))
		f := Finding{Rule: kind + string(role), OK: n.Holds(there)}
		of, count, least := law.Word("of", "party-role", string(role)), law.Count("number", there), law.Count("least", n.Least)
		switch {
		case f.OK:
			f.Why = law.Why("number-of-parties", of, count)
		case n.Most == 0:
			f.Why = law.Why("too-few-parties", of, count, least)
		default:
			f.Why = law.Why("other-number-of-parties", of, count, least, law.Count("most", n.Most))
		}
		fs = append(fs, f)
	}
	return fs
}
