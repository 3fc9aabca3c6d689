package claimfile

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/twinning"
)

// An invoice is what a claim takes of one that EN 16931 describes. Its terms are
// named as there: BT-1 is the number of the invoice.
type invoice struct {
	file       string
	settled    bool   // a credit note that has lessened an invoice
	credit     bool   // a credit note: it takes back what Of names
	of         string // BT-25, the number of the invoice that it is about
	number     string // BT-1
	seller     string // BT-27
	sellerID   string // BT-31 or BT-30
	issued     calendar.Date
	delivered  calendar.Date // BT-72
	from, till calendar.Date // BT-73, BT-74
	net        money.Amount  // BT-109
	vat        money.Amount  // BT-110
	gross      money.Amount  // BT-112
	what       []string      // BT-153 of each line
	reference  string        // BT-10
}

// fields are the elements of an invoice, whatever its syntax. Dates are written as
// the syntax has them, and read by day.
type fields struct {
	credit                                  bool
	of, number, seller, sellerID, reference *node
	issued, delivered, from, till           *node
	currency, net, gross                    *node
	vat                                     []*node // in the currency of the invoice and, maybe, in another
	what                                    []*node
	day                                     func(string) (calendar.Date, error)
}

const (
	ublInvoice = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
	ublCredit  = "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2"
	ciiInvoice = "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
)

// invoiceOf reads an invoice, UBL 2.1 or CII, by the namespace of its root.
func invoiceOf(file []byte) (*invoice, []Problem) {
	root, bad := treeOf(file)
	if bad != nil {
		return nil, []Problem{*bad}
	}
	var f fields
	switch {
	case root.space == ublInvoice && root.name == "Invoice":
		f = ubl(root, "InvoiceLine")
		f.credit = root.one("InvoiceTypeCode").says() == creditNote
	case root.space == ublCredit && root.name == "CreditNote":
		f = ubl(root, "CreditNoteLine")
		f.credit = true
	case root.space == ciiInvoice && root.name == "CrossIndustryInvoice":
		f = cii(root)
	default:
		return nil, []Problem{{Line: root.line, Why: law.Why("invoice-unknown", narrate.Verbatim("text", cut(root.name)))}}
	}
	return f.read()
}

// creditNote is the code of a credit note (UNTDID 1001).
const creditNote = "381"

func ubl(root *node, line string) fields {
	party := root.one("AccountingSupplierParty", "Party")
	total := root.one("LegalMonetaryTotal")
	return fields{
		of:     root.one("BillingReference", "InvoiceDocumentReference", "ID"),
		number: root.one("ID"), reference: root.one("BuyerReference"),
		seller:   first(party.one("PartyLegalEntity", "RegistrationName"), party.one("PartyName", "Name")),
		sellerID: first(party.one("PartyTaxScheme", "CompanyID"), party.one("PartyLegalEntity", "CompanyID")),
		issued:   root.one("IssueDate"), delivered: root.one("Delivery", "ActualDeliveryDate"), from: root.one("InvoicePeriod", "StartDate"), till: root.one("InvoicePeriod", "EndDate"),
		currency: root.one("DocumentCurrencyCode"), net: total.one("TaxExclusiveAmount"), gross: total.one("TaxInclusiveAmount"), vat: root.all("TaxTotal", "TaxAmount"),
		what: root.all(line, "Item", "Name"), day: calendar.ParseDate,
	}
}

func cii(root *node) fields {
	head, trade := root.one("ExchangedDocument"), root.one("SupplyChainTradeTransaction")
	agreed, settled := trade.one("ApplicableHeaderTradeAgreement"), trade.one("ApplicableHeaderTradeSettlement")
	seller, sum := agreed.one("SellerTradeParty"), settled.one("SpecifiedTradeSettlementHeaderMonetarySummation")
	var vatID *node
	for _, id := range seller.all("SpecifiedTaxRegistration", "ID") {
		if id.attr("schemeID") == "VA" {
			vatID = id
		}
	}
	return fields{
		credit: head.one("TypeCode").says() == creditNote, of: settled.one("InvoiceReferencedDocument", "IssuerAssignedID"),
		number: head.one("ID"), reference: agreed.one("BuyerReference"), seller: seller.one("Name"), sellerID: first(vatID, seller.one("SpecifiedLegalOrganization", "ID")),
		issued:    head.one("IssueDateTime", "DateTimeString"),
		delivered: trade.one("ApplicableHeaderTradeDelivery", "ActualDeliverySupplyChainEvent", "OccurrenceDateTime", "DateTimeString"),
		from:      settled.one("BillingSpecifiedPeriod", "StartDateTime", "DateTimeString"), till: settled.one("BillingSpecifiedPeriod", "EndDateTime", "DateTimeString"),
		currency: settled.one("InvoiceCurrencyCode"), net: sum.one("TaxBasisTotalAmount"), gross: sum.one("GrandTotalAmount"), vat: sum.all("TaxTotalAmount"),
		what: trade.all("IncludedSupplyChainTradeLineItem", "SpecifiedTradeProduct", "Name"), day: compactDay,
	}
}

// compactDay reads a date of format 102, CCYYMMDD.
func compactDay(text string) (calendar.Date, error) {
	if len(text) == 8 {
		text = text[:4] + "-" + text[4:6] + "-" + text[6:]
	}
	return calendar.ParseDate(text)
}

func (f fields) read() (*invoice, []Problem) {
	var wrong []Problem
	bad := func(n *node, term string, why law.Reason) {
		p := Problem{Column: term, Why: why}
		if n != nil {
			p.Line = n.line
		}
		wrong = append(wrong, p)
	}
	text := func(n *node, term string, needed bool) string {
		v := n.says()
		switch {
		case v == "" && needed:
			bad(n, term, law.Why("cell-empty"))
		case law.CheckText("it", law.Text(v)) != nil:
			bad(n, term, law.Why("cell-text"))
		}
		return v
	}
	code := func(n *node, term string, needed bool) string {
		v := strings.Join(strings.Fields(n.says()), "-")
		switch {
		case v == "" && needed:
			bad(n, term, law.Why("cell-empty"))
		case v != "" && law.CheckCode("it", v) != nil:
			bad(n, term, law.Why("cell-code", narrate.Verbatim("text", cut(v))))
		}
		return v
	}
	day := func(n *node, term string, needed bool) calendar.Date {
		if n.says() == "" {
			if needed {
				bad(n, term, law.Why("cell-empty"))
			}
			return calendar.Date{}
		}
		d, err := f.day(n.says())
		if err != nil {
			bad(n, term, law.Why("cell-day", narrate.Verbatim("text", cut(n.says()))))
		}
		return d
	}
	currency := f.currency.says()
	sum := func(n *node, term string) money.Amount {
		if n.says() == "" {
			bad(n, term, law.Why("cell-empty"))
			return money.Amount{}
		}
		of := n.attr("currencyID")
		if of == "" {
			of = currency
		}
		a, err := money.ParseParts(exact(n.says(), of), of)
		if err != nil || of != currency {
			bad(n, term, law.Why("cell-amount", narrate.Verbatim("text", cut(n.says())), narrate.Verbatim("currency", cut(currency))))
		}
		return a
	}
	if currency == "" {
		bad(f.currency, "BT-5", law.Why("cell-empty"))
	}
	x := &invoice{
		credit: f.credit, of: code(f.of, "BT-25", f.credit), number: code(f.number, "BT-1", true), seller: text(f.seller, "BT-27", true), sellerID: code(f.sellerID, "BT-31", false),
		issued: day(f.issued, "BT-2", true), delivered: day(f.delivered, "BT-72", false), from: day(f.from, "BT-73", false), till: day(f.till, "BT-74", false),
		net: sum(f.net, "BT-109"), gross: sum(f.gross, "BT-112"), reference: text(f.reference, "BT-10", false),
	}
	for _, n := range f.what {
		if v := text(n, "BT-153", false); v != "" && !slices.Contains(x.what, v) {
			x.what = append(x.what, v)
		}
	}
	if i := slices.IndexFunc(f.vat, func(n *node) bool { return n.attr("currencyID") == currency || n.attr("currencyID") == "" }); i >= 0 {
		x.vat = sum(f.vat[i], "BT-110")
	} else if len(wrong) == 0 {
		x.vat = money.Zero(currency)
	}
	if len(wrong) == 0 && !x.net.Add(x.vat).Equal(x.gross) {
		bad(f.gross, "BT-112", law.Why("invoice-sums", law.Money("net", x.net), law.Money("vat", x.vat), law.Money("gross", x.gross)))
	}
	if len(wrong) > 0 {
		return nil, wrong
	}
	return x, nil
}

// exact leaves zeros out that stand below the smallest unit of a currency: EN 16931 takes 100.000.
func exact(text, currency string) string {
	digits, known := money.Digits(currency)
	whole, part, pointed := strings.Cut(text, ".")
	if !known || !pointed || len(part) <= digits || strings.Trim(part[digits:], "0") != "" {
		return text
	}
	if digits == 0 {
		return whole
	}
	return whole + "." + part[:digits]
}

// settle makes one claim of each invoice. A credit note lessens the invoice that it
// names, where that is read with it, and is no claim of its own.
func settle(list []invoice, given Given) (claims []Read, wrong []Problem) {
	for _, x := range list {
		if x.credit {
			continue
		}
		net, vat := x.net, x.vat
		for i := range list {
			if c := &list[i]; c.credit && !c.settled && c.takesBack(x) {
				net, vat, c.settled = net.Sub(c.net), vat.Sub(c.vat), true
			}
		}
		c := x.claim(net, vat, given)
		if net.IsNegative() || vat.IsNegative() || c.Amount.IsNegative() || c.Amount.IsZero() {
			wrong = append(wrong, Problem{File: x.file, Column: "BT-112", Why: law.Why("invoice-nothing", narrate.Verbatim("number", x.number))})
			continue
		}
		claims = append(claims, Read{File: x.file, Claim: c})
	}
	for _, x := range list {
		if x.credit && !x.settled {
			wrong = append(wrong, Problem{File: x.file, Column: "BT-25", Why: law.Why("invoice-credit", narrate.Verbatim("number", x.of), law.Money("amount", x.gross))})
		}
	}
	return claims, wrong
}

// takesBack tells whether a credit note is about an invoice.
func (x invoice) takesBack(o invoice) bool {
	return x.of == o.number && money.SameCurrency(x.net, o.net) && (x.sellerID == "" || o.sellerID == "" || x.sellerID == o.sellerID)
}

// claim is what is claimed of an invoice: all of it or, where the VAT can be deducted, the rest.
func (x invoice) claim(net, vat money.Amount, given Given) twinning.Claim {
	what := strings.Join(x.what, "; ")
	if r := []rune(what); len(r) > 500 {
		what = string(r[:500]) + "..."
	}
	if what == "" {
		what = x.number
	}
	c := twinning.Claim{ID: x.id(), Kind: given.Kind, Amount: net.Add(vat), On: x.issued, What: law.Text(what)}
	if given.Deductible {
		c.Amount = net
	}
	if !x.delivered.IsZero() {
		c.On = x.delivered
	}
	c.Line = twinning.Line{
		Category: given.Category, Supplier: law.Text(x.seller), SupplierID: x.sellerID, Invoice: x.number, InvoiceDate: x.issued, PaidOn: given.PaidOn,
		Net: &net, VAT: &vat, Deductible: given.Deductible, Reference: law.Text(x.reference),
	}
	if !x.from.IsZero() && !x.till.IsZero() {
		c.From, c.Until = x.from, x.till
	}
	return c
}

// id is the same whenever the same invoice is read, and another for the same number of another supplier.
func (x invoice) id() string {
	sum := sha256.Sum256([]byte(x.sellerID + "\x00" + x.seller))
	number := strings.ToLower(x.number)
	return "inv-" + number[:min(len(number), 60)] + "-" + hex.EncodeToString(sum[:2])
}
