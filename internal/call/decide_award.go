package call

import (
	"fmt"
	"strings"

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
	if err := c.must("preparing the award", Opened, Evaluating); err != nil {
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

// moved names the first thing that has moved since the award was prepared, ""
// for nothing.
func (c Call) moved(now AwardDecision, evaluated []TenderFact) string {
	if !now.Equal(*c.Prepared) {
		return firstDifference(*c.Prepared, now)
	}
	if t, moved := c.PreparedOn.moved(evaluated); moved {
		return t.Reference + " has been evaluated anew, on other reports than before"
	}
	return ""
}

// evaluated are the tenders that the award is about. None may still be on its way.
func (c Call) evaluated(f law.Facts) ([]TenderFact, error) {
	evaluated, waiting := c.Evaluated(f)
	if len(waiting) > 0 {
		return nil, law.Refuse("award", "not-all-evaluated", "%s way: %s", onTheir(len(waiting)), few(waiting))
	}
	return evaluated, nil
}

func onTheir(tenders int) string {
	if tenders == 1 {
		return "1 tender is still on its"
	}
	return fmt.Sprintf("%d tenders are still on their", tenders)
}

func few(s []string) string {
	if len(s) > 5 {
		return strings.Join(s[:5], ", ") + fmt.Sprintf(" and %d more", len(s)-5)
	}
	return strings.Join(s, ", ")
}

// Check has nothing to refuse.
func (ReleaseAward) Check() error { return nil }

// Decide releases the prepared award by another person than prepared it, and
// only while the tenders in it stand as they stood.
func (ReleaseAward) Decide(c Call, f law.Facts, r law.Receipt) ([]Event, error) {
	if err := c.must("releasing the award", Opened, Evaluating); err != nil {
		return nil, err
	}
	if c.Prepared == nil {
		return nil, law.Refuse("award", "not-prepared", "no award of %s has been prepared; prepare it first", c.Reference)
	}
	if err := c.may(r, law.Head, law.Officer); err != nil {
		return nil, err
	}
	if r.Actor == c.PreparedBy {
		return nil, law.Refuse("four-eyes", "preparer", "%s prepared this award; another person must release it", r.Actor)
	}
	now, evaluated, err := c.award(f)
	if err != nil {
		return nil, err
	}
	if what := c.moved(now, evaluated); what != "" {
		return nil, law.Refuse("award", "moved", "something has moved since the award was prepared: %s; prepare it again", what)
	}
	return c.released(now, r)
}

func firstDifference(was, is AwardDecision) string {
	for i := range max(len(was.Steps), len(is.Steps)) {
		switch {
		case i >= len(was.Steps):
			return is.Steps[i].Tender + " is new in the ranking"
		case i >= len(is.Steps):
			return was.Steps[i].Tender + " is no longer in the ranking"
		case was.Steps[i].Tender != is.Steps[i].Tender:
			return fmt.Sprintf("place %d was %s and is %s", i+1, was.Steps[i].Tender, is.Steps[i].Tender)
		case !was.Steps[i].Score.Equal(is.Steps[i].Score):
			return fmt.Sprintf("%s had the score %s and has %s", is.Steps[i].Tender, was.Steps[i].Score, is.Steps[i].Score)
		case !was.Steps[i].Amount.Equal(is.Steps[i].Amount):
			return fmt.Sprintf("%s asked for %s and asks for %s", is.Steps[i].Tender, was.Steps[i].Amount, is.Steps[i].Amount)
		}
	}
	return "the budget or the rules are others"
}
