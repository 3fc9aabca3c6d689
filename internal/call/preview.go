package call

import (
	"slices"

	"twinning.example/engine/internal/law"
)

// A Preview is the award as it would be released now, before anybody is told.
type Preview struct {
	Award    AwardDecision  // over the facts as they stand
	Prepared bool           // somebody has prepared it
	Moved    *law.Reason    // the first thing that moved since, nil for nothing
	Rounds   []PlannedRound // of letters, if it were released at the instant of the question
	Release  []string       // who may release it: not who prepared it
}

// Preview computes the award without a word to anybody. It is refused where it
// could not be prepared.
func (c Call) Preview(f law.Facts, r law.Receipt) (Preview, error) {
	if err := c.must("previewing-the-award", Opened, Evaluating); err != nil {
		return Preview{}, err
	}
	award, evaluated, err := c.award(f)
	if err != nil {
		return Preview{}, err
	}
	p := Preview{Award: award, Prepared: c.Prepared != nil}
	if p.Rounds, err = c.plan(r.ReceivedAt); err != nil {
		return Preview{}, err
	}
	if p.Prepared {
		p.Moved = c.moved(award, evaluated)
	}
	for _, person := range slices.Concat(c.People(law.Head), c.People(law.Officer)) {
		if person != c.PreparedBy && !slices.Contains(p.Release, person) {
			p.Release = append(p.Release, person)
		}
	}
	return p, nil
}
