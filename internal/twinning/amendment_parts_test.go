package twinning_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

func parts(list ...string) []twinning.Share {
	var shares []twinning.Share
	for i := 0; i < len(list); i += 2 {
		shares = append(shares, twinning.Share{Organisation: list[i], Amount: EUR(list[i+1])})
	}
	return shares
}

// divided is a twinning of alpha, beta and gamma in its second month, whose costs are divided among them.
func divided(t *testing.T, edit func(*call.RuleBook)) *World {
	t.Helper()
	book := amendable(func(a *call.Amendments) {
		a.Report = true
		a.Parts = &call.Shifting{Scope: call.OfEachPart, Base: call.FirstContract, Share: Number("20"), Mode: call.PriorApproval}
	})
	book.Eligibility.Shares = true
	if edit != nil {
		edit(&book)
	}
	w := New(t).Opened(book).Published()
	for _, ref := range []string{A, B} {
		o := Tender(ref)
		o.Organisations = append(o.Organisations, twinning.Organisation{ID: "gamma", Name: "Gamma", Country: "FR"})
		o.Adopters = append(o.Adopters, "gamma")
		o.Shares = parts("alpha", "20000.00", "beta", "10000.00", "gamma", "10000.00")
		w.Do(Tendering(ref), Contact(ref), twinning.SubmitTender{Tender: o})
	}
	return w.Appointed().Shut().Eligible(A, B).Assigned(A, B).Scored(A, "5").Scored(B, "4").Decided().Signed(A, B).At("2019-11-20T09:00")
}

func altering(c twinning.Changes) twinning.PrepareAmendment {
	return twinning.PrepareAmendment{Changes: c, Reason: "a partner leaves"}
}

func claimOf(id, organisation, amount string) twinning.Claim {
	c := Claim(id, twinning.Direct, amount)
	c.Organisation = organisation
	return c
}

func TestWhatAnOrganisationMustHaveIsAskedOfWhoJoins(t *testing.T) {
	t.Parallel()
	book := amendable(nil)
	sites(&book)
	w := New(t).Opened(book).Published()
	for _, ref := range []string{A, B} {
		o := Tender(ref)
		declaring(2, "2019-06-01")(&o)
		w.Do(Tendering(ref), Contact(ref), twinning.SubmitTender{Tender: o})
	}
	w.Appointed().Shut()
	for _, ref := range []string{A, B} {
		for _, organisation := range []string{"alpha", "beta"} {
			w.Do(Tendering(ref), Officer, twinning.VerifyAttribute{Organisation: organisation, Attribute: "reference-site", Holds: true})
		}
	}
	w.Eligible(A, B).Assigned(A, B).Scored(A, "5").Scored(B, "4").Decided().Signed(A, B).At("2019-11-20T09:00")
	joining := func(id string, declared ...twinning.Attribute) twinning.PrepareAmendment {
		return altering(twinning.Changes{Joins: []twinning.Organisation{{ID: id, Name: id, Country: "FR", Attributes: declared}}})
	}
	label := twinning.Attribute{ID: "reference-site", Level: 2, Since: Date("2019-06-01")}
	prepared := []string{"amendment-prepared.v1"}
	agreed := func(w *World) {
		w.Do(Tendering(A), Contact(A), joining("gamma", label))
		w.Do(Tendering(A), Signatory(A), sum(w))
		w.Do(Tendering(A), Procurer, sum(w))
	}
	Run(t, w,
		Row{Name: "who has it", By: Contact(A), When: joining("gamma", label), Then: prepared},
		Row{Name: "not who does not declare it", By: Contact(A), When: joining("gamma"), Refused: "amendment/not-eligible:attribute-lacking"},
		Row{Name: "nor who has less of it", By: Contact(A), When: joining("gamma", twinning.Attribute{ID: "reference-site", Level: 1, Since: label.Since}), Refused: "amendment/not-eligible:attribute-lacking"},
		Row{Name: "nor after one who has it", Given: agreed, By: Contact(A), When: joining("delta"), Refused: "amendment/not-eligible:attribute-lacking"},
		Row{Name: "another one who has it", Given: agreed, By: Contact(A), When: joining("delta", label), Then: prepared},
	)
}

func TestTheContractSaysThePartsOfTheOrganisations(t *testing.T) {
	t.Parallel()
	book := Book()
	book.Eligibility.Shares = true
	w := New(t).Opened(book).Published()
	for _, ref := range []string{A, B} {
		o := Tender(ref)
		o.Shares = parts("alpha", "30000.00", "beta", "10000.00")
		w.Do(Tendering(ref), Contact(ref), twinning.SubmitTender{Tender: o})
	}
	w.Appointed().Shut().Eligible(A, B).Assigned(A, B).Scored(A, "5").Scored(B, "4").Decided()
	text, err := w.Twinning(A).ContractFor(w.Call(), Date("2019-10-14"), law.Receipt{Actor: Procurer, ReceivedAt: w.Now})
	require.NoError(t, err)
	require.Equal(t, parts("alpha", "30000.00", "beta", "10000.00"), text.Shares)
}

func TestMoneyMovesBetweenOrganisationsWithinTheShareOfTheRuleBook(t *testing.T) {
	t.Parallel()
	to := func(alpha, beta, gamma string) twinning.PrepareAmendment {
		return altering(twinning.Changes{Shares: parts("alpha", alpha, "beta", beta, "gamma", gamma)})
	}
	prepared := []string{"amendment-prepared.v1"}
	w := divided(t, nil)
	Run(t, w,
		Row{Name: "20 % of one", By: Contact(A), When: to("22000.00", "8000.00", "10000.00"), Then: prepared},
		Row{Name: "not more", By: Contact(A), When: to("22000.01", "7999.99", "10000.00"), Refused: "amendment/beyond-share-of"},
		Row{Name: "not to one either", By: Contact(A), When: to("17999.99", "12000.01", "10000.00"), Refused: "amendment/beyond-share-of"},
		Row{Name: "to the last cent", By: Contact(A), When: to("22000.00", "8000.00", "10000.01"), Refused: "amendment/not-eligible:shares-do-not-add-up"},
		Row{Name: "what stands changes nothing", By: Contact(A), When: to("20000.00", "10000.00", "10000.00"), Refused: "amendment/changes-nothing"},
		Row{Name: "not to somebody else", By: Contact(A), When: altering(twinning.Changes{Shares: parts("delta", "1.00")}), Refused: "organisations/not-in-tender"},
		Row{Name: "not in another currency", By: Contact(A), When: altering(twinning.Changes{Shares: []twinning.Share{{Organisation: "beta", Amount: usd(t, "1.00")}}}), Refused: "amendment/currency"},
		Row{Name: "not from a day that lies ahead", By: Contact(A), When: func() twinning.PrepareAmendment {
			o := to("22000.00", "8000.00", "10000.00")
			o.From = Date("2019-12-01")
			return o
		}(), Refused: "amendment/money-at-once"},
	)
	agreed(w, to("21000.00", "9000.00", "10000.00"))
	is := w.Twinning(A)
	require.Equal(t, EUR("9000.00"), is.Tender.Share("beta"))
	require.Equal(t, 1, is.Amending.Holding()["shares"])
	Run(t, w,
		Row{Name: "all shifts count together", By: Contact(A), When: to("22000.01", "7999.99", "10000.00"), Refused: "amendment/beyond-share-of"},
		Row{Name: "to and fro as well", By: Contact(A), When: to("20000.00", "10000.00", "10000.00"), Then: prepared},
		Row{Name: "a claim is held to the new part", By: Contact(A), When: Log(1, claimOf("X", "beta", "9000.01")), Refused: "ceilings/share-claimed"},
	)
	w.Do(Tendering(A), Contact(A), Log(1, claimOf("X", "beta", "9000.00")))
	Run(t, w, Row{Name: "not below what is claimed", By: Contact(A), When: to("21000.01", "8999.99", "10000.00"), Refused: "amendment/share-below-claimed"})
	Run(t, amending(t, nil), Row{Name: "not where the costs are not divided", By: Contact(A), When: altering(twinning.Changes{Shares: parts("alpha", "1.00")}), Refused: "amendment/not-divided"})
	Run(t, divided(t, func(b *call.RuleBook) { b.Amendments.Parts.Scope = call.OfTheContract }),
		Row{Name: "20 % of all", By: Contact(A), When: to("28000.00", "2000.00", "10000.00"), Then: prepared},
		Row{Name: "not more of all", By: Contact(A), When: to("28000.01", "1999.99", "10000.00"), Refused: "amendment/beyond-share"},
	)
	letter := func(o twinning.PrepareAmendment) twinning.PrepareAmendment {
		o.Letter = true
		return o
	}
	Run(t, divided(t, func(b *call.RuleBook) { b.Amendments.Parts.Mode = call.ReportOnly }),
		Row{Name: "by letter within it", By: Contact(A), When: letter(to("22000.00", "8000.00", "10000.00")), Then: []string{"amendment-prepared.v1", "amendment-in-force.v1"}},
		Row{Name: "not in another currency", By: Contact(A), When: letter(altering(twinning.Changes{Shares: []twinning.Share{{Organisation: "beta", Amount: usd(t, "1.00")}}})), Refused: "amendment/currency"},
		Row{Name: "not beyond it", By: Contact(A), When: letter(to("22000.01", "7999.99", "10000.00")), Refused: "amendment/not-by-letter"},
		Row{Name: "which takes the signatures", By: Contact(A), When: to("22000.01", "7999.99", "10000.00"), Then: prepared},
	)
}

func TestAPartnerThatLeavesIsReportedAndWhatIsDueIsComputed(t *testing.T) {
	t.Parallel()
	w := divided(t, nil)
	w.Do(Tendering(A), Contact(A), Log(1, claimOf("X", "gamma", "3000.00"), claimOf("Y", "gamma", "1000.00")))
	leaves := func(received string, shares ...string) twinning.PrepareAmendment {
		return altering(twinning.Changes{Leaves: []string{"gamma"}, Received: parts("gamma", received), Shares: parts(shares...)})
	}
	given := []string{"alpha", "24000.00", "beta", "13000.00", "gamma", "3000.00"}
	Run(t, w, Row{Name: "not while a claim of its own is undecided", By: Contact(A), When: leaves("2500.00", given...), Refused: "amendment/leaver-undecided"})
	w.Do(Tendering(A), Verifier, twinning.ApproveExpense{Expense: "X", Step: twinning.Verify})
	w.Do(Tendering(A), Authoriser, twinning.ApproveExpense{Expense: "X", Step: twinning.Authorise})
	w.Do(Tendering(A), Verifier, twinning.RejectExpense{Expense: "Y", Reason: "no cost of the twinning"})
	Run(t, w,
		Row{Name: "not without a report", By: Contact(A), When: altering(twinning.Changes{Leaves: []string{"gamma"}}), Refused: "amendment/report-missing"},
		Row{Name: "not with one of somebody who stays", By: Contact(A), When: altering(twinning.Changes{Leaves: []string{"gamma"}, Received: parts("beta", "1.00")}), Refused: "amendment/report-of-another"},
		Row{Name: "not with a report in another currency", By: Contact(A), When: altering(twinning.Changes{Leaves: []string{"gamma"}, Received: []twinning.Share{{Organisation: "gamma", Amount: usd(t, "1.00")}}}), Refused: "amendment/currency"},
		Row{Name: "not as the new contractor", By: Contact(A), When: altering(twinning.Changes{Leaves: []string{"gamma"}, Contractor: "gamma"}), Refused: "amendment/leaving-contractor"},
		Row{Name: "not with more than what was accepted", By: Contact(A), When: leaves("2500.00", "alpha", "20000.00", "beta", "10000.00", "gamma", "10000.00"), Refused: "amendment/leaver-share"},
		Row{Name: "its money is given to the others, whatever the share of shifts", By: Contact(A), When: leaves("2500.00", given...), Then: []string{"amendment-prepared.v1"}},
		Row{Name: "more received than accepted is due from it", By: Contact(A), When: leaves("3200.00", given...), Then: []string{"amendment-prepared.v1"}, After: func(t *testing.T, w *World) {
			a, _ := w.Twinning(A).Amended()
			require.Equal(t, EUR("200.00"), a.Leaving[0].DueFrom)
			require.True(t, a.Leaving[0].DueTo.IsNone())
		}},
	)
	left := w.Call().Left
	agreed(w, leaves("2500.00", given...))
	a, _ := w.Twinning(A).Amendment(1)
	require.Equal(t, []twinning.Distribution{{
		Organisation: "gamma", Share: EUR("10000.00"), Keeps: EUR("3000.00"), Claimed: EUR("3000.00"), Accepted: EUR("3000.00"), Received: EUR("2500.00"), DueTo: EUR("500.00"),
	}}, a.Leaving)
	require.Equal(t, []string{"beta"}, w.Twinning(A).Tender.Adopters)
	require.Equal(t, left, w.Call().Left, "nothing is freed: the others have it")
	Run(t, w, Row{Name: "it has no costs any more", By: Contact(A), When: twinning.ClaimExpenses{Expenses: []twinning.Claim{func() twinning.Claim {
		c := claimOf("Z", "gamma", "1.00")
		c.On = Date("2019-11-20")
		return c
	}()}}, Refused: "expenses/organisation-left"})
	lasting := claimOf("Z", "gamma", "1.00")
	lasting.On, lasting.From, lasting.Until = Date("2019-11-19"), Date("2019-11-19"), Date("2019-11-20")
	Run(t, w,
		Row{Name: "nor of a period that lasts until then", By: Contact(A), When: twinning.ClaimExpenses{Expenses: []twinning.Claim{lasting}}, Refused: "expenses/organisation-left"},
		Row{Name: "it does not come back as contractor", By: Contact(A), When: altering(twinning.Changes{Contractor: "gamma"}), Refused: "amendment/contractor-left"},
		Row{Name: "and gets no more than it claimed", By: Contact(A), When: altering(twinning.Changes{Shares: parts("alpha", "23000.00", "beta", "13000.00", "gamma", "4000.00")}), Refused: "amendment/share-of-leaver"},
	)
}

func TestTheMoneyOfAPartnerThatLeavesIsFreedWhereTheAmendmentSaysSo(t *testing.T) {
	t.Parallel()
	w := divided(t, nil)
	left := w.Call().Left
	agreed(w, altering(twinning.Changes{
		Leaves: []string{"gamma"}, Received: parts("gamma", "0"), Shares: parts("alpha", "20000.00", "beta", "10000.00", "gamma", "0"),
		Costs: twinning.Costs{Personnel: EUR("15000.00"), Direct: EUR("10000.00"), Subcontracting: EUR("5000.00")},
	}))
	require.Equal(t, left.Add(EUR("10000.00")), w.Call().Left)
	require.Equal(t, EUR("30000.00"), w.Twinning(A).Contract.Amount)
}

func TestNumbersOfPartiesAreAskedAgain(t *testing.T) {
	t.Parallel()
	w := divided(t, func(b *call.RuleBook) {
		b.Eligibility.Parties = &call.Parties{Adopters: &call.Number{Least: 2, Most: 2}}
	})
	Run(t, w,
		Row{Name: "not fewer adopters than the rule book has", By: Contact(A), When: altering(twinning.Changes{
			Leaves: []string{"gamma"}, Received: parts("gamma", "0"), Shares: parts("alpha", "20000.00", "beta", "20000.00"),
		}), Refused: "amendment/not-eligible:other-number-of-parties"},
		Row{Name: "not more", By: Contact(A), When: altering(twinning.Changes{
			Joins: []twinning.Organisation{{ID: "delta", Name: "Delta", Country: "FR"}}, Shares: parts("alpha", "20000.00", "beta", "10000.00", "gamma", "5000.00", "delta", "5000.00"),
		}), Refused: "amendment/not-eligible:other-number-of-parties"},
		Row{Name: "one for another", By: Contact(A), When: altering(twinning.Changes{
			Joins: []twinning.Organisation{{ID: "delta", Name: "Delta", Country: "FR"}}, Leaves: []string{"gamma"}, Received: parts("gamma", "0"),
			Shares: parts("alpha", "20000.00", "beta", "10000.00", "gamma", "0", "delta", "10000.00"),
		}), Then: []string{"amendment-prepared.v1"}},
	)
}

func TestTheRuleBookSaysWhoChangesByLetter(t *testing.T) {
	t.Parallel()
	letter := twinning.PrepareAmendment{Changes: twinning.Changes{Activity: "two visits by video"}, Letter: true, Reason: "the trains do not run"}
	holds := []string{"amendment-prepared.v1", "amendment-in-force.v1"}
	w := amending(t, func(a *call.Amendments) { a.LetterBy = []string{call.ByContractor} })
	Run(t, w,
		Row{Name: "the contractor", By: Contact(A), When: letter, Then: holds, After: func(t *testing.T, w *World) {
			require.Equal(t, map[string]int{"activity": 1}, w.Twinning(A).Amending.Holding(), "and explain says by which amendment")
		}},
		Row{Name: "not the procurer", By: Officer, When: letter, Refused: "amendment/no-letter-of"},
	)
	Run(t, amending(t, nil), Row{Name: "both where it says nothing", By: Officer, When: letter, Then: holds})
}

func TestTheAccountOfAContractorThatIsReplacedIsPaidToNoMore(t *testing.T) {
	t.Parallel()
	w := amending(t, nil)
	w.Do(Tendering(A), Contact(A), twinning.SetAccount{Holder: "Alpha VZW", IBAN: "BE68 5390 0754 7034", Town: "Gent", Country: "BE"})
	w.Do(Tendering(A), Officer, twinning.ConfirmAccount{Number: 1, Payee: twinning.PayeeMatches})
	agreed(w, altering(twinning.Changes{Contractor: "gamma", Joins: []twinning.Organisation{{ID: "gamma", Name: "Gamma", Country: "FR"}}}))
	require.Nil(t, w.Twinning(A).Payments.Account)
	w.Do(Tendering(A), Contact(A), twinning.SetAccount{Holder: "Alpha VZW", IBAN: "BE68 5390 0754 7034", Town: "Gent", Country: "BE"})
	w.Do(Tendering(A), Officer, twinning.ConfirmAccount{Number: 2, Payee: twinning.PayeeMatches})
	require.Equal(t, 2, w.Twinning(A).Payments.Account.Number, "the one of the new contractor")
}
