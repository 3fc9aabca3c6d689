package call

import (
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
)

// What the bank answered for the lines of a released run.

// answering finds a line that the bank has answered for, and the day.
func (c Call) answering(run, line int, on calendar.Date, r law.Receipt, roles ...law.Role) (PaymentRun, RunLine, calendar.Date, error) {
	if err := c.paysStages("answering-for-a-payment"); err != nil {
		return PaymentRun{}, RunLine{}, on, err
	}
	if err := c.may(r, roles...); err != nil {
		return PaymentRun{}, RunLine{}, on, err
	}
	of, known := c.Run(run)
	switch {
	case !known:
		return of, RunLine{}, on, law.Refuse("runs", "no-such-run", law.Ref("call", c.Reference), law.Count("run", run))
	case of.Status != RunReleased && of.Status != RunDone:
		return of, RunLine{}, on, law.Refuse("runs", "status", law.Count("run", run), law.Word("status", "run-status", of.Status))
	}
	l, err := c.line(of, line)
	if err != nil {
		return of, l, on, err
	}
	today, err := c.day(r)
	if err != nil {
		return of, l, on, err
	}
	cal, err := c.Rules.Calendar()
	if err != nil {
		return of, l, on, law.Refuse("rule-book", "no-calendar", law.Ref("call", c.Reference))
	}
	if on.IsZero() {
		on = today
	}
	if since := calendar.DateOf(of.ReleasedAt, cal.Zone); on.After(today) || on.Before(since) {
		return of, l, on, law.Refuse("runs", "answer-day", law.On("on", on), law.On("from", since), law.On("until", today))
	}
	return of, l, on, nil
}

// Decide records that a line was executed, once. The twinning is told.
func (o ExecutePayment) Decide(c Call, _ law.Facts, r law.Receipt) ([]Event, error) {
	run, l, on, err := c.answering(o.Run, o.Line, o.On, r, law.Payer, law.Officer)
	if err != nil {
		return nil, err
	}
	if l.Status != LineWaits {
		return nil, law.Refuse("runs", "answered", law.Count("run", o.Run), law.Count("line", o.Line), law.Word("status", "line-status", l.Status))
	}
	return []Event{PaymentExecuted{Run: o.Run, Line: o.Line, On: on, Ref: o.Ref, Last: run.Waiting() == 1}}, nil
}

// Decide records that a line was not paid, or that it came back after it was. What was not
// paid is payable again; what came back is owed by another name. So it takes a second hand:
// neither who prepared the run nor who recorded that the line was executed. The head may, too.
func (o ReturnPayment) Decide(c Call, _ law.Facts, r law.Receipt) ([]Event, error) {
	run, l, on, err := c.answering(o.Run, o.Line, o.On, r, law.Payer, law.Officer, law.Head)
	if err != nil {
		return nil, err
	}
	booked := l.Status == LineExecuted
	switch {
	case l.Status == LineReturned:
		return nil, law.Refuse("runs", "answered", law.Count("run", o.Run), law.Count("line", o.Line), law.Word("status", "line-status", l.Status))
	case booked && on.Before(l.Day):
		return nil, law.Refuse("runs", "answer-day", law.On("on", on), law.On("from", l.Day), law.On("until", on))
	case r.Actor == run.PreparedBy:
		return nil, law.Refuse("four-eyes", "return-preparer", law.Who("person", r.Actor), law.Count("run", o.Run))
	case booked && r.Actor == l.Recorded:
		return nil, law.Refuse("four-eyes", "return-recorder", law.Who("person", r.Actor), law.Count("run", o.Run), law.Count("line", o.Line))
	}
	e := PaymentReturned{Run: o.Run, Line: o.Line, On: on, Code: o.Code, Ref: o.Ref, Booked: booked, Last: !booked && run.Waiting() == 1}
	e.Letters = law.To(append(c.People(law.Payer)[:len(c.People(law.Payer)):len(c.People(law.Payer))], c.People(law.Officer)...), "payment-returned",
		law.Ref("call", c.Reference), law.Ref("tender", l.Tender), law.Count("run", o.Run), law.Count("line", o.Line), law.Money("amount", l.Amount), law.On("on", on), law.Word("code", "bank-code", o.Code))
	return []Event{e}, nil
}

// A Payment tells a tender that the bank has executed a line.
type Payment struct {
	Run  int           `json:"run"`
	Line PaymentLine   `json:"line"`
	On   calendar.Date `json:"on"`
	Ref  string        `json:"ref"`
	By   string        `json:"by"` // who released the run: the hand that pays
}

// A Return tells a tender that a line was not paid or came back.
type Return struct {
	Run    int           `json:"run"`
	Line   PaymentLine   `json:"line"`
	On     calendar.Date `json:"on"`
	Code   string        `json:"code"`
	Booked bool          `json:"booked,omitempty"`
}

// toPayee is what the bank's answer means for the twinning: the state is the one before it.
func (c Call) toPayee(run, line int, kind string, body func(PaymentRun, PaymentLine) any) []law.Message {
	r, known := c.Run(run)
	l, there := r.Line(line)
	if !known || !there {
		return nil
	}
	return []law.Message{{Stream: law.TwinningStream(l.Tender), Kind: kind, Body: body(r, l.PaymentLine)}}
}
