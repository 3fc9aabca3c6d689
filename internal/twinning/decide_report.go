package twinning

import (
	"fmt"
	"slices"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

func checkReport(report string) error {
	if report != Interim && report != Final {
		return law.Nonsensef(law.WrongValue("report", string(Interim), string(Final)), "report %q does not exist; allowed are %s or %s", report, Interim, Final)
	}
	return nil
}

// Check refuses a report without words, or evidence without a name.
func (o SubmitReport) Check() error {
	if err := checkReport(o.Report); err != nil {
		return err
	}
	if len(o.Evidence) > 100 {
		return law.Nonsensef(law.WrongMany("evidence", len(o.Evidence), 100), "evidence has %d entries; 100 are allowed", len(o.Evidence))
	}
	for i, e := range o.Evidence {
		at := fmt.Sprintf("evidence[%d]", i)
		if err := law.CheckCode(at+".id", e.ID); err != nil {
			return err
		}
		if err := law.CheckRequired(at+".what", e.What); err != nil {
			return err
		}
		if e.File != "" {
			if err := law.CheckStored(at+".file", e.File); err != nil {
				return err
			}
		}
	}
	switch {
	case o.Report != Final && (o.Lessons != "" || o.FollowUp != "" || o.FollowUpForm != ""):
		return law.Nonsensef(law.WrongAlone("lessons", "report", Final), "lessons, follow_up and follow_up_form are of the final report alone")
	case o.FollowUp != "" && o.FollowUp != FollowUpWanted && o.FollowUp != FollowUpNotWanted:
		return law.Nonsensef(law.WrongValue("follow_up", string(FollowUpWanted), string(FollowUpNotWanted)), "follow_up is %q; allowed are %s and %s", o.FollowUp, FollowUpWanted, FollowUpNotWanted)
	case o.FollowUpForm != "" && o.FollowUp != FollowUpWanted:
		return law.Nonsensef(law.WrongAlone("follow_up_form", "follow_up", string(FollowUpWanted)), "follow_up_form says in what form a follow-up is wanted; it stands beside follow_up: %s", FollowUpWanted)
	}
	if err := law.CheckText("lessons", o.Lessons); err != nil {
		return err
	}
	if err := law.CheckText("follow_up_form", o.FollowUpForm); err != nil {
		return err
	}
	return law.CheckRequired("summary", o.Summary)
}

// stages are those in which a report is taken: the final one before the last month has ended
// only where the rule book lets a twinning be completed early.
func (o SubmitReport) stages(t Twinning, c call.Call) []Stage {
	if terms, err := t.terms(c); o.Report == Final && (err != nil || !terms.book.Running.Closes().Early) {
		return []Stage{Reporting}
	}
	return []Stage{Active, Reporting}
}

// Decide takes the interim report while a twinning is active, and the final
// one once its last month has ended.
func (o SubmitReport) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	if err := t.must("submitting-the-"+o.Report+"-report", o.stages(t, c)...); err != nil {
		return nil, err
	}
	if err := t.party(r, law.Contact); err != nil {
		return nil, err
	}
	terms, err := t.terms(c)
	if err != nil {
		return nil, err
	}
	if o.Report == Final && t.Stage == Active {
		if err := t.early(terms, terms.day(r.ReceivedAt)); err != nil {
			return nil, err
		}
	}
	owed, asked := obligation.Find(t.Obligations, o.Report+"-report")
	if !asked {
		return nil, law.Refuse("reports", "not-asked", law.Word("report", "report", o.Report), law.Ref("tender", t.Reference))
	}
	if t.Reports[o.Report].Status == StatusAccepted {
		return nil, law.Refuse("reports", "accepted", law.Word("report", "report", o.Report))
	}
	for _, e := range o.Evidence {
		if err := t.added(e.File, Target{Purpose: ForReport, ID: o.Report}); err != nil {
			return nil, err
		}
	}
	rule := terms.book.Running.Closes()
	switch {
	case o.Report == Final && rule.Lessons && o.Lessons == "":
		return nil, law.Refuse("closure", "lessons", law.Ref("tender", t.Reference))
	case o.Report == Final && rule.FollowUp && o.FollowUp == "":
		return nil, law.Refuse("closure", "follow-up", law.Ref("tender", t.Reference))
	}
	e := ReportSubmitted{
		Report: o.Report, Number: t.Reports[o.Report].Number + 1, Summary: o.Summary, Evidence: o.Evidence,
		Lessons: o.Lessons, FollowUp: o.FollowUp, FollowUpForm: o.FollowUpForm,
	}
	if o.Report == Final && rule.CoSigned {
		e.SHA256 = hashOf(e)
	}
	if due, holds := owed.Current(); holds && e.Number == 1 {
		e.Late = terms.late(r.ReceivedAt, due.On)
	}
	e.Owed = []obligation.Owed{{
		ID: oweReportReview(o.Report, e.Number), Ladder: ladderReview, Who: c.People(law.Officer),
		Due: terms.due(terms.day(r.ReceivedAt), terms.book.Running.ReviewWithin),
	}}
	return []Event{e}, nil
}

func (t Twinning) judgeableReport(report string, c call.Call, r law.Receipt) (terms, error) {
	if err := t.must("judging-a-report", Active, Suspended, Reporting); err != nil {
		return terms{}, err
	}
	if err := staff(c, r, law.Officer); err != nil {
		return terms{}, err
	}
	if s := t.Reports[report].Status; s != StatusSubmitted {
		if s == "" {
			return terms{}, law.Refuse("reports", "not-submitted", law.Word("report", "report", report), law.Ref("tender", t.Reference))
		}
		return terms{}, law.Refuse("reports", "judged-already", law.Word("report", "report", report), law.Ref("tender", t.Reference), law.Word("status", "status", s))
	}
	return t.terms(c)
}

// Check refuses a report that does not exist.
func (o AcceptReport) Check() error { return checkReport(o.Report) }

// Decide accepts a report. The final one must show what its type asks for;
// from then on the closure is owed.
func (o AcceptReport) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	terms, err := t.judgeableReport(o.Report, c, r)
	if err != nil {
		return nil, err
	}
	e := ReportAccepted{Report: o.Report}
	if o.Report == Final {
		if missing := t.missingEvidence(terms.book); len(missing) > 0 {
			return nil, law.Refuse("closure", "evidence", law.Words("missing", "evidence", missing))
		}
		if t.Stage == Suspended { // it was submitted before its last month: the twinning is completed once it goes on
			return nil, t.must("judging-the-final-report", Active, Reporting)
		}
		due := terms.due(terms.day(r.ReceivedAt), terms.book.Running.CloseWithin)
		e.Owed = []obligation.Owed{{ID: oweClosure, Ladder: ladderClosure, Who: c.People(law.Officer), Due: due}}
		if terms.book.Running.Closes().CoSigned {
			e.Owed = append(e.Owed, t.coSigning(terms, c, r.ReceivedAt, bothParties()...)...)
			e.Promise = t.letters(once(slices.Concat(t.signers(c, PartyContractor), t.signers(c, PartyProcurer))), "report-to-sign", law.On("due", due))
		}
		if t.Stage == Active {
			return []Event{e, t.completed(terms, c, r)}, nil
		}
	}
	if o.Report == Interim {
		return append([]Event{e}, t.fallsDue(call.AfterInterim, terms, c, r.ReceivedAt)...), nil
	}
	return []Event{e}, nil
}

// missingEvidence lists what the type of the twinning asks for and the final
// report does not show.
func (t Twinning) missingEvidence(book call.RuleBook) []string {
	typ, _ := book.Type(t.Tender.Type)
	var missing []string
	for _, need := range typ.Closure {
		if !slices.ContainsFunc(t.Reports[Final].Evidence, func(e Evidence) bool { return e.ID == need.ID && (e.File != "" || !need.Upload) }) {
			missing = append(missing, need.ID)
		}
	}
	return missing
}

// Check refuses to return a report without a reason.
func (o ReturnReport) Check() error {
	if err := checkReport(o.Report); err != nil {
		return err
	}
	return law.CheckRequired("reason", o.Reason)
}

// Decide asks for another report.
func (o ReturnReport) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	terms, err := t.judgeableReport(o.Report, c, r)
	if err != nil {
		return nil, err
	}
	due := terms.due(terms.day(r.ReceivedAt), terms.book.Running.ReviewWithin)
	ladder := ladderInterim
	if o.Report == Final {
		ladder = ladderFinal
	}
	return []Event{ReportReturned{
		Report: o.Report, Reason: o.Reason,
		Owed:    []obligation.Owed{{ID: oweReportAgain(o.Report, t.Reports[o.Report].Number+1), Ladder: ladder, Who: []string{t.Tender.Contact}, Due: due}},
		Promise: t.letters([]string{t.Tender.Contact}, "report-returned", law.Word("report", "report", o.Report), law.On("due", due), law.Quote("reason", o.Reason)),
	}}, nil
}
