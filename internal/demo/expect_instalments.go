package demo

import (
	"slices"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/twinning"
)

// instalments is what must have come of the twinning that is paid by instalments, as it was worked by hand.
func (i *inspection) instalments() {
	if i.cast.story == nil {
		return
	}
	is := i.second.twinnings[i.cast.story.advanced.tender.ref]
	ends := is.Stage == twinning.Retained
	none := money.Zero(currency)
	stands := func(id string, gross, cleared, owed money.Amount) bool {
		x, known := is.Payments.Instalment(id)
		return known && x.Status == twinning.InstalmentPays && x.Gross.Equal(gross) && none.Add(x.Cleared).Equal(cleared) && x.Amount.Equal(owed)
	}
	i.is("a twinning paid by instalments: pre-financing, an interim payment that clears it, a balance and the fixed sum", ends &&
		stands("first", worked.first, none, worked.first) && stands("interim", worked.gross, worked.first, worked.interim) &&
		stands("last", worked.balance, none, worked.balance) && stands("sum", worked.fixedSum, none, worked.fixedSum), "%s, %s", is.Reference, is.Stage)

	stopped, ran, interest := 0, 0, 0
	each(i.second, func(_ string, _ twinning.PaymentSuspended, _ ledger.Event) { stopped++ })
	each(i.second, func(_ string, _ twinning.PaymentResumed, _ ledger.Event) { ran++ })
	each(i.second, func(_ string, e twinning.InterestAccrued, _ ledger.Event) {
		if e.Base.Equal(worked.first) && e.Days == 6 && e.Amount.Equal(worked.interest) {
			interest++
		}
	})
	i.is("the time for a payment stopped, run on, and over: default interest to the cent, and paid", stopped == 1 && ran == 1 && interest == 1 && stands("interest-first", worked.interest, none, worked.interest),
		"stopped %d times, resumed %d times, %s", stopped, ran, worked.interest.Human())

	x, _ := is.Expense("D-1")
	i.is("what is claimed in another currency, in an instalment", x.Net().Equal(worked.foreign) && x.Status == twinning.Paid, "%s", x.Net().Human())
	signatures, moved := 0, false
	each(i.second, func(_ string, e twinning.AmendmentSigned, _ ledger.Event) { signatures++ })
	if is.Contract != nil {
		moved = is.Contract.Costs.Personnel.Equal(cents(8_500_00)) && is.Contract.Costs.Direct.Equal(cents(4_500_00)) && is.Contract.Amount.Equal(cents(16_000_00))
	}
	i.is("a contract amended under one hash by both parties: money moved between cost kinds", signatures == 2 && moved, "%d signatures", signatures)

	runs, lines, deducted := 0, 0, none
	for _, r := range i.second.call.Runs {
		runs++
		for _, l := range r.Lines {
			lines++
			if l.Deducted != nil {
				deducted = deducted.Add(*l.Deducted)
			}
		}
	}
	i.is("payment runs, of which one takes off what is recovered", runs == 2 && lines == 3 && deducted.Equal(worked.recovered), "%d runs of %d lines, %s taken off", runs, lines, deducted.Human())
	freed, accepted := none, none
	each(i.second, func(_ string, e twinning.TwinningClosed, _ ledger.Event) { freed = e.Freed })
	for _, x := range is.Expenses {
		accepted = accepted.Add(x.Accepted())
	}
	i.is("to the cent: what was accepted less what was recovered, and what was transferred", is.Contract != nil && is.Transferred().Equal(worked.transferred) && accepted.Sub(worked.recovered).Equal(worked.transferred) && freed.Equal(worked.freed),
		"%s accepted, %s transferred, %s freed", accepted.Human(), is.Transferred().Human(), freed.Human())
	open := 0
	for _, o := range slices.Concat(i.second.call.Obligations, is.Obligations) {
		if o.Open() && o.Ladder != "retention" {
			open++
		}
	}
	i.is("nothing is owed any more in the call that pays by instalments", open == 0, "%d open", open)
}

// ofSecond tells whether a life is the call that pays by instalments, or its tender.
func ofSecond(stream string) bool {
	return stream == law.CallStream(paidCall) || law.CallOf(law.Reference(stream)) == paidCall
}
