package query

import (
	"context"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

// An AccountPage is the bank account of a twinning: the one that is paid to, and
// the one that waits for a second person.
type AccountPage struct {
	Tender   string      `json:"tender"`
	Account  *AccountRow `json:"account,omitempty"`  // two people have given it
	Proposed *AccountRow `json:"proposed,omitempty"` // waits to be confirmed
}

// An AccountRow is one bank account.
type AccountRow struct {
	Number    int    `json:"number"` // from 1
	By        string `json:"by"`     // person id
	Confirmed string `json:"confirmed,omitempty"`
	Payee     string `json:"payee,omitempty"` // what the verification of payee said
	Holder    string `json:"holder"`
	IBAN      string `json:"iban"`
	BIC       string `json:"bic,omitempty"`
	Street    string `json:"street,omitempty"`
	PostCode  string `json:"post_code,omitempty"`
	Town      string `json:"town"`
	Country   string `json:"country"`
}

// Account is the bank account of a twinning, for its parties, the officers who
// confirm it and those who pay. To everybody else there is none.
func (q *Queries) Account(ctx context.Context, v access.Viewer, stream string) (AccountPage, error) {
	is, c, err := q.tender(ctx, law.Reference(stream))
	if err != nil {
		return AccountPage{}, err
	}
	t, ok := is.State.(twinning.Twinning)
	sight := access.Of(v, c, t)
	if !ok || !sight.Sees(access.Running) {
		return AccountPage{}, hidden(stream)
	}
	now, err := q.Now(ctx)
	if err != nil {
		return AccountPage{}, err
	}
	page := AccountPage{Tender: t.Reference}
	party := v.Person != "" && (v.Person == t.Tender.Contact || v.Person == t.Tender.Signatory) && access.SpeaksFor(v, t)
	if t.Payments == nil || !party && !access.Holds(v, c.As(now), law.Officer, law.Payer) {
		return page, nil
	}
	page.Account, page.Proposed = accountRow(t.Payments.Account), accountRow(t.Payments.Proposed)
	if page.Account == nil && page.Proposed == nil {
		return page, nil
	}
	return page, q.read(ctx, v, sight, stream, "account")
}

func accountRow(a *twinning.Account) *AccountRow {
	if a == nil {
		return nil
	}
	return &AccountRow{
		Number: a.Number, By: a.By, Confirmed: a.Second, Payee: a.Check, Holder: string(a.Holder), IBAN: string(a.IBAN), BIC: string(a.BIC),
		Street: string(a.Street), PostCode: string(a.Post), Town: string(a.Town), Country: a.Country,
	}
}
