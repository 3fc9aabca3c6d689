package query

import (
	"context"
	"slices"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/bank"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/payfile"
	"twinning.example/engine/internal/reads"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/twinning"
)

// A RunsPage is what a call pays by runs: what the next one would pay if the viewer prepared it now, and the runs so far.
type RunsPage struct {
	Call    string             `json:"call"`
	Account *PayingAccountRow  `json:"account,omitempty"` // that the next run is paid from
	Payable []call.PaymentLine `json:"payable"`
	LeftOut []call.LeftOut     `json:"left_out"`
	Total   *money.Amount      `json:"total,omitempty"` // of what is payable
	Runs    []RunRow           `json:"runs"`            // the last one first
}

// A PayingAccountRow is the account that runs are paid from; of its number it has the end alone.
type PayingAccountRow struct {
	Number  int    `json:"number"`
	By      string `json:"by"` // person id
	Holder  string `json:"holder"`
	Ends    string `json:"ends"` // the last four characters of its IBAN
	Town    string `json:"town"`
	Country string `json:"country"`
}

// A RunRow is a payment run in short.
type RunRow struct {
	Run      int            `json:"run"`
	Status   call.RunStatus `json:"status"`
	On       calendar.Date  `json:"on"`
	Lines    int            `json:"lines"` // that were not taken out
	Executed int            `json:"executed"`
	Returned int            `json:"returned"`
	Waiting  int            `json:"waiting"`
	Total    money.Amount   `json:"total"`
	Prepared string         `json:"prepared_by"` // person id
	Released string         `json:"released_by,omitempty"`
}

// A RunPage is a payment run, line by line.
type RunPage struct {
	RunRow
	Call    string            `json:"call"`
	Message string            `json:"message"` // the id by which the bank knows it
	SHA256  string            `json:"sha256"`  // of its lines: who releases it names it
	Account *PayingAccountRow `json:"account,omitempty"`
	Why     law.Text          `json:"why,omitempty"` // of its withdrawal
	Rows    []call.RunLine    `json:"rows"`
	LeftOut []call.LeftOut    `json:"left_out"`
}

// paysRoles are those who see the payment runs of a call; bankRoles those who see its bank data.
var (
	paysRoles = []law.Role{law.Payer, law.Officer, law.Head, law.Auditor}
	bankRoles = []law.Role{law.Payer, law.Officer, law.Head}
)

// paying is a call whose payments the viewer may see by one of these roles.
func (q *Queries) paying(ctx context.Context, v access.Viewer, reference string, roles []law.Role) (call.Call, error) {
	c, err := q.openedCall(ctx, reference)
	if err != nil {
		return c, err
	}
	if _, err := q.Call(ctx, v, reference); err != nil { // who may not see the call is refused there
		return c, err
	}
	now, err := q.Now(ctx)
	if err != nil {
		return c, err
	}
	if !access.Holds(v, c.As(now), roles...) {
		return c, withheld(law.Why("payments-of-staff", law.Ref("call", c.Reference)))
	}
	return c, nil
}

// PaymentRuns are the payment runs of a call and what the next one would pay, for its payers, officers, head and auditors.
func (q *Queries) PaymentRuns(ctx context.Context, v access.Viewer, reference string) (RunsPage, error) {
	c, err := q.paying(ctx, v, reference, paysRoles)
	if err != nil {
		return RunsPage{}, err
	}
	page := RunsPage{Call: c.Reference, Payable: []call.PaymentLine{}, LeftOut: []call.LeftOut{}, Runs: []RunRow{}}
	if a, given := c.PayingAccount(0); given {
		page.Account = payingRow(a)
	}
	for _, r := range slices.Backward(c.Runs) {
		page.Runs = append(page.Runs, runRow(r))
	}
	facts, err := q.tendersOf(ctx, c)
	if err != nil {
		return RunsPage{}, err
	}
	by := ""
	if access.Holds(v, c, law.Payer, law.Officer) {
		by = v.Person
	}
	lines, out := c.Payable(facts, call.Selection{}, by)
	page.Payable, page.LeftOut = append(page.Payable, lines...), append(page.LeftOut, out...)
	if len(lines) > 0 {
		total := call.Sum(lines)
		page.Total = &total
	}
	return page, q.readPayments(ctx, v, c, "payment-runs")
}

// readPayments records who reads what of the payments, those who pay too: of anything else of the call they see what everybody does.
func (q *Queries) readPayments(ctx context.Context, v access.Viewer, c call.Call, what string) error {
	sight := access.OfCall(v, c)
	if q.reads == nil || sight.By() != "public" {
		return q.read(ctx, v, sight, law.CallStream(c.Reference), what)
	}
	return q.reads.Record(ctx, reads.Read{Person: v.Person, Stream: law.CallStream(c.Reference), What: what, Rule: string(law.Payer)})
}

func (q *Queries) tendersOf(ctx context.Context, c call.Call) (facts state.Facts, err error) {
	err = q.snapshot(ctx, func(ctx context.Context, from ledger.Snapshot) (err error) {
		facts, err = q.folder.Facts(ctx, from, []string{call.TenderPrefix(c.Reference) + "*"})
		return err
	})
	return facts, err
}

func runRow(r call.PaymentRun) RunRow {
	row := RunRow{Run: r.Number, Status: r.Status, On: r.On, Lines: len(r.Left()), Waiting: r.Waiting(), Total: call.Sum(r.Left()), Prepared: r.PreparedBy, Released: r.ReleasedBy}
	for _, l := range r.Lines {
		switch l.Status {
		case call.LineExecuted:
			row.Executed++
		case call.LineReturned:
			row.Returned++
		case call.LineWaits, call.LineRemoved:
		}
	}
	return row
}

func payingRow(a call.PayingAccount) *PayingAccountRow {
	row := &PayingAccountRow{Number: a.Number, By: a.By, Holder: string(a.Holder), Town: string(a.Town), Country: a.Country}
	if iban := bank.NormalIBAN(string(a.IBAN)); len(iban) > 4 {
		row.Ends = iban[len(iban)-4:]
	}
	return row
}

// PaymentRun is one payment run, for who sees them all.
func (q *Queries) PaymentRun(ctx context.Context, v access.Viewer, reference string, number int) (RunPage, error) {
	c, r, err := q.run(ctx, v, reference, number, paysRoles)
	if err != nil {
		return RunPage{}, err
	}
	page := RunPage{RunRow: runRow(r), Call: c.Reference, Message: r.Message, SHA256: call.LinesSHA(r.Left()), Why: r.Why, Rows: append([]call.RunLine{}, r.Lines...), LeftOut: append([]call.LeftOut{}, r.LeftOut...)}
	if a, given := c.PayingAccount(r.Account); given {
		page.Account = payingRow(a)
	}
	return page, q.readPayments(ctx, v, c, "payment-run")
}

func (q *Queries) run(ctx context.Context, v access.Viewer, reference string, number int, roles []law.Role) (call.Call, call.PaymentRun, error) {
	c, err := q.paying(ctx, v, reference, roles)
	if err != nil {
		return c, call.PaymentRun{}, err
	}
	r, known := c.Run(number)
	if !known {
		return c, r, absent(law.Why("no-such-payment-run", law.Ref("call", c.Reference), law.Count("run", number)))
	}
	return c, r, nil
}

// PaymentOrder is a released run as pain.001.001.09, for those who pay, officers and the head: the same bytes whenever it is asked
// for. That it was read is recorded.
func (q *Queries) PaymentOrder(ctx context.Context, v access.Viewer, reference string, number int) ([]byte, error) {
	c, r, err := q.run(ctx, v, reference, number, bankRoles)
	if err != nil {
		return nil, err
	}
	if r.Status != call.RunReleased && r.Status != call.RunDone {
		return nil, withheld(law.Why("run-not-released", law.Count("run", number)))
	}
	from, _ := c.PayingAccount(r.Account)
	o := payfile.Order{
		Message: r.Message, Created: r.ReleasedAt, On: r.On,
		From: payfile.Account{Holder: string(from.Holder), IBAN: string(from.IBAN), BIC: string(from.BIC), Street: string(from.Street), PostCode: string(from.Post), Town: string(from.Town), Country: from.Country},
	}
	for _, l := range r.Left() {
		is, _, err := q.tender(ctx, l.Tender) // with what its parties wrote
		if err != nil {
			return nil, err
		}
		t, _ := is.State.(twinning.Twinning)
		a, _ := t.Payments.AccountAt(l.Account)
		o.Payments = append(o.Payments, payfile.Payment{
			EndToEnd: l.EndToEnd, Amount: l.Amount, About: l.Tender + " " + l.Item,
			To: payfile.Account{Holder: string(a.Holder), IBAN: string(a.IBAN), BIC: string(a.BIC), Street: string(a.Street), PostCode: string(a.Post), Town: string(a.Town), Country: a.Country},
		})
	}
	text, err := payfile.Write(o)
	if err != nil {
		return nil, invalidOrder(err)
	}
	return text, q.readPayments(ctx, v, c, "payment-order")
}
