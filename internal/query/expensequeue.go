package query

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/texts"
	"twinning.example/engine/internal/twinning"
)

// A QueuedExpense is an expense that waits for a step of the viewer's, with what they judge it by.
type QueuedExpense struct {
	Call     string                 `json:"call"`
	Tender   string                 `json:"tender"`
	Title    string                 `json:"title"`
	Month    int                    `json:"month"`           // of the log that it came with, or in which its day lies
	Apart    bool                   `json:"apart,omitempty"` // it came apart from a log
	Expense  string                 `json:"expense"`         // its id in the twinning
	Status   twinning.ExpenseStatus `json:"status"`
	Step     twinning.Step          `json:"step"` // that it waits for; of a parked one, at which it was put aside
	Claimant string                 `json:"claimant"`
	Claim    twinning.Claim         `json:"claim"`              // as it was claimed, in its own currency
	Amount   money.Amount           `json:"amount"`             // in the currency of the contract
	Accepted money.Amount           `json:"accepted"`           // of the amount, less what was deducted
	Rate     *twinning.Conversion   `json:"rate,omitempty"`     // how it came to the amount
	Error    string                 `json:"error,omitempty"`    // the type of error for which less was accepted
	Why      law.Text               `json:"why,omitempty"`      // it was parked or, before its correction, returned
	Sampled  bool                   `json:"sampled,omitempty"`  // it was drawn to be looked at
	Contract money.Amount           `json:"contract"`           // of its cost kind
	Claimed  money.Amount           `json:"claimed"`            // of its cost kind, all of it
	Checks   []call.Check           `json:"checks,omitempty"`   // what its verification confirms
	Errors   []call.ErrorType       `json:"errors,omitempty"`   // for which less can be accepted
	Invoices []SameInvoice          `json:"invoices,omitempty"` // other claims that name its invoice
}

// Key is the key of a queued expense in a list.
func (e QueuedExpense) Key() string { return fmt.Sprintf("%s.%05d.%s", e.Tender, e.Month, e.Expense) }

// A SameInvoice is another claim that names the same invoice.
type SameInvoice struct {
	Tender  string                 `json:"tender"`
	Expense string                 `json:"expense"`
	Status  twinning.ExpenseStatus `json:"status"`
	Amount  money.Amount           `json:"amount"`
}

// ExpenseQueue is every expense that waits for a step of the viewer's, over all twinnings of the
// calls that they work for or, with a reference, of one: by tender, month and expense.
func (q *Queries) ExpenseQueue(ctx context.Context, v access.Viewer, reference string) ([]QueuedExpense, error) {
	if v.Person == "" {
		return nil, &Nobody{For: "expense-queue"}
	}
	var calls []call.Call
	if reference != "" {
		c, err := q.openedCall(ctx, reference)
		if err != nil {
			return nil, err
		}
		calls = append(calls, c)
	} else {
		all, err := q.received(ctx, callRoot)
		if err != nil {
			return nil, err
		}
		for _, stream := range sorted(all) {
			calls = append(calls, all[stream].State.(call.Call))
		}
	}
	rows := []QueuedExpense{}
	for _, c := range calls {
		if staff := []law.Role{law.Verifier, law.Authoriser, law.Payer, law.Head}; !c.Has(v.Person, staff...) || !access.Holds(v, c, staff...) {
			continue
		}
		of, err := q.queued(ctx, v, c)
		if err != nil {
			return nil, err
		}
		rows = append(rows, of...)
		if err := q.read(ctx, v, access.OfCall(v, c), law.CallStream(c.Reference), "expense-queue"); err != nil {
			return nil, err
		}
	}
	return texts.Told(ctx, texts.New(q.ledger), rows)
}

// queued are the expenses of a call that wait for the viewer.
func (q *Queries) queued(ctx context.Context, v access.Viewer, c call.Call) ([]QueuedExpense, error) {
	all, err := q.foldAll(ctx, call.TenderPrefix(c.Reference))
	if err != nil {
		return nil, err
	}
	var mine []twinning.Twinning // of which they may know
	for _, stream := range sorted(all) {
		t := all[stream].State.(twinning.Twinning)
		if sight := access.Of(v, c, t); !sight.Party() && sight.Sees(access.Running) && t.Contract != nil {
			mine = append(mine, t)
		}
	}
	invoices := invoicesOf(mine)
	var rows []QueuedExpense
	for _, t := range mine {
		book, known := c.Book(t.RulesSHA())
		if !known {
			continue
		}
		expenses := slices.Clone(t.Expenses)
		slices.SortStableFunc(expenses, func(a, b twinning.Expense) int { return cmp.Or(cmp.Compare(a.Month, b.Month), cmp.Compare(a.ID, b.ID)) })
		for _, e := range expenses {
			step := t.WaitsFor(e, v.Person, c)
			if step == "" || q.then != nil && !access.Holds(v, c, stepRoles[step]...) {
				continue
			}
			row := QueuedExpense{
				Call: c.Reference, Tender: t.Reference, Title: t.Tender.Title, Month: e.Month, Apart: e.Apart, Expense: e.ID, Status: e.Status, Step: step, Claimant: e.Claimant,
				Claim: e.AsClaimed(), Amount: e.Amount, Accepted: e.Accepted(), Rate: e.Converted, Error: e.Error, Why: e.Why, Sampled: e.Sampled,
				Contract: t.Contract.Costs.Of(e.Kind), Claimed: t.ClaimedSum(e.Kind, ""), Invoices: invoices.same(t.Reference, e),
			}
			if step == twinning.Verify {
				row.Errors = book.Running.ErrorTypes
				if book.Running.Expenses != nil {
					row.Checks = book.Running.Expenses.Checklist
				}
			}
			rows = append(rows, row)
		}
	}
	return rows, nil
}

// A claimed expense and its twinning.
type claimed struct {
	tender string
	twinning.Expense
}

// invoices are the claims of some twinnings by the number of their invoice.
type invoices map[string][]claimed

func invoicesOf(list []twinning.Twinning) invoices {
	of := invoices{}
	for _, t := range list {
		for _, e := range t.Expenses {
			if number := e.InvoiceNumber(); number != "" && e.Counts() {
				of[number] = append(of[number], claimed{t.Reference, e})
			}
		}
	}
	return of
}

// same are the other claims that name the invoice of an expense.
func (i invoices) same(tender string, e twinning.Expense) []SameInvoice {
	var same []SameInvoice
	for _, x := range i[e.InvoiceNumber()] {
		if twinning.SameInvoice(x.Claim, e.Claim) && (x.tender != tender || x.ID != e.ID) {
			same = append(same, SameInvoice{Tender: x.tender, Expense: x.ID, Status: x.Status, Amount: x.Amount})
		}
	}
	return same
}
