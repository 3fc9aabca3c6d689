package export

import (
	"encoding/json"
	"errors"
	"fmt"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

// life is a tender's life as far as the reader may see it.
func (x *making) life(reference string) (twinning.Twinning, query.StateRow, error) {
	// As of an earlier instant x.q is asked, which stands there by itself.
	row, err := x.q.State(x.ctx, x.v, law.TwinningStream(reference), x.ask.Then)
	if err != nil {
		return twinning.Twinning{}, row, err
	}
	var t twinning.Twinning
	if err := json.Unmarshal(row.State, &t); err != nil {
		return t, row, errors.Join(fmt.Errorf("read the state of %s", reference), err)
	}
	return t, row, nil
}

// Spent is what became of the money of one cost kind.
type spent struct {
	planned, claimed, verified, authorised, paid, open money.Amount
}

// spending adds the expenses of a twinning up by cost kind. What was returned or lapsed is
// not claimed any more.
func spending(t twinning.Twinning) map[twinning.CostKind]spent {
	by := map[twinning.CostKind]spent{}
	if t.Contract == nil {
		return by
	}
	for _, k := range twinning.CostKinds() {
		zero := money.Zero(t.Contract.Amount.Currency())
		by[k] = spent{planned: t.Contract.Costs.Of(k), claimed: zero, verified: zero, authorised: zero, paid: zero}
	}
	for _, e := range t.Expenses {
		s := by[e.Kind]
		switch e.Status {
		case twinning.Claimed:
			s.claimed = s.claimed.Add(e.Amount)
		case twinning.ExpenseVerified:
			s.claimed, s.verified = s.claimed.Add(e.Amount), s.verified.Add(e.Amount)
		case twinning.Authorised:
			s.claimed, s.verified, s.authorised = s.claimed.Add(e.Amount), s.verified.Add(e.Amount), s.authorised.Add(e.Amount)
		case twinning.Paid:
			s.claimed, s.verified, s.authorised, s.paid = s.claimed.Add(e.Amount), s.verified.Add(e.Amount), s.authorised.Add(e.Amount), s.paid.Add(e.Amount)
		case twinning.ExpenseReturns, twinning.Lapsed:
		}
		by[e.Kind] = s
	}
	for k, s := range by {
		if !s.planned.IsNone() {
			s.open = s.planned.Sub(s.claimed)
		}
		by[k] = s
	}
	return by
}

func (x *making) budget() error {
	if err := x.staff("budget"); err != nil {
		return err
	}
	facts := []Fact{x.fact("budget", x.call.Budget), x.fact("left", x.call.Left)}
	for _, of := range sortedKeys(x.call.Reopened) {
		facts = append(facts, Fact{"reopened_" + of, x.words.say("col.reopened", of), x.call.Reopened[of]})
	}
	x.add(Part{Key: "budget", Title: x.words.say("part.budget"), Facts: facts})

	a, err := x.q.Award(x.ctx, x.v, x.ref)
	var none *query.Absent
	switch {
	case errors.As(err, &none):
	case err != nil:
		return err
	default:
		table(x, "steps", a.Steps, func(s call.Step) []any {
			var given any
			if s.Verdict == call.Awarded {
				given = s.Amount
			}
			return []any{s.Place, s.Tender, x.words.word("verdict", s.Verdict), s.Amount, given, s.Left}
		}, x.col("place"), x.col("tender"), x.col("verdict"), x.col("asked"), x.sum("awarded"), x.col("left"))
		if len(a.Envelopes) > 0 {
			table(x, "envelopes", a.Envelopes, func(e call.EnvelopeLeft) []any {
				return []any{x.envelope(e.ID), e.Budget, e.Left}
			}, x.col("envelope"), x.sum("budget"), x.sum("left"))
		}
	}
	return x.contracts()
}

// contracts is what is contracted, claimed and paid, by twinning and cost kind.
func (x *making) contracts() error {
	list, err := x.q.Tenders(x.ctx, x.v, x.ref)
	if err != nil {
		return err
	}
	type line struct {
		tender, stage string
		kind          twinning.CostKind
		spent
	}
	var lines []line
	var expenses []expense
	for _, row := range list {
		if row.Outcome == nil || row.Outcome.Verdict != call.Awarded {
			continue
		}
		t, _, err := x.life(row.Reference)
		if err != nil {
			return err
		}
		if t.Contract == nil {
			continue
		}
		by := spending(t)
		for _, k := range twinning.CostKinds() {
			lines = append(lines, line{row.Reference, row.Stage, k, by[k]})
		}
		for _, e := range t.Expenses {
			expenses = append(expenses, expense{row.Reference, e})
		}
	}
	table(x, "contracts", lines, func(l line) []any {
		return []any{l.tender, x.words.word("stage", l.stage), x.words.word("cost-kind", l.kind), l.planned, l.claimed, l.verified, l.authorised, l.paid, l.open}
	}, x.col("tender"), x.col("stage"), x.col("kind"), x.sum("contracted"), x.sum("claimed"), x.sum("verified"), x.sum("authorised"), x.sum("paid"), x.sum("unclaimed"))
	x.expenses(expenses)
	return nil
}

type expense struct {
	tender string
	twinning.Expense
}

// expenses is every expense with how it stands.
func (x *making) expenses(list []expense) {
	table(x, "expenses", list, func(e expense) []any {
		var stated any
		if e.Stated != nil {
			stated = *e.Stated
		}
		return []any{
			e.tender, e.ID, e.Month, x.words.word("cost-kind", e.Kind), e.On, string(e.What), e.Amount, stated, x.words.word("expense-status", e.Status),
			x.names.Of(e.Claimant), x.names.Of(e.Approvals[twinning.Verify]), x.names.Of(e.Approvals[twinning.Authorise]), x.names.Of(e.Approvals[twinning.Pay]), string(e.Why),
		}
	}, x.col("tender"), x.col("expense"), x.col("month"), x.col("kind"), x.col("date"), x.long("what"), x.sum("amount"), x.col("stated"), x.col("status"),
		x.col("claimant"), x.col("verifier"), x.col("authoriser"), x.col("payer"), x.long("returnedwhy"))
}

// staff refuses who is neither of the staff of the call nor an auditor of it.
func (x *making) staff(what string) error {
	s, err := x.q.Standing(x.ctx, x.v, x.ask.Stream)
	if err != nil {
		return err
	}
	switch s.By {
	case "operator", "staff", "auditor":
		return nil
	}
	if x.v.Person == "" {
		return &query.Nobody{For: "this is for the officers, the head and the auditors of a call"}
	}
	return &query.Withheld{What: x.words.say("refused.staff", x.words.say("title."+what, x.ref))}
}
