package call

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"twinning.example/engine/internal/law"
)

// Check refuses a panel of nobody, without minutes, or with scores that no
// tender could have.
func (o DecidePanel) Check() error {
	if err := people("present", o.Present); err != nil {
		return err
	}
	if !law.IsSHA256(o.Minutes) {
		return law.Nonsensef(law.WrongHash("minutes"), "minutes must be the SHA-256 of the minutes: 64 hexadecimal digits in lower case")
	}
	seen := map[string]bool{}
	for i, s := range o.Scores {
		if err := s.check(fmt.Sprintf("scores[%d]", i), o.Present); err != nil {
			return err
		}
		if seen[s.Tender] {
			return law.Nonsensef(law.WrongTwice(fmt.Sprintf("scores[%d].tender", i), s.Tender), "scores[%d].tender %s is there twice", i, s.Tender)
		}
		seen[s.Tender] = true
	}
	return nil
}

func (s PanelDecision) check(at string, present []string) error {
	if err := law.CheckCode(at+".tender", s.Tender); err != nil {
		return err
	}
	if err := law.CheckNumber(at+".score", s.Score); err != nil {
		return err
	}
	if s.Score.IsNegative() || s.Score.GreaterThan(decimal.NewFromInt(100)) || !s.Score.Equal(s.Score.Round(places)) {
		return law.Nonsensef(law.WrongRange(at+".score", 0, 100), "%s.score is %s; a number from 0 to 100 with at most %d decimals is allowed", at, s.Score, places)
	}
	if len(s.Absent) > 0 {
		if err := people(at+".absent", s.Absent); err != nil {
			return err
		}
	}
	for _, p := range s.Absent {
		if !slices.Contains(present, p) {
			return law.Nonsensef(law.WrongUnknown(at+".absent", p), "%s.absent names %s, who is not among those present", at, p)
		}
	}
	if len(s.Absent) == len(present) {
		return law.Nonsensef(law.Why("nonsense-nobody-left", law.Path("field", at+".absent")), "%s.absent names everybody who was present: nobody is left to decide", at)
	}
	return law.CheckRequired(at+".why", s.Why)
}

// Decide takes what the panel made of the whole ranking. Deciding again takes
// the place of what it decided before.
func (o DecidePanel) Decide(c Call, f law.Facts, r law.Receipt) ([]Event, error) {
	if err := c.must("deciding-as-a-panel", Evaluating); err != nil {
		return nil, err
	}
	if err := c.may(r, law.Officer, law.Head); err != nil {
		return nil, err
	}
	if !c.Rules.Evaluation.Panel {
		return nil, law.Refuse("panel", "no-panel", law.Ref("call", c.Reference))
	}
	evaluated, err := c.evaluated(f)
	if err != nil {
		return nil, err
	}
	for _, p := range o.Present {
		if e, ok := c.Evaluator(p); !ok || e.DeclaredAt.IsZero() {
			return nil, law.Refuse("panel", "not-an-evaluator", law.Who("person", p), law.Ref("call", c.Reference))
		}
	}
	decided := PanelDecided{Present: o.Present, Minutes: o.Minutes, Basis: basisOf(evaluated)}
	for _, s := range o.Scores {
		i := slices.IndexFunc(evaluated, func(t TenderFact) bool { return t.Reference == s.Tender })
		if i < 0 {
			return nil, law.Refuse("panel", "not-evaluated", law.Ref("tender", s.Tender), law.Ref("call", c.Reference))
		}
		score := PanelScore{Tender: s.Tender, Was: evaluated[i].Score, Score: s.Score, Why: s.Why, Absent: s.Absent}
		if p, why, ok := c.tiedToPanel(o.Present, score, evaluated[i]); ok {
			return nil, law.Refuse("panel", "conflict", law.Who("person", p), law.Ref("tender", s.Tender), law.BecauseOf("why", why))
		}
		decided.Scores = append(decided.Scores, score)
	}
	return []Event{decided}, nil
}

// tiedToPanel finds a member in conflict with a tender whose score the panel
// changed while they were in the room.
func (c Call) tiedToPanel(present []string, s PanelScore, t TenderFact) (person string, why law.Refusal, found bool) {
	for _, p := range without(present, s.Absent) {
		e, ok := c.Evaluator(p)
		if !ok {
			continue
		}
		if ties := c.Conflicts(e, t); len(ties) > 0 {
			return p, ties[0], true
		}
	}
	return "", law.Refusal{}, false
}

// paneled is the award over evaluated tenders, with the panel's scores where
// the rule book asks for a panel. What the panel decided holds only as long as
// it decided on what still is, and nobody who did turns out to be in conflict.
// Where no tender is evaluated, a panel has nothing to decide.
func (c Call) paneled(evaluated []TenderFact) (AwardDecision, error) {
	if !c.Rules.Evaluation.Panel || len(evaluated) == 0 {
		return Decide(evaluated, c.Rules, c.Rules.Budget), nil
	}
	if len(c.PanelPresent) == 0 {
		return AwardDecision{}, law.Refuse("panel", "not-decided", law.Ref("call", c.Reference))
	}
	if t, moved := c.PanelBasis.moved(evaluated); moved {
		if s, changed := c.Panel[t.Reference]; !changed || s.Was.Equal(t.Score) {
			return AwardDecision{}, law.Refuse("panel", "moved", law.Ref("tender", t.Reference), law.Score("score", t.Score))
		}
	}
	for _, t := range evaluated {
		s, changed := c.Panel[t.Reference]
		if !changed {
			continue
		}
		if !s.Was.Equal(t.Score) {
			return AwardDecision{}, law.Refuse("panel", "moved-after-the-panel", law.Ref("tender", t.Reference), law.Score("given", s.Score), law.Score("was", s.Was), law.Score("score", t.Score))
		}
		if p, why, ok := c.tiedToPanel(c.PanelPresent, s, t); ok {
			return AwardDecision{}, law.Refuse("panel", "tied", law.Who("person", p), law.Ref("tender", t.Reference), law.BecauseOf("why", why))
		}
	}
	after := c.AfterPanel(evaluated)
	return c.Noted(Decide(after, c.Rules, c.Rules.Budget), after), nil
}

// Noted is an award over tenders as [Call.AfterPanel] gives them, in which each
// step whose score is the panel's says so.
func (c Call) Noted(award AwardDecision, tenders []TenderFact) AwardDecision {
	award.Steps = slices.Clone(award.Steps)
	for i, step := range award.Steps {
		if slices.ContainsFunc(tenders, func(t TenderFact) bool { return t.Reference == step.Tender && t.Panelled }) {
			s := c.Panel[step.Tender]
			award.Steps[i].Why = law.Why("panel-gave", law.Because("step", step.Why), law.Score("score", s.Score), law.Score("was", s.Was))
		}
	}
	return award
}

// PanelOwes is what keeps the panel's scores from being an award's, nil where
// nothing does: it has not decided, or what it decided no longer holds.
func (c Call) PanelOwes(evaluated []TenderFact) *law.Refusal {
	_, err := c.paneled(evaluated)
	if r, is := law.Refused(err); is {
		return r
	}
	return nil
}

// AfterPanel are tenders with the scores that the panel gave them, where the
// rule book asks for a panel.
func (c Call) AfterPanel(tenders []TenderFact) []TenderFact {
	if !c.Rules.Evaluation.Panel {
		return tenders
	}
	tenders = slices.Clone(tenders)
	for i, t := range tenders {
		if s, changed := c.Panel[t.Reference]; changed && s.Was.Equal(t.Score) {
			tenders[i].Score, tenders[i].Panelled = s.Score, true
		}
	}
	return tenders
}
