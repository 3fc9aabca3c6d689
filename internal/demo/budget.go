package demo

import (
	"cmp"
	"maps"
	"slices"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/twinning"
)

// A Budget is the money of the call, line by line.
type Budget struct {
	Lines     []Line       `json:"lines"`
	Budget    money.Amount `json:"budget"`
	Committed money.Amount `json:"committed"`    // by the lines
	Reopened  money.Amount `json:"reopened"`     // to another call
	To        string       `json:"to,omitempty"` // its reference
	Left      money.Amount `json:"left"`
	Paid      Paid         `json:"paid"`
	Checks    []Check      `json:"checks"`
}

// A Line is one movement of the budget.
type Line struct {
	What   string       `json:"what"`
	Count  int          `json:"count"`
	Amount money.Amount `json:"amount"`
}

// A Check is two sums that were made in two ways and must be one.
type Check struct {
	What  string       `json:"what"`
	One   money.Amount `json:"one"`
	Other money.Amount `json:"other"`
}

// OK tells whether they are one.
func (c Check) OK() bool { return c.One.Equal(c.Other) }

// budget adds the lines up from the events, and compares them with the states.
func (a *account) budget() Budget {
	b := Budget{Budget: a.call.Rules.Budget}
	line := func(what string, count int, amount money.Amount) {
		if count > 0 {
			b.Lines = append(b.Lines, Line{what, count, amount})
		}
	}
	award := money.Zero(currency)
	n := 0
	if a.call.Released != nil {
		for _, s := range a.call.Released.Steps {
			if s.Verdict == call.Awarded {
				award = award.Add(s.Amount)
				n++
			}
		}
	}
	line("committed by the award", n, award)
	reserve, activations := money.Zero(currency), 0
	each(a, func(_ string, e call.ReserveActivated, _ ledger.Event) {
		reserve = reserve.Add(e.Amount)
		activations++
	})
	line("committed to the reserve", activations, reserve)
	freed, times := map[string]money.Amount{}, map[string]int{}
	each(a, func(_ string, e call.BudgetFreed, _ ledger.Event) {
		why := narrate.English().Reason(e.Why)
		freed[why] = sum(e.Amount, freedBefore(freed, why))
		times[why]++
	})
	b.Committed = award.Add(reserve)
	for _, why := range slices.Sorted(maps.Keys(freed)) {
		line("freed: "+why, times[why], freed[why].Neg())
		b.Committed = b.Committed.Sub(freed[why])
	}
	b.Reopened = money.Zero(currency)
	each(a, func(_ string, e call.LeftoverReopened, _ ledger.Event) {
		b.Reopened = b.Reopened.Add(e.Amount)
		b.To = e.Call
	})
	b.Left = b.Budget.Sub(b.Committed).Sub(b.Reopened)
	b.Paid = a.paid()
	b.Checks = a.sums(b)
	return b
}

func freedBefore(m map[string]money.Amount, why string) money.Amount {
	if was, ok := m[why]; ok {
		return was
	}
	return money.Zero(currency)
}

// paid adds up what the payer has paid, approval by approval, less what came back by deduction.
func (a *account) paid() Paid {
	by := map[twinning.CostKind]money.Amount{}
	for _, k := range twinning.CostKinds() {
		by[k] = money.Zero(currency)
	}
	each(a, func(ref string, e twinning.ExpenseApproved, _ ledger.Event) {
		if e.Step == twinning.Pay {
			x, _ := a.twinnings[ref].Expense(e.Expense)
			by[x.Kind] = by[x.Kind].Add(e.Amount)
		}
	})
	each(a, func(ref string, e twinning.RecoveryDeducted, _ ledger.Event) {
		is := a.twinnings[ref]
		x, _ := is.Expense(is.Recoveries[e.Number-1].Expense)
		by[x.Kind] = by[x.Kind].Sub(e.Amount)
	})
	return newPaid(by)
}

func newPaid(by map[twinning.CostKind]money.Amount) Paid {
	p := Paid{Personnel: by[twinning.Personnel], Direct: by[twinning.Direct], Subcontracting: by[twinning.Subcontracting]}
	p.Total = sum(p.Personnel, p.Direct, p.Subcontracting)
	return p
}

// sums makes each sum a second way.
func (a *account) sums(b Budget) []Check {
	committed, contracts, paid, freed := money.Zero(currency), money.Zero(currency), money.Zero(currency), money.Zero(currency)
	for _, amount := range a.call.Committed {
		committed = committed.Add(amount)
	}
	for _, t := range a.tenders() {
		if !t.Contract.IsNone() {
			contracts, paid, freed = contracts.Add(t.Contract), paid.Add(t.Paid.Total), freed.Add(t.Freed)
		}
	}
	return []Check{
		{"what is committed, by the lines and by the call's own state", b.Committed, committed},
		{"what is left, by the lines and by the call's own state", b.Left, a.call.Left},
		{"what is committed, reopened to another call and left, and the budget", sum(committed, b.Reopened, a.call.Left), b.Budget},
		{"what is paid, by approvals and by the twinnings' own states", b.Paid.Total, paid},
		{"what is committed at the end, and what is paid", committed, paid},
		{"contracts, and what was paid and freed of them", contracts, paid.Add(freed)},
	}
}

// tenders tells what became of each, in the order of the ranking, those
// without a place last.
func (a *account) tenders() []Tender {
	var rows []Tender
	for _, e := range a.cast.entries {
		is := a.twinnings[e.ref]
		t := Tender{
			Reference: e.ref, Title: e.tender.Title, Synthetic: e.synthetic, Type: e.tender.Type, Country: e.country(),
			Outcome: a.outcome(e.stream()),
		}
		if is.Outcome != nil {
			t.Place, t.Score = a.place(e.ref), is.Outcome.Score.StringFixed(2)
		}
		if is.Contract != nil {
			by := map[twinning.CostKind]money.Amount{}
			for _, k := range twinning.CostKinds() {
				by[k] = is.PaidSum(k)
			}
			t.Contract, t.Paid = is.Contract.Amount, newPaid(by)
			t.Freed = money.Zero(currency)
		}
		for _, x := range a.events[e.stream()] {
			switch x := x.says.(type) {
			case twinning.TwinningClosed:
				t.Freed = x.Freed
			case twinning.TwinningTerminated:
				t.Freed = x.Freed
			}
		}
		rows = append(rows, t)
	}
	slices.SortStableFunc(rows, func(a, b Tender) int {
		return cmp.Or(cmp.Compare(cmp.Or(a.Place, 1000), cmp.Or(b.Place, 1000)), cmp.Compare(a.Reference, b.Reference))
	})
	return rows
}

// place is where the award ranked a tender, whatever came later; 0 for nowhere.
func (a *account) place(ref string) int {
	if a.call.Released != nil {
		for _, s := range a.call.Released.Steps {
			if s.Tender == ref {
				return s.Place
			}
		}
	}
	return 0
}

// outcome is how a tender ended, by its events.
func (a *account) outcome(stream string) Outcome {
	o := Unfinished
	var was call.Verdict
	sent := false
	for _, e := range a.events[stream] {
		switch e := e.says.(type) {
		case twinning.TenderRefusedLate:
			if !sent {
				o = Late
			}
		case twinning.TenderSubmitted:
			o, sent = Unfinished, true
		case twinning.TenderWithdrawn:
			o = Withdrawn
		case twinning.WithdrawalUndone:
			o = Unfinished
		case twinning.EligibilityDecided:
			if !e.Eligible {
				o = Ineligible
			}
		case twinning.OutcomeNoted:
			if e.Verdict == call.Rejected {
				if o = Below; was == call.Reserve {
					o = NotReached
				}
			}
			was = e.Verdict
		case twinning.ContractDeclined:
			o = Declined
		case twinning.TwinningTerminated:
			o = Terminated
		case twinning.TwinningClosed:
			o = Closed
		case law.Event:
		}
	}
	return o
}

// group counts outcomes, by type or by country.
func group(tenders []Tender, of func(Tender) string) []Outcomes {
	rows := map[string]*Outcomes{}
	for _, t := range tenders {
		row := rows[of(t)]
		if row == nil {
			row = &Outcomes{Of: of(t), By: map[Outcome]int{}, Paid: money.Zero(currency)}
			rows[of(t)] = row
		}
		row.Tendered++
		row.By[t.Outcome]++
		if !t.Contract.IsNone() {
			row.Paid = row.Paid.Add(t.Paid.Total)
		}
	}
	return sorted(rows)
}
