package twinning

import (
	"slices"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

// Check refuses a decision without a reason where one is owed.
func (o DecideEligibility) Check() error {
	if !o.Eligible || o.Override {
		return law.CheckRequired("reason", o.Reason)
	}
	return law.CheckText("reason", o.Reason)
}

// Decide records every eligibility rule's own verdict. A decision against what
// the rules found is refused, unless it says that it overrides them: then it is
// proposed, and holds when another person has signed it.
func (o DecideEligibility) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	findings, terms, err := t.judging("deciding-on-eligibility", c, r)
	if err != nil {
		return nil, err
	}
	failed := failing(findings)
	against := o.Eligible != (len(failed) == 0)
	switch {
	case !against && o.Override:
		return nil, law.Refuse("eligibility", "nothing-to-override", law.Ref("tender", t.Reference), law.Word("verdict", "eligibility", verdict(o.Eligible)))
	case !against:
		return []Event{t.eligibility(terms, r, EligibilityDecided{Eligible: o.Eligible, Findings: findings, Reason: o.Reason})}, nil
	case o.Override:
		if err := t.overridable(o.Eligible, failed, terms); err != nil {
			return nil, err
		}
		return []Event{EligibilityProposed{
			Eligible: o.Eligible, Reason: o.Reason, Against: rulesOf(failed), Findings: findings,
			Promise: t.letters(judgesBut(c, r.Actor), "eligibility-proposed", law.Ref("call", c.Reference), law.Word("verdict", "eligibility", verdict(o.Eligible)), law.Quote("reason", o.Reason)),
		}}, nil
	case o.Eligible:
		return nil, law.Refuse("eligibility", "rule-failed", law.Ref("tender", t.Reference), law.Because("finding", failed[0].Why))
	default:
		return nil, law.Refuse("eligibility", "no-rule-failed", law.Ref("tender", t.Reference))
	}
}

// overridable refuses that a tender is found eligible against a rule that the rule book has as binding.
func (t Twinning) overridable(eligible bool, failed []Finding, terms terms) error {
	for _, f := range failed {
		if eligible && slices.Contains(terms.book.Eligibility.Binding, f.Rule) {
			return law.Refuse("eligibility", "binding", law.Ref("tender", t.Reference), law.Because("finding", f.Why))
		}
	}
	return nil
}

// judging is what the rules find about a tender that somebody may decide on
// now, and the terms by which they do.
func (t Twinning) judging(what string, c call.Call, r law.Receipt) ([]Finding, terms, error) {
	if err := t.must(what, Submitted, Clarification); err != nil {
		return nil, terms{}, err
	}
	if err := opened(c, r); err != nil {
		return nil, terms{}, err
	}
	if err := staff(c, r, law.Officer, law.Head); err != nil {
		return nil, terms{}, err
	}
	terms, err := t.terms(c)
	if err != nil {
		return nil, terms, err
	}
	findings := t.found(terms)
	if t.Stage != Clarification {
		return findings, terms, nil
	}
	due, err := t.unanswered(terms, r)
	if err != nil {
		return nil, terms, err
	}
	return append(findings, Finding{Rule: call.RuleClarification, Why: law.Why("clarification-unanswered", law.On("due", due))}), terms, nil
}

// unanswered is the last day for a clarification that has lapsed; it refuses
// while there is time to answer.
func (t Twinning) unanswered(terms terms, r law.Receipt) (calendar.Date, error) {
	owed, ok := obligation.Find(t.Obligations, oweClarification(t.questions()))
	due, holds := owed.Current()
	if !ok || !holds || !terms.late(r.ReceivedAt, due.On) {
		return due.On, law.Refuse("clarification", "not-due", law.Ref("tender", t.Reference), law.On("due", due.On))
	}
	return due.On, nil
}

// eligibility completes a decision: the letter, and the time for complaints
// where the rule book gives one.
func (t Twinning) eligibility(terms terms, r law.Receipt, e EligibilityDecided) EligibilityDecided {
	to := []string{t.Tender.Contact}
	e.Owed = t.contest(e.Eligible, terms, r)
	switch {
	case e.Eligible:
		e.Promise = t.letters(to, "eligible", law.Quote("reason", e.Reason))
	case len(e.Owed) == 0:
		e.Promise = t.letters(to, "ineligible", law.Quote("reason", e.Reason))
	default:
		e.Promise = t.letters(to, "ineligible-contestable", law.On("until", e.Owed[0].Due), law.Quote("reason", e.Reason))
	}
	return e
}

// Check has nothing to refuse.
func (SignEligibility) Check() error { return nil }

// Decide gives the second signature under a decision against the findings. They
// must be those that the first one was given under.
func (SignEligibility) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	findings, terms, err := t.judging("signing-a-decision-on-eligibility", c, r)
	if err != nil {
		return nil, err
	}
	p := t.Proposal
	switch {
	case p == nil:
		return nil, law.Refuse("eligibility", "nothing-proposed", law.Ref("tender", t.Reference))
	case r.Actor == t.ProposedBy:
		return nil, law.Refuse("four-eyes", "proposer", law.Who("person", r.Actor))
	case !slices.EqualFunc(findings, p.Findings, Finding.Equal):
		return nil, law.Refuse("eligibility", "findings-changed", law.Ref("tender", t.Reference))
	}
	return []Event{t.eligibility(terms, r, EligibilityDecided{
		Eligible: p.Eligible, Findings: findings, Reason: p.Reason,
		Override: &Override{By: t.ProposedBy, SignedBy: r.Actor, Against: p.Against, Reason: p.Reason},
	})}, nil
}

// judgesBut are the people who may decide on eligibility, but one.
func judgesBut(c call.Call, person string) []string {
	people := slices.Concat(c.People(law.Officer), c.People(law.Head))
	return slices.DeleteFunc(people, func(p string) bool { return p == person })
}

func verdict(eligible bool) string {
	if eligible {
		return "eligible"
	}
	return "ineligible"
}
