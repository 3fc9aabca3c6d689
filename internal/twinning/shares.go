package twinning

import (
	"fmt"
	"slices"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
)

// A Share is the part of the costs that one organisation of a tender claims.
type Share struct {
	Organisation string       `json:"organisation"` // id in the tender
	Amount       money.Amount `json:"amount"`
}

// Share is the part of the costs of an organisation, none where it has none.
func (t Tender) Share(organisation string) money.Amount {
	for _, s := range t.Shares {
		if s.Organisation == organisation {
			return s.Amount
		}
	}
	return money.Amount{}
}

// checkShares refuses shares that no rule book could accept.
func (t Tender) checkShares() error {
	sum := money.Amount{}
	for i, s := range t.Shares {
		at := fmt.Sprintf("shares[%d]", i)
		if _, ok := t.Organisation(s.Organisation); !ok {
			return law.Nonsensef(law.WrongUnknown(at+".organisation", s.Organisation), "%s.organisation names %q, which is not the id of one of the organisations", at, s.Organisation)
		}
		if slices.IndexFunc(t.Shares, func(o Share) bool { return o.Organisation == s.Organisation }) != i {
			return law.Nonsensef(law.WrongTwice(at+".organisation", s.Organisation), "%s.organisation names %q twice", at, s.Organisation)
		}
		switch {
		case s.Amount.IsNone():
			return law.Nonsensef(law.WrongMissingAmount(at+".amount"), "%s.amount is missing; write 0 where nothing is claimed, as in EUR 0", at)
		case s.Amount.IsNegative():
			return law.Nonsensef(law.WrongNegative(at+".amount"), "%s.amount is %s; it may not be negative", at, s.Amount)
		case !money.SameCurrency(sum, s.Amount) || !money.SameCurrency(t.Costs.Total(), s.Amount):
			return law.Nonsensef(law.WrongCurrency(at+".amount"), "%s.amount is in %s; the currency of the costs is allowed", at, s.Amount.Currency())
		}
		sum = sum.Add(s.Amount)
	}
	return nil
}

// shared judges whether the costs are divided among the organisations to the last cent.
func (t Tender) shared() Finding {
	sum := money.Zero(t.Costs.Total().Currency())
	for _, s := range t.Shares {
		sum = sum.Add(s.Amount)
	}
	f := Finding{Rule: call.RuleShares, OK: len(t.Shares) > 0 && sum.Equal(t.Costs.Total())}
	switch total := law.Money("total", t.Costs.Total()); {
	case len(t.Shares) == 0:
		f.Why = law.Why("no-shares", total)
	case f.OK:
		f.Why = law.Why("shares-add-up", law.Count("number", len(t.Shares)), total)
	default:
		f.Why = law.Why("shares-do-not-add-up", law.Money("sum", sum), total)
	}
	return f
}

// withinShares refuses claims that no organisation's share holds, where the rule book divides the costs.
func (t Twinning) withinShares(book call.RuleBook, claims []Claim) error {
	if !book.Eligibility.Shares {
		return nil
	}
	sums := map[string]money.Amount{}
	for _, x := range t.Expenses {
		again := slices.ContainsFunc(claims, func(c Claim) bool { return c.ID == x.ID })
		if !again && slices.Contains([]ExpenseStatus{Claimed, ExpenseVerified, Parked, Authorised, Paid}, x.Status) {
			sums[x.Organisation] = sums[x.Organisation].Add(x.Net())
		}
	}
	for _, c := range claims {
		share := t.Tender.Share(c.Organisation)
		if share.IsNone() {
			return law.Refuse("expenses", "no-share", law.Word("expense", "expense", c.ID), law.Word("organisation", "organisation", c.Organisation))
		}
		sums[c.Organisation] = sums[c.Organisation].Add(c.Amount)
		if sum := sums[c.Organisation]; share.LessThan(sum) {
			return law.Refuse("ceilings", "share-claimed", law.Word("organisation", "organisation", c.Organisation), law.Money("claimed", sum), law.Money("share", share))
		}
	}
	return nil
}
