package twinning

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
)

// A Line is what a claim names of its invoice beside amount, date and purpose.
// Names and references that somebody wrote are free text, and sealed; the
// numbers by which an invoice is known again are codes.
type Line struct {
	Organisation string           `json:"organisation,omitempty"` // of the tender, whose share of the costs it is claimed from
	Category     string           `json:"category,omitempty"`     // of the rule book's list
	Supplier     law.Text         `json:"supplier,omitempty"`     // name
	SupplierID   string           `json:"supplier_id,omitempty"`  // VAT or register number of an organisation
	Invoice      string           `json:"invoice,omitempty"`      // number of the invoice
	InvoiceDate  calendar.Date    `json:"invoice_date,omitzero"`
	PaidOn       calendar.Date    `json:"paid_on,omitzero"`
	From         calendar.Date    `json:"from,omitzero"`  // first day of the period that the cost is of
	Until        calendar.Date    `json:"until,omitzero"` // last day
	Net          *money.Amount    `json:"net,omitempty"`
	VAT          *money.Amount    `json:"vat,omitempty"`
	Deductible   bool             `json:"vat_deductible,omitempty"` // the claimant can deduct the VAT
	Quantity     *decimal.Decimal `json:"quantity,omitempty"`       // of a unit cost, or of the units of a personnel contract
	Personnel    string           `json:"personnel,omitempty"`      // id of the personnel contract under which it is a cost
	Reference    law.Text         `json:"reference,omitempty"`      // the claimant's own
	Again        law.Text         `json:"again,omitempty"`          // why an invoice is claimed that was claimed before
}

// check refuses a line that no invoice could have.
func (l Line) check(at string, amount money.Amount) error {
	for _, code := range []struct{ name, value string }{{"organisation", l.Organisation}, {"category", l.Category}, {"supplier_id", l.SupplierID}, {"invoice", l.Invoice}, {"personnel", l.Personnel}} {
		if code.value == "" {
			continue
		}
		if err := law.CheckCode(at+"."+code.name, code.value); err != nil {
			return err
		}
	}
	for _, text := range []struct {
		name  string
		value law.Text
	}{{"supplier", l.Supplier}, {"reference", l.Reference}, {"again", l.Again}} {
		if err := law.CheckText(at+"."+text.name, text.value); err != nil {
			return err
		}
	}
	if l.Quantity != nil {
		if err := law.CheckNumber(at+".quantity", *l.Quantity); err != nil {
			return err
		}
		if !l.Quantity.IsPositive() {
			return law.Nonsensef(law.WrongAbove(at+".quantity"), "%s.quantity is %s; it must be above zero", at, l.Quantity)
		}
	}
	if l.From.IsZero() != l.Until.IsZero() || l.Until.Before(l.From) {
		return law.Nonsensef(law.WrongPeriod(at), "%s: from and until are the first and the last day of one period", at)
	}
	return l.checkVAT(at, amount)
}

// checkVAT: net and VAT are of the currency of the amount, which never is above their sum.
func (l Line) checkVAT(at string, amount money.Amount) error {
	for _, part := range []struct {
		name  string
		value *money.Amount
	}{{"net", l.Net}, {"vat", l.VAT}} {
		switch {
		case part.value == nil:
		case part.value.Currency() != amount.Currency():
			return law.Nonsensef(law.WrongCurrency(fmt.Sprintf("%s.%s", at, part.name)), "%s.%s is in another currency than the amount, %s", at, part.name, amount)
		case part.value.IsNegative():
			return law.Nonsensef(law.WrongNegative(fmt.Sprintf("%s.%s", at, part.name)), "%s.%s is below zero", at, part.name)
		}
	}
	switch {
	case l.Deductible && (l.Net == nil || l.VAT == nil):
		return law.Nonsensef(law.WrongMissingPair(at+".net", at+".vat"), "%s.net and %s.vat are missing: of VAT that can be deducted both are named", at, at)
	case l.Net != nil && l.VAT != nil && l.Net.Add(*l.VAT).LessThan(amount):
		return law.Nonsensef(law.Why("nonsense-above-net", law.Path("field", at+".amount")), "%s.amount is %s, above net and VAT together, %s", at, amount, l.Net.Add(*l.VAT))
	}
	return nil
}

// named tells whether a claim names a field that a rule book can ask for.
func (c Claim) named(field string) bool {
	switch field {
	case "category":
		return c.Category != ""
	case "supplier":
		return c.Supplier != "" || c.Payee != ""
	case "supplier_id":
		return c.SupplierID != ""
	case "invoice":
		return c.Invoice != ""
	case "invoice_date":
		return !c.InvoiceDate.IsZero()
	case "paid_on":
		return !c.PaidOn.IsZero()
	case "from":
		return !c.From.IsZero()
	case "net":
		return c.Net != nil
	case "vat":
		return c.VAT != nil
	case "evidence":
		return len(c.Evidence) > 0
	case "reference":
		return c.Reference != ""
	}
	return false
}

// ofInvoice are fields that a unit cost and a lump sum have no use for: they are claimed without invoices.
var ofInvoice = []string{"supplier", "supplier_id", "invoice", "invoice_date", "paid_on", "net", "vat"}

// allowed refuses a claim that the rule book does not take, by the rule's name.
// month is the one with whose log it comes, 0 for none.
func (t Twinning) allowed(c Claim, month int, terms terms) error {
	if err := t.stays(c); err != nil {
		return err
	}
	if err := t.employed(c, terms); err != nil {
		return err
	}
	rules := terms.book.Running.Expenses
	if rules == nil {
		return nil
	}
	id := law.Word("expense", "expense", c.ID)
	category, known := rules.Category(c.Category)
	switch {
	case len(rules.Categories) > 0 && c.Category != "" && !known:
		return law.Refuse("expenses", "category", id, law.Word("category", "category", c.Category), law.Words("allowed", "category", taken(rules.Categories)))
	case category.Refused:
		return law.Refuse("expenses", "category-refused", id, law.Word("category", "category", c.Category))
	}
	for _, field := range rules.Needed {
		if !c.named(field) && (!category.Fixed() || !slices.Contains(ofInvoice, field)) {
			return law.Refuse("expenses", "field-missing", id, law.Word("field", "claim-field", field))
		}
	}
	if err := c.unitCost(category); err != nil {
		return err
	}
	if rules.Refuses(call.DeductibleVAT) && c.Deductible && c.Net.LessThan(c.Amount) {
		return law.Refuse("expenses", "deductible-vat", id, law.Money("amount", c.Amount), law.Money("net", *c.Net))
	}
	if rules.Refuses(call.BeforeMonth) && month > 0 {
		if span := t.Contract.LogSpan(month); c.On.Before(span.From) {
			return law.Refuse("expenses", "before-month", id, law.On("date", c.On), law.Count("month", month), law.On("from", span.From))
		}
	}
	if rules.Refuses(call.InSuspension) {
		for _, p := range t.Pauses {
			from, until := terms.day(p.From), terms.day(p.Until)
			if !c.On.Before(from) && c.On.Before(until) {
				return law.Refuse("expenses", "in-suspension", id, law.On("date", c.On), law.On("from", from), law.On("to", until))
			}
		}
		// One that has not ended: claims are taken in it once a termination is decided.
		if from := terms.day(t.SuspendedAt); t.Stage == Suspended && t.Ends() && !c.On.Before(from) && c.On.Before(t.Ending.Effective) {
			return law.Refuse("expenses", "in-suspension", id, law.On("date", c.On), law.On("from", from), law.On("to", t.Ending.Effective))
		}
	}
	return nil
}

func taken(list []call.Category) []string {
	var ids []string
	for _, k := range list {
		if !k.Refused {
			ids = append(ids, k.ID)
		}
	}
	return ids
}

// unitCost: a unit cost is quantity times the rate of the rule book that the
// twinning is contracted under, proved by what was done.
func (c Claim) unitCost(k call.Category) error {
	id := law.Word("expense", "expense", c.ID)
	if k.Rate == nil {
		if c.Quantity != nil && c.Personnel == "" {
			return law.Refuse("expenses", "no-unit-cost", id)
		}
		return c.lumpSum(k)
	}
	if c.Quantity == nil {
		return law.Refuse("expenses", "quantity-missing", id, law.Word("category", "category", k.ID), law.Money("rate", *k.Rate))
	}
	digits, _ := money.Digits(k.Rate.Currency())
	exact := k.Rate.Decimal().Mul(*c.Quantity)
	sum, err := money.ParseSigned(k.Rate.Currency() + " " + exact.StringFixed(int32(digits)))
	if err != nil || !sum.Decimal().Equal(exact) || !sum.Equal(c.Amount) {
		return law.Refuse("expenses", "unit-cost", id, law.Score("quantity", *c.Quantity), law.Money("rate", *k.Rate), law.Score("sum", exact), law.Money("amount", c.Amount))
	}
	if len(c.Evidence) == 0 {
		return law.Refuse("expenses", "proof-missing", id, law.Word("category", "category", k.ID))
	}
	return nil
}

// lumpSum: of a lump sum the amount of the rule book is claimed, proved by what was done.
func (c Claim) lumpSum(k call.Category) error {
	id, of := law.Word("expense", "expense", c.ID), law.Word("category", "category", k.ID)
	switch {
	case k.Lump == nil:
		return nil
	case !c.Amount.Equal(*k.Lump):
		return law.Refuse("expenses", "lump-sum", id, of, law.Money("lump", *k.Lump), law.Money("amount", c.Amount))
	case len(c.Evidence) == 0:
		return law.Refuse("expenses", "proof-missing", id, of)
	}
	return nil
}

// lumpOnce refuses a lump sum that is claimed already.
func (t Twinning) lumpOnce(book call.RuleBook, claims []Claim) error {
	for _, c := range claims {
		k, _ := book.Running.Expenses.Category(c.Category)
		for _, x := range t.Expenses {
			if k.Lump != nil && x.ID != c.ID && x.Category == k.ID && x.Counts() {
				return law.Refuse("expenses", "lump-once", law.Word("expense", "expense", c.ID), law.Word("category", "category", k.ID), law.Word("other", "expense", x.ID))
			}
		}
	}
	return nil
}

// onlyOnce refuses an invoice that this twinning has claimed before, unless the
// claim says why. What other twinnings claim is shown to the verifier alone.
func (t Twinning) onlyOnce(book call.RuleBook, claims []Claim) error {
	if book.Running.Expenses == nil {
		return nil
	}
	if err := t.lumpOnce(book, claims); err != nil || !book.Running.Expenses.Once {
		return err
	}
	for _, c := range claims {
		if c.Again != "" {
			continue
		}
		for _, x := range t.Expenses {
			if x.ID != c.ID && x.Counts() && SameInvoice(x.Claim, c) {
				return law.Refuse("expenses", "same-invoice", law.Word("expense", "expense", c.ID), law.Ref("invoice", c.Invoice), law.Word("other", "expense", x.ID), law.Count("month", x.Month))
			}
		}
	}
	return nil
}

// Counts tells whether a claim has not come to nothing.
func (e Expense) Counts() bool {
	return e.Status != Rejects && e.Status != ExpenseWithdrew && e.Status != Lapsed
}

// SameInvoice tells whether two claims name one invoice: its number, and the
// number of its supplier where both name one. Signs between letters and digits,
// and capitals, make no difference.
func SameInvoice(a, b Claim) bool {
	number := a.InvoiceNumber()
	if number == "" || number != b.InvoiceNumber() {
		return false
	}
	return a.SupplierID == "" || b.SupplierID == "" || plainly(a.SupplierID) == plainly(b.SupplierID)
}

// InvoiceNumber is the number of the invoice of a claim without what makes no difference.
func (c Claim) InvoiceNumber() string { return plainly(c.Invoice) }

func plainly(code string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9', r >= 'A' && r <= 'Z':
			return r
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		}
		return -1
	}, code)
}
