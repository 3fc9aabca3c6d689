package claimfile_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/claimfile"
	"twinning.example/engine/internal/twinning"
)

const (
	common = ` xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
<cbc:CustomizationID>urn:cen.eu:en16931:2017</cbc:CustomizationID>
`
	party = `<cac:AccountingSupplierParty><cac:Party><cac:PartyName><cbc:Name>Rail</cbc:Name></cac:PartyName>
<cac:PartyTaxScheme><cbc:CompanyID>BE 0123.456.749</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>
<cac:PartyLegalEntity><cbc:RegistrationName>Northern Rail &amp; Sons</cbc:RegistrationName></cac:PartyLegalEntity></cac:Party></cac:AccountingSupplierParty>
`
	ubl = `<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"` + common + `<cbc:ID>RE 2019/114</cbc:ID>
<cbc:IssueDate>2019-10-20</cbc:IssueDate><cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode><cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
<cbc:BuyerReference>T-17</cbc:BuyerReference>
<cac:InvoicePeriod><cbc:StartDate>2019-10-14</cbc:StartDate><cbc:EndDate>2019-10-18</cbc:EndDate></cac:InvoicePeriod>
` + party + `<cac:Delivery><cbc:ActualDeliveryDate>2019-10-18</cbc:ActualDeliveryDate></cac:Delivery>
<cac:TaxTotal><cbc:TaxAmount currencyID="EUR">19.00</cbc:TaxAmount><cac:TaxSubtotal><cbc:TaxAmount currencyID="EUR">19.00</cbc:TaxAmount></cac:TaxSubtotal></cac:TaxTotal>
<cac:LegalMonetaryTotal><cbc:LineExtensionAmount currencyID="EUR">100.00</cbc:LineExtensionAmount><cbc:TaxExclusiveAmount currencyID="EUR">100.00</cbc:TaxExclusiveAmount>
<cbc:TaxInclusiveAmount currencyID="EUR">119.00</cbc:TaxInclusiveAmount><cbc:PayableAmount currencyID="EUR">119.00</cbc:PayableAmount></cac:LegalMonetaryTotal>
<cac:InvoiceLine><cbc:ID>1</cbc:ID><cac:Item><cbc:Name>Train to Ghent</cbc:Name></cac:Item></cac:InvoiceLine>
<cac:InvoiceLine><cbc:ID>2</cbc:ID><cac:Item><cbc:Name>Seat</cbc:Name></cac:Item></cac:InvoiceLine>
</Invoice>
`
	credit = `<CreditNote xmlns="urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2"` + common + `<cbc:ID>CN 7</cbc:ID><cbc:IssueDate>2019-11-02</cbc:IssueDate>
<cbc:CreditNoteTypeCode>381</cbc:CreditNoteTypeCode><cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>RE 2019/114</cbc:ID></cac:InvoiceDocumentReference></cac:BillingReference>
` + party + `<cac:TaxTotal><cbc:TaxAmount currencyID="EUR">3.80</cbc:TaxAmount></cac:TaxTotal>
<cac:LegalMonetaryTotal><cbc:TaxExclusiveAmount currencyID="EUR">20.00</cbc:TaxExclusiveAmount><cbc:TaxInclusiveAmount currencyID="EUR">23.80</cbc:TaxInclusiveAmount></cac:LegalMonetaryTotal>
<cac:CreditNoteLine><cac:Item><cbc:Name>Seat</cbc:Name></cac:Item></cac:CreditNoteLine></CreditNote>`
	cii = `<rsm:CrossIndustryInvoice xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100" xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100" xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100">
<rsm:ExchangedDocument><ram:ID>H-9</ram:ID><ram:TypeCode>380</ram:TypeCode><ram:IssueDateTime><udt:DateTimeString format="102">20191105</udt:DateTimeString></ram:IssueDateTime></rsm:ExchangedDocument>
<rsm:SupplyChainTradeTransaction><ram:IncludedSupplyChainTradeLineItem><ram:SpecifiedTradeProduct><ram:Name>Hotel, two nights</ram:Name></ram:SpecifiedTradeProduct></ram:IncludedSupplyChainTradeLineItem>
<ram:ApplicableHeaderTradeAgreement><ram:SellerTradeParty><ram:Name>Hotel Gent</ram:Name><ram:SpecifiedTaxRegistration><ram:ID schemeID="FC">1</ram:ID></ram:SpecifiedTaxRegistration>
<ram:SpecifiedTaxRegistration><ram:ID schemeID="VA">BE0999</ram:ID></ram:SpecifiedTaxRegistration></ram:SellerTradeParty></ram:ApplicableHeaderTradeAgreement>
<ram:ApplicableHeaderTradeSettlement><ram:InvoiceCurrencyCode>SEK</ram:InvoiceCurrencyCode><ram:SpecifiedTradeSettlementHeaderMonetarySummation>
<ram:TaxBasisTotalAmount>1000.000</ram:TaxBasisTotalAmount><ram:TaxTotalAmount currencyID="EUR">11.00</ram:TaxTotalAmount><ram:TaxTotalAmount currencyID="SEK">120.00</ram:TaxTotalAmount>
<ram:GrandTotalAmount>1120.00</ram:GrandTotalAmount></ram:SpecifiedTradeSettlementHeaderMonetarySummation></ram:ApplicableHeaderTradeSettlement></rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>`
)

func TestAnInvoiceOfEN16931IsOneClaim(t *testing.T) {
	t.Parallel()
	list, err := parse(ubl)
	require.NoError(t, err)
	require.Len(t, list, 1)
	c := list[0]
	require.NoError(t, twinning.ClaimExpenses{Expenses: list}.Check())
	require.Equal(t, EUR("119.00"), c.Amount)
	require.Equal(t, "RE-2019/114", c.Invoice)
	require.Equal(t, "Northern Rail & Sons", string(c.Supplier))
	require.Equal(t, "BE-0123.456.749", c.SupplierID)
	require.Equal(t, Date("2019-10-18"), c.On, "the day of delivery")
	require.Equal(t, []any{Date("2019-10-20"), Date("2019-10-14"), Date("2019-10-18")}, []any{c.InvoiceDate, c.From, c.Until})
	require.Equal(t, "Train to Ghent; Seat", string(c.What))
	require.Equal(t, []any{EUR("100.00"), EUR("19.00"), "T-17"}, []any{*c.Net, *c.VAT, string(c.Reference)})

	list, err = parse(cii)
	require.NoError(t, err)
	require.Equal(t, "SEK 1120.00", list[0].Amount.String())
	require.Equal(t, "SEK 120.00", list[0].VAT.String(), "the VAT in the currency of the invoice")
	require.Equal(t, []any{"H-9", "BE0999", Date("2019-11-05"), "Hotel, two nights"}, []any{list[0].Invoice, list[0].SupplierID, list[0].On, string(list[0].What)})
}

func TestWhatAnInvoiceDoesNotSayIsGiven(t *testing.T) {
	t.Parallel()
	given := claimfile.Given{Kind: twinning.Subcontracting, Category: "travel", PaidOn: Date("2019-10-30"), Deductible: true}
	read, wrong := claimfile.Parse([]claimfile.File{{Name: "a.xml", Content: []byte(ubl)}, {Name: "month.csv", Content: []byte(month)}}, given)
	require.Empty(t, wrong)
	require.Len(t, read, 3, "files of several kinds are read together")
	c := read[2].Claim
	require.Equal(t, []any{twinning.Subcontracting, "travel", Date("2019-10-30"), EUR("100.00")}, []any{c.Kind, c.Category, c.PaidOn, c.Amount}, "VAT that can be deducted is not claimed")
	require.Equal(t, []any{"month.csv", 2}, []any{read[0].File, read[0].Line})
}

func TestACreditNoteLessensTheInvoiceThatItNamesAndIsNoClaim(t *testing.T) {
	t.Parallel()
	file := func(name, content string) claimfile.File { return claimfile.File{Name: name, Content: []byte(content)} }
	read, wrong := claimfile.Parse([]claimfile.File{file("credit.xml", credit), file("invoice.xml", ubl)}, claimfile.Given{})
	require.Empty(t, wrong)
	require.Len(t, read, 1)
	require.Equal(t, []any{EUR("95.20"), EUR("80.00"), EUR("15.20")}, []any{read[0].Claim.Amount, *read[0].Claim.Net, *read[0].Claim.VAT})
	_, wrong = claimfile.Parse([]claimfile.File{file("credit.xml", credit)}, claimfile.Given{})
	require.Len(t, wrong, 1)
	require.ErrorContains(t, wrong[0], "credit.xml, column BT-25: this is a credit note of EUR 23.80 about invoice RE-2019/114")
	_, wrong = claimfile.Parse([]claimfile.File{file("a.xml", ubl), file("c1.xml", credit), file("c2.xml", strings.ReplaceAll(credit, ">20.00<", ">80.00<"))}, claimfile.Given{})
	require.NotEmpty(t, wrong, "more is taken back than there was")
	_, wrong = claimfile.Parse([]claimfile.File{file("a.xml", ubl), file("b.xml", ubl)}, claimfile.Given{})
	require.ErrorContains(t, wrong[0], "is there twice: it is also in a.xml")
}

func TestWhatIsWrongInAnInvoiceIsSaidWithItsTermAndNothingIsTaken(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct{ text, says string }{
		"an entity":             {"<!DOCTYPE Invoice [<!ENTITY a \"b\">]>" + ubl[strings.Index(ubl, "<Invoice"):], "line 1: the file has a document type"},
		"an unknown entity":     {strings.Replace(ubl, "T-17", "&lol;", 1), "the XML cannot be read"},
		"not closed":            {strings.TrimSuffix(ubl, "</Invoice>\n"), "the XML cannot be read"},
		"two roots":             {ubl + "<a/>", "the XML cannot be read"},
		"another character set": {strings.Replace(ubl, "UTF-8", "ISO-8859-1", 1), "the XML cannot be read"},
		"no invoice":            {"<html><body/></html>", `"html" is no invoice of EN 16931`},
		"deep":                  {strings.Repeat("<a>", 100) + strings.Repeat("</a>", 100), "nests them deeper"},
		"wide":                  {"<a>" + strings.Repeat("<b/>", 60_000) + "</a>", "more elements"},
		"no number":             {strings.Replace(ubl, "RE 2019/114", "", 1), "column BT-1: is empty"},
		"no such day":           {strings.Replace(ubl, ">2019-10-20<", ">2019-02-30<", 1), "line 5, column BT-2: \"2019-02-30\" is not a day"},
		"sums":                  {strings.Replace(ubl, ">119.00<", ">120.00<", 1), "column BT-112: without VAT EUR 100.00 and VAT EUR 19.00 do not add up to EUR 120.00"},
		"1e309":                 {strings.Replace(ubl, ">119.00<", ">1e309<", 1), "column BT-112: \"1e309\" is no amount in EUR"},
		"-0.00":                 {strings.ReplaceAll(ubl, ">19.00<", ">-0.00<"), "do not add up"},
		"two currencies":        {strings.Replace(ubl, `currencyID="EUR">119.00<`, `currencyID="USD">119.00<`, 1), "column BT-112"},
		"nothing":               {strings.NewReplacer(">119.00<", ">0.00<", ">100.00<", ">0.00<", ">19.00<", ">0.00<").Replace(ubl), "nothing is left to claim"},
		"below zero":            {strings.NewReplacer(">119.00<", ">-119.00<", ">100.00<", ">-100.00<", ">19.00<", ">-19.00<").Replace(ubl), "column BT-109"},
	} {
		list, err := parse(x.text)
		require.Empty(t, list, name)
		require.ErrorContains(t, err, x.says, name)
	}
	began := time.Now()
	_, err := parse("<a " + strings.Repeat(`b="c" `, 200_000) + "/>")
	require.Error(t, err)
	require.Less(t, time.Since(began), 5*time.Second)
}

func FuzzATableOfClaims(f *testing.F) {
	for _, seed := range []string{month, ubl, credit, cii, "PK\x03\x04", "<a>&lt;</a>", "\ufeffid;kind\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		read, wrong := claimfile.Parse([]claimfile.File{{Content: []byte(text)}}, claimfile.Given{})
		if len(wrong) == 0 {
			require.NoError(t, twinning.ClaimExpenses{Expenses: claimfile.Claims(read)}.Check(), "what is read is a command")
			return
		}
		require.Empty(t, read)
		for _, p := range wrong {
			require.NotContains(t, p.Error(), "reason ", "each has a sentence")
		}
	})
}

func TestInvoicesOfOtherProgramsAreReadAlike(t *testing.T) {
	t.Parallel()
	one, err := parse(ubl)
	require.NoError(t, err)
	prefixed := strings.NewReplacer("cbc:", "b:", ":cbc=", ":b=", "cac:", "a:", ":cac=", ":a=", "<Invoice xmlns=", "<u:Invoice xmlns:u=", "</Invoice>", "</u:Invoice>").Replace(ubl)
	other, err := parse(prefixed)
	require.NoError(t, err)
	require.Equal(t, one, other, "a namespace has whatever prefix a program gives it")

	rates := strings.NewReplacer(
		`<cbc:TaxAmount currencyID="EUR">19.00</cbc:TaxAmount><cac:TaxSubtotal><cbc:TaxAmount currencyID="EUR">19.00</cbc:TaxAmount></cac:TaxSubtotal>`,
		`<cbc:TaxAmount currencyID="EUR">14.20</cbc:TaxAmount><cac:TaxSubtotal><cbc:TaxAmount currencyID="EUR">11.40</cbc:TaxAmount></cac:TaxSubtotal><cac:TaxSubtotal><cbc:TaxAmount currencyID="EUR">2.80</cbc:TaxAmount></cac:TaxSubtotal>`,
		">119.00<", ">114.20<",
	).Replace(ubl)
	list, err := parse(rates)
	require.NoError(t, err)
	require.Equal(t, []any{EUR("114.20"), EUR("100.00"), EUR("14.20")}, []any{list[0].Amount, *list[0].Net, *list[0].VAT}, "the VAT of both rates, once")

	bare := ubl
	for _, optional := range []string{"<cbc:BuyerReference>T-17</cbc:BuyerReference>", "<cac:InvoicePeriod><cbc:StartDate>2019-10-14</cbc:StartDate><cbc:EndDate>2019-10-18</cbc:EndDate></cac:InvoicePeriod>", "<cac:Delivery><cbc:ActualDeliveryDate>2019-10-18</cbc:ActualDeliveryDate></cac:Delivery>"} {
		require.Contains(t, bare, optional)
		bare = strings.Replace(bare, optional, "", 1)
	}
	list, err = parse(bare)
	require.NoError(t, err)
	require.Equal(t, Date("2019-10-20"), list[0].On, "without a day of delivery, that of the invoice")
	require.Equal(t, one[0].Amount, list[0].Amount)
	require.NoError(t, twinning.ClaimExpenses{Expenses: list}.Check())
}
