package demo

import (
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/twinning"
)

// instalments is what must have come of the one contract under the second version of the rule book.
func (i *inspection) instalments() {
	stopped, says := 0, ""
	each(i.account, func(ref string, e twinning.InterestAccrued, _ ledger.Event) {
		is := i.twinnings[ref]
		late, _ := is.Payments.Instalment(e.Instalment)
		interest, owed := is.Payments.Instalment("interest-" + e.Instalment)
		resumed := false
		each(i.account, func(of string, r twinning.PaymentResumed, _ ledger.Event) {
			resumed = resumed || of == ref && r.Instalment == e.Instalment && !r.Due.Before(late.Due)
		})
		if resumed && owed && late.Paid.After(late.Due) && interest.Status == twinning.InstalmentPays && interest.Amount.Equal(e.Amount) {
			stopped++
			says = e.Amount.Human() + " for " + late.Amount.Human() + ", paid on " + late.Paid.String() + " instead of " + late.Due.String()
		}
	})
	i.is("an instalment whose time was stopped and ran on, paid late with default interest", stopped == 1, "%s", says)
	cleared, contracts := 0, 0
	for _, is := range i.twinnings {
		if is.Payments == nil {
			continue
		}
		contracts++
		advanced, left := is.Payments.PreFinanced(currency)
		paid := money.Zero(currency)
		for _, x := range is.Payments.Instalments {
			if x.Status == twinning.InstalmentPays && x.What != twinning.DefaultInterest {
				paid = paid.Add(x.Amount)
			}
		}
		if !advanced.IsZero() && left.IsZero() && paid.Equal(is.PaidSum("")) {
			cleared++
		}
	}
	changed := 0
	each(i.account, func(_ string, _ call.RulesChanged, _ ledger.Event) { changed++ })
	i.is("a second version of the rule book, under which one contract is paid by instalments, its pre-financing cleared to the cent", changed == 1 && cleared == 1 && contracts == 1, "%d versions, %d contracts, %d cleared", changed, contracts, cleared)
}
