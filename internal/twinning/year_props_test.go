package twinning_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/twinning"
)

// ledgerOf is what a year's facts say of money, kept beside the law: by expense, and by instalment.
type ledgerOf struct {
	stated, corrections map[string]money.Amount
	fixedSums           int
	paid                money.Amount // of instalments and of expenses by themselves, without interest
	back                money.Amount // deducted or received
}

func newLedgerOf() *ledgerOf {
	return &ledgerOf{stated: map[string]money.Amount{}, corrections: map[string]money.Amount{}, paid: money.Zero("EUR"), back: money.Zero("EUR")}
}

// read takes one fact, and the twinning as it stands after it.
func (l *ledgerOf) read(e law.Event, is twinning.Twinning) {
	now := func(id string) money.Amount { x, _ := is.Expense(id); return x.Amount }
	state := func(id string) { l.stated[id], l.corrections[id] = now(id), money.Zero("EUR") }
	switch e := e.(type) {
	case twinning.LogSubmitted:
		for _, c := range e.Expenses {
			state(c.ID)
		}
	case twinning.ExpensesClaimed:
		for _, c := range e.Expenses {
			state(c.ID)
		}
	case twinning.ExpenseCorrected:
		l.corrections[e.Claim.ID] = now(e.Claim.ID).Sub(l.stated[e.Claim.ID])
	case twinning.ExpenseApproved:
		if x, _ := is.Expense(e.Expense); e.Step == twinning.Pay {
			l.paid = l.paid.Add(x.Accepted())
			if x.Kind == twinning.Subcontracting {
				l.fixedSums++
			}
		}
	case twinning.InstalmentPaid:
		if x, _ := is.Payments.Instalment(e.Instalment); x.What != twinning.DefaultInterest && x.What != twinning.ReturnedPayment {
			l.paid = l.paid.Add(e.Amount)
			if x.What == call.FixedSumPay {
				l.fixedSums++
			}
		}
	case twinning.RecoveryDeducted:
		l.back = l.back.Add(e.Amount)
	case twinning.RecoveryReceived:
		l.back = l.back.Add(e.Amount)
	}
}

// adds looks at everything that must hold of a twinning after any of its facts.
func (l *ledgerOf) adds(t T, is twinning.Twinning, byInstalments bool) {
	if is.Contract == nil {
		return
	}
	for _, x := range is.Expenses {
		stated := x.Amount
		if x.Stated != nil {
			stated = *x.Stated
		}
		if first, known := l.stated[x.ID]; known {
			require.Equal(t, first, stated, "%s: as stated", x.ID)
			require.Equal(t, x.Amount, first.Add(l.corrections[x.ID]), "%s: as stated and the corrections are as corrected", x.ID)
		}
	}
	none := money.Zero("EUR")
	byOrganisation := is.SumsBy(is.ClaimedFor)
	byKind := is.SumsBy(func(x twinning.Expense) string { return string(x.Kind) })
	for _, k := range twinning.CostKinds() {
		s, any := byKind[string(k)]
		if !any {
			s = twinning.NoSums("EUR")
		}
		budget := is.Contract.Costs.Of(k)
		require.False(t, s.Accepted.LessThan(s.Paid), "%s: paid %s, accepted %s", k, s.Paid, s.Accepted)
		require.False(t, budget.LessThan(s.Accepted), "%s: accepted %s, budget %s", k, s.Accepted, budget)
		require.False(t, s.Claimed.Sub(s.Deducted).Sub(s.Recovered).LessThan(s.Accepted), "%s", k)
		require.Equal(t, is.PaidSum(k), s.Paid)
	}
	for _, share := range is.Tender.Shares {
		if s, any := byOrganisation[share.Organisation]; any {
			require.False(t, share.Amount.LessThan(s.Accepted), "%s: accepted %s, share %s", share.Organisation, s.Accepted, share.Amount)
			require.False(t, s.Accepted.LessThan(s.Paid), share.Organisation)
		}
	}
	total := totals(is.SumsBy(func(twinning.Expense) string { return "" }))
	for name, by := range map[string]map[string]twinning.Sums{
		"kind": byKind, "organisation": byOrganisation,
		"month":   is.SumsBy(func(x twinning.Expense) string { return twinning.MonthOf(x.On) }),
		"country": is.SumsBy(func(x twinning.Expense) string { o, _ := is.Tender.Organisation(is.ClaimedFor(x)); return o.Country }),
		"expense": is.SumsBy(func(x twinning.Expense) string { return x.ID }),
	} {
		require.Equal(t, total, totals(by), "by %s", name)
	}
	require.Equal(t, is.PaidSum(""), total.Paid)
	require.Equal(t, l.paid.Sub(l.back), is.Transferred(), "what the facts of payments and recoveries come to")
	require.False(t, is.Transferred().IsNegative(), "more came back than was paid")
	require.LessOrEqual(t, l.fixedSums, 1, "the fixed sum, once")
	if byInstalments {
		gross, cleared, pre := none, none, none
		for _, i := range instalmentsOf(is) {
			if i.What == call.PreFinancing {
				pre = pre.Add(i.Amount)
			} else if i.What != twinning.DefaultInterest && i.What != twinning.ReturnedPayment {
				require.Equal(t, i.Gross, i.Cleared.Add(i.Amount), i.ID)
				gross = gross.Add(i.Gross)
			}
			cleared = cleared.Add(i.Cleared)
		}
		_, uncleared := is.Payments.PreFinanced("EUR")
		require.Equal(t, pre, cleared.Add(uncleared), "pre-financing is cleared exactly")
		require.False(t, uncleared.IsNegative(), "and not more than it")
		require.True(t, uncleared.IsZero() || gross.Equal(cleared), "and before anything else is paid")
	}
}

func totals(by map[string]twinning.Sums) twinning.Sums {
	all := twinning.NoSums("EUR")
	for _, s := range by { // sums are the same in any order
		all = all.Add(s)
	}
	return all
}

// everyPosition folds a twinning again, fact by fact, and looks at it after each but the first ones, which were looked at.
func everyPosition(t T, w *World, ref string, looked int) {
	byInstalments := w.Call().Rules.ByInstalments()
	is, kept := twinning.Law.Zero(ref), newLedgerOf()
	for n, f := range w.History(Tendering(ref)) {
		is = twinning.Law.Evolve(is, f.Event, f.At)
		kept.read(f.Event, is.(twinning.Twinning))
		if n >= looked {
			kept.adds(t, is.(twinning.Twinning), byInstalments)
		}
	}
}

// Whatever is claimed, corrected, deducted, paid, amended, suspended and recovered in whatever order: the sums hold at every position of the
// history, and from wherever the year has come to, both twinnings come to their end.
func TestInEveryGeneratedYearTheSumsHoldAtEveryPositionAndTheEndIsReached(t *testing.T) {
	t.Parallel()
	starts := yearStarts(t)
	rapid.Check(t, func(t *rapid.T) {
		w := rapid.SampledFrom(starts).Draw(t, "rules").Clone(t)
		ceiling := func() {
			for _, ref := range []string{A, B} {
				is := w.Twinning(ref)
				typ, _ := w.Call().Rules.Type(is.Tender.Type)
				require.False(t, typ.Ceiling.LessThan(is.Contract.Amount))
			}
		}
		liveOn(t, w, 40, ceiling)
		common := map[string]int{}
		for _, ref := range []string{A, B} {
			common[ref] = len(w.History(Tendering(ref)))
			everyPosition(t, w, ref, 0)
		}
		other := w.Clone(t)
		for ref, closes := range map[string]bool{A: true, B: false} { // each by itself
			settle(t, w, ref, closes)
			settle(t, other, ref, !closes)
		}
		for _, w := range []*World{w, other} {
			everyPosition(t, w, A, common[A])
			everyPosition(t, w, B, common[B])
			require.Empty(t, w.Refusals)
			require.True(t, w.Call().Over())
		}
	})
}

func instalmentsOf(is twinning.Twinning) []twinning.Instalment {
	if is.Payments == nil {
		return nil
	}
	return is.Payments.Instalments
}

// What is decided on expenses that do not depend on each other comes to the same, in whatever order.
func TestTheSameCommandsInAnyOrderThatTheLawAllowsComeToTheSameTotals(t *testing.T) {
	t.Parallel()
	starts := yearStarts(t)
	rapid.Check(t, func(t *rapid.T) {
		start := rapid.SampledFrom(starts).Draw(t, "rules").Clone(t)
		var lists [][]deed
		for _, id := range []string{"P", "Q", "R", "S"} {
			c := yearClaim(t, id)
			if c.Kind == twinning.Subcontracting {
				c.Kind = twinning.Direct
			}
			list := []deed{{Tendering(A), Contact(A), apart(c)}}
			if rapid.Bool().Draw(t, "returned") {
				again := yearClaim(t, id)
				again.Kind = c.Kind
				list = append(list, deed{Tendering(A), Verifier, twinning.ReturnExpense{Expense: id, Reason: "x"}}, deed{Tendering(A), Contact(A), twinning.CorrectExpense{Claim: again, Reason: "x"}})
			}
			verify := twinning.ApproveExpense{Expense: id, Step: twinning.Verify}
			if rapid.Bool().Draw(t, "deducted") {
				verify.Accepted, verify.Reason = amount("0.01"), "x"
			}
			list = append(list, deed{Tendering(A), Verifier, verify}, deed{Tendering(A), Authoriser, twinning.ApproveExpense{Expense: id, Step: twinning.Authorise}})
			if !start.Call().Rules.ByInstalments() {
				list = append(list, deed{Tendering(A), Payer, twinning.ApproveExpense{Expense: id, Step: twinning.Pay}})
			}
			lists = append(lists, list)
		}
		// play mixes the lists, each in its own order; false where something is refused, as where a budget holds only one of two.
		play := func(name string) (w *World, all bool) {
			w, all = start.Clone(t), true
			at := make([]int, len(lists))
			for n := 0; n < 4*len(lists)*len(lists); n++ {
				i := rapid.IntRange(0, len(lists)-1).Draw(t, name)
				if at[i] < len(lists[i]) {
					d := lists[i][at[i]]
					at[i]++
					all = goes(t, w, d.to, d.by, d.what) && all
				}
			}
			for i, list := range lists {
				for _, d := range list[at[i]:] {
					all = goes(t, w, d.to, d.by, d.what) && all
				}
			}
			return w, all
		}
		one, whole := play("first")
		other, wholeToo := play("second")
		if !whole || !wholeToo {
			return
		}
		for name, by := range map[string]func(twinning.Expense) string{
			"kind": func(x twinning.Expense) string { return string(x.Kind) }, "organisation": func(x twinning.Expense) string { return x.Organisation },
			"month": func(x twinning.Expense) string { return twinning.MonthOf(x.On) }, "expense": func(x twinning.Expense) string { return x.ID },
		} {
			require.Equal(t, one.Twinning(A).SumsBy(by), other.Twinning(A).SumsBy(by), name)
		}
		require.Equal(t, one.Twinning(A).Transferred(), other.Twinning(A).Transferred())
		for _, w := range []*World{one, other} {
			w.Do(Tendering(A), Head, suspend)
			w.Do(Tendering(A), Head, twinning.ResumeTwinning{})
		}
		require.Equal(t, one.Twinning(A).Spent(""), other.Twinning(A).Spent(""))
	})
}
