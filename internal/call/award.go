package call

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"twinning.example/engine/internal/money"
)

// A TenderFact is what the law of a call needs to know of a tender.
type TenderFact struct {
	Reference  string
	Stage      string
	Amount     money.Amount // asked for
	Score      decimal.Decimal
	Means      map[string]decimal.Decimal // mean points by criterion
	ReceivedAt time.Time                  // of the version that counts
	Parties    []string                   // person ids: contact, signatory, submitter
	Orgs       []string                   // names of organisations
	Conflicts  []string                   // person ids of evaluators in conflict

	Type       string   // id of its type
	Countries  []string // of its organisations, sorted
	Reports    []Report // of every evaluator, in the order of their receipt
	Agreed     *Report  // the consensus of those who count, if there is one
	Arbitrated bool     // scores were too far apart
	Round      int      // 1, and one more for each re-evaluation
	Barred     []string // evaluators of earlier rounds
	Attempts   []string // person id of who sent what was refused, where nothing came in time
	Senders    []string // person ids of who sent its versions
	Admissions []int    // numbers of the late admissions that its versions have used
}

// A Tender is a state that can say what the call needs to know.
type Tender interface{ TenderFact() TenderFact }

// An AwardDecision is the whole derivation of an award: the ranking, the walk
// down it, and the budget left at each step.
type AwardDecision struct {
	Policy    string          `json:"policy"`
	Threshold decimal.Decimal `json:"threshold"`
	Budget    money.Amount    `json:"budget"` // before the first step
	Steps     []Step          `json:"steps"`  // in the order of the ranking
	Left      money.Amount    `json:"left"`

	Envelopes []EnvelopeLeft `json:"envelopes,omitempty"` // in the order of the rule book, the rest last
}

// An EnvelopeLeft is what the walk left of an envelope.
type EnvelopeLeft struct {
	ID     string       `json:"id"`
	Budget money.Amount `json:"budget"`
	Left   money.Amount `json:"left"`
}

// A Verdict is the outcome of a tender.
type Verdict string

// The outcomes of a tender.
const (
	Awarded  Verdict = "awarded"
	Reserve  Verdict = "reserve"
	Rejected Verdict = "rejected"
)

// words is what a tender is told: the step's own reason may name others.
func (v Verdict) words() string {
	switch v {
	case Awarded:
		return "it is above the threshold, and the budget can fund it"
	case Reserve:
		return "it is above the threshold, and the budget left could not fund it"
	case Rejected:
		return "its score is below the threshold"
	}
	return string(v)
}

// A Step is one tender of the ranking and what the walk made of it.
type Step struct {
	Place   int             `json:"place"`
	Tender  string          `json:"tender"`
	Score   decimal.Decimal `json:"score"`
	Amount  money.Amount    `json:"amount"`
	Verdict Verdict         `json:"verdict"`
	Left    money.Amount    `json:"left"` // after this step
	Why     string          `json:"why"`

	Envelope     string       `json:"envelope,omitempty"`     // that funds it, where the rule book has envelopes
	EnvelopeLeft money.Amount `json:"envelope_left,omitzero"` // after this step
	Ahead        bool         `json:"ahead,omitempty"`        // by an upheld complaint, before everybody who was ranked
}

// Rank orders evaluated tenders: the higher score first, ties by the rules of
// the rule book in their order, and at last by reference, so that the order is
// total and does not depend on the order of arrival.
func Rank(tenders []TenderFact, ties []string) []TenderFact {
	ranked := slices.Clone(tenders)
	slices.SortFunc(ranked, func(a, b TenderFact) int {
		if c := b.Score.Cmp(a.Score); c != 0 {
			return c
		}
		for _, rule := range ties {
			if c := tie(rule, a, b); c != 0 {
				return c
			}
		}
		return cmp.Compare(a.Reference, b.Reference)
	})
	return ranked
}

func tie(rule string, a, b TenderFact) int {
	switch {
	case rule == TieLowerAmount:
		return a.Amount.Cmp(b.Amount)
	case rule == TieEarlier:
		return a.ReceivedAt.Compare(b.ReceivedAt)
	case strings.HasPrefix(rule, TieCriterion):
		id := strings.TrimPrefix(rule, TieCriterion)
		return b.Means[id].Cmp(a.Means[id])
	}
	return cmp.Compare(a.Reference, b.Reference)
}

// Decide walks down a ranking. Who is below the threshold is rejected. With
// the policy stop the walk ends at the first tender that the budget left
// cannot fund (DHE FAQ); with skip it goes on to the next best. Whoever passed
// the threshold and is not funded is on the reserve list, in order.
func Decide(tenders []TenderFact, rules RuleBook, budget money.Amount) AwardDecision {
	d := AwardDecision{Policy: rules.Award.Policy, Threshold: rules.Evaluation.Threshold, Budget: budget, Left: budget}
	stopped := ""
	for i, t := range Rank(tenders, rules.Award.Ties) {
		s := Step{Place: i + 1, Tender: t.Reference, Score: t.Score, Amount: t.Amount}
		switch {
		case t.Score.LessThan(d.Threshold):
			s.Verdict, s.Why = Rejected, "the score is below the threshold of "+d.Threshold.String()
		case stopped != "":
			s.Verdict, s.Why = Reserve, "the award stopped at "+stopped
		case d.Left.LessThan(t.Amount):
			s.Verdict, s.Why = Reserve, d.Left.String()+" is left, which cannot fund "+t.Amount.String()
			if d.Policy == Stop {
				stopped = t.Reference
			}
		default:
			d.Left = d.Left.Sub(t.Amount)
			s.Verdict, s.Why = Awarded, "above the threshold, and the budget can fund it"
		}
		s.Left = d.Left
		d.Steps = append(d.Steps, s)
	}
	return d
}

// Equal tells whether two decisions are the same to the cent.
func (d AwardDecision) Equal(o AwardDecision) bool {
	return d.Policy == o.Policy && d.Threshold.Equal(o.Threshold) && d.Budget.Equal(o.Budget) && d.Left.Equal(o.Left) &&
		slices.EqualFunc(d.Steps, o.Steps, func(a, b Step) bool {
			return a.Place == b.Place && a.Tender == b.Tender && a.Score.Equal(b.Score) && a.Amount.Equal(b.Amount) &&
				a.Verdict == b.Verdict && a.Left.Equal(b.Left)
		})
}

// With returns the references that have a verdict, in the order of the ranking.
func (d AwardDecision) With(v Verdict) []string {
	var refs []string
	for _, s := range d.Steps {
		if s.Verdict == v {
			refs = append(refs, s.Tender)
		}
	}
	return refs
}

// An Outcome tells a tender what the call decided about it. The call's stream
// is the truth; what the tender records is a copy.
type Outcome struct {
	Verdict Verdict         `json:"verdict"`
	Place   int             `json:"place"`
	Score   decimal.Decimal `json:"score"`
	Amount  money.Amount    `json:"amount"`
	Why     string          `json:"why"`
}
