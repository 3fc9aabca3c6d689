package twinning

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"slices"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
)

// A ContractText is what both signatures are given under. Its canonical bytes
// are its JSON in this order, without spaces; who signs names their SHA-256.
type ContractText struct {
	Call       string        `json:"call"`
	Tender     string        `json:"tender"`
	Version    int           `json:"version"`     // of the tender
	HMAC       string        `json:"hmac_sha256"` // of that version, as its receipt has it
	Contractor string        `json:"contractor"`  // id of the organisation in the tender
	Amount     money.Amount  `json:"amount,omitempty"`
	Costs      Costs         `json:"costs,omitzero"`
	M1         calendar.Date `json:"m1"`
	Own        bool          `json:"own_start,omitempty"` // M1 is not the common start of the call
	Months     int           `json:"months"`
	Rules      string        `json:"rules"` // SHA-256 of the rule book that holds for the twinning

	Why       law.Text            `json:"why,omitempty"`       // why M1 is not the common start
	Shares    []Share             `json:"shares,omitempty"`    // of the costs by organisation, where the rule book divides them
	Personnel []PersonnelContract `json:"personnel,omitempty"` // under which people work for it
}

// Bytes are the canonical bytes.
func (c ContractText) Bytes() []byte {
	b, err := json.Marshal(c)
	if err != nil {
		panic(err) // it has nothing that JSON cannot say
	}
	return b
}

// SHA256 is the hash that a signature names, in hexadecimal.
func (c ContractText) SHA256() string {
	sum := sha256.Sum256(c.Bytes())
	return hex.EncodeToString(sum[:])
}

// ContractFor is the contract as it would be signed at a receipt, with M1 on a
// day that the parties have agreed on, or where that is zero on the one that was
// prepared or that a signature named and that lies ahead, the common start or the
// day after. It is refused when there is nothing to sign.
func (t Twinning) ContractFor(c call.Call, start calendar.Date, r law.Receipt) (ContractText, error) {
	if err := t.must("signing-the-contract", Awarded); err != nil {
		return ContractText{}, err
	}
	terms, err := t.terms(c)
	if err != nil {
		return ContractText{}, err
	}
	t = t.unsigned(t.lapsed(terms, r))
	m1, own, err := t.m1(SignContract{Start: t.agreedStart(start, terms, r)}, terms, r)
	if err != nil {
		return ContractText{}, err
	}
	return t.contractText(c, terms, m1, own), nil
}

func (t Twinning) contractText(c call.Call, terms terms, m1 calendar.Date, own bool) ContractText {
	text := ContractText{
		Call: c.Reference, Tender: t.Reference, Contractor: t.Tender.Contractor, M1: m1, Own: own,
		Months: min(t.Tender.Months, terms.book.Running.Months), Rules: c.SHA256, Costs: t.Tender.Costs,
		Why: t.why(m1), Personnel: t.engages(),
	}
	if terms.book.Eligibility.Shares {
		text.Shares = t.Tender.Shares
	}
	if t.Outcome != nil {
		text.Amount = t.Outcome.Amount
	}
	if n := len(t.Versions); n > 0 {
		text.Version, text.HMAC = t.Versions[n-1].Number, t.Versions[n-1].HMAC
	}
	return text
}

// lapsed are the parties whose signature is under a text whose M1 does not lie ahead any more, so that it cannot come
// into force. Before Edition3 such a signature stood in the way of both.
func (t Twinning) lapsed(terms terms, r law.Receipt) (parties []string) {
	if !r.By(law.Edition3) {
		return nil
	}
	today := terms.day(r.ReceivedAt)
	for _, party := range slices.Sorted(maps.Keys(t.Signatures)) {
		s := t.Signatures[party]
		m1 := s.Start
		if m1.IsZero() {
			m1 = terms.book.Dates.Start
		}
		if s.SHA256 != "" && !m1.After(today) {
			parties = append(parties, party)
		}
	}
	return parties
}

// agreedStart is the first day that was asked for, or else the one that was prepared, or
// that a signature under a text of its own has named. By Edition3 a day that was prepared counts while it lies ahead.
func (t Twinning) agreedStart(start calendar.Date, terms terms, r law.Receipt) calendar.Date {
	if start.IsZero() && t.Prepared != nil && (t.Prepared.Start.After(terms.day(r.ReceivedAt)) || !r.By(law.Edition3)) {
		start = t.Prepared.Start
	}
	for _, party := range slices.Sorted(maps.Keys(t.Signatures)) { // in one order: each may have named another day
		if start.IsZero() {
			start = t.Signatures[party].Start
		}
	}
	return start
}

// Read is the signature with the hash of the contract as it would be signed at a receipt, for who has read it then. Where there is nothing
// to sign it stays as it is, and the law says why.
func (o SignContract) Read(t Twinning, c call.Call, r law.Receipt) SignContract {
	if o.SHA256 == "" {
		if text, err := t.ContractFor(c, o.Start, r); err == nil {
			o.SHA256 = text.SHA256()
		}
	}
	return o
}

// signable refuses a signature that names no text or another one than the contract's, and one
// that would bring a contract into force that the other party has not signed.
func (t Twinning) signable(o SignContract, party string, text ContractText, r law.Receipt) error {
	is := text.SHA256()
	if o.SHA256 == "" && r.By(law.Edition3) {
		return law.Refuse("contract", "unnamed", law.Ref("tender", t.Reference))
	}
	if o.SHA256 != "" && o.SHA256 != is {
		return law.Refuse("contract", "other-text", law.Ref("tender", t.Reference), law.SHA256("given", o.SHA256), law.SHA256("is", is))
	}
	for _, other := range slices.Sorted(maps.Keys(t.Signatures)) {
		if s := t.Signatures[other]; other != party && s.SHA256 != "" && s.SHA256 != is {
			return law.Refuse("contract", "changed-since", law.Who("person", s.By), law.Word("party", "party", other), law.SHA256("signed", s.SHA256), law.SHA256("is", is))
		}
	}
	if s, twice := t.Signatures[party]; twice && (s.SHA256 == "" || s.SHA256 == is) {
		return law.Refuse("contract", "already-signed", law.Who("person", s.By), law.Word("party", "party", party))
	}
	return nil
}

// named tells whether a signature names the text that it is given under.
func (t Twinning) named(o SignContract) bool {
	for _, s := range t.Signatures { // any order: one is enough
		if s.SHA256 != "" {
			return true
		}
	}
	return o.SHA256 != ""
}
