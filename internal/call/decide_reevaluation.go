package call

import (
	"slices"

	"github.com/shopspring/decimal"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/obligation"
)

// Check refuses a result without an amount.
func (o NoteReevaluation) Check() error {
	if o.Amount.IsNone() || o.Amount.IsNegative() {
		return law.Nonsensef(law.WrongNegative("amount"), "amount must be zero or more, as in EUR 123.45")
	}
	return law.CheckCode("tender", o.Tender)
}

// Decide says what a second evaluation means. At or above the cut, the lowest
// score that was awarded, a tender goes to the head of the reserve list, behind
// those who got there before it; above the threshold it takes its place by its
// score; else it is rejected. What was awarded stays awarded.
func (o NoteReevaluation) Decide(c Call, f law.Facts, r law.Receipt) ([]Event, error) {
	if err := engineOnly(r); err != nil {
		return nil, err
	}
	if c.Released == nil {
		return nil, law.Refuse("award", "not-released", law.Ref("call", c.Reference), law.Ref("tender", o.Tender))
	}
	if !money.SameCurrency(c.Left, o.Amount) {
		return nil, law.Refuse("money", "tender-currency", law.Ref("tender", o.Tender), law.Money("amount", o.Amount), law.Ref("call", c.Reference), law.Currency("currency", c.Left.Currency()))
	}
	c.Reserve = c.reserveBut(o.Tender)
	e := c.second(o)
	if t, known := c.tender(f, o.Tender); known && e.Verdict == Reserve {
		e.Counts = c.Rules.counts(t)
	}
	if e.Verdict != Awarded && c.Stage != Finished {
		e.ComplaintsUntil, e.Owed = c.contestableAgain(o, r)
	}
	if s := e.step(); e.Verdict == Reserve && c.funds(s) && c.capped(s) == nil && !c.overtaken(s) {
		e.Letters = law.To(c.People(law.Head), "reserve-fundable",
			law.Ref("call", c.Reference), law.Ref("tender", o.Tender), law.Count("place", e.Place), law.Money("amount", o.Amount), law.Money("left", c.free(s)))
	}
	return c.andFinish(e, r), nil
}

// second is the result of a second evaluation, beside the reserve list without
// the tender.
func (c Call) second(o NoteReevaluation) ReevaluationNoted {
	e := ReevaluationNoted{Tender: o.Tender, Score: o.Score, Amount: o.Amount, Verdict: Rejected, Again: true}
	w := newWalk(c.Rules, c.Released.Budget)
	w.Threshold = c.Released.Threshold
	if funded := w.envelope(o.Type); funded != nil && len(c.Released.Envelopes) > 0 {
		e.Envelope = funded.ID
	}
	if cut, ok := c.Released.cut(e.Envelope); ok {
		e.Cut = &cut
	}
	t := TenderFact{Reference: o.Tender, Score: o.Score, Means: o.Points}
	_, awarded := c.Committed[o.Tender]
	switch below := w.below(t); {
	case c.Ended[o.Tender] != "":
		e.Why = law.Why("ended-meanwhile", law.Word("how", "ending", c.Ended[o.Tender]))
	case awarded:
		e.Verdict, e.Why = Awarded, law.Why("reached-meanwhile")
	case c.Stage == Finished:
		e.Why = law.Why("call-finished")
	case o.Score.LessThan(w.Threshold) || len(below) > 0:
		e.Why = w.belowWhy(t, below)
	case e.Cut == nil:
		e.Verdict, e.Ahead = Reserve, true
		e.Why = law.Why("again-nobody-awarded", law.Score("score", o.Score), law.Score("threshold", w.Threshold), law.Because("of", of(e.Envelope)))
	case !o.Score.LessThan(*e.Cut):
		e.Verdict, e.Ahead = Reserve, true
		e.Why = law.Why("again-at-cut", law.Score("score", o.Score), law.Score("cut", *e.Cut), law.Because("of", of(e.Envelope)))
	default:
		e.Verdict = Reserve
		e.Why = law.Why("again-below-cut", law.Score("score", o.Score), law.Score("threshold", w.Threshold), law.Score("cut", *e.Cut), law.Because("of", of(e.Envelope)))
	}
	if e.Verdict == Reserve {
		e.Place = 1 + c.placeOf(e)
	}
	return e
}

// placeOf is how many stand before a tender on the reserve list: those who are
// ahead by a complaint and, unless it is ahead itself, whose score is not lower.
func (c Call) placeOf(e ReevaluationNoted) int {
	i := slices.IndexFunc(c.Reserve, func(s Step) bool { return !s.Ahead && (e.Ahead || s.Score.LessThan(e.Score)) })
	if i < 0 {
		return len(c.Reserve)
	}
	return i
}

func (e ReevaluationNoted) step() Step {
	return Step{Tender: e.Tender, Score: e.Score, Amount: e.Amount, Verdict: e.Verdict, Why: e.Why, Place: e.Place, Envelope: e.Envelope, Counts: e.Counts, Ahead: e.Ahead, Again: e.Again}
}

// overtaken tells whether somebody else of the reserve list comes before.
func (c Call) overtaken(s Step) bool {
	before := c.Reserve[:min(max(s.Place-1, 0), len(c.Reserve))]
	return slices.ContainsFunc(before, func(b Step) bool { return b.Envelope == s.Envelope })
}

// cut is the lowest score that was awarded, from an envelope where there are
// envelopes; false where none was.
func (d AwardDecision) cut(envelope string) (lowest decimal.Decimal, ok bool) {
	for _, s := range d.Steps {
		if s.Verdict == Awarded && s.Envelope == envelope && (!ok || s.Score.LessThan(lowest)) {
			lowest, ok = s.Score, true
		}
	}
	return lowest, ok
}

// contestableAgain is until when a second decision may be contested, where that
// is longer than the time for complaints that the call waits for already. A
// decision that answers a complaint is final, and contested no more.
func (c Call) contestableAgain(o NoteReevaluation, r law.Receipt) (calendar.Date, []obligation.Owed) {
	cal, err := c.Rules.Calendar()
	if c.Rules.Complaints == nil || o.Final || len(c.Rounds) > 0 || err != nil {
		return calendar.Date{}, nil
	}
	until := calendar.Period(calendar.DateOf(r.ReceivedAt, cal.Zone), c.Rules.Complaints.Within, cal.Holidays)
	if !until.After(c.ComplaintsUntil) {
		return calendar.Date{}, nil
	}
	return until, []obligation.Owed{{ID: window, Ladder: window, Who: c.People(law.Head), Due: until}}
}

// free is the money that somebody on the reserve list can be funded with: what
// is left of their envelope, and never more than what is left of all.
func (c Call) free(s Step) money.Amount {
	if left, ok := c.EnvelopesLeft[s.Envelope]; ok && left.LessThan(c.Left) {
		return left
	}
	return c.Left
}

// envelopesUnder is what is left of each envelope under another rule book: as
// much more, or less, as it is larger or smaller.
func (c Call) envelopesUnder(rules RuleBook) map[string]money.Amount {
	if len(c.EnvelopesLeft) == 0 {
		return c.EnvelopesLeft
	}
	left := map[string]money.Amount{}
	for _, e := range newWalk(rules, rules.Budget).Envelopes {
		left[e.ID] = e.Budget
	}
	for _, e := range newWalk(c.Rules, c.Rules.Budget).Envelopes {
		was, ok := left[e.ID]
		if !ok {
			was = money.Zero(e.Budget.Currency())
		}
		left[e.ID] = was.Sub(e.Budget).Add(c.EnvelopesLeft[e.ID])
	}
	return left
}
