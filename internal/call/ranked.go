package call

import (
	"slices"

	"twinning.example/engine/internal/law"
)

// Evaluated lists the evaluated tenders of a call, with the scores that their
// reports came to, and those that are still on their way, with their stages.
func (c Call) Evaluated(f law.Facts) (evaluated, waiting []TenderFact) {
	for _, t := range c.tenders(f) {
		switch t.Stage {
		case "evaluated":
			evaluated = append(evaluated, t)
		case "submitted", "clarification-requested", "eligible", "arbitration", "consensus":
			waiting = append(waiting, t)
		}
	}
	return evaluated, waiting
}

// Ranks tells whether a tender stands in the award as it was released.
func (c Call) Ranks(tender string) bool {
	return c.Released != nil && slices.ContainsFunc(c.Released.Steps, func(s Step) bool { return s.Tender == tender })
}
