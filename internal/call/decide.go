package call

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

// Obligations of a call, by id.
const (
	awardDecision = "award-decision"
	opening       = "opening"
	standstill    = "standstill"
	window        = "complaint-window"
)

// Check refuses an opening without what every call needs.
func (o OpenCall) Check() error {
	if err := law.CheckCode("reference", o.Rules.Reference); err != nil {
		return err
	}
	if !law.IsSHA256(o.SHA256) {
		return law.Nonsensef(law.WrongHash("sha256"), "sha256 must be 64 hexadecimal digits in lower case")
	}
	known := law.StaffRoles()
	for _, role := range slices.Sorted(maps.Keys(o.Roles)) {
		people := o.Roles[role]
		if !slices.Contains(known, role) {
			return law.Nonsensef(law.WrongValue(fmt.Sprintf("roles.%s", role), law.Codes(known)...), "roles.%s is not a role that a call gives; allowed are %s", role, roleWords(known))
		}
		for _, p := range people {
			if err := law.CheckCode("roles."+string(role), p); err != nil {
				return err
			}
		}
	}
	return nil
}

// Decide opens the call once. The opener must be one of its officers.
func (o OpenCall) Decide(c Call, f law.Facts, r law.Receipt) ([]Event, error) {
	if c.Stage != None {
		return nil, law.Refuse("opening", "already-opened", law.Ref("call", c.Reference))
	}
	if o.Rules.Reference != c.Reference {
		return nil, law.Refuse("rule-book", "another-call", law.Ref("of", o.Rules.Reference), law.Ref("call", c.Reference))
	}
	if !slices.Contains(o.Roles[law.Officer], r.Actor) {
		return nil, law.Refuse("roles", "not-an-officer", law.Who("person", r.Actor), law.Ref("call", o.Rules.Reference))
	}
	if err := governance.MayOpenCall(f, o.Rules.Programme, o.Rules.Reference, r); err != nil {
		return nil, err
	}
	if err := complete(o.Rules.Reference, o.Roles); err != nil {
		return nil, err
	}
	if p := o.Rules.Check(); len(p) > 0 {
		return nil, law.Refuse("rule-book", "broken-rule-book", law.Path("path", p[0].Path))
	}
	if err := o.Rules.followsWhat(f); err != nil {
		return nil, err
	}
	deadline, err := o.Rules.DeadlineRule(r.Actor)
	if err != nil {
		return nil, law.Refuse("rule-book", "broken-deadline", law.Because("why", noInstant(err)))
	}
	return []Event{CallOpened{
		Rules: o.Rules, SHA256: o.SHA256, File: o.File, Roles: o.Roles, Deadline: deadline,
		Owed: []obligation.Owed{{ID: awardDecision, Ladder: awardDecision, Who: o.Roles[law.Officer], Due: o.Rules.Dates.Award}},
	}}, nil
}

// Check has nothing to refuse.
func (PublishCall) Check() error { return nil }

// Decide publishes a drafted call.
func (PublishCall) Decide(c Call, _ law.Facts, r law.Receipt) ([]Event, error) {
	if err := c.must("publishing", Drafted); err != nil {
		return nil, err
	}
	if err := c.may(r, law.Officer, law.Head); err != nil {
		return nil, err
	}
	if !r.ReceivedAt.Before(c.Limit()) {
		return nil, law.Refuse("deadlines", "deadline-passed")
	}
	if on := c.Rules.Dates.Publication; c.Rules.Dates.Binding {
		cal, err := c.Rules.Calendar()
		if err != nil {
			return nil, law.Refuse("rule-book", "no-calendar", law.Ref("call", c.Reference))
		}
		if today := calendar.DateOf(r.ReceivedAt, cal.Zone); today.Before(on) {
			return nil, law.Refuse("deadlines", "before-publication", law.Ref("call", c.Reference), law.On("publication", on), law.On("today", today))
		}
	}
	return []Event{CallPublished{}}, nil
}

// Check refuses an extension without a reason, or until no time at all.
func (o ExtendDeadline) Check() error {
	if o.To.IsZero() {
		return law.Nonsensef(law.WrongClock("to"), "to is missing: write a wall-clock time, as in 2019-08-07T17:00")
	}
	for i, n := range o.Covers {
		if err := law.CheckCode(fmt.Sprintf("covers[%d]", i), n); err != nil {
			return err
		}
		if slices.Index(o.Covers, n) != i {
			return law.Nonsensef(law.WrongTwice("covers", n), "covers names %s twice", n)
		}
	}
	if o.Grace != "" {
		if _, err := calendar.ParseGrace(o.Grace); err != nil {
			return law.Nonsensef(law.WrongLike("grace", "10m"), "grace: %v", err)
		}
	}
	return law.CheckRequired("why", o.Why)
}

// Decide sets another version of the deadline rule, until the tenders are opened.
// It leaves more time, never less, and keeps the order of the dates of the rule
// book. Tenderers who are known by then are told.
func (o ExtendDeadline) Decide(c Call, f law.Facts, r law.Receipt) ([]Event, error) {
	if err := c.must("extending-the-deadline", Drafted, Published, Open, Shut); err != nil {
		return nil, err
	}
	if err := c.may(r, law.Head); err != nil {
		return nil, err
	}
	d, err := calendar.NewDeadline(calendar.Deadline{
		Name: "submission-of-tenders", Wall: o.To, Zone: c.Rules.Zone, Inclusive: o.Inclusive, Grace: o.grace(c.Rules),
		Covers: o.Covers, Why: o.Why, SignedBy: r.Actor,
	})
	if err != nil {
		return nil, law.Refuse("deadlines", "no-such-time", law.Because("why", noInstant(err)))
	}
	if now, ok := c.notBefore(d, func(v DeadlineVersion) bool { return v.Admission == 0 && !v.Shortened }); !ok {
		return nil, law.Refuse("deadlines", "not-later", law.At("deadline", d.Limit(), c.Rules.Zone), law.At("now", now.Limit(), c.Rules.Zone))
	}
	if !d.Last().After(r.ReceivedAt) {
		return nil, law.Refuse("deadlines", "in-the-past", law.At("deadline", d.Instant, c.Rules.Zone))
	}
	if err := c.inOrder(d); err != nil {
		return nil, err
	}
	return []Event{DeadlineSet{Deadline: d, Told: c.timed(f, d)}}, nil
}

// grace is the public grace of an extension. It belongs to the rule and not to
// one day: tenderers who read of ten minutes in the rule book have them on the
// new day, too, unless the extension says otherwise.
func (o ExtendDeadline) grace(book RuleBook) time.Duration {
	text := o.Grace
	if text == "" {
		text = book.Dates.Deadline.Grace
	}
	grace, err := calendar.ParseGrace(text)
	if err != nil {
		return 0 // none is written: both were checked before they were recorded
	}
	return grace
}

// notBefore tells whether a version leaves more time to each one whom it
// covers than those that which selects; if not, than which version.
func (c Call) notBefore(d calendar.Deadline, which func(DeadlineVersion) bool) (calendar.Deadline, bool) {
	who := d.Covers
	if len(who) == 0 {
		who = []string{""} // everyone
	}
	for _, name := range who {
		if now, ok := c.longest([]string{name}, which); ok && !d.Last().After(now.Rule.Last()) {
			return now.Rule, false
		}
	}
	return d, true
}

// Check refuses an appointment of nobody.
func (o AppointEvaluator) Check() error {
	if err := law.CheckText("organisation", o.Organisation); err != nil {
		return err
	}
	if err := law.CheckText("country", o.Country); err != nil {
		return err
	}
	return law.CheckCode("evaluator", o.Evaluator)
}

// Decide appoints a person who has no other hand in the call. Once the tenders
// are opened, nobody who competes is appointed; before, the opening sees to it.
func (o AppointEvaluator) Decide(c Call, f law.Facts, r law.Receipt) ([]Event, error) {
	if err := c.must("appointing-evaluators", Drafted, Published, Open, Shut, Opened, Evaluating, Decided, Running); err != nil {
		return nil, err
	}
	if err := c.may(r, law.Officer, law.Head); err != nil {
		return nil, err
	}
	if _, ok := c.Evaluator(o.Evaluator); ok {
		return nil, law.Refuse("evaluators", "already-appointed", law.Who("person", o.Evaluator), law.Ref("call", c.Reference))
	}
	for _, role := range law.StaffRoles() {
		if c.Had(o.Evaluator, role) {
			return nil, law.Refuse("evaluators", "staff", law.Who("person", o.Evaluator), law.Word("role", "role", role), law.Ref("call", c.Reference))
		}
	}
	if c.IsOpened(r.ReceivedAt) {
		if err := c.competes(Evaluator{Person: o.Evaluator, Organisation: o.Organisation}, c.tenders(f)); err != nil {
			return nil, err
		}
	}
	return []Event{EvaluatorAppointed{
		Evaluator: o.Evaluator, Organisation: o.Organisation, Country: o.Country,
		Promise: law.Promise{Letters: law.To([]string{o.Evaluator}, "evaluator-appointed", law.Ref("call", c.Reference))},
	}}, nil
}
