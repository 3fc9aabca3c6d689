package call

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
)

// Exchange rates are part of the call: its rule book says how they are used, its
// officers import them, and a claim is judged with the state of the call alone.

// A Rate is how many units of a currency one unit of the budget's currency was
// worth on a day.
type Rate struct {
	Currency string          `json:"currency"`
	On       calendar.Date   `json:"date"` // a monthly rate has the first day of its month
	Rate     decimal.Decimal `json:"rate"`
}

// ImportRates adds exchange rates to those of the call.
type ImportRates struct {
	Source string   `json:"source"` // who publishes them, as a code: ECB
	Rates  []Rate   `json:"rates"`
	Why    law.Text `json:"why,omitempty"` // where a rate that is known already is another one now
}

// RatesImported are exchange rates that count from now on. What was converted
// before stays as it was.
type RatesImported struct {
	Number  int      `json:"number"` // of the import, from 1
	Source  string   `json:"source"`
	Rates   []Rate   `json:"rates"`             // those that were not known so
	Changed int      `json:"changed,omitempty"` // how many of them replace another rate of the same day
	Why     law.Text `json:"why,omitempty"`
}

// A DayRate is a rate of a currency on a day, and the import that brought it.
type DayRate struct {
	On     calendar.Date   `json:"date"`
	Rate   decimal.Decimal `json:"rate"`
	Import int             `json:"import"`
}

// Rates are the exchange rates of a call.
type Rates struct {
	Imports int                  `json:"imports"` // how many there have been
	Source  string               `json:"source"`  // of the last one
	Days    map[string][]DayRate `json:"days"`    // by currency, in the order of the days
}

// How many rates an import and a call may have.
const (
	mostRatesAtOnce = 5_000
	mostRates       = 10_000
)

func (ImportRates) Kind() string   { return "import-rates" }
func (RatesImported) Kind() string { return "rates-imported.v1" }
func (ImportRates) command()       {}
func (RatesImported) event()       {}
func (RatesImported) after()       {}

// Check refuses rates that no currency could have.
func (o ImportRates) Check() error {
	if err := law.CheckCode("source", o.Source); err != nil {
		return err
	}
	if err := law.CheckText("why", o.Why); err != nil {
		return err
	}
	if len(o.Rates) == 0 {
		return law.Nonsensef(law.WrongMissingAny("rates"), "rates is missing: import at least one")
	}
	if len(o.Rates) > mostRatesAtOnce {
		return law.Nonsensef(law.WrongMany("rates", len(o.Rates), mostRatesAtOnce), "rates has %d entries; at most %d are imported at once", len(o.Rates), mostRatesAtOnce)
	}
	seen := map[string]bool{}
	for i, r := range o.Rates {
		if err := r.check(fmt.Sprintf("rates[%d]", i)); err != nil {
			return err
		}
		key := r.Currency + r.On.String()
		if seen[key] {
			return law.Nonsensef(law.WrongTwice(fmt.Sprintf("rates[%d]", i), r.Currency), "rates[%d]: there are two rates of %s on %s", i, r.Currency, r.On)
		}
		seen[key] = true
	}
	return nil
}

func (r Rate) check(at string) error {
	if r.On.IsZero() {
		return law.Nonsensef(law.WrongDay(at+".date"), "%s.date is missing: write a date as 2019-10-14", at)
	}
	if _, ok := money.Digits(r.Currency); !ok {
		return law.Nonsensef(law.WrongLike(at+".currency", "SEK"), "%s.currency %q is not a currency of ISO 4217 with amounts, as in SEK", at, cut(r.Currency))
	}
	if err := law.CheckNumber(at+".rate", r.Rate); err != nil {
		return err
	}
	if !r.Rate.IsPositive() {
		return law.Nonsensef(law.WrongAbove(at+".rate"), "%s.rate of %s on %s is not above zero", at, r.Currency, r.On)
	}
	return nil
}

func cut(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "..."
	}
	return s
}

// Decide adds what is not known. A rate that replaces another one of its day
// needs a reason; what was converted with the other one stays.
func (o ImportRates) Decide(c Call, _ law.Facts, r law.Receipt) ([]Event, error) {
	if err := c.must("importing-rates", Drafted, Published, Open, Shut, Opened, Evaluating, Decided, Running); err != nil {
		return nil, err
	}
	if err := c.may(r, law.Officer); err != nil {
		return nil, err
	}
	if c.Rules.Moneyless() {
		return nil, law.Refuse("rates", "no-budget", law.Ref("call", c.Reference))
	}
	e := RatesImported{Number: 1, Source: o.Source, Why: o.Why}
	known := 0
	if c.Rates != nil {
		e.Number = c.Rates.Imports + 1
		for _, days := range c.Rates.Days { // any order: it is a sum
			known += len(days)
		}
	}
	for _, x := range o.Rates {
		if x.Currency == c.Rules.Budget.Currency() {
			return nil, law.Refuse("rates", "own-currency", law.Currency("currency", x.Currency), law.Ref("call", c.Reference))
		}
		is, there := c.rate(x.Currency, x.On)
		if there && is.Rate.Equal(x.Rate) {
			continue
		}
		if there {
			e.Changed++
		}
		e.Rates = append(e.Rates, x)
	}
	switch {
	case len(e.Rates) == 0:
		return nil, law.Refuse("rates", "nothing-new", law.Count("number", len(o.Rates)))
	case e.Changed > 0 && o.Why == "":
		return nil, law.Refuse("rates", "changed-without-reason", law.Count("number", e.Changed))
	case known+len(e.Rates)-e.Changed > mostRates:
		return nil, law.Refuse("rates", "too-many", law.Ref("call", c.Reference), law.Count("limit", mostRates))
	}
	return []Event{e}, nil
}

func (c Call) rate(currency string, on calendar.Date) (DayRate, bool) {
	if c.Rates == nil {
		return DayRate{}, false
	}
	days := c.Rates.Days[currency]
	i, found := slices.BinarySearchFunc(days, on, func(d DayRate, on calendar.Date) int { return d.On.Compare(on) })
	if !found {
		return DayRate{}, false
	}
	return days[i], true
}

// RatesWithin are the rates of a currency on the days of a span, in their order.
func (c Call) RatesWithin(currency string, days calendar.Span) []DayRate {
	if c.Rates == nil {
		return nil
	}
	var list []DayRate
	for _, d := range c.Rates.Days[currency] {
		if days.Contains(d.On) {
			list = append(list, d)
		}
	}
	return list
}

func (c Call) importRates(e RatesImported) Call {
	is := Rates{Imports: e.Number, Source: e.Source, Days: map[string][]DayRate{}}
	if c.Rates != nil {
		for currency, days := range c.Rates.Days { // any order: each is copied
			is.Days[currency] = slices.Clone(days)
		}
	}
	for _, x := range e.Rates {
		day := DayRate{On: x.On, Rate: x.Rate, Import: e.Number}
		days := is.Days[x.Currency]
		i, found := slices.BinarySearchFunc(days, x.On, func(d DayRate, on calendar.Date) int { return d.On.Compare(on) })
		if found {
			days[i] = day
		} else {
			days = slices.Insert(days, i, day)
		}
		is.Days[x.Currency] = days
	}
	c.Rates = &is
	return c
}
