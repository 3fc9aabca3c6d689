package twinning

import (
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
)

// A Conversion says how a claim in another currency became an amount of the
// contract's: claimed, divided by the rate, rounded.
type Conversion struct {
	Expense    string          `json:"expense"`
	Claimed    money.Amount    `json:"claimed"` // as the claim and its invoice say it
	Rate       decimal.Decimal `json:"rate"`    // units of its currency for one of the contract's
	Rates      int             `json:"rates"`   // of how many rates it is the mean
	From       calendar.Date   `json:"from"`    // the days whose rates count
	To         calendar.Date   `json:"to"`
	Import     int             `json:"import"` // the last import of rates that brought one of them
	Convention string          `json:"convention"`
	Rounding   string          `json:"rounding"`
	Amount     money.Amount    `json:"amount"` // what it comes to
}

// A Pause is a time for which the twinning was suspended.
type Pause struct {
	From  time.Time `json:"from"`
	Until time.Time `json:"until"`
}

// taken are claims that the rule book allows, in the currency of the contract,
// with how those in another one came to it. A rule book without a convention
// takes none in another one.
func (t Twinning) taken(claims []Claim, month int, c call.Call, terms terms, at time.Time) ([]Claim, []Conversion, error) {
	how, own := terms.book.Running.Currencies, t.Contract.Amount.Currency()
	var done []Conversion
	for i, x := range claims {
		if err := t.allowed(x, month, terms); err != nil {
			return nil, nil, err
		}
		if how == nil || own == "" || x.Amount.Currency() == own {
			continue
		}
		one, err := t.convert(x, month, *how, c, terms.day(at))
		if err != nil {
			return nil, nil, err
		}
		if len(done) == 0 {
			claims = slices.Clone(claims)
		}
		done = append(done, one)
		claims[i] = x.in(one)
	}
	return claims, done, nil
}

// in is a claim in the currency of the contract. Net and VAT stay as the invoice says them.
func (c Claim) in(one Conversion) Claim {
	c.Amount = one.Amount
	return c
}

func (t Twinning) convert(x Claim, month int, how call.Currencies, c call.Call, today calendar.Date) (Conversion, error) {
	id, currency := law.Word("expense", "expense", x.ID), x.Amount.Currency()
	days := t.daysOf(x, month, how.Convention, today)
	if err := money.CheckOn(currency, x.On.Year, x.On.Month, x.On.Day); err != nil {
		return Conversion{}, law.Refuse("rates", "not-a-currency", id, law.Currency("currency", currency), law.On("date", x.On))
	}
	rates := c.RatesWithin(currency, days)
	if len(rates) == 0 {
		return Conversion{}, law.Refuse("rates", "no-rate", id, law.Currency("currency", currency), law.On("from", days.From), law.On("to", days.LastDay()))
	}
	one := Conversion{
		Expense: x.ID, Claimed: x.Amount, Rates: len(rates), From: days.From, To: days.LastDay(), Convention: how.Convention, Rounding: how.Rounding,
	}
	values := make([]decimal.Decimal, len(rates))
	for i, r := range rates {
		values[i], one.Import = r.Rate, max(one.Import, r.Import)
	}
	one.Rate = MeanRate(values, how)
	if one.Rate.IsZero() {
		return Conversion{}, law.Refuse("rates", "mean-is-zero", id, law.Currency("currency", currency), law.Count("decimals", how.Decimals))
	}
	amount, err := Converted(x.Amount, one.Rate, t.Contract.Amount.Currency(), how.Rounding)
	if err != nil || amount.IsZero() {
		return Conversion{}, law.Refuse("rates", "comes-to-nothing", id, law.Money("amount", x.Amount), law.Score("rate", one.Rate))
	}
	one.Amount = amount
	return one, nil
}

// daysOf are the days whose rates count for a claim.
func (t Twinning) daysOf(x Claim, month int, convention string, today calendar.Date) calendar.Span {
	on := today
	switch convention {
	case call.MonthOfPayment:
		if on = x.PaidOn; on.IsZero() {
			on = x.On
		}
	case call.PeriodAverage:
		if !x.From.IsZero() {
			return calendar.Span{From: x.From, Until: x.Until.AddDays(1)}
		}
		if month == 0 {
			month = t.Contract.logOf(x.On)
		}
		return t.Contract.LogSpan(month)
	}
	first := calendar.Date{Year: on.Year, Month: on.Month, Day: 1}
	return calendar.Span{From: first, Until: first.AddMonths(1)}
}

// MeanRate is the one rate of several: their mean, rounded as the rule book says.
// One rate alone is taken as it is.
func MeanRate(rates []decimal.Decimal, how call.Currencies) decimal.Decimal {
	if len(rates) == 1 {
		return rates[0]
	}
	sum := decimal.Zero
	for _, r := range rates {
		sum = sum.Add(r)
	}
	return quotient(sum, decimal.NewFromInt(int64(len(rates))), int32(how.Decimals), how.Rounding)
}

// Converted is an amount divided by a rate, in another currency, rounded to its minor unit.
func Converted(amount money.Amount, rate decimal.Decimal, currency, rounding string) (money.Amount, error) {
	digits, _ := money.Digits(currency)
	units := quotient(amount.Decimal(), rate, int32(digits), rounding)
	return money.ParseSigned(currency + " " + units.StringFixed(int32(digits)))
}

// quotient divides exactly and rounds once.
func quotient(a, b decimal.Decimal, digits int32, rounding string) decimal.Decimal {
	q, rest := a.QuoRem(b, digits) // towards zero; a = q*b + rest
	if rounding == call.Down {
		return q
	}
	unit := decimal.New(1, -digits)
	twice := rest.Abs().Mul(decimal.NewFromInt(2))
	half := b.Abs().Mul(unit)
	up := half.LessThan(twice)
	if half.Equal(twice) {
		up = rounding == call.HalfUp || !q.Shift(digits).Mod(decimal.NewFromInt(2)).IsZero()
	}
	if up {
		return q.Add(unit)
	}
	return q
}
