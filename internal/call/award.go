package call

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"twinning.example/engine/internal/law"
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
	From, To   []string // countries of its originators and of its adopters, sorted
	Contracts  []string // country of its contractor
	Reports    []Report // of every evaluator, in the order of their receipt
	Agreed     *Report  // the consensus of those who count, if there is one
	Arbitrated bool     // scores were too far apart
	Round      int      // 1, and one more for each re-evaluation
	Panelled   bool     // Score is the panel's
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
	ID     string       `json:"id"` // or [Rest]
	Budget money.Amount `json:"budget"`
	Left   money.Amount `json:"left"`
}

// Rest names what the envelopes leave of the budget. Types in no envelope are
// funded from it.
const Rest = "rest"

// A Verdict is the outcome of a tender.
type Verdict string

// The outcomes of a tender.
const (
	Awarded  Verdict = "awarded"
	Reserve  Verdict = "reserve"
	Rejected Verdict = "rejected"
)

func (v Verdict) why() law.Reason {
	switch v {
	case Awarded:
		return law.Why("told-awarded")
	case Reserve:
		return law.Why("told-reserve")
	case Rejected:
		return law.Why("told-rejected")
	}
	return law.Reason{}
}

// A Step is one tender of the ranking and what the walk made of it.
type Step struct {
	Place   int             `json:"place"`
	Tender  string          `json:"tender"`
	Score   decimal.Decimal `json:"score"`
	Amount  money.Amount    `json:"amount"`
	Verdict Verdict         `json:"verdict"`
	Left    money.Amount    `json:"left"` // after this step
	Why     law.Reason      `json:"why"`

	Below []string `json:"below,omitempty"` // criteria whose individual threshold it missed, in the order of the rule book

	Envelope     string        `json:"envelope,omitempty"`      // that funds its type, where the rule book has envelopes
	EnvelopeLeft *money.Amount `json:"envelope_left,omitempty"` // in that envelope after this step

	Counts []Count `json:"counts,omitempty"` // for which caps of the rule book an award counts

	Ahead bool `json:"ahead,omitempty"` // by an upheld complaint, before everybody who was ranked
	Again bool `json:"again,omitempty"` // evaluated again after the ranking: Place was that on the reserve list
}

// told is what a tender is told: the step's own reason may name others.
func (s Step) told() law.Reason {
	if len(s.Below) > 0 {
		return law.Why("told-below-criteria", law.Words("criteria", "criterion", s.Below))
	}
	if s.Verdict == Reserve && s.Why.Code == "cap-reached" {
		return s.Why
	}
	if s.Verdict == Reserve && s.fits() {
		return law.Why("told-stopped-before")
	}
	if s.Verdict == Awarded && s.Amount.IsNone() {
		return law.Why("passed")
	}
	return s.Verdict.why()
}

// fits tells whether the money that was left at this step could have funded it.
func (s Step) fits() bool {
	return !s.Left.LessThan(s.Amount) && (s.EnvelopeLeft == nil || !s.EnvelopeLeft.LessThan(s.Amount))
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

// Cut is the score of the lowest-scored tender that was awarded, and false
// where none was.
func Cut(d AwardDecision) (decimal.Decimal, bool) {
	var cut decimal.Decimal
	found := false
	for _, s := range d.Steps {
		if s.Verdict == Awarded && (!found || s.Score.LessThan(cut)) {
			cut, found = s.Score, true
		}
	}
	return cut, found
}

// An Outcome tells a tender what the call decided about it. The call's stream
// is the truth; what the tender records is a copy.
type Outcome struct {
	Verdict Verdict         `json:"verdict"`
	Place   int             `json:"place"`
	Score   decimal.Decimal `json:"score"`
	Amount  money.Amount    `json:"amount"`
	Why     law.Reason      `json:"why"`
	Again   bool            `json:"again,omitempty"` // evaluated again after the ranking: Place is that on the reserve list, 0 for none
}

// Where says in words what the place of an outcome is one of.
func (o Outcome) Where() law.Reason {
	switch {
	case !o.Again:
		return law.Why("place-in-ranking", law.Count("place", o.Place))
	case o.Place > 0:
		return law.Why("place-on-reserve-list", law.Count("place", o.Place))
	}
	return law.Why("no-place")
}
