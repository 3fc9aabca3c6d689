package call

import (
	"slices"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
)

// Parties says how many organisations a tender has in each role, or in all of
// them: the topology of a twinning. A role that is not named may have any number.
type Parties struct {
	Originators   *Number `json:"originators,omitempty"`
	Adopters      *Number `json:"adopters,omitempty"`
	Facilitators  *Number `json:"facilitators,omitempty"`
	Organisations *Number `json:"organisations,omitempty"` // each once, whatever roles it has
}

// A Number is how many are asked for.
type Number struct {
	Least int `json:"least"`
	Most  int `json:"most,omitempty"` // 0 is any number
}

// Holds tells whether there are as many as are asked for.
func (n Number) Holds(there int) bool {
	return there >= n.Least && (n.Most == 0 || there <= n.Most)
}

// Of is how many are asked for in a role, nil for any number.
func (p *Parties) Of(role PartyRole) *Number {
	if p == nil {
		return nil
	}
	switch role {
	case Originators:
		return p.Originators
	case Adopters:
		return p.Adopters
	case Facilitators:
		return p.Facilitators
	case Organisations:
		return p.Organisations
	case Contractor:
	}
	return nil
}

// A PartyRole is what organisations are in a tender.
type PartyRole string

// The roles of organisations.
const (
	Originators   PartyRole = "originators"
	Adopters      PartyRole = "adopters"
	Facilitators  PartyRole = "facilitators"
	Contractor    PartyRole = "contractor"
	Organisations PartyRole = "organisations" // all of them
)

// CountedRoles are the roles of which a rule book may ask a number.
func CountedRoles() []PartyRole {
	return []PartyRole{Originators, Adopters, Facilitators, Organisations}
}

// AttributedRoles are the roles of which a rule book may ask an attribute.
func AttributedRoles() []PartyRole {
	return []PartyRole{Organisations, Originators, Adopters, Facilitators, Contractor}
}

// An Attribute is something that organisations declare of themselves and that a
// tender needs in order to be eligible, as a label with its stars.
type Attribute struct {
	ID   string    `json:"id"`
	Name string    `json:"name"`
	Of   PartyRole `json:"of"` // which organisations must have it
	// Least is the lowest value that counts, in whole numbers such as stars; 0 asks for none.
	Least int `json:"least,omitempty"`
	// HeldSince is the last day on which it may have been obtained; none is any day up to the receipt.
	HeldSince calendar.Date `json:"held_since,omitzero"`
	// Verified asks that an officer has confirmed what is declared.
	Verified bool `json:"verified,omitempty"`
}

// Attribute returns the attribute of that id.
func (b RuleBook) Attribute(id string) (Attribute, bool) {
	i := slices.IndexFunc(b.Eligibility.Attributes, func(a Attribute) bool { return a.ID == id })
	if i < 0 {
		return Attribute{}, false
	}
	return b.Eligibility.Attributes[i], true
}

// An OtherCountry is a code outside ISO 3166-1 that a rule book takes for a country, such as XK,
// with the days on which it does.
type OtherCountry struct {
	Code  string        `json:"code"`
	Name  string        `json:"name"`
	From  calendar.Date `json:"from,omitzero"`  // none: always
	Until calendar.Date `json:"until,omitzero"` // the last day; none: still
}

// TakesCountry tells whether a code is a country for this rule book on a day.
func (b RuleBook) TakesCountry(code string, on calendar.Date) bool {
	if law.KnownCountry(code) {
		return true
	}
	return slices.ContainsFunc(b.Eligibility.Countries, func(c OtherCountry) bool {
		return c.Code == code && !on.Before(c.From) && (c.Until.IsZero() || !on.After(c.Until))
	})
}

// A Cap is the most tenders that are awarded: in all, of some types, or for each country.
type Cap struct {
	ID    string   `json:"id"`
	Most  int      `json:"most"`
	Types []string `json:"types,omitempty"` // which count; none is each type
	// Country counts each country apart, by the organisations that have this role; "" counts all together.
	Country PartyRole `json:"country,omitempty"`
}

// CappedRoles are the roles by whose countries awards may be counted.
func CappedRoles() []PartyRole { return []PartyRole{Organisations, Originators, Adopters, Contractor} }

// A Committee is a body that accompanies the twinnings of a call.
type Committee struct {
	ID    string          `json:"id"`
	Name  string          `json:"name"`
	Meets calendar.Length `json:"meets,omitzero"` // from one meeting to the next; none is when it is called
	Body  string          `json:"body,omitempty"` // the reference of the body that it is, where that is kept here
}
