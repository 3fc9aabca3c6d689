package explain

import (
	"strings"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
)

// Tie is the rule that put one of two tenders with one score before the other.
func Tie(rules []string, first, second call.TenderFact) law.Reason {
	for _, rule := range rules {
		switch id, criterion := strings.CutPrefix(rule, call.TieCriterion); {
		case criterion:
			if a, b := first.Means[id], second.Means[id]; !a.Equal(b) {
				return law.Why("tie-by-score", narrate.Verbatim("rule", rule), law.Score("first", a), law.Score("second", b))
			}
		case rule == call.TieLowerAmount:
			if c := first.Amount.Cmp(second.Amount); c != 0 {
				return law.Why("tie-by-amount", narrate.Verbatim("rule", rule), law.Money("first", first.Amount), law.Money("second", second.Amount))
			}
		case rule == call.TieEarlier:
			if !first.ReceivedAt.Equal(second.ReceivedAt) {
				return law.Why("tie-by-receipt", narrate.Verbatim("rule", rule), instant("first", first.ReceivedAt), instant("second", second.ReceivedAt))
			}
		}
	}
	return law.Why("tie-by-reference", narrate.Verbatim("rule", call.TieReference))
}
