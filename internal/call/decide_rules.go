package call

import (
	"encoding/json"
	"maps"
	"slices"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/obligation"
)

// Check refuses a change without a reason.
func (o ChangeRules) Check() error {
	if !law.IsSHA256(o.SHA256) {
		return law.Nonsensef(law.WrongHash("sha256"), "sha256 must be 64 hexadecimal digits in lower case")
	}
	return law.CheckRequired("why", o.Why)
}

// Decide proposes another version, which holds for every tender without a
// contract once another person of the staff has signed it.
func (o ChangeRules) Decide(c Call, _ law.Facts, r law.Receipt) ([]Event, error) {
	if err := c.may(r, law.Officer, law.Head); err != nil {
		return nil, err
	}
	if err := c.changeable(o.Rules, o.SHA256, r.ReceivedAt); err != nil {
		return nil, err
	}
	return []Event{RulesProposed{
		Number: c.Proposals + 1, Rules: o.Rules, SHA256: o.SHA256, File: o.File, Why: o.Why,
		Promise: c.askToSign(r.Actor, law.Why("another-rule-book"), o.Why),
	}}, nil
}

// changed is a version of the rule book with both signatures.
func (c Call) changed(p Proposal, f law.Facts, r law.Receipt) ([]Event, error) {
	o := p.Rules
	if err := c.changeable(o.Rules, o.SHA256, r.ReceivedAt); err != nil {
		return nil, err
	}
	e := RulesChanged{Rules: o.Rules, SHA256: o.SHA256, File: o.File, Why: o.Why, ProposedBy: p.By, Told: c.competing(f)}
	if award, ok := obligation.Find(c.Obligations, awardDecision); ok && award.Open() && o.Rules.Dates.Award != c.Rules.Dates.Award {
		e.Owed = []obligation.Owed{{ID: award.ID, Ladder: award.Ladder, Who: award.Who, Due: o.Rules.Dates.Award}}
	}
	return c.andFinish(e, r), nil
}

// changeable refuses a version that could not be in force now.
func (c Call) changeable(rules RuleBook, sha string, now time.Time) error {
	if err := c.must("changing-the-rules", Drafted, Published, Open, Shut, Opened, Evaluating, Decided, Running); err != nil {
		return err
	}
	if rules.Reference != c.Reference {
		return law.Refuse("rule-book", "another-call", law.Ref("of", rules.Reference), law.Ref("call", c.Reference))
	}
	if p := rules.Check(); len(p) > 0 {
		return law.Refuse("rule-book", "broken-rule-book", law.Path("path", p[0].Path))
	}
	if sha == c.SHA256 {
		return law.Refuse("rule-book", "unchanged")
	}
	if err := c.affordable(rules); err != nil {
		return err
	}
	return c.unsettled(rules, now)
}

// affordable refuses a budget, or an envelope, that what is committed would exceed.
func (c Call) affordable(rules RuleBook) error {
	budget := rules.Budget
	committed := c.Rules.Budget.Sub(c.Left)
	switch {
	case rules.Moneyless() != c.Rules.Moneyless():
		return law.Refuse("money", "budget-comes-or-goes", law.Ref("call", c.Reference))
	case !money.SameCurrency(budget, c.Rules.Budget):
		return law.Refuse("money", "budget-currency", law.Ref("call", c.Reference), law.Currency("currency", c.Rules.Budget.Currency()))
	case budget.LessThan(committed):
		return law.Refuse("budget", "committed", law.Money("committed", committed), law.Money("budget", budget))
	}
	left := c.envelopesUnder(rules)
	for _, id := range slices.Sorted(maps.Keys(left)) {
		if left[id].IsNegative() {
			return law.Refuse("budget", "envelope-committed", law.Word("id", "envelope", id), law.Money("short", left[id].Neg()))
		}
	}
	return nil
}

// unsettled refuses a version that differs in what no version can change any
// more, or in what is changed in another way.
func (c Call) unsettled(b RuleBook, now time.Time) error {
	if err := c.sameDeadline(b); err != nil {
		return err
	}
	if err := c.sameOpening(b, now); err != nil {
		return err
	}
	if b.Programme != c.Rules.Programme {
		return law.Refuse("rule-book", "another-programme", law.Ref("call", c.Reference))
	}
	if !sameValue(b.Follows, c.Rules.Follows) {
		return law.Refuse("rule-book", "follows", law.Ref("call", c.Reference))
	}
	if err := c.sameAward(b, now); err != nil {
		return err
	}
	if c.Released == nil {
		return nil
	}
	for _, v := range []struct {
		path    string
		was, is any
	}{
		{"award.envelopes.types", kept(c.Rules.Award.Envelopes), kept(b.Award.Envelopes)},
		{"award.letters", c.Rules.Award.Letters, b.Award.Letters},
		{"complaints", complaintsOf(c.Rules), complaintsOf(b)},
	} {
		if !sameValue(v.was, v.is) {
			return law.Refuse("rule-book", "released", law.Path("path", v.path), law.Ref("call", c.Reference))
		}
	}
	return nil
}

// kept are the types that each envelope is kept for.
func kept(envelopes []Envelope) map[string][]string {
	types := map[string][]string{}
	for _, e := range envelopes {
		types[e.ID] = e.Types
	}
	return types
}

// sameDeadline refuses another deadline for tenders: versions of that rule are
// set by extensions alone, which never take time away. A version of the rule
// book may say what an extension for everyone has made of it.
func (c Call) sameDeadline(b RuleBook) error {
	is, err := b.DeadlineRule("")
	if err != nil {
		return law.Refuse("rule-book", "broken-deadline", law.Because("why", noInstant(err)))
	}
	was, err := c.Rules.DeadlineRule("")
	if err == nil && sameLimit(is, was) {
		return nil
	}
	now, ok := c.longest([]string{""}, func(v DeadlineVersion) bool { return !v.Shortened })
	if ok && sameLimit(is, now.Rule) {
		return nil
	}
	return law.Refuse("rule-book", "deadline", law.At("deadline", now.Rule.Instant, c.Rules.Zone))
}

func sameLimit(a, b calendar.Deadline) bool {
	return a.Instant.Equal(b.Instant) && a.Grace == b.Grace && a.Inclusive == b.Inclusive
}

// sameOpening refuses another moment for the opening of the tenders once they
// have been opened, and one that has passed already: nobody opens them alone.
func (c Call) sameOpening(b RuleBook, now time.Time) error {
	was, had := c.OpeningMoment()
	then := c
	then.Rules = b
	is, has := then.OpeningMoment()
	switch {
	case had == has && was.Equal(is):
		return nil
	case c.IsOpened(now):
		return law.Refuse("rule-book", "opened", law.Ref("call", c.Reference))
	case has && !is.After(now):
		return law.Refuse("sealed", "session-passed", law.Ref("call", c.Reference), law.At("moment", is, b.Zone))
	}
	return nil
}

// sameValue compares two values of a rule book as they are written.
func sameValue(a, b any) bool {
	x, err := json.Marshal(a)
	if err != nil {
		panic(err) // a rule book has nothing that JSON cannot say
	}
	y, err := json.Marshal(b)
	if err != nil {
		panic(err)
	}
	return string(x) == string(y)
}
