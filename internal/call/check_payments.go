package call

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
)

// payments checks instalments, grounds and the interest.
func (c *check) payments(b RuleBook) {
	if b.Payments == nil {
		return
	}
	const at = "/payments/instalments"
	p := b.Payments
	c.unless(!b.Moneyless(), "/payments", "no payments where there is no budget", []string{"/budget"}, "the programme has no money")
	c.once(at, "id", ids(p.Instalments, func(i Instalment) string { return i.ID }))
	c.once("/payments/suspend_for", "id", ids(p.SuspendFor, func(g Ground) string { return g.ID }))
	last := 0
	for i, x := range p.Instalments {
		c.instalment(b, x, fmt.Sprintf("%s/%d", at, i))
		if x.Kind == Balance {
			last++
		}
	}
	c.unless(len(p.Instalments) == 0 || last == 1, at, "exactly one balance", nil, "there are %d balances", last)
	fixed := 0
	for _, x := range p.Instalments {
		if x.Kind == FixedSumPay {
			fixed++
		}
	}
	c.unless(fixed <= 1, at, "at most one fixed sum", nil, "there are %d fixed sums", fixed)
	if l := b.LimitsOf(); !l.Authorise.IsNone() {
		c.unless(l.Authorise.Currency() == b.Budget.Currency(), "/payments/limits/authorise", "an amount in "+b.Budget.Currency(), []string{"/budget"}, "%s is in another currency", l.Authorise)
		c.unless(!l.Authorise.IsZero() && !l.Authorise.IsNegative(), "/payments/limits/authorise", "an amount above zero", nil, "%s is not above zero", l.Authorise)
	}
	c.unless(slices.Contains([]string{"", "allowed", RunsRequired}, p.Runs), "/payments/runs", "allowed, which is the default, or required", nil, "%q is neither", p.Runs)
	if p.Interest != nil {
		c.interest(*p.Interest, b)
	}
}

func (c *check) instalment(b RuleBook, x Instalment, at string) {
	allowed := map[string][]string{PreFinancing: {AfterContract, AfterM1}, InterimPay: {AfterInterim}, Balance: {AfterEnd}, FixedSumPay: {AfterEnd}}
	after, known := allowed[x.Kind]
	c.unless(known, at+"/kind", "pre-financing, interim, balance or fixed-sum", nil, "%q is not known", x.Kind)
	if known {
		c.unless(slices.Contains(after, x.After), at+"/after", strings.Join(after, " or "), []string{at + "/kind"}, "%q is not possible for this kind", x.After)
	}
	_, err := calendar.ParseLength(x.Within.String())
	c.unless(err == nil, at+"/within", aLength, nil, "%q is not a length above zero", x.Within)
	c.unless(!strings.HasPrefix(x.ID, "interest-"), at+"/id", "a code that does not begin with interest-", nil, "%q is what interest is called", x.ID)
	c.unless(!strings.HasPrefix(x.ID, "returned-"), at+"/id", "a code that does not begin with returned-", nil, "%q is what a returned payment is called", x.ID)
	if x.Kind != PreFinancing {
		c.unless(x.Share == nil && x.Amount.IsNone(), at, "a share or an amount of pre-financing alone", nil, "what is paid follows from what is accepted")
		return
	}
	c.unless((x.Share == nil) != x.Amount.IsNone(), at, "either a share or an amount", nil, "says both or neither")
	if x.Share != nil {
		c.refused(law.CheckNumber("it", *x.Share), at+"/share", "a number above 0, at most 100")
		c.unless(x.Share.IsPositive() && !x.Share.GreaterThan(decimal.NewFromInt(100)), at+"/share", "a number above 0, at most 100", nil, "%s is not", x.Share)
	}
	if !x.Amount.IsNone() {
		c.unless(x.Amount.Currency() == b.Budget.Currency(), at+"/amount", "an amount in "+b.Budget.Currency(), []string{"/budget"}, "%s is in another currency", x.Amount)
		c.unless(!x.Amount.IsZero() && !x.Amount.IsNegative(), at+"/amount", "an amount above zero", nil, "%s is not above zero", x.Amount)
	}
}

func (c *check) interest(i Interest, b RuleBook) {
	const at = "/payments/interest"
	c.refused(law.CheckNumber("it", i.Rate), at+"/rate", "a number above 0, at most 100")
	c.unless(i.Rate.IsPositive() && !i.Rate.GreaterThan(decimal.NewFromInt(100)), at+"/rate", "a number above 0, at most 100", nil, "%s is not", i.Rate)
	c.refused(law.CheckRequired("it", i.Reference), at+"/reference", "one line of text")
	c.unless(i.Days == 365 || i.Days == 360, at+"/days", "365 or 360", nil, "%d is neither", i.Days)
	c.unless(slices.Contains([]string{"", HalfUp, HalfEven, Down}, i.Rounding), at+"/rounding", "half-up, which is the default, half-even or down", nil, "%q is not known", i.Rounding)
	c.unless(i.Least.IsNone() || i.Least.Currency() == b.Budget.Currency(), at+"/least", "an amount in "+b.Budget.Currency(), []string{"/budget"}, "%s is in another currency", i.Least)
}
