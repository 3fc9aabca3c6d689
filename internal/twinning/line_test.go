package twinning_test

import (
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/twinning"
)

// under is a running twinning A whose rule book says that of expenses.
func under(t *testing.T, e call.Expenses) *World {
	book := Book()
	book.Running.Expenses = &e
	return started(t, book)
}

func started(t *testing.T, book call.RuleBook) *World {
	return New(t).Opened(book).Published().Submitted(A, B).Shut().Eligible(A, B).Assigned(A, B).Scored(A, "5").Scored(B, "4").Decided().Signed(A, B).At("2019-11-20T09:00")
}

// line is a claim of EUR 100.00 with what its invoice says.
func line(id string, with ...func(*twinning.Claim)) twinning.Claim {
	c := Claim(id, twinning.Direct, "100.00")
	for _, f := range with {
		f(&c)
	}
	return c
}

func apart(claims ...twinning.Claim) twinning.ClaimExpenses {
	return twinning.ClaimExpenses{Expenses: claims}
}

var claimedApart = []string{"expenses-claimed.v1"}

func invoice(number, supplier string) func(*twinning.Claim) {
	return func(c *twinning.Claim) { c.Invoice, c.SupplierID = number, supplier }
}

func vat(net, tax string, deductible bool) func(*twinning.Claim) {
	return func(c *twinning.Claim) { c.Net, c.VAT, c.Deductible = amount(net), amount(tax), deductible }
}

func of(category string) func(*twinning.Claim) {
	return func(c *twinning.Claim) { c.Category = category }
}

func because(why law.Text) func(*twinning.Claim) { return func(c *twinning.Claim) { c.Again = why } }

func TestVATThatCanBeDeductedIsRefusedWhereTheRuleBookSaysSo(t *testing.T) {
	t.Parallel()
	Run(t, under(t, call.Expenses{Refused: []string{call.DeductibleVAT}}),
		Row{Name: "not with the VAT", By: Contact(A), When: apart(line("L", vat("84.03", "15.97", true))), Refused: "expenses/deductible-vat"},
		Row{Name: "not a cent of it", By: Contact(A), When: apart(line("L", vat("99.99", "0.01", true))), Refused: "expenses/deductible-vat"},
		Row{Name: "net", By: Contact(A), When: apart(line("L", vat("100.00", "19.00", true))), Then: claimedApart},
		Row{Name: "VAT that cannot be deducted", By: Contact(A), When: apart(line("L", vat("84.03", "15.97", false))), Then: claimedApart},
		Row{Name: "nor with a log", By: Contact(A), When: Log(1, line("L", vat("84.03", "15.97", true))), Refused: "expenses/deductible-vat"},
	)
	Run(t, New(t).Running(), Row{Name: "a rule book without the rule takes it", By: Contact(A), When: apart(line("L", vat("84.03", "15.97", true))), Then: claimedApart})
}

func TestCostsOfASuspensionAreRefusedWhereTheRuleBookSaysSo(t *testing.T) {
	t.Parallel()
	paused := func(w *World) *World {
		w.Do(Tendering(A), Head, suspend)
		w.At("2019-11-25T09:00").Do(Tendering(A), Head, twinning.ResumeTwinning{})
		return w.At("2019-11-28T09:00")
	}
	Run(t, paused(under(t, call.Expenses{Refused: []string{call.InSuspension}})),
		Row{Name: "the day before", By: Contact(A), When: apart(on("L", "2019-11-19")), Then: claimedApart},
		Row{Name: "its first day", By: Contact(A), When: apart(on("L", "2019-11-20")), Refused: "expenses/in-suspension"},
		Row{Name: "its last day", By: Contact(A), When: apart(on("L", "2019-11-24")), Refused: "expenses/in-suspension"},
		Row{Name: "the day on which it is resumed", By: Contact(A), When: apart(on("L", "2019-11-25")), Then: claimedApart},
	)
	Run(t, paused(New(t).Running()), Row{Name: "a rule book without the rule takes it", By: Contact(A), When: apart(on("L", "2019-11-22")), Then: claimedApart})
}

func TestCostsOfADayBeforeTheMonthOfTheirLogAreRefusedWhereTheRuleBookSaysSo(t *testing.T) {
	t.Parallel()
	second := func(day string) twinning.SubmitLog {
		log := Log(2, on("L", day))
		log.Activities[0].On = Date("2019-11-15")
		return log
	}
	Run(t, under(t, call.Expenses{Refused: []string{call.BeforeMonth}}),
		Row{Name: "the last day of the month before", By: Contact(A), When: second("2019-11-13"), Refused: "expenses/before-month"},
		Row{Name: "the first day of the month", By: Contact(A), When: second("2019-11-14"), Then: []string{"log-submitted.v1"}},
		Row{Name: "apart from a log it counts for its own month", By: Contact(A), When: apart(on("L", "2019-11-13")), Then: claimedApart},
	)
	Run(t, New(t).Running(), Row{Name: "a rule book without the rule takes it", By: Contact(A), When: second("2019-11-13"), Then: []string{"log-submitted.v1"}})
}

func TestACategoryIsOneOfTheRuleBooksAndSomeAreRefused(t *testing.T) {
	t.Parallel()
	rules := call.Expenses{Needed: []string{"category"}, Categories: []call.Category{
		{ID: "travel", Name: "Travel"}, {ID: "exchange-loss", Name: "Losses on exchange", Refused: true}, {ID: "bank-charge", Name: "Bank charges", Refused: true},
	}}
	Run(t, under(t, rules),
		Row{Name: "one of the list", By: Contact(A), When: apart(line("L", of("travel"))), Then: claimedApart},
		Row{Name: "not another", By: Contact(A), When: apart(line("L", of("catering"))), Refused: "expenses/category"},
		Row{Name: "not none, where it is asked for", By: Contact(A), When: apart(line("L")), Refused: "expenses/field-missing"},
		Row{Name: "no losses on exchange", By: Contact(A), When: apart(line("L", of("exchange-loss"))), Refused: "expenses/category-refused"},
		Row{Name: "no bank charges", By: Contact(A), When: apart(line("L", of("bank-charge"))), Refused: "expenses/category-refused"},
	)
}

func TestAClaimNamesWhatTheRuleBookAsksFor(t *testing.T) {
	t.Parallel()
	whole := line("L", of("travel"), invoice("2019-114", "BE0123456789"), vat("84.03", "15.97", false), func(c *twinning.Claim) {
		c.Supplier, c.Reference, c.InvoiceDate, c.PaidOn = "Northern Rail", "KST 4711/19", Date("2019-10-18"), Date("2019-11-02")
		c.From, c.Until = Date("2019-10-20"), Date("2019-10-22")
		c.Evidence = []twinning.Attachment{{ID: "invoice", Name: "invoice.pdf", SHA256: SHA("invoice"), Size: 1200}}
	})
	without := map[string]func(*twinning.Claim){
		"category": func(c *twinning.Claim) { c.Category = "" }, "supplier": func(c *twinning.Claim) { c.Supplier = "" }, "supplier_id": func(c *twinning.Claim) { c.SupplierID = "" },
		"invoice": func(c *twinning.Claim) { c.Invoice = "" }, "invoice_date": func(c *twinning.Claim) { c.InvoiceDate = calendar.Date{} },
		"paid_on": func(c *twinning.Claim) { c.PaidOn = calendar.Date{} }, "net": func(c *twinning.Claim) { c.Net = nil }, "vat": func(c *twinning.Claim) { c.VAT = nil },
		"from": func(c *twinning.Claim) { c.From, c.Until = calendar.Date{}, calendar.Date{} }, "evidence": func(c *twinning.Claim) { c.Evidence = nil }, "reference": func(c *twinning.Claim) { c.Reference = "" },
	}
	w := under(t, call.Expenses{Needed: call.ClaimFields()})
	Run(t, w, Row{Name: "all of it", By: Contact(A), When: apart(whole), Then: claimedApart})
	require.Len(t, without, len(call.ClaimFields()))
	for _, field := range call.ClaimFields() {
		c := whole
		without[field](&c)
		Run(t, w, Row{Name: "not without " + field, By: Contact(A), When: apart(c), Refused: "expenses/field-missing"})
	}
}

func TestAnInvoiceIsClaimedOnceUnlessThereIsAReason(t *testing.T) {
	t.Parallel()
	first := func(w *World) {
		w.Do(Tendering(A), Contact(A), apart(line("K", invoice("RE-2019/114", "BE0123456789"))))
	}
	Run(t, under(t, call.Expenses{Once: true}),
		Row{Name: "the same number of the same supplier", Given: first, By: Contact(A), When: apart(line("L", invoice("RE-2019/114", "BE0123456789"))), Refused: "expenses/same-invoice"},
		Row{Name: "signs and capitals make no difference", Given: first, By: Contact(A), When: apart(line("L", invoice("re2019114", "be.0123.456.789"))), Refused: "expenses/same-invoice"},
		Row{Name: "also where no supplier is named", Given: first, By: Contact(A), When: apart(line("L", invoice("RE-2019/114", ""))), Refused: "expenses/same-invoice"},
		Row{Name: "nor with a log", Given: first, By: Contact(A), When: Log(1, line("L", invoice("RE-2019/114", "BE0123456789"))), Refused: "expenses/same-invoice"},
		Row{Name: "nor twice at once", By: Contact(A), When: apart(line("K", invoice("1", "")), line("L", invoice("1", ""))), Refused: "expenses/same-invoice"},
		Row{Name: "another supplier's", Given: first, By: Contact(A), When: apart(line("L", invoice("RE-2019/114", "FR0123456789"))), Then: claimedApart},
		Row{Name: "another number", Given: first, By: Contact(A), When: apart(line("L", invoice("RE-2019/115", "BE0123456789"))), Then: claimedApart},
		Row{Name: "for a reason", Given: first, By: Contact(A), When: apart(line("L", invoice("RE-2019/114", "BE0123456789"), because("one half each"))), Then: claimedApart},
		Row{Name: "once the first is withdrawn", Given: func(w *World) {
			first(w)
			w.Do(Tendering(A), Contact(A), twinning.WithdrawExpense{Expense: "K"})
		}, By: Contact(A), When: apart(line("L", invoice("RE-2019/114", "BE0123456789"))), Then: claimedApart},
		Row{Name: "what another twinning claims is not told to a party", Given: first, By: Contact(B), To: Tendering(B), When: apart(line("L", invoice("RE-2019/114", "BE0123456789"))), Then: claimedApart},
		Row{Name: "a log that is sent again does not meet its own claims", Given: func(w *World) { w.Do(Tendering(A), Contact(A), Log(1, line("L", invoice("7", "")))) }, By: Contact(A), When: Log(1, line("L", invoice("7", ""))), Then: []string{"log-submitted.v1"}},
		Row{Name: "a correction does not meet itself", Given: func(w *World) {
			first(w)
			w.Do(Tendering(A), Verifier, twinning.ReturnExpense{Expense: "K", Reason: "which train?"})
		}, By: Contact(A), When: twinning.CorrectExpense{Claim: line("K", invoice("RE-2019/114", "BE0123456789")), Reason: "second class"}, Then: []string{"expense-corrected.v1"}},
	)
	Run(t, New(t).Running(), Row{Name: "a rule book without the rule takes it", Given: first, By: Contact(A), When: apart(line("L", invoice("RE-2019/114", "BE0123456789"))), Then: claimedApart})
}

func TestAUnitCostIsQuantityTimesTheRateOfTheRuleBook(t *testing.T) {
	t.Parallel()
	day := EUR("91.25")
	rules := call.Expenses{Needed: []string{"invoice", "supplier"}, Categories: []call.Category{{ID: "daily-allowance", Name: "Daily allowance", Unit: "day", Rate: &day}, {ID: "travel", Name: "Travel"}}}
	unit := func(sum string, n string, proof bool) twinning.ClaimExpenses {
		c := Claim("L", twinning.Direct, sum)
		c.Category = "daily-allowance"
		if n != "" {
			q := decimal.RequireFromString(n)
			c.Quantity = &q
		}
		if proof {
			c.Evidence = []twinning.Attachment{{ID: "list", Name: "list.pdf", SHA256: SHA("list"), Size: 10}}
		}
		return apart(c)
	}
	travel := line("L", of("travel"), invoice("1", ""))
	one := decimal.NewFromInt(1)
	travel.Supplier, travel.Quantity = "Northern Rail", &one
	Run(t, under(t, rules),
		Row{Name: "with proof of the work and no invoice", By: Contact(A), When: unit("273.75", "3", true), Then: claimedApart},
		Row{Name: "half a unit", By: Contact(A), When: unit("136.88", "1.5", true), Refused: "expenses/unit-cost"}, // EUR 136.875 is no amount
		Row{Name: "a fraction that comes to cents", By: Contact(A), When: unit("182.50", "2.0", true), Then: claimedApart},
		Row{Name: "not a cent more", By: Contact(A), When: unit("273.76", "3", true), Refused: "expenses/unit-cost"},
		Row{Name: "not without a quantity", By: Contact(A), When: unit("273.75", "", true), Refused: "expenses/quantity-missing"},
		Row{Name: "not without proof", By: Contact(A), When: unit("273.75", "3", false), Refused: "expenses/proof-missing"},
		Row{Name: "no quantity of what has no rate", By: Contact(A), When: apart(travel), Refused: "expenses/no-unit-cost"},
	)
}

func TestALumpSumIsTheAmountOfTheRuleBookOnceWithProofAndWithoutAnInvoice(t *testing.T) {
	t.Parallel()
	sum := EUR("2500.00")
	rules := call.Expenses{Needed: []string{"invoice", "supplier"}, Categories: []call.Category{{ID: "workshop", Name: "Workshop", Lump: &sum}}}
	claim := func(id, amount string, proof bool) twinning.Claim {
		c := Claim(id, twinning.Direct, amount)
		c.Category = "workshop"
		if proof {
			c.Evidence = []twinning.Attachment{{ID: "list", Name: "list.pdf", SHA256: SHA("list"), Size: 10}}
		}
		return c
	}
	counted := claim("L", "2500.00", true)
	one := decimal.NewFromInt(1)
	counted.Quantity = &one
	first := func(w *World) { w.Do(Tendering(A), Contact(A), apart(claim("L", "2500.00", true))) }
	Run(t, under(t, rules),
		Row{Name: "with proof of the work and no invoice", By: Contact(A), When: apart(claim("L", "2500.00", true)), Then: claimedApart},
		Row{Name: "whatever it cost", By: Contact(A), When: apart(claim("L", "2499.99", true)), Refused: "expenses/lump-sum"},
		Row{Name: "not without proof", By: Contact(A), When: apart(claim("L", "2500.00", false)), Refused: "expenses/proof-missing"},
		Row{Name: "there are not several of it", By: Contact(A), When: apart(counted), Refused: "expenses/no-unit-cost"},
		Row{Name: "not twice", Given: first, By: Contact(A), When: apart(claim("M", "2500.00", true)), Refused: "expenses/lump-once"},
		Row{Name: "not twice at once", By: Contact(A), When: apart(claim("L", "2500.00", true), claim("M", "2500.00", true)), Refused: "expenses/lump-once"},
		Row{Name: "again once the first is withdrawn", Given: func(w *World) {
			first(w)
			w.Do(Tendering(A), Contact(A), twinning.WithdrawExpense{Expense: "L"})
		}, By: Contact(A), When: apart(claim("M", "2500.00", true)), Then: claimedApart},
	)
	day, book := EUR("91.25"), Book()
	book.Running.Expenses = &call.Expenses{Categories: []call.Category{{ID: "both", Name: "Both", Rate: &day, Lump: &sum}}}
	require.NotEmpty(t, book.Check(), "a rate and a lump sum")
	book.Running.Expenses.Categories[0].Rate = nil
	require.Empty(t, book.Check())
}

func TestALineIsWhatAnInvoiceCanSay(t *testing.T) {
	t.Parallel()
	zero := decimal.Zero
	sek, err := money.Parse("SEK 80.00")
	require.NoError(t, err)
	say := func(with ...func(*twinning.Claim)) twinning.ClaimExpenses { return apart(line("L", with...)) }
	Nonsense(t,
		No("an invoice number with a space", say(invoice("RE 114", "")), "no spaces"),
		No("a period without an end", say(func(c *twinning.Claim) { c.From = Date("2019-10-20") }), "one period"),
		No("a period that ends before it begins", say(func(c *twinning.Claim) { c.From, c.Until = Date("2019-10-20"), Date("2019-10-19") }), "one period"),
		No("nothing of a unit", say(func(c *twinning.Claim) { c.Quantity = &zero }), "above zero"),
		No("more than net and VAT", say(vat("80.00", "19.99", false)), "above net and VAT together"),
		No("net in another currency", say(func(c *twinning.Claim) { c.Net = &sek }), "another currency"),
		No("a VAT below zero", say(vat("120.00", "-20.00", false)), "below zero"),
		No("VAT to be deducted of no amount", say(func(c *twinning.Claim) { c.Deductible = true }), "are missing"),
	)
}
