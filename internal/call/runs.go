package call

import (
	"slices"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/obligation"
)

// A payment run pays what is payable over the twinnings of one call. One person
// prepares it and another one releases it; the bank executes or returns each of
// its lines. The call holds it, so that no item stands in two runs.

// A PaymentRun is one run of a call.
type PaymentRun struct {
	Number     int           `json:"number"` // from 1
	Status     RunStatus     `json:"status"`
	On         calendar.Date `json:"on"`      // the day on which the bank is asked to execute it
	Account    int           `json:"account"` // the number of the account that it is paid from
	Message    string        `json:"message"` // the id by which the bank knows it: every export has the same
	Lines      []RunLine     `json:"lines"`
	LeftOut    []LeftOut     `json:"left_out,omitempty"`
	PreparedBy string        `json:"prepared_by"`
	PreparedAt time.Time     `json:"prepared_at"`
	ReleasedBy string        `json:"released_by,omitempty"`
	ReleasedAt time.Time     `json:"released_at,omitzero"`
	Why        law.Text      `json:"why,omitempty"` // of its withdrawal
}

// A RunStatus is where a run stands.
type RunStatus string

// The statuses of a run.
const (
	RunPrepared  RunStatus = "prepared"
	RunReleased  RunStatus = "released"
	RunWithdrawn RunStatus = "withdrawn"
	RunDone      RunStatus = "done" // each line is executed or returned
)

// A PaymentLine is one item that a run pays.
type PaymentLine struct {
	Number   int           `json:"number"` // in the run, from 1
	Tender   string        `json:"tender"`
	Of       string        `json:"of"` // OfInstalment or OfExpense
	Item     string        `json:"item"`
	Kind     string        `json:"kind"`               // of the instalment, or the cost kind of the expense
	Owed     money.Amount  `json:"owed"`               // what is owed for it
	Deducted *money.Amount `json:"deducted,omitempty"` // recoveries that are taken off
	Amount   money.Amount  `json:"amount"`             // what is transferred
	Due      calendar.Date `json:"due"`
	Account  int           `json:"account"` // the number of the account of the twinning
	Payee    string        `json:"payee"`   // what the verification of payee said of it
	EndToEnd string        `json:"end_to_end"`
}

// What a line pays.
const (
	OfInstalment = "instalment"
	OfExpense    = "expense"
)

// A RunLine is a line and what became of it.
type RunLine struct {
	PaymentLine
	Status   LineStatus    `json:"status"`
	Day      calendar.Date `json:"day,omitzero"`     // on which it was booked or returned
	Ref      string        `json:"ref,omitempty"`    // of the bank
	Code     string        `json:"code,omitempty"`   // why it was returned (ISO 20022)
	Why      law.Text      `json:"why,omitempty"`    // it was taken out
	Booked   bool          `json:"booked,omitempty"` // it was executed before it was returned: it is owed by another name now
	Recorded string        `json:"recorded,omitempty"`
}

// A LineStatus is where a line stands.
type LineStatus string

// The statuses of a line.
const (
	LineWaits    LineStatus = "waiting"
	LineRemoved  LineStatus = "removed"
	LineExecuted LineStatus = "executed"
	LineReturned LineStatus = "returned"
)

// A LeftOut is an item that is owed and that a run does not pay.
type LeftOut struct {
	Tender string       `json:"tender"`
	Of     string       `json:"of"`
	Item   string       `json:"item"`
	Amount money.Amount `json:"amount"`
	Why    string       `json:"why"`
}

// Why an item that is owed is not payable by a run.
const (
	NotConfirmed = "account-not-confirmed" // an account was given, and no second person has confirmed it
	NoAccount    = "no-account"
	ItsSuspended = "suspended"      // the time for its payment is suspended
	AllDeducted  = "all-deducted"   // recoveries take all of it: nothing is transferred
	InAnotherRun = "in-another-run" // that is not at its end
	OtherHand    = "other-hand"     // who prepares the run has another hand in the twinning, or is a party to it
)

// evolveRuns is Evolve for payment runs.
func (c Call) evolveRuns(e runEvent, at law.Recorded) Call {
	switch e := e.(type) {
	case PayingAccountSet:
		c.PayingAccounts = append(slices.Clip(c.PayingAccounts), PayingAccount{
			Number: e.Number, By: at.Actor, Country: e.Country, Holder: e.Holder, IBAN: e.IBAN, BIC: e.BIC, Street: e.Street, Post: e.Post, Town: e.Town,
		})
	case PaymentRunPrepared:
		run := PaymentRun{Number: e.Run, Status: RunPrepared, On: e.On, Account: e.Account, Message: e.Message, LeftOut: e.LeftOut, PreparedBy: at.Actor, PreparedAt: at.At()}
		for _, l := range e.Lines {
			run.Lines = append(run.Lines, RunLine{PaymentLine: l, Status: LineWaits})
		}
		c.Runs = append(slices.Clip(c.Runs), run)
		c.Obligations = obligation.Owe(c.Obligations, at.At(), "", e.Owed...)
	case PaymentLineRemoved:
		return c.setLine(e.Run, e.Line, func(l *RunLine) { l.Status, l.Why = LineRemoved, e.Reason })
	case PaymentRunReleased:
		c.Obligations = obligation.Meet(c.Obligations, oweRelease(e.Run), at.At())
		c.Obligations = obligation.Owe(c.Obligations, at.At(), "", e.Owed...)
		return c.setRun(e.Run, func(r *PaymentRun) { r.Status, r.ReleasedBy, r.ReleasedAt = RunReleased, at.Actor, at.At() })
	case PaymentRunWithdrawn:
		c.Obligations = obligation.End(c.Obligations, at.At(), obligation.CauseRunWithdrawn, owes(oweRelease(e.Run)))
		return c.setRun(e.Run, func(r *PaymentRun) { r.Status, r.Why = RunWithdrawn, e.Reason })
	case PaymentExecuted:
		c = c.setLine(e.Run, e.Line, func(l *RunLine) { l.Status, l.Day, l.Ref, l.Recorded = LineExecuted, e.On, e.Ref, at.Actor })
		return c.answered(e.Run, e.Last, at.At())
	case PaymentReturned:
		c = c.setLine(e.Run, e.Line, func(l *RunLine) {
			l.Status, l.Day, l.Code, l.Booked, l.Recorded = LineReturned, e.On, e.Code, e.Booked, at.Actor
			if e.Ref != "" {
				l.Ref = e.Ref
			}
		})
		return c.answered(e.Run, e.Last, at.At())
	}
	return c
}

// answered ends a run with the bank's answer to its last line.
func (c Call) answered(run int, last bool, at time.Time) Call {
	if !last {
		return c
	}
	c.Obligations = obligation.Meet(c.Obligations, oweExecution(run), at)
	return c.setRun(run, func(r *PaymentRun) { r.Status = RunDone })
}

func (c Call) setRun(number int, set func(*PaymentRun)) Call {
	c.Runs = slices.Clone(c.Runs)
	if number >= 1 && number <= len(c.Runs) {
		set(&c.Runs[number-1])
	}
	return c
}

func (c Call) setLine(run, line int, set func(*RunLine)) Call {
	return c.setRun(run, func(r *PaymentRun) {
		r.Lines = slices.Clone(r.Lines)
		if line >= 1 && line <= len(r.Lines) {
			set(&r.Lines[line-1])
		}
	})
}

// Run returns the run of a number.
func (c Call) Run(number int) (PaymentRun, bool) {
	if number < 1 || number > len(c.Runs) {
		return PaymentRun{}, false
	}
	return c.Runs[number-1], true
}

// Line returns the line of a number.
func (r PaymentRun) Line(number int) (RunLine, bool) {
	if number < 1 || number > len(r.Lines) {
		return RunLine{}, false
	}
	return r.Lines[number-1], true
}

// Left are the lines that were not taken out.
func (r PaymentRun) Left() []PaymentLine {
	var left []PaymentLine
	for _, l := range r.Lines {
		if l.Status != LineRemoved {
			left = append(left, l.PaymentLine)
		}
	}
	return left
}

// Waiting is how many lines the bank has not answered for.
func (r PaymentRun) Waiting() int {
	n := 0
	for _, l := range r.Lines {
		if l.Status == LineWaits {
			n++
		}
	}
	return n
}

// Sum is what the lines transfer.
func Sum(lines []PaymentLine) money.Amount {
	var total money.Amount
	for i, l := range lines {
		if i == 0 {
			total = money.Zero(l.Amount.Currency())
		}
		total = total.Add(l.Amount)
	}
	return total
}

// PayingAccount returns the account of a number, the last one for 0.
func (c Call) PayingAccount(number int) (PayingAccount, bool) {
	if number == 0 {
		number = len(c.PayingAccounts)
	}
	if number < 1 || number > len(c.PayingAccounts) {
		return PayingAccount{}, false
	}
	return c.PayingAccounts[number-1], true
}

// holds tells whether a line keeps its item from being paid otherwise: it waits, or it was executed.
func (l RunLine) holds() bool {
	return l.Status == LineWaits || l.Status == LineExecuted || l.Status == LineReturned && l.Booked
}

// An Underway is an item that stands in a run.
type Underway struct {
	Run      int
	Released bool
	Line     RunLine
}

// Underway lists the lines of a tender that are in a run and not at their end, or were executed. The run but is left out.
func (c Call) Underway(tender string, but int) []Underway {
	var list []Underway
	for _, r := range c.Runs {
		if r.Number == but || r.Status == RunWithdrawn {
			continue
		}
		for _, l := range r.Lines {
			if l.Tender == tender && l.holds() {
				list = append(list, Underway{Run: r.Number, Released: r.Status != RunPrepared, Line: l})
			}
		}
	}
	return list
}

// InRun finds the run in which an item stands.
func (c Call) InRun(tender, of, item string) (Underway, bool) {
	for _, u := range c.Underway(tender, 0) {
		if u.Line.Of == of && u.Line.Item == item {
			return u, true
		}
	}
	return Underway{}, false
}

func oweRelease(run int) string   { return "payment-run-" + itoa(run) + "-release" }
func oweExecution(run int) string { return "payment-run-" + itoa(run) + "-execution" }

// The ladders of what is owed for a run.
const (
	ladderRelease   = "payment-run-release"
	ladderExecution = "payment-run-execution"
)
