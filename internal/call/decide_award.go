package call

import (
	"twinning.example/engine/internal/law"
)

// tender returns what is known of one tender of this call.
func (c Call) tender(f law.Facts, ref string) (TenderFact, bool) {
	if law.CallOf(ref) != c.Reference {
		return TenderFact{}, false
	}
	t, ok := f.State(law.TwinningStream(ref)).(Tender)
	if !ok {
		return TenderFact{}, false
	}
	return t.TenderFact(), true
}

// tenders returns what is known of all tenders, in order of their references.
func (c Call) tenders(f law.Facts) []TenderFact {
	var all []TenderFact
	for _, s := range f.Streams(TenderPrefix(c.Reference)) {
		if t, ok := f.State(s).(Tender); ok {
			all = append(all, t.TenderFact())
		}
	}
	return all
}

// TenderPrefix is what the streams of a call's tenders begin with.
func TenderPrefix(call string) string { return law.TenderFamily + call + "/" }

// Check has nothing to refuse.
func (PrepareAward) Check() error { return nil }

// Decide ranks every evaluated tender. No tender may still be on its way. Where
// none is evaluated the award is empty, and the call comes to its end with it.
func (PrepareAward) Decide(c Call, f law.Facts, r law.Receipt) ([]Event, error) {
	if err := c.must("preparing-the-award", Opened, Evaluating); err != nil {
		return nil, err
	}
	if err := c.may(r, law.Officer, law.Head); err != nil {
		return nil, err
	}
	award, evaluated, err := c.award(f)
	if err != nil {
		return nil, err
	}
	return []Event{AwardPrepared{Award: award, Basis: basisOf(evaluated)}}, nil
}

// award is the award as the facts are now, and the tenders that it is about.
func (c Call) award(f law.Facts) (AwardDecision, []TenderFact, error) {
	evaluated, err := c.evaluated(f)
	if err != nil {
		return AwardDecision{}, nil, err
	}
	award, err := c.paneled(evaluated)
	return award, evaluated, err
}

// moved is the first thing that has moved since the award was prepared, nil for
// nothing.
func (c Call) moved(now AwardDecision, evaluated []TenderFact) *law.Reason {
	if !now.Equal(*c.Prepared) {
		what := firstDifference(*c.Prepared, now)
		return &what
	}
	if t, moved := c.PreparedOn.moved(evaluated); moved {
		what := law.Why("evaluated-anew", law.Ref("tender", t.Reference))
		return &what
	}
	return nil
}

// evaluated are the tenders that the award is about. None may still be on its way.
func (c Call) evaluated(f law.Facts) ([]TenderFact, error) {
	evaluated, waiting := c.Evaluated(f)
	if len(waiting) > 0 {
		return nil, law.Refuse("award", "not-all-evaluated", law.Count("number", len(waiting)), law.Reasons("tenders", first(waiting)), law.Count("more", max(0, len(waiting)-fewest)))
	}
	return evaluated, nil
}

// first are the first tenders that an award waits for, with their stages.
func first(waiting []TenderFact) []law.Reason {
	var reasons []law.Reason
	for _, t := range waiting[:min(len(waiting), fewest)] {
		reasons = append(reasons, law.Why("tender-in-stage", law.Ref("tender", t.Reference), law.Word("stage", "stage", t.Stage)))
	}
	return reasons
}

// fewest is how many tenders a refusal names; of more it gives the number.
const fewest = 5

// Check has nothing to refuse.
func (ReleaseAward) Check() error { return nil }

// Decide releases the prepared award by another person than prepared it, and
// only while the tenders in it stand as they stood.
func (ReleaseAward) Decide(c Call, f law.Facts, r law.Receipt) ([]Event, error) {
	if err := c.must("releasing-the-award", Opened, Evaluating); err != nil {
		return nil, err
	}
	if c.Prepared == nil {
		return nil, law.Refuse("award", "not-prepared", law.Ref("call", c.Reference))
	}
	if err := c.may(r, law.Head, law.Officer); err != nil {
		return nil, err
	}
	if r.Actor == c.PreparedBy {
		return nil, law.Refuse("four-eyes", "preparer", law.Who("person", r.Actor))
	}
	now, evaluated, err := c.award(f)
	if err != nil {
		return nil, err
	}
	if what := c.moved(now, evaluated); what != nil {
		return nil, law.Refuse("award", "moved", law.Because("what", *what))
	}
	return c.released(now, r)
}

func firstDifference(was, is AwardDecision) law.Reason {
	for i := range max(len(was.Steps), len(is.Steps)) {
		switch {
		case i >= len(was.Steps):
			return law.Why("new-in-ranking", law.Ref("tender", is.Steps[i].Tender))
		case i >= len(is.Steps):
			return law.Why("gone-from-ranking", law.Ref("tender", was.Steps[i].Tender))
		case was.Steps[i].Tender != is.Steps[i].Tender:
			return law.Why("other-at-place", law.Count("place", i+1), law.Ref("was", was.Steps[i].Tender), law.Ref("is", is.Steps[i].Tender))
		case !was.Steps[i].Score.Equal(is.Steps[i].Score):
			return law.Why("other-score", law.Ref("tender", is.Steps[i].Tender), law.Score("was", was.Steps[i].Score), law.Score("is", is.Steps[i].Score))
		case !was.Steps[i].Amount.Equal(is.Steps[i].Amount):
			return law.Why("other-amount", law.Ref("tender", is.Steps[i].Tender), law.Money("was", was.Steps[i].Amount), law.Money("is", is.Steps[i].Amount))
		}
	}
	return law.Why("other-budget-or-rules")
}
