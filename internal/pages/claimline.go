package pages

import (
	"net/url"
	"strings"

	"github.com/shopspring/decimal"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/twinning"
)

// A lineField is a field of what a claim names of its invoice.
type lineField struct {
	ID, Label, Type, Value string // type: text, date, money, check, choice
	Choices                []choice
}

// lineNames are the fields of a line in the order of the form.
var lineNames = []struct{ name, kind string }{
	{"organisation", "choice"},
	{"category", "choice"},
	{"supplier", "text"},
	{"supplier_id", "text"},
	{"invoice", "text"},
	{"invoice_date", "date"},
	{"paid_on", "date"},
	{"from", "date"},
	{"until", "date"},
	{"net", "money"},
	{"vat", "money"},
	{"vat_deductible", "check"},
	{"quantity", "text"},
	{"personnel", "choice"},
	{"reference", "text"},
	{"again", "text"},
}

// lineFields are the fields of a line, and whether anything is written in one.
func (r *request) lineFields(x running, at string, typed url.Values) (list []lineField, written bool) {
	for _, f := range lineNames {
		in := lineField{ID: at + f.name, Label: r.labelOf(twinning.ClaimExpenses{}.Kind(), "expenses."+f.name, input{name: f.name}), Type: f.kind, Value: typed.Get(at + f.name)}
		if f.name == "organisation" {
			if !x.call.Book.Eligibility.Shares {
				continue
			}
			in.Choices = append(in.Choices, choice{"", "", in.Value == ""})
			for _, s := range x.is.Tender.Shares {
				o, _ := x.is.Tender.Organisation(s.Organisation)
				in.Choices = append(in.Choices, choice{s.Organisation, o.Name + " (" + r.money(s.Amount) + ")", in.Value == s.Organisation})
			}
		}
		if f.name == "personnel" {
			if x.is.Contract == nil || len(x.is.Contract.Personnel) == 0 {
				continue
			}
			in.Choices = append(in.Choices, choice{"", "", in.Value == ""})
			for _, p := range x.is.Contract.Personnel {
				in.Choices = append(in.Choices, choice{p.ID, r.say("personnel.one", p.ID, p.Role, r.money(p.Rate), r.word("unit", p.Unit)), in.Value == p.ID})
			}
		}
		if f.name == "category" {
			rules := x.call.Book.Running.Expenses
			if rules == nil || len(rules.Categories) == 0 {
				continue
			}
			in.Choices = append(in.Choices, choice{"", "", in.Value == ""})
			for _, k := range rules.Categories {
				if !k.Refused {
					in.Choices = append(in.Choices, choice{k.ID, r.unit(k), in.Value == k.ID})
				}
			}
		}
		written = written || in.Value != ""
		list = append(list, in)
	}
	return list, written
}

// unit is the name of a category, with the rate of a unit cost or its lump sum.
func (r *request) unit(k call.Category) string {
	switch {
	case k.Lump != nil:
		return r.say("claim.lump", k.Name, r.money(*k.Lump))
	case k.Rate == nil:
		return k.Name
	case k.Unit == "":
		return k.Name + ", " + r.money(*k.Rate)
	}
	return k.Name + ", " + r.money(*k.Rate) + " / " + k.Unit
}

// setLine fills a form with what a claim names.
func setLine(v url.Values, at string, c twinning.Claim) {
	day := func(name string, d calendar.Date) {
		if !d.IsZero() {
			v.Set(at+name, d.String())
		}
	}
	sum := func(name string, a *money.Amount) {
		if a != nil {
			v.Set(at+name, a.String())
		}
	}
	for name, text := range map[string]string{
		"organisation": c.Organisation, "category": c.Category, "supplier": string(c.Supplier), "supplier_id": c.SupplierID, "invoice": c.Invoice, "personnel": c.Personnel, "reference": string(c.Reference), "again": string(c.Again),
	} {
		v.Set(at+name, text)
	}
	day("invoice_date", c.InvoiceDate)
	day("paid_on", c.PaidOn)
	day("from", c.From)
	day("until", c.Until)
	sum("net", c.Net)
	sum("vat", c.VAT)
	if c.Deductible {
		v.Set(at+"vat_deductible", "true")
	}
	if c.Quantity != nil {
		v.Set(at+"quantity", c.Quantity.String())
	}
}

// lineOf is what a form says of the invoice of a claim, with what does not fit.
func (r *request) lineOf(x running, v url.Values, at string) (l twinning.Line, wrong []complaint) {
	label := func(name string) string {
		return r.labelOf(twinning.ClaimExpenses{}.Kind(), "expenses."+name, input{name: name})
	}
	bad := func(name, fits string) {
		wrong = append(wrong, complaint{at + "amount", r.say("gap.wrong", label(name), fits)})
	}
	day := func(name string) (d calendar.Date) {
		text := typedText(v, at+name)
		if text == "" {
			return d
		}
		d, err := calendar.ParseDate(text)
		if err != nil {
			bad(name, r.say("month.date"))
		}
		return d
	}
	s := sketch{call: x.call}
	sum := func(name string) *money.Amount {
		text := typedText(v, at+name)
		if text == "" {
			return nil
		}
		a, err := money.Parse(s.amount(text))
		if err != nil {
			bad(name, r.say("fits.money", x.call.Book.Budget.Currency()))
		}
		return &a
	}
	l = twinning.Line{
		Organisation: typedText(v, at+"organisation"), Category: typedText(v, at+"category"), Supplier: law.Text(typedText(v, at+"supplier")), SupplierID: joinedUp(typedText(v, at+"supplier_id")),
		Invoice: joinedUp(typedText(v, at+"invoice")), InvoiceDate: day("invoice_date"), PaidOn: day("paid_on"), From: day("from"), Until: day("until"),
		Net: sum("net"), VAT: sum("vat"), Deductible: v.Get(at+"vat_deductible") != "", Reference: law.Text(typedText(v, at+"reference")), Again: law.Text(typedText(v, at+"again")),
	}
	l.Personnel = typedText(v, at+"personnel")
	if text := typedText(v, at+"quantity"); text != "" {
		n, err := decimal.NewFromString(strings.ReplaceAll(text, ",", "."))
		if err != nil || !n.IsPositive() || law.CheckNumber("quantity", n) != nil {
			bad("quantity", r.say("fits.quantity"))
		}
		l.Quantity = &n
	}
	return l, wrong
}

// joinedUp is a number as people write it, with spaces, as a code without.
func joinedUp(s string) string { return strings.Join(strings.Fields(s), "-") }
