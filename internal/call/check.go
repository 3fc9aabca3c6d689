package call

import (
	"fmt"
	"slices"
	"strings"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
)

// A Problem is one thing in a rule book that the law does not allow.
type Problem struct {
	Path    string   // of the value, as a JSON pointer: /dates/award
	What    string   // what is wrong with it
	Allowed string   // what is allowed instead
	With    []string // paths of the other values that the rule read, if any
}

// Ladders names every kind of obligation: a rule book has a ladder for each.
func Ladders() []string {
	return []string{
		"eligibility", "clarification", "evaluation", "award-decision", "contract", "log", "log-review",
		"expense-payment", "interim-report", "final-report", "closure",
	}
}

// OptionalLadders names the obligations that not every call has, and that a
// rule book may leave without letters.
func OptionalLadders() []string {
	return []string{
		"opening", "arbitration", "consensus", "complaint-window", "complaint-review", "standstill", "reevaluation", "suspension", "amendment",
		"observations", "termination", "final-claim", "settlement", "instalment", "account", "recovery-observations", "recovery-decision", "recovery",
		"co-signature", "deliverable", "meeting", "contract-signature", "start", "verification", "authorisation", "retention", "unreached", ladderRelease, ladderExecution,
	}
}

// Check lists everything in a rule book that the law does not allow. It is
// pure, and holds for a rule book however it was read.
func (b RuleBook) Check() []Problem {
	var c check
	c.names(b)
	c.dates(b)
	c.money(b)
	c.choices(b)
	c.award(b)
	c.running(b)
	c.closure(b)
	c.meetings(b)
	c.amendments(b)
	c.personnel(b)
	c.reminders(b)
	c.holidays(b.Holidays)
	c.marks(b.Marks)
	c.opening(b)
	c.eligibility(b)
	c.parties(b)
	c.caps(b)
	c.committees(b)
	c.scores(b)
	c.envelopes(b)
	c.letters(b)
	c.complaints(b)
	c.follows(b)
	c.people(b)
	c.published(b)
	c.payments(b)
	c.wording(b)
	c.words(b)
	return c.problems
}

// check gathers problems.
type check struct{ problems []Problem }

// unless adds the problem if what must be so is not.
func (c *check) unless(so bool, path, allowed string, with []string, what string, args ...any) {
	if !so {
		c.problems = append(c.problems, Problem{Path: path, What: fmt.Sprintf(what, args...), Allowed: allowed, With: with})
	}
}

// refused adds the problem that a reader of values has found.
func (c *check) refused(err error, path, allowed string, with ...string) {
	if err != nil {
		c.unless(false, path, allowed, with, "%s", err)
	}
}

func (c *check) names(b RuleBook) {
	const form = "capitals, digits and single hyphens, at most 40, beginning with a capital, as in DHE-2019"
	c.unless(isReference(b.Reference), "/reference", form, nil, "%q is not a reference", b.Reference)
	c.refused(law.CheckRequired("it", b.Title), "/title", "one line of text")
	c.refused(law.CheckRequired("it", b.Programme), "/programme", "one line of text")
}

// isReference matches ^[A-Z][A-Z0-9]*(-[A-Z0-9]+)*$ of at most 40 characters.
func isReference(s string) bool {
	if s == "" || len(s) > 40 || s[0] < 'A' || s[0] > 'Z' {
		return false
	}
	for part := range strings.SplitSeq(s, "-") {
		if part == "" || strings.Trim(part, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") != "" {
			return false
		}
	}
	return true
}

// dates checks that the calendar of the call goes forward, and that its
// deadline is one instant.
func (c *check) dates(b RuleBook) {
	d := b.Dates
	type day struct {
		path string
		on   calendar.Date
	}
	publication, opening := day{"/dates/publication", d.Publication}, day{"/dates/opening", d.Opening}
	deadline, award := day{"/dates/deadline/date", d.Deadline.On}, day{"/dates/award", d.Award}
	start, latest := day{"/dates/start", d.Start}, day{"/contract/latest_start", b.Contract.LatestStart}
	for _, day := range []day{publication, opening, deadline, award, start, latest} {
		c.unless(!day.on.IsZero(), day.path, "a day of the calendar, as in 2019-08-07", nil, "is missing")
	}
	inOrder := func(a, b day, strictly bool) {
		if a.on.IsZero() || b.on.IsZero() {
			return
		}
		with, name := []string{a.path}, strings.TrimPrefix(a.path, "/")
		if strictly {
			c.unless(a.on.Before(b.on), b.path, "a day after "+a.on.String(), with, "%s is not after %s, %s", b.on, name, a.on)
		} else {
			c.unless(!b.on.Before(a.on), b.path, a.on.String()+" or a later day", with, "%s is before %s, %s", b.on, name, a.on)
		}
	}
	inOrder(publication, opening, false)
	inOrder(opening, deadline, false)
	inOrder(deadline, award, true)
	inOrder(award, start, false)
	inOrder(start, latest, false)
	for i, w := range d.Webinars {
		path := fmt.Sprintf("/dates/webinars/%d/date", i)
		c.unless(!w.On.IsZero(), path, "a day of the calendar, as in 2019-06-14", nil, "is missing")
		c.unless(d.Deadline.On.IsZero() || !w.On.After(d.Deadline.On), path, "a day up to "+d.Deadline.On.String(),
			[]string{deadline.path}, "%s is after dates/deadline/date, %s", w.On, d.Deadline.On)
	}
	c.deadline(b)
}

func (c *check) deadline(b RuleBook) {
	const at = "/dates/deadline/at"
	if _, err := calendar.Zone(b.Zone); err != nil {
		c.refused(err, "/zone", "a name of the IANA time zone database, as in Europe/Brussels")
		return
	}
	l := b.Dates.Deadline
	if l.Grace != "" {
		if _, err := calendar.ParseGrace(l.Grace); err != nil {
			c.refused(err, "/dates/deadline/grace", "a duration, 0s or more, as in 30m")
			return
		}
	}
	if l.On.IsZero() {
		return
	}
	if _, err := l.wall(); err != nil {
		c.refused(err, at, "an hour, as in 17:00")
		return
	}
	_, err := b.DeadlineRule("")
	c.refused(err, at, onceOnClocks(b.Zone), "/zone", "/dates/deadline/date", "/dates/deadline/offset", "/dates/deadline/grace")
}

func (c *check) money(b RuleBook) {
	const budget = "/budget"
	if b.Moneyless() {
		c.moneyless(b)
		return
	}
	c.positive(b.Budget, budget)
	code := b.Budget.Currency()
	if day := b.Dates.Publication; !day.IsZero() {
		c.refused(money.CheckOn(code, day.Year, day.Month, day.Day), budget,
			"a currency of ISO 4217 on the day of publication", "/dates/publication")
	}
	same := func(a money.Amount, path string) bool {
		same := money.SameCurrency(a, b.Budget)
		c.unless(same, path, "an amount in "+code, []string{budget}, "%s is not in the currency of the budget, %s", a, code)
		return same
	}
	for i, t := range b.Types {
		path := fmt.Sprintf("/types/%d/ceiling", i)
		if t.Ceiling.IsNone() {
			continue // a tender of this type may ask for any part of the budget
		}
		c.positive(t.Ceiling, path)
		if same(t.Ceiling, path) {
			c.unless(!b.Budget.LessThan(t.Ceiling), path, "at most the budget, "+b.Budget.String(), []string{budget},
				"%s is more than the budget, %s", t.Ceiling, b.Budget)
		}
	}
	small := "/retention/small_up_to"
	c.unless(!b.Retention.SmallUpTo.IsNone() && !b.Retention.SmallUpTo.IsNegative(), small, "an amount from zero on", nil, "is missing or below zero")
	same(b.Retention.SmallUpTo, small)
}

// moneyless checks that a programme without a budget names no amount anywhere:
// nobody could say what it is a part of.
func (c *check) moneyless(b RuleBook) {
	none := func(there bool, path string) {
		c.unless(!there, path, "no amount, or a budget", []string{"/budget"}, "there is no budget that this could be a part of")
	}
	for i, t := range b.Types {
		none(!t.Ceiling.IsNone(), fmt.Sprintf("/types/%d/ceiling", i))
	}
	none(!b.Retention.SmallUpTo.IsNone(), "/retention/small_up_to")
	c.unless(b.Retention.SmallYears == 0, "/retention/small_years", "none, or a budget", []string{"/budget"}, "there is no budget, so that no amount is small")
	none(len(b.Award.Envelopes) > 0, "/award/envelopes")
	none(b.Follows != nil, "/follows")
	for i, t := range b.Award.Ties {
		none(t == TieLowerAmount, fmt.Sprintf("/award/ties/%d", i))
	}
}

func (c *check) positive(a money.Amount, path string) {
	c.unless(!a.IsNone(), path, "an amount above zero, as in EUR 5000.00", nil, "is missing")
	c.unless(a.IsNone() || !a.IsZero() && !a.IsNegative(), path, "an amount above zero", nil, "%s is not above zero", a)
}

// choices checks the lists whose entries are named elsewhere.
func (c *check) choices(b RuleBook) {
	c.once("/types", "id", ids(b.Types, func(t Type) string { return t.ID }))
	for i, t := range b.Types {
		c.once(fmt.Sprintf("/types/%d/closure", i), "id", ids(t.Closure, func(e Evidence) string { return e.ID }))
	}
	c.once("/running/error_types", "id", ids(b.Running.ErrorTypes, func(e ErrorType) string { return e.ID }))
	c.once("/priorities", "id", ids(b.Priorities, func(p Priority) string { return p.ID }))
	for i, p := range b.Priorities {
		path := fmt.Sprintf("/priorities/%d/topics", i)
		c.once(path, "id", ids(p.Topics, func(t Topic) string { return t.ID }))
		c.unless(len(p.Topics) > 0, path, "one topic or more", nil, "is empty, so that no tender could be in this priority")
	}
	c.unless(len(b.Types) > 0, "/types", "one type or more", nil, "is empty")
	c.unless(len(b.Priorities) > 0, "/priorities", "one priority or more", nil, "is empty")
	e := b.Eligibility
	c.unless(e.ContractorIn == Union || e.ContractorIn == "", "/eligibility/contractor_in", "EU, or the empty text for anywhere", nil, "%q is not known", e.ContractorIn)
	c.once("/eligibility/documents", "id", ids(e.Documents, func(d RequiredDocument) string { return d.ID }))
	c.once("/eligibility/clarified_fields", "", e.ClarifiedFields)
}

func ids[T any](list []T, id func(T) string) []string {
	var s []string
	for _, v := range list {
		s = append(s, id(v))
	}
	return s
}

// once checks that the entries of a list have names, each its own. field is
// where in an entry the name stands, "" where the entry is the name.
func (c *check) once(list, field string, names []string) {
	for i, name := range names {
		path := strings.TrimSuffix(fmt.Sprintf("%s/%d/%s", list, i, field), "/")
		first := slices.Index(names, name)
		c.unless(name != "", path, "a name of its own", nil, "is missing")
		c.unless(name == "" || first == i, path, "a name of its own", nil, "%q is there twice: it is also entry %d", name, first+1)
	}
}

func (c *check) holidays(list []Holiday) {
	c.once("/holidays", "date", ids(list, func(h Holiday) string { return h.On.String() }))
}

func (c *check) marks(marks []Mark) {
	for _, m := range marks {
		c.unless(!m.Sample || strings.TrimSpace(m.Why) != "", m.Path, "a sample with why it is one", nil, "is marked as a sample and does not say why")
		c.unless(m.Sample || strings.TrimSpace(m.Source) != "", m.Path, "a mark with a source, or sample: true and why", nil, "is marked and says no source")
	}
}
