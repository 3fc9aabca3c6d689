package twinning

import (
	"slices"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

// merit is what people would like to contest, and cannot.
const merit = "merit"

// Check refuses a complaint without words, or on grounds that nobody knows.
func (o LodgeComplaint) Check() error {
	switch o.Grounds {
	case GroundsProcedure, GroundsFacts, merit:
		return law.CheckRequired("text", o.Text)
	}
	return law.Nonsensef(law.WrongValue("grounds", string(GroundsProcedure), string(GroundsFacts)), "grounds %q are none; write %s or %s", o.Grounds, GroundsProcedure, GroundsFacts)
}

// Decide takes a complaint while the time for it lasts: one against the
// decision on eligibility, and one against the outcome. What comes of a
// complaint is final (H2020 rules for evaluation reviews: one request, and the
// score of a re-evaluation is the one that counts).
func (o LodgeComplaint) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	if err := t.must("lodging-a-complaint", Ineligible, Reserve, Rejected); err != nil {
		return nil, err
	}
	if err := t.party(r, law.Contact, law.Signatory); err != nil {
		return nil, err
	}
	terms, err := t.terms(c)
	if err != nil {
		return nil, err
	}
	owed, there := obligation.Find(t.Obligations, oweWindow)
	due, _ := owed.Current()
	open, waits := t.openComplaint()
	rules := terms.book.Complaints
	switch {
	case o.Grounds == merit:
		return nil, refuseMerit()
	case waits:
		return nil, law.Refuse("complaints", "open", law.Count("number", open.Number), law.Ref("tender", t.Reference))
	case t.contested(t.Stage):
		return nil, law.Refuse("complaints", "already-lodged", law.Ref("tender", t.Reference))
	case !there || rules == nil:
		return nil, law.Refuse("complaints", "no-time", law.Ref("tender", t.Reference))
	case terms.late(r.ReceivedAt, due.On):
		return nil, law.Refuse("complaints", "too-late", law.Ref("tender", t.Reference), law.On("due", due.On))
	}
	n := len(t.Complaints) + 1
	answer := terms.due(terms.day(r.ReceivedAt), rules.ReviewWithin)
	e := ComplaintLodged{
		Number: n, Grounds: o.Grounds, Text: o.Text,
		Owed: []obligation.Owed{{ID: oweComplaint(n), Ladder: ladderComplaint, Who: c.People(law.Head), Due: answer}},
	}
	told := t.letters(c.People(law.Head), "complaint-lodged", law.Count("number", n), law.Word("grounds", "grounds", o.Grounds), law.Word("against", "stage", t.Stage), law.On("due", answer))
	taken := t.letters([]string{t.Tender.Contact}, "complaint-received", law.Count("number", n), law.On("answer", answer))
	e.Letters = append(told.Letters, taken.Letters...)
	return []Event{e}, nil
}

func refuseMerit() error {
	return law.Refuse("complaints", "merit")
}

// contested tells whether the decision that a stage stands for has had its one
// complaint: the one on eligibility, or else the outcome.
func (t Twinning) contested(stage Stage) bool {
	return slices.ContainsFunc(t.Complaints, func(c Complaint) bool { return (c.Against == Ineligible) == (stage == Ineligible) })
}

// contest is the time for complaints about a decision that a tender is not
// eligible, unless it answers a complaint.
func (t Twinning) contest(eligible bool, terms terms, r law.Receipt) []obligation.Owed {
	rules := terms.book.Complaints
	if eligible || rules == nil || t.contested(Ineligible) {
		return nil
	}
	due := terms.due(terms.day(r.ReceivedAt), rules.Within)
	return []obligation.Owed{{ID: oweWindow, Ladder: ladderWindow, Who: []string{t.Tender.Contact}, Due: due}}
}

// Check refuses an answer without a reason, or with a finding that nobody knows.
func (o ReviewComplaint) Check() error {
	switch o.Finding {
	case GroundsProcedure, GroundsFacts, GroundsNone, merit:
		return law.CheckRequired("reason", o.Reason)
	}
	return law.Nonsensef(law.WrongValue("finding", string(GroundsProcedure), string(GroundsFacts), string(GroundsNone)), "finding %q is none; write %s, %s or %s", o.Finding, GroundsProcedure, GroundsFacts, GroundsNone)
}

// Decide answers the complaint that is open, by somebody who had no hand in
// what it is about. Upheld, the tender is judged again.
func (o ReviewComplaint) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	open, waits := t.openComplaint()
	if !waits {
		return nil, law.Refuse("complaints", "none-open", law.Ref("tender", t.Reference))
	}
	if err := staff(c, r, law.Head, law.Officer); err != nil {
		return nil, err
	}
	switch {
	case r.Actor == c.PreparedBy:
		return nil, law.Refuse("four-eyes", "prepared", law.Who("person", r.Actor), law.Ref("call", c.Reference))
	case open.Against == Ineligible && t.decidedEligibility(r.Actor):
		return nil, law.Refuse("four-eyes", "decided", law.Who("person", r.Actor), law.Ref("tender", t.Reference))
	case o.Finding == merit:
		return nil, refuseMerit()
	case o.Upheld && o.Finding == GroundsNone:
		return nil, law.Refuse("complaints", "finding")
	}
	e := ComplaintReviewed{Number: open.Number, Upheld: o.Upheld, Finding: o.Finding, Reason: o.Reason, AfterAward: o.Upheld && c.Released != nil}
	result := "not-upheld"
	if o.Upheld {
		result = "upheld"
		terms, err := t.terms(c)
		if err != nil {
			return nil, err
		}
		e.Owed = t.owedAgain(terms, open.Against, c, r)
	}
	e.Promise = t.letters([]string{t.Tender.Contact, t.Tender.Signatory}, "complaint-reviewed",
		law.Count("number", open.Number), law.Word("result", "complaint", result), law.Word("finding", "grounds", o.Finding), law.Quote("reason", o.Reason))
	return []Event{e}, nil
}

func (t Twinning) decidedEligibility(person string) bool {
	return person == t.DecidedBy || t.Override != nil && (person == t.Override.By || person == t.Override.SignedBy)
}

// owedAgain is what the officers owe once a tender is to be judged again: the
// decision on eligibility, or another evaluation. How long they have is our
// choice: as long as for the first.
func (t Twinning) owedAgain(terms terms, against Stage, c call.Call, r law.Receipt) []obligation.Owed {
	round, today := len(t.Rounds)+2, terms.day(r.ReceivedAt)
	if against == Ineligible {
		due := terms.due(today, terms.book.Eligibility.DecideWithin)
		return []obligation.Owed{{ID: oweEligibilityOf(round), Ladder: ladderEligibility, Who: c.People(law.Officer), Due: due}}
	}
	due := terms.due(today, terms.book.Evaluation.Within)
	return []obligation.Owed{{ID: oweReevaluation(round), Ladder: ladderReevaluation, Who: c.People(law.Officer), Due: due}}
}
