package call

import (
	"slices"

	"twinning.example/engine/internal/money"
)

// Decide walks down a ranking. Who is below the threshold, or below that of a
// criterion, is rejected. With the policy stop the walk ends at the first
// tender that the budget left cannot fund (DHE FAQ); with skip it goes on to
// the next best. Whoever passed and is not funded is on the reserve list, in
// order.
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
	w := &walk{rules: rules, stoppedAt: map[string]string{}}
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
	s.Below = w.below(t)
	switch {
	case t.Score.LessThan(w.Threshold) || len(s.Below) > 0:
		s.Verdict, s.Why = Rejected, w.belowWhy(t, s.Below)
	case w.stoppedAt[s.Envelope] != "":
		s.Verdict, s.Why = Reserve, "the award"+of(from)+" stopped at "+w.stoppedAt[s.Envelope]
	case !w.holds(from, t.Amount):
		s.Verdict, s.Why = Reserve, w.shortWhy(from, t.Amount)
		if w.Policy == Stop {
			w.stoppedAt[s.Envelope] = t.Reference
		}
	default:
		s.Verdict, s.Why = Awarded, "above the threshold, and "+fundedWhy(from, t.Amount)
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

// The reasons, as sentences with their numbers.

func (w *walk) belowWhy(t TenderFact, below []string) string {
	why := ""
	if t.Score.LessThan(w.Threshold) {
		why = "the score is below the threshold of " + w.Threshold.String()
	}
	for _, k := range w.rules.Evaluation.Criteria {
		if slices.Contains(below, k.ID) {
			if why != "" {
				why += "; "
			}
			why += k.ID + " has " + t.Means[k.ID].String() + " points, below its own threshold of " + k.Threshold.String()
		}
	}
	return why
}

func (w *walk) shortWhy(from *EnvelopeLeft, amount money.Amount) string {
	if from == nil {
		return w.Left.String() + " is left, which cannot fund " + amount.String()
	}
	if from.Left.LessThan(amount) {
		return from.Left.String() + " is left" + of(from) + ", which cannot fund " + amount.String()
	}
	return w.Left.String() + " is left of the whole budget, which cannot fund " + amount.String()
}

func fundedWhy(from *EnvelopeLeft, amount money.Amount) string {
	if from == nil {
		return "the budget can fund it"
	}
	return from.Left.String() + " was left" + of(from) + ", which can fund " + amount.String()
}

// of names an envelope inside a sentence, with a space before it.
func of(from *EnvelopeLeft) string {
	switch {
	case from == nil:
		return ""
	case from.ID == Rest:
		return " of the rest of the budget"
	}
	return " of the envelope " + from.ID
}

// Equal tells whether two decisions are the same to the cent.
func (d AwardDecision) Equal(o AwardDecision) bool {
	return d.Policy == o.Policy && d.Threshold.Equal(o.Threshold) && d.Budget.Equal(o.Budget) && d.Left.Equal(o.Left) &&
		slices.EqualFunc(d.Envelopes, o.Envelopes, func(a, b EnvelopeLeft) bool {
			return a.ID == b.ID && a.Budget.Equal(b.Budget) && a.Left.Equal(b.Left)
		}) &&
		slices.EqualFunc(d.Steps, o.Steps, func(a, b Step) bool {
			return a.Place == b.Place && a.Tender == b.Tender && a.Score.Equal(b.Score) && a.Amount.Equal(b.Amount) &&
				a.Verdict == b.Verdict && a.Left.Equal(b.Left) && a.Envelope == b.Envelope && slices.Equal(a.Below, b.Below)
		})
}
