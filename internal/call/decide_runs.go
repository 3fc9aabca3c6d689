package call

import (
	"strconv"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

// mostLines is how many lines a run has at most.
const mostLines = 2_000

func itoa(n int) string { return strconv.Itoa(n) }

// paysStages are those in which a call pays.
func (c Call) paysStages(act string) error { return c.must(act, Decided, Running, Finished) }

// Decide takes the account that runs are paid from, from the next one on.
func (o SetPayingAccount) Decide(c Call, _ law.Facts, r law.Receipt) ([]Event, error) {
	if err := c.must("giving-an-account", Drafted, Published, Open, Shut, Opened, Evaluating, Decided, Running, Finished); err != nil {
		return nil, err
	}
	if err := c.may(r, law.Officer, law.Head); err != nil {
		return nil, err
	}
	if c.Rules.Moneyless() {
		return nil, law.Refuse("runs", "no-budget", law.Ref("call", c.Reference))
	}
	return []Event{PayingAccountSet{
		Number: len(c.PayingAccounts) + 1, Holder: o.Holder, IBAN: o.IBAN, BIC: o.BIC, Street: o.Street, Post: o.Post, Town: o.Town, Country: law.NormalCountry(o.Country),
	}}, nil
}

// Decide freezes what is payable now. What stands in another run, has no account that two
// people have given, or whose time is suspended is left out, and the fact says so.
func (o PreparePaymentRun) Decide(c Call, f law.Facts, r law.Receipt) ([]Event, error) {
	if err := c.paysStages("preparing-a-payment-run"); err != nil {
		return nil, err
	}
	if err := c.may(r, law.Payer, law.Officer); err != nil {
		return nil, err
	}
	account, given := c.PayingAccount(0)
	if !given {
		return nil, law.Refuse("runs", "no-paying-account", law.Ref("call", c.Reference))
	}
	today, err := c.day(r)
	if err != nil {
		return nil, err
	}
	on := o.On
	if on.IsZero() {
		on = today
	}
	if on.Before(today) || on.After(today.AddDays(farthest)) {
		return nil, law.Refuse("runs", "day", law.On("on", on), law.On("from", today), law.On("until", today.AddDays(farthest)))
	}
	for _, t := range o.Tenders {
		if _, known := c.tender(f, t); !known {
			return nil, law.Refuse("runs", "no-such-tender", law.Ref("tender", t), law.Ref("call", c.Reference))
		}
	}
	lines, out := c.Payable(f, Selection{DueBy: o.DueBy, Tenders: o.Tenders}, r.Actor)
	switch {
	case len(lines) == 0 && len(out) > 0:
		return nil, law.Refuse("runs", "all-left-out", law.Ref("call", c.Reference), law.Count("number", len(out)), law.Reasons("items", firstLeftOut(out)), law.Count("more", max(0, len(out)-fewest)))
	case len(lines) == 0:
		return nil, law.Refuse("runs", "nothing-payable", law.Ref("call", c.Reference), law.Count("number", 0))
	case len(lines) > mostLines:
		return nil, law.Refuse("runs", "too-many", law.Count("number", len(lines)), law.Count("limit", mostLines))
	}
	number := len(c.Runs) + 1
	e := PaymentRunPrepared{
		Run: number, On: on, Account: account.Number, Message: c.message(number), Lines: lines, LeftOut: out[:min(len(out), mostLines)], Total: Sum(lines), SHA256: LinesSHA(lines),
	}
	who := without(append(c.People(law.Payer)[:len(c.People(law.Payer)):len(c.People(law.Payer))], c.People(law.Head)...), []string{r.Actor, account.By})
	e.Owed = []obligation.Owed{{ID: oweRelease(number), Ladder: ladderRelease, Who: who, Due: on}}
	e.Letters = law.To(who, "payment-run-prepared", law.Ref("call", c.Reference), law.Count("run", number), law.Count("lines", len(lines)), law.Money("total", e.Total), law.On("on", on))
	return []Event{e}, nil
}

// firstLeftOut are the first of the items that no run pays now, and why.
func firstLeftOut(out []LeftOut) []law.Reason {
	var reasons []law.Reason
	for _, o := range out[:min(len(out), fewest)] {
		reasons = append(reasons, law.Why("item-left-out", law.Word("item", "item", o.Item), law.Ref("tender", o.Tender), law.Word("why", "left-out", o.Why)))
	}
	return reasons
}

// farthest is how many days ahead a bank is asked to execute a run.
const farthest = 60

func (c Call) day(r law.Receipt) (calendar.Date, error) {
	cal, err := c.Rules.Calendar()
	if err != nil {
		return calendar.Date{}, law.Refuse("rule-book", "no-calendar", law.Ref("call", c.Reference))
	}
	return calendar.DateOf(r.ReceivedAt, cal.Zone), nil
}

// run finds a run that stands so.
func (c Call) run(act string, number int, status RunStatus) (PaymentRun, error) {
	if err := c.paysStages(act); err != nil {
		return PaymentRun{}, err
	}
	run, known := c.Run(number)
	switch {
	case !known:
		return run, law.Refuse("runs", "no-such-run", law.Ref("call", c.Reference), law.Count("run", number))
	case run.Status != status:
		return run, law.Refuse("runs", "status", law.Count("run", number), law.Word("status", "run-status", run.Status))
	}
	return run, nil
}

// line finds a line of a run.
func (c Call) line(run PaymentRun, number int) (RunLine, error) {
	l, known := run.Line(number)
	if !known || l.Status == LineRemoved {
		return l, law.Refuse("runs", "no-such-line", law.Count("run", run.Number), law.Count("line", number))
	}
	return l, nil
}

// Decide takes a line out; the last one goes with its run.
func (o RemovePaymentLine) Decide(c Call, _ law.Facts, r law.Receipt) ([]Event, error) {
	run, err := c.run("changing-a-payment-run", o.Run, RunPrepared)
	if err != nil {
		return nil, err
	}
	if err := c.may(r, law.Payer, law.Officer, law.Head); err != nil {
		return nil, err
	}
	l, err := c.line(run, o.Line)
	if err != nil {
		return nil, err
	}
	left := run.Left()
	if len(left) == 1 {
		return nil, law.Refuse("runs", "last-line", law.Count("run", run.Number))
	}
	return []Event{PaymentLineRemoved{Run: o.Run, Line: o.Line, Reason: o.Reason, Total: Sum(left).Sub(l.Amount)}}, nil
}

// Decide releases a run as it was prepared, by another person than prepared it or gave the
// account that it is paid from. Who releases pays: they have no other hand in any of the twinnings.
func (o ReleasePaymentRun) Decide(c Call, f law.Facts, r law.Receipt) ([]Event, error) {
	run, err := c.run("releasing-a-payment-run", o.Run, RunPrepared)
	if err != nil {
		return nil, err
	}
	if err := c.may(r, law.Payer, law.Head); err != nil {
		return nil, err
	}
	if r.Actor == run.PreparedBy {
		return nil, law.Refuse("four-eyes", "run-preparer", law.Who("person", r.Actor))
	}
	account, _ := c.PayingAccount(run.Account)
	if r.Actor == account.By {
		return nil, law.Refuse("four-eyes", "account-giver", law.Who("person", r.Actor))
	}
	lines := run.Left()
	if sha := LinesSHA(lines); sha != o.SHA256 {
		return nil, law.Refuse("runs", "another-hash", law.Count("run", run.Number), law.SHA256("sha256", sha))
	}
	if account.Number != len(c.PayingAccounts) {
		return nil, law.Refuse("runs", "paying-account-changed", law.Count("run", run.Number))
	}
	if what := c.Moved(f, run); what != nil {
		return nil, law.Refuse("runs", "moved", law.Count("run", run.Number), law.Because("what", *what))
	}
	for _, l := range lines {
		if t, is := f.State(law.TwinningStream(l.Tender)).(Payee); is {
			if err := t.PaidBy(r.Actor); err != nil {
				return nil, err
			}
		}
	}
	today, err := c.day(r)
	if err != nil {
		return nil, err
	}
	cal, err := c.Rules.Calendar()
	if err != nil {
		return nil, law.Refuse("rule-book", "no-calendar", law.Ref("call", c.Reference))
	}
	from := run.On
	if from.Before(today) {
		from = today
	}
	return []Event{PaymentRunReleased{
		Run: run.Number, SHA256: o.SHA256, Lines: len(lines), Total: Sum(lines),
		Owed: []obligation.Owed{{ID: oweExecution(run.Number), Ladder: ladderExecution, Who: c.People(law.Payer), Due: calendar.Period(from, c.Rules.Running.ReviewWithin, cal.Holidays)}},
	}}, nil
}

// Decide ends a run that was not released.
func (o WithdrawPaymentRun) Decide(c Call, _ law.Facts, r law.Receipt) ([]Event, error) {
	run, err := c.run("withdrawing-a-payment-run", o.Run, RunPrepared)
	if err != nil {
		return nil, err
	}
	if err := c.may(r, law.Payer, law.Officer, law.Head); err != nil {
		return nil, err
	}
	return []Event{PaymentRunWithdrawn{Run: run.Number, Reason: o.Reason}}, nil
}
