package lifetest

import (
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/twinning"
)

// Moneyless is the year in a programme that has no budget.
func Moneyless() []Step {
	var steps []Step
	for _, s := range Year() {
		switch c := s.Command.(type) {
		case call.OpenCall:
			c.Rules.Budget, c.Rules.Retention.SmallUpTo, c.Rules.Retention.SmallYears, c.Rules.Award.Ties = money.Amount{}, money.Amount{}, 0, []string{"earlier-receipt", "reference"}
			for i := range c.Rules.Types {
				c.Rules.Types[i].Ceiling = money.Amount{}
			}
			s.Command = c
		case twinning.SubmitTender:
			c.Tender.Costs = twinning.Costs{}
			s.Command = c
		case twinning.SubmitLog:
			c.Expenses = nil
			s.Command = c
		case twinning.ApproveExpense, twinning.ReturnExpense, twinning.CorrectExpense:
			continue
		}
		steps = append(steps, s)
	}
	return steps
}
