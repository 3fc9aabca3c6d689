package call

import (
	"github.com/shopspring/decimal"

	"twinning.example/engine/internal/money"
)

// A Cutoff is a cut of an award and the two tenders that stand closest to it on
// either side: how little would have decided otherwise.
type Cutoff struct {
	Name      string          `json:"name"`                // threshold, criterion or budget
	Criterion string          `json:"criterion,omitempty"` // with a threshold of its own
	Envelope  string          `json:"envelope,omitempty"`  // of a budget, where there are envelopes
	At        decimal.Decimal `json:"at,omitzero"`         // the threshold; of a criterion, in points
	Last      *Neighbour      `json:"last,omitempty"`      // the last that is above it
	First     *Neighbour      `json:"first,omitempty"`     // the first that is not
	// Missing is the money that would have funded First, where the cut is a budget.
	Missing money.Amount `json:"missing,omitzero"`
}

// A Neighbour is a tender beside a cut.
type Neighbour struct {
	Tender string          `json:"tender"`
	Place  int             `json:"place"`
	Score  decimal.Decimal `json:"score"`
	// Points are those for the criterion that the cut is about.
	Points *decimal.Decimal `json:"points,omitempty"`
	// Margin is how far its score, or its points, are from the threshold, or its score
	// from that of the tender on the other side of a budget's cut; never below zero.
	Margin decimal.Decimal `json:"margin"`
}

// The cuts of an award.
const (
	CutoffThreshold = "threshold"
	CutoffCriterion = "criterion"
	CutoffBudget    = "budget"
)

// Cutoffs lists the cuts of an award over tenders: the threshold, those of single
// criteria, and what each budget could not fund any more.
func Cutoffs(d AwardDecision, tenders []TenderFact, criteria []Criterion) []Cutoff {
	cuts := []Cutoff{thresholdCutoff(d)}
	points := make(map[string]map[string]decimal.Decimal, len(tenders))
	for _, t := range tenders {
		points[t.Reference] = t.Means
	}
	for _, k := range criteria {
		if k.Threshold != nil {
			cuts = append(cuts, criterionCutoff(d, k, points))
		}
	}
	if len(d.Envelopes) == 0 {
		return append(cuts, budgetCutoff(d, ""))
	}
	for _, e := range d.Envelopes {
		cuts = append(cuts, budgetCutoff(d, e.ID))
	}
	return cuts
}

func thresholdCutoff(d AwardDecision) Cutoff {
	cut := Cutoff{Name: CutoffThreshold, At: d.Threshold}
	for _, s := range d.Steps { // by falling scores
		beside := &Neighbour{Tender: s.Tender, Place: s.Place, Score: s.Score, Margin: s.Score.Sub(d.Threshold).Abs()}
		if s.Score.LessThan(d.Threshold) {
			cut.First = beside
			return cut
		}
		cut.Last = beside
	}
	return cut
}

// criterionCutoff is between the fewest points for a criterion that reach its own
// threshold and the most that do not; of equals the one closest to the cut in
// the ranking.
func criterionCutoff(d AwardDecision, k Criterion, points map[string]map[string]decimal.Decimal) Cutoff {
	cut := Cutoff{Name: CutoffCriterion, Criterion: k.ID, At: *k.Threshold}
	for _, s := range d.Steps {
		has := points[s.Tender][k.ID]
		beside := &Neighbour{Tender: s.Tender, Place: s.Place, Score: s.Score, Points: &has, Margin: has.Sub(*k.Threshold).Abs()}
		switch {
		case has.LessThan(*k.Threshold):
			if cut.First == nil || beside.Margin.LessThan(cut.First.Margin) {
				cut.First = beside
			}
		case cut.Last == nil || !beside.Margin.GreaterThan(cut.Last.Margin):
			cut.Last = beside
		}
	}
	return cut
}

// budgetCutoff is between the last tender that one budget funded and the first
// above the thresholds that it did not.
func budgetCutoff(d AwardDecision, envelope string) Cutoff {
	cut := Cutoff{Name: CutoffBudget, Envelope: envelope}
	var last, first *Step
	for i, s := range d.Steps {
		switch {
		case s.Envelope != envelope:
		case s.Verdict == Awarded:
			last = &d.Steps[i]
		case s.Verdict == Reserve && first == nil:
			first = &d.Steps[i]
		}
	}
	gap := decimal.Zero
	if last != nil && first != nil {
		gap = last.Score.Sub(first.Score).Abs()
	}
	if last != nil {
		cut.Last = &Neighbour{Tender: last.Tender, Place: last.Place, Score: last.Score, Margin: gap}
	}
	if first != nil {
		cut.First = &Neighbour{Tender: first.Tender, Place: first.Place, Score: first.Score, Margin: gap}
		left := first.Left // what there was when its turn came
		if first.EnvelopeLeft != nil && first.EnvelopeLeft.LessThan(left) {
			left = *first.EnvelopeLeft
		}
		if left.LessThan(first.Amount) {
			cut.Missing = first.Amount.Sub(left)
		}
	}
	return cut
}
