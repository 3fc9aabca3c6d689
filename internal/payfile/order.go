// Package payfile writes a payment order as ISO 20022 pain.001.001.09 and reads what
// a bank answers: pain.002 and camt.053. It is pure, and knows no rule of a call.
package payfile

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"fmt"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"twinning.example/engine/internal/bank"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
)

// An Order asks a bank to pay.
type Order struct {
	Message  string        // the id by which the bank knows it: the same in every export
	Created  time.Time     // when it was released: the same in every export
	On       calendar.Date // on which the bank is asked to execute it
	From     Account
	Payments []Payment
}

// An Account is a bank account with the name and the structured address of its holder.
type Account struct {
	Holder, IBAN, BIC               string
	Street, PostCode, Town, Country string
}

// A Payment is one transfer.
type Payment struct {
	EndToEnd string
	Amount   money.Amount
	To       Account
	About    string // what the payee reads
}

// The most characters of ids and of what the payee reads.
const (
	longestID    = 35
	longestAbout = 140
)

// Check refuses what no bank takes: an account without a town or a country, a broken IBAN, an id that is too long or there twice, no amount.
func (o Order) Check() error {
	if err := checkID("message id", o.Message); err != nil {
		return err
	}
	if o.On.IsZero() {
		return law.NewNonsense("the day of execution is missing", law.Why("order-no-day"))
	}
	if err := o.From.check("the account that is paid from"); err != nil {
		return err
	}
	if len(o.Payments) == 0 {
		return law.NewNonsense("there is nothing to pay", law.Why("order-nothing-to-pay"))
	}
	seen := map[string]bool{}
	for _, p := range o.Payments {
		if err := checkID("end-to-end id", p.EndToEnd); err != nil {
			return err
		}
		if seen[p.EndToEnd] {
			return law.Nonsensef(law.WrongTwice("end-to-end-id", p.EndToEnd), "the end-to-end id %s is there twice", p.EndToEnd)
		}
		seen[p.EndToEnd] = true
		if p.Amount.Currency() == "" || p.Amount.IsZero() || p.Amount.IsNegative() {
			return law.Nonsensef(law.Why("order-no-amount", law.Ref("payment", p.EndToEnd)), "the payment %s has no amount above zero", p.EndToEnd)
		}
		if err := p.To.check("the account of the payment " + p.EndToEnd); err != nil {
			return err
		}
	}
	return nil
}

func checkID(what, id string) error {
	if id == "" || len(id) > longestID {
		return law.Nonsensef(law.Why("order-id-length", law.Count("most", longestID)), "the %s %q has not from 1 to %d characters", what, id, longestID)
	}
	for _, r := range id {
		if !idRune(r) {
			return law.Nonsensef(law.Why("order-id-characters"), "the %s %q may have letters, digits and / - ? : ( ) . , ' + alone", what, id)
		}
	}
	return nil
}

func idRune(r rune) bool {
	return r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || slices.Contains([]rune("/-?:().,'+"), r)
}

func (a Account) check(what string) error {
	switch {
	case a.Holder == "":
		return law.Nonsensef(law.Why("order-no-holder"), "%s has no holder", what)
	case a.Town == "", len(a.Country) != 2:
		return law.Nonsensef(law.Why("order-no-town"), "%s has no town or no country: a bank takes structured addresses alone", what)
	}
	if a.BIC != "" {
		if err := bank.CheckBIC("the BIC of "+what, a.BIC); err != nil {
			return err
		}
	}
	return bank.CheckIBAN("the IBAN of "+what, a.IBAN)
}

// Write is the order as pain.001.001.09: one block a currency, with its control sum. The same order gives the same bytes.
func Write(o Order) ([]byte, error) {
	if err := o.Check(); err != nil {
		return nil, err
	}
	doc := document{Initiation: initiation{Header: groupHeader{
		Message: o.Message, Created: o.Created.UTC().Format("2006-01-02T15:04:05Z"), Count: strconv.Itoa(len(o.Payments)), Sum: sum(o.Payments), By: named{Name: cut(o.From.Holder, 140)},
	}}}
	groups := map[string][]Payment{}
	for _, p := range o.Payments {
		groups[p.Amount.Currency()] = append(groups[p.Amount.Currency()], p)
	}
	currencies := make([]string, 0, len(groups))
	for c := range groups {
		currencies = append(currencies, c)
	}
	slices.Sort(currencies)
	for _, currency := range currencies {
		list := groups[currency]
		b := block{
			ID: o.Message + "-" + currency, Method: "TRF", Count: strconv.Itoa(len(list)), Sum: sum(list), On: onDay{o.On.String()},
			Debtor: o.From.party(), Account: accountID{IBAN: bank.NormalIBAN(o.From.IBAN)}, Agent: agentOf(o.From.BIC), Charges: "SHAR",
		}
		if currency == "EUR" {
			b.Type, b.Charges = &paymentType{Level: code{"SEPA"}}, "SLEV"
		}
		for _, p := range list {
			t := transfer{
				ID: p.EndToEnd, Amount: amount{Currency: currency, Value: plain(p.Amount)}, Creditor: p.To.party(), Account: accountID{IBAN: bank.NormalIBAN(p.To.IBAN)}, About: cut(cmp.Or(p.About, p.EndToEnd), longestAbout),
			}
			if p.To.BIC != "" {
				agent := agentOf(p.To.BIC)
				t.Agent = &agent
			}
			b.Transfers = append(b.Transfers, t)
		}
		doc.Initiation.Blocks = append(doc.Initiation.Blocks, b)
	}
	var out bytes.Buffer
	out.WriteString(xml.Header)
	enc := xml.NewEncoder(&out)
	enc.Indent("", " ")
	if err := enc.Encode(doc); err != nil {
		return nil, fmt.Errorf("writing the order %s: %w", o.Message, err)
	}
	out.WriteString("\n")
	return out.Bytes(), nil
}

// sum is a control sum: of the numbers, whatever their currency (ISO 20022).
func sum(list []Payment) string {
	total := decimal.Zero
	places := int32(0)
	for _, p := range list {
		d := p.Amount.Decimal()
		total, places = total.Add(d), max(places, -d.Exponent())
	}
	return total.StringFixed(max(places, 0))
}

func plain(a money.Amount) string {
	digits, _ := money.Digits(a.Currency())
	return a.Decimal().StringFixed(int32(digits)) //nolint:gosec // of a table, at most 4
}

// cut is what there is room for, in one line.
func cut(s string, most int) string {
	out := make([]rune, 0, most)
	for _, r := range s {
		if len(out) == most {
			break
		}
		if r == '\n' || r == '\t' || r == utf8.RuneError {
			r = ' '
		}
		out = append(out, r)
	}
	return string(out)
}

func (a Account) party() party {
	return party{Name: cut(a.Holder, 140), Address: address{Street: cut(a.Street, 70), PostCode: cut(a.PostCode, 16), Town: cut(a.Town, 35), Country: a.Country}}
}

func agentOf(bic string) agent {
	if bic == "" {
		return agent{Other: &other{ID: "NOTPROVIDED"}}
	}
	return agent{BIC: bic}
}

type document struct {
	XMLName    xml.Name   `xml:"urn:iso:std:iso:20022:tech:xsd:pain.001.001.09 Document"`
	Initiation initiation `xml:"CstmrCdtTrfInitn"`
}

type initiation struct {
	Header groupHeader `xml:"GrpHdr"`
	Blocks []block     `xml:"PmtInf"`
}

type groupHeader struct {
	Message string `xml:"MsgId"`
	Created string `xml:"CreDtTm"`
	Count   string `xml:"NbOfTxs"`
	Sum     string `xml:"CtrlSum"`
	By      named  `xml:"InitgPty"`
}

type named struct {
	Name string `xml:"Nm"`
}

type block struct {
	ID        string       `xml:"PmtInfId"`
	Method    string       `xml:"PmtMtd"`
	Count     string       `xml:"NbOfTxs"`
	Sum       string       `xml:"CtrlSum"`
	Type      *paymentType `xml:"PmtTpInf"`
	On        onDay        `xml:"ReqdExctnDt"`
	Debtor    party        `xml:"Dbtr"`
	Account   accountID    `xml:"DbtrAcct"`
	Agent     agent        `xml:"DbtrAgt"`
	Charges   string       `xml:"ChrgBr"`
	Transfers []transfer   `xml:"CdtTrfTxInf"`
}

type paymentType struct {
	Level code `xml:"SvcLvl"`
}

type code struct {
	Code string `xml:"Cd"`
}

type onDay struct {
	Day string `xml:"Dt"`
}

type party struct {
	Name    string  `xml:"Nm"`
	Address address `xml:"PstlAdr"`
}

type address struct {
	Street   string `xml:"StrtNm,omitempty"`
	PostCode string `xml:"PstCd,omitempty"`
	Town     string `xml:"TwnNm"`
	Country  string `xml:"Ctry"`
}

type accountID struct {
	IBAN string `xml:"Id>IBAN"`
}

type agent struct {
	BIC   string `xml:"FinInstnId>BICFI,omitempty"`
	Other *other `xml:"FinInstnId>Othr"`
}

type other struct {
	ID string `xml:"Id"`
}

type transfer struct {
	ID       string    `xml:"PmtId>EndToEndId"`
	Amount   amount    `xml:"Amt>InstdAmt"`
	Agent    *agent    `xml:"CdtrAgt"`
	Creditor party     `xml:"Cdtr"`
	Account  accountID `xml:"CdtrAcct"`
	About    string    `xml:"RmtInf>Ustrd"`
}

type amount struct {
	Currency string `xml:"Ccy,attr"`
	Value    string `xml:",chardata"`
}
