package call

import (
	"slices"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
)

// Decide walks down a ranking. Who is below the threshold, or below that of a
// criterion, is rejected. With the policy stop the walk ends at the first
// tender that the budget left cannot fund (DHE FAQ); with skip it goes on to
// the next best. Whoever passed and is not funded is on the reserve list, in
// order.
//
// Where the rule book says how many tenders are awarded at most, whoever comes after that is on the reserve
// list, and the walk goes on.
//
// Where the rule book has envelopes, each tender is funded from the envelope
// of its type, types in no envelope from the rest of the budget, and stop ends
// the walk for that envelope alone. Money of one envelope goes to no other. A
// budget smaller than its envelopes, as only a question can have it, leaves no
// rest and still is never overspent: both must hold the amount.
func Decide(tenders []TenderFact, rules RuleBook, budget money.Amount) AwardDecision {
	w := newWalk(rules, budget)
	for i, t := range Rank(tenders, rules.Award.Ties) {
		w.step(i+1, t)
	}
	return w.AwardDecision
}

// A walk is a decision on its way, with what it needs to go on.
type walk struct {
	AwardDecision
	rules     RuleBook
	counted   map[Count]int     // awards for each cap
	stoppedAt map[string]string // by envelope, "" without envelopes: the tender that could not be funded
}

// policy is the name of the policy: stop unless the rule book says otherwise.
func (a Award) policy() string {
	if a.Policy == "" {
		return Stop
	}
	return a.Policy
}

func newWalk(rules RuleBook, budget money.Amount) *walk {
	w := &walk{rules: rules, counted: map[Count]int{}, stoppedAt: map[string]string{}}
	w.AwardDecision = AwardDecision{Policy: rules.Award.policy(), Threshold: rules.Evaluation.Threshold, Budget: budget, Left: budget}
	if len(rules.Award.Envelopes) == 0 {
		return w
	}
	rest := budget
	for _, e := range rules.Award.Envelopes {
		w.Envelopes = append(w.Envelopes, EnvelopeLeft{ID: e.ID, Budget: e.Budget, Left: e.Budget})
		rest = rest.Sub(e.Budget)
	}
	if rest.IsNegative() {
		rest = money.Zero(rest.Currency())
	}
	w.Envelopes = append(w.Envelopes, EnvelopeLeft{ID: Rest, Budget: rest, Left: rest})
	return w
}

// step decides about the next tender of the ranking.
func (w *walk) step(place int, t TenderFact) {
	s := Step{Place: place, Tender: t.Reference, Score: t.Score, Amount: t.Amount}
	from := w.envelope(t.Type)
	if from != nil {
		s.Envelope = from.ID
	}
	s.Below, s.Counts = w.below(t), w.rules.counts(t)
	capped := w.rules.reached(s.Counts, func(n Count) int { return w.counted[n] })
	switch {
	case t.Score.LessThan(w.Threshold) || len(s.Below) > 0:
		s.Verdict, s.Why = Rejected, w.belowWhy(t, s.Below)
	case w.stoppedAt[s.Envelope] != "":
		s.Verdict, s.Why = Reserve, stoppedWhy(from, w.stoppedAt[s.Envelope])
	case capped != nil: // others may still be awarded, so the walk goes on
		s.Verdict, s.Why = Reserve, w.rules.capWhy(*capped)
	case !w.holds(from, t.Amount):
		s.Verdict, s.Why = Reserve, w.shortWhy(from, t.Amount)
		if w.Policy == Stop {
			w.stoppedAt[s.Envelope] = t.Reference
		}
	default:
		s.Verdict, s.Why = Awarded, fundedWhy(from, t.Amount)
		for _, n := range s.Counts {
			w.counted[n]++
		}
		w.Left = w.Left.Sub(t.Amount)
		if from != nil {
			from.Left = from.Left.Sub(t.Amount)
		}
	}
	s.Left = w.Left
	if from != nil {
		left := from.Left
		s.EnvelopeLeft = &left
	}
	w.Steps = append(w.Steps, s)
}

// envelope is where the tenders of a type are funded from, nil where the rule
// book has no envelopes.
func (w *walk) envelope(id string) *EnvelopeLeft {
	if len(w.Envelopes) == 0 {
		return nil
	}
	for i, e := range w.rules.Award.Envelopes {
		if slices.Contains(e.Types, id) {
			return &w.Envelopes[i]
		}
	}
	return &w.Envelopes[len(w.Envelopes)-1]
}

// below lists the criteria in which a tender has fewer points than their own threshold.
func (w *walk) below(t TenderFact) []string {
	var ids []string
	for _, k := range w.rules.Evaluation.Criteria {
		if k.Threshold != nil && t.Means[k.ID].LessThan(*k.Threshold) {
			ids = append(ids, k.ID)
		}
	}
	return ids
}

// holds tells whether both an envelope and the whole budget can fund an amount.
func (w *walk) holds(from *EnvelopeLeft, amount money.Amount) bool {
	return !w.Left.LessThan(amount) && (from == nil || !from.Left.LessThan(amount))
}

// The reasons of steps.

// belowWhy is every threshold that a tender missed.
func (w *walk) belowWhy(t TenderFact, below []string) law.Reason {
	var missed []law.Reason
	if t.Score.LessThan(w.Threshold) {
		missed = append(missed, law.Why("score-below", law.Score("threshold", w.Threshold)))
	}
	for _, k := range w.rules.Evaluation.Criteria {
		if slices.Contains(below, k.ID) {
			missed = append(missed, law.Why("criterion-below", law.Word("criterion", "criterion", k.ID), law.Score("points", t.Means[k.ID]), law.Score("threshold", *k.Threshold)))
		}
	}
	return several(missed)
}

// several is one reason of a list of them.
func several(reasons []law.Reason) law.Reason {
	if len(reasons) == 1 {
		return reasons[0]
	}
	return law.Why("several", law.Reasons("reasons", reasons))
}

func stoppedWhy(from *EnvelopeLeft, at string) law.Reason {
	if from == nil {
		return law.Why("award-stopped", law.Ref("tender", at))
	}
	return law.Why("award-stopped-of", law.Because("of", of(from.ID)), law.Ref("tender", at))
}

func (w *walk) shortWhy(from *EnvelopeLeft, amount money.Amount) law.Reason {
	if from == nil {
		return law.Why("cannot-fund", law.Money("left", w.Left), law.Money("amount", amount))
	}
	left, which := w.Left, law.Why("whole-budget")
	if from.Left.LessThan(amount) {
		left, which = from.Left, of(from.ID)
	}
	return law.Why("cannot-fund-from", law.Money("left", left), law.Because("of", which), law.Money("amount", amount))
}

func fundedWhy(from *EnvelopeLeft, amount money.Amount) law.Reason {
	if amount.IsNone() {
		return law.Why("passed") // there is no budget that could fund it
	}
	if from == nil {
		return law.Why("funded")
	}
	return law.Why("funded-from", law.Money("left", from.Left), law.Because("of", of(from.ID)), law.Money("amount", amount))
}

// of is what a tender is funded from: an envelope, the rest, or the budget
// where the rule book has no envelopes.
func of(envelope string) law.Reason {
	switch envelope {
	case "":
		return law.Why("budget")
	case Rest:
		return law.Why("rest-of-budget")
	}
	return law.Why("envelope", law.Word("envelope", "envelope", envelope))
}

// Equal tells whether two decisions are the same to the cent.
func (d AwardDecision) Equal(o AwardDecision) bool {
	return d.Policy == o.Policy && d.Threshold.Equal(o.Threshold) && d.Budget.Equal(o.Budget) && d.Left.Equal(o.Left) &&
		slices.EqualFunc(d.Envelopes, o.Envelopes, func(a, b EnvelopeLeft) bool {
			return a.ID == b.ID && a.Budget.Equal(b.Budget) && a.Left.Equal(b.Left)
		}) &&
		slices.EqualFunc(d.Steps, o.Steps, func(a, b Step) bool {
			return a.Place == b.Place && a.Tender == b.Tender && a.Score.Equal(b.Score) && a.Amount.Equal(b.Amount) &&
				a.Verdict == b.Verdict && a.Left.Equal(b.Left) && a.Envelope == b.Envelope && slices.Equal(a.Below, b.Below) && slices.Equal(a.Counts, b.Counts) && a.Why.Equal(b.Why)
		})
}
