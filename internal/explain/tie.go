package explain

import (
	"strings"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
)

// Tie is the rule that put one of two tenders with one score before the other.
func Tie(rules []string, first, second call.TenderFact) law.Reason {
	for _, rule := range rules {
		switch id, criterion := strings.CutPrefix(rule, call.TieCriterion); {
		case criterion:
			if a, b := first.Means[id], second.Means[id]; !a.Equal(b) {
				return law.Why("tie-by-score", law.Word("criterion", "criterion", id), law.Score("first", a), law.Score("second", b))
			}
		case rule == call.TieLowerAmount:
			if c := first.Amount.Cmp(second.Amount); c != 0 {
				return law.Why("tie-by-amount", law.Money("first", first.Amount), law.Money("second", second.Amount))
			}
		case rule == call.TieEarlier:
			if !first.ReceivedAt.Equal(second.ReceivedAt) {
				return law.Why("tie-by-receipt", instant("first", first.ReceivedAt), instant("second", second.ReceivedAt))
			}
		}
	}
	return law.Why("tie-by-reference")
}
