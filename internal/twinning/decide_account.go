package twinning

import (
	"slices"

	"twinning.example/engine/internal/bank"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

// The account that a twinning is paid to: given by a party, confirmed by another person.

// SetAccount gives the account that a twinning is paid to.
type SetAccount struct {
	Holder  law.Text `json:"holder"` // the name of the account holder
	IBAN    law.Text `json:"iban"`
	BIC     law.Text `json:"bic,omitempty"`
	Street  law.Text `json:"street,omitempty"` // street and number
	Post    law.Text `json:"post_code,omitempty"`
	Town    law.Text `json:"town"`
	Country string   `json:"country"` // of the account holder, ISO 3166-1
}

// ConfirmAccount is the second person's answer to a new account.
type ConfirmAccount struct {
	Number int      `json:"number"`
	Payee  string   `json:"payee"`            // what the verification of payee said: match, close-match, no-match, not-possible
	Refuse bool     `json:"refuse,omitempty"` // it is not paid to
	Reason law.Text `json:"reason,omitempty"` // needed for everything but a match
}

// Check refuses what is no account.
func (o SetAccount) Check() error {
	for _, f := range []struct {
		name string
		text law.Text
	}{{"holder", o.Holder}, {"iban", o.IBAN}, {"town", o.Town}} {
		if err := law.CheckRequired(f.name, f.text); err != nil {
			return err
		}
	}
	for _, f := range []struct {
		name string
		text law.Text
		most int
	}{{"holder", o.Holder, longestHolder}, {"street", o.Street, longestHolder}, {"post_code", o.Post, longestPost}, {"town", o.Town, longestTown}} {
		if err := law.CheckOneLine(f.name, f.text, f.most); err != nil {
			return err
		}
	}
	if !law.CountryCode(o.Country) {
		return law.Nonsensef(law.WrongCountry(), "country %q is no country code: write two letters, as in DE", o.Country)
	}
	if o.BIC.IsText() {
		if err := bank.CheckBIC("bic", string(o.BIC)); err != nil {
			return err
		}
	}
	if o.IBAN.IsText() {
		return bank.CheckIBAN("iban", string(o.IBAN))
	}
	return nil
}

// Decide takes the account that a party gives. Another person confirms it first;
// until then the one that was confirmed before is paid to.
func (o SetAccount) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	if err := t.must("giving-an-account", Awarded, Contracted, Active, Suspended, Reporting, Closed, Terminated); err != nil {
		return nil, err
	}
	if err := t.party(r, law.Contact, law.Signatory); err != nil {
		return nil, err
	}
	terms, err := t.terms(c)
	if err != nil {
		return nil, err
	}
	number := 1
	if t.Payments != nil {
		number = t.Payments.Accounts + 1
	}
	due := terms.due(terms.day(r.ReceivedAt), terms.book.Running.ReviewWithin)
	return []Event{AccountSet{
		Number: number, Holder: o.Holder, IBAN: o.IBAN, BIC: o.BIC, Street: o.Street, Post: o.Post, Town: o.Town, Country: law.NormalCountry(o.Country),
		Owed:    []obligation.Owed{{ID: oweAccount(number), Ladder: ladderAccount, Who: c.People(law.Officer), Due: due}},
		Promise: t.letters([]string{t.Tender.Contact, t.Tender.Signatory}, "account-set", law.Who("person", r.Actor)),
	}}, nil
}

// Check wants a result of the verification of payee and, but for a match, a reason.
func (o ConfirmAccount) Check() error {
	if !slices.Contains([]string{PayeeMatches, PayeeClose, PayeeDiffers, PayeeUnproven}, o.Payee) {
		return law.Nonsensef(law.WrongValue("payee", "match", "close-match", "no-match", "not-possible"), "payee %q is not known; allowed are match, close-match, no-match or not-possible", o.Payee)
	}
	if o.Number < 1 {
		return law.Nonsensef(law.WrongFromOne("number"), "number is %d; accounts are numbered from 1", o.Number)
	}
	if o.Payee != PayeeMatches || o.Refuse {
		return law.CheckRequired("reason", o.Reason)
	}
	return law.CheckText("reason", o.Reason)
}

// Decide confirms or refuses a new account, by somebody who has not given it.
// Where the bank says that the name is another one, it is refused.
func (o ConfirmAccount) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	if err := t.must("confirming-an-account", Awarded, Contracted, Active, Suspended, Reporting, Closed, Terminated); err != nil {
		return nil, err
	}
	if err := staff(c, r, law.Officer); err != nil {
		return nil, err
	}
	if t.Payments == nil || t.Payments.Proposed == nil || t.Payments.Proposed.Number != o.Number {
		return nil, law.Refuse("accounts", "none-waits", law.Ref("tender", t.Reference), law.Count("number", o.Number))
	}
	if r.Actor == t.Payments.Proposed.By || r.Actor == t.Tender.Contact || r.Actor == t.Tender.Signatory {
		return nil, law.Refuse("accounts", "same-person", law.Who("person", r.Actor), law.Ref("tender", t.Reference))
	}
	parties := []string{t.Tender.Contact, t.Tender.Signatory}
	if o.Refuse {
		return []Event{AccountRefused{Number: o.Number, Payee: o.Payee, Reason: o.Reason, Promise: t.letters(parties, "account-refused", law.Quote("reason", o.Reason))}}, nil
	}
	if o.Payee == PayeeDiffers {
		return nil, law.Refuse("accounts", "no-match", law.Ref("tender", t.Reference))
	}
	return []Event{AccountConfirmed{Number: o.Number, Payee: o.Payee, Reason: o.Reason, Promise: t.letters(parties, "account-confirmed")}}, nil
}
