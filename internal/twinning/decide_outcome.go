package twinning

import (
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

// Check has nothing to refuse.
func (NoteOutcome) Check() error { return nil }

// Decide copies what the call decided. Who withdrew meanwhile, however long
// ago, is past it: the money is freed again. Who is being judged again is
// awarded all the same when the reserve list reaches them.
func (o NoteOutcome) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	if err := engineOnly(r); err != nil {
		return nil, err
	}
	if t.Contract == nil && !t.EndedAt.IsZero() {
		return []Event{OutcomeNoted{Outcome: o.Outcome, Moot: true}}, nil
	}
	stages := []Stage{Evaluated, Reserve}
	if t.secondLook() && o.Verdict != call.Reserve {
		stages = append(stages, Eligible, Arbitration, Consenting)
	}
	if err := t.must("noting-an-outcome", stages...); err != nil {
		return nil, err
	}
	terms, err := t.terms(c)
	if err != nil {
		return nil, err
	}
	e := OutcomeNoted{Outcome: o.Outcome}
	today := terms.day(r.ReceivedAt)
	people := []string{t.Tender.Contact, t.Tender.Signatory}
	more := law.Promise{}
	with := []law.Param{law.Score("score", o.Score), law.Because("place", o.Where()), law.Money("amount", o.Amount), law.Because("why", o.Why)}
	if o.Verdict == call.Awarded {
		from, held := terms.signFrom(c, today)
		if held {
			more = t.letters(people, "contract-held", law.On("until", from))
		}
		d := terms.due(from, terms.book.Contract.SignWithin)
		e.Owed = []obligation.Owed{{ID: oweContract, Ladder: ladderContract, Who: []string{t.Tender.Signatory}, Due: d}}
		with = append(with, law.On("due", d))
	} else if rules := terms.book.Complaints; rules != nil && c.Stage != call.Finished && !t.contested(t.Stage) {
		d := terms.due(today, rules.Within)
		e.Owed = []obligation.Owed{{ID: oweWindow, Ladder: ladderWindow, Who: []string{t.Tender.Contact}, Due: d}}
		more = t.letters(people, "contestable", law.On("until", d))
	}
	e.Promise = t.letters(people, string(o.Verdict), with...)
	e.Letters = append(e.Letters, more.Letters...)
	return []Event{e}, nil
}

// signFrom is the day from which the time to sign counts: today or, where it
// comes later, the last day of the standstill.
func (t terms) signFrom(c call.Call, today calendar.Date) (day calendar.Date, held bool) {
	if until, _ := c.HeldUntil(); until.After(today) {
		return until, true
	}
	return today, false
}
