package call

import "twinning.example/engine/internal/law"

// Evaluated lists the evaluated tenders of a call with the scores that are
// ranked, and those that are still on their way, with their stages. Where the
// panel gave a tender another score than the one it looked at, that one is
// ranked, unless the tender's own has moved since.
func (c Call) Evaluated(f law.Facts) (evaluated []TenderFact, waiting []string) {
	for _, t := range c.tenders(f) {
		switch t.Stage {
		case "evaluated":
			if p, ok := c.Panel[t.Reference]; ok && p.Was.Equal(t.Score) {
				t.Score, t.Panelled = p.Score, true
			}
			evaluated = append(evaluated, t)
		case "submitted", "clarification-requested", "eligible", "arbitration", "consensus":
			waiting = append(waiting, t.Reference+" ("+t.Stage+")")
		}
	}
	return evaluated, waiting
}
