package call

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
)

// scores checks how the reports of several evaluators become one score.
func (c *check) scores(b RuleBook) {
	e := b.Evaluation
	c.unless(e.Aggregate == "" || e.Aggregate == Mean || e.Aggregate == Median, "/evaluation/aggregate", Mean+" or "+Median, nil, "%q is not known", e.Aggregate)
	if e.Arbitration != nil {
		const share, allowed = "/evaluation/arbitration/share", "a number above 0 and below 100 with at most two decimals, as in 30"
		s := e.Arbitration.Share
		c.refused(law.CheckNumber("it", s), share, allowed)
		c.unless(s.IsPositive() && s.LessThan(decimal.NewFromInt(100)), share, allowed, nil, "%s is not above 0 and below 100", s)
		c.unless(s.Equal(s.Truncate(2)), share, allowed, nil, "%s has more than two decimals", s)
		c.unless(slices.Contains([]string{"", AloneCounts, AloneSecond}, e.Arbitration.Alone), "/evaluation/arbitration/alone", AloneCounts+", which is the default, or "+AloneSecond, nil,
			"%q is not known", e.Arbitration.Alone)
	}
	if e.Conflicts != nil {
		c.length(e.Conflicts.Within, "/evaluation/conflicts/within")
	}
	for i, k := range e.Criteria {
		if k.Threshold == nil {
			continue
		}
		path := fmt.Sprintf("/evaluation/criteria/%d", i)
		most, t := decimal.NewFromInt(k.Max), *k.Threshold
		allowed := fmt.Sprintf("points from 0 to %d with at most one decimal", k.Max)
		c.refused(law.CheckNumber("it", t), path+"/threshold", allowed)
		c.unless(!t.IsNegative() && !most.LessThan(t), path+"/threshold", allowed, []string{path + "/max"}, "%s is not between 0 and %d", t, k.Max)
		c.unless(t.Equal(t.Truncate(1)), path+"/threshold", allowed, nil, "%s has more than one decimal", t)
	}
}

// envelopes checks the parts of the budget that are kept for types.
func (c *check) envelopes(b RuleBook) {
	const all = "/award/envelopes"
	list := b.Award.Envelopes
	c.once(all, "id", ids(list, func(e Envelope) string { return e.ID }))
	types := ids(b.Types, func(t Type) string { return t.ID })
	in := map[string]string{}
	sum, whole := money.Amount{}, true
	var budgets []string
	for i, e := range list {
		path := fmt.Sprintf("%s/%d", all, i)
		c.unless(e.ID != Rest, path+"/id", "a name of its own", nil, "%q is what the envelopes leave of the budget", Rest)
		c.unless(len(e.Types) > 0, path+"/types", "one type or more", []string{"/types"}, "is empty, so that nothing could be paid out of this envelope")
		for j, t := range e.Types {
			at := fmt.Sprintf("%s/types/%d", path, j)
			c.unless(slices.Contains(types, t), at, joined(types), []string{"/types"}, "%q is not a type of this call", t)
			other, taken := in[t]
			c.unless(!taken, at, "each type in one envelope at most", nil, "%q is in the envelope %s already", t, other)
			in[t] = e.ID
		}
		budgets = append(budgets, path+"/budget")
		if !c.part(e.Budget, path+"/budget", b.Budget) {
			whole = false
			continue
		}
		sum = sum.Add(e.Budget)
	}
	if whole && len(list) > 0 && b.Budget.Currency() != "" {
		c.unless(!b.Budget.LessThan(sum), all, "envelopes of at most the budget, "+b.Budget.String(), append(budgets, "/budget"),
			"the envelopes add up to %s, which is more than the budget, %s", sum, b.Budget)
	}
}

// letters checks the rounds in which tenders are told: each verdict once, and
// none before the one above it.
func (c *check) letters(b RuleBook) {
	const all = "/award/letters"
	rounds := b.Award.Letters
	if len(rounds) == 0 {
		return
	}
	verdicts := []Verdict{Awarded, Reserve, Rejected}
	words := []string{string(Awarded), string(Reserve), string(Rejected)}
	told := ids(rounds, func(r Round) string { return string(r.Verdict) })
	before := len(c.problems)
	for i, r := range rounds {
		path := fmt.Sprintf("%s/%d/verdict", all, i)
		c.unless(slices.Contains(verdicts, r.Verdict), path, joined(words), nil, "%q is not known", r.Verdict)
		first := slices.Index(told, string(r.Verdict))
		c.unless(first == i, path, "each verdict once", nil, "%q is there twice: it is also entry %d", r.Verdict, first+1)
	}
	spoilt := len(c.problems) > before // a verdict misspelt, or there twice, takes the place of the one missing
	for _, v := range words {
		c.unless(spoilt || slices.Contains(told, v), all, "one entry for each of "+joined(words), nil, "has no entry for %s, who would never be told", v)
	}
	was, day := "", b.Dates.Award
	for i, r := range rounds {
		path := fmt.Sprintf("%s/%d/after", all, i)
		next, ok := c.lastDay(b, b.Dates.Award, r.After, path)
		if !ok {
			continue
		}
		c.unless(!next.Before(day), path, fmt.Sprintf("a length that ends on %s or later", day), []string{"/dates/award", was, "/holidays"},
			"from the award, %s, it ends on %s, before the entry above it, %s", b.Dates.Award, next, day)
		was, day = path, next
	}
}

// lastDay is the last day of a length from a day: the day itself for none. It
// is false where that cannot be said, which is a problem of its own.
func (c *check) lastDay(b RuleBook, from calendar.Date, l calendar.Length, path string) (calendar.Date, bool) {
	h, ok := b.periods()
	if !l.IsZero() && !c.length(l, path) || !ok || from.IsZero() {
		return calendar.Date{}, false
	}
	if l.IsZero() {
		return from, true
	}
	return calendar.Period(from, l, h), true
}

// complaints checks the time for complaints against the time for contracts and
// for keeping the record, as if the award came on its date.
func (c *check) complaints(b RuleBook) {
	const within, review, standstill = "/complaints/within", "/complaints/review_within", "/complaints/standstill"
	k := b.Complaints
	if k == nil {
		return
	}
	c.unless(!k.Within.IsZero(), within, aLength, nil, "is missing")
	c.unless(!k.ReviewWithin.IsZero(), review, aLength, nil, "is missing")
	c.length(k.ReviewWithin, review)
	c.unless(slices.Contains([]string{"", LeftoverFree, LeftoverHeld}, k.Leftover), "/complaints/leftover", LeftoverFree+", which is the default, or "+LeftoverHeld, nil, "%q is not known", k.Leftover)
	award := b.Dates.Award
	if last, ok := c.lastDay(b, award, k.Within, within); ok {
		var mute check // a broken length is told once, where the others are checked
		kept, can := mute.lastDay(b, award, b.Retention.After, "")
		c.unless(!can || b.Retention.After.IsZero() || !kept.Before(last), "/retention/after", "a length not shorter than complaints/within, "+k.Within.String(),
			[]string{within, "/dates/award", "/holidays"}, "%s end before the time for complaints, %s", b.Retention.After, k.Within)
	}
	if !c.length(k.Standstill, standstill) {
		return
	}
	told := award
	with := []string{"/dates/award", "/contract/latest_start", "/holidays"}
	for i, r := range b.Award.Letters {
		var mute check
		if day, ok := mute.lastDay(b, award, r.After, ""); ok && day.After(told) {
			told = day
			with = append(with, fmt.Sprintf("/award/letters/%d/after", i))
		}
	}
	latest := b.Contract.LatestStart
	if end, ok := c.lastDay(b, told, k.Standstill, standstill); ok && !latest.IsZero() {
		c.unless(end.Before(latest), standstill, "a length that ends before contract/latest_start, "+latest.String(), with,
			"%s from the last letters end on %s: no contract could begin by contract/latest_start, %s", k.Standstill, end, latest)
	}
}
