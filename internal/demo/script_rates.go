package demo

import (
	"github.com/shopspring/decimal"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/twinning"
)

// abroadIn is the currency in which one twinning pays a part of its costs, and abroadRates are the rates of the months in
// which it does: units for one euro.
const abroadIn = "SEK"

// ratesFrom is the source of those rates as the call records it: nobody published them.
const ratesFrom = "sample"

func abroadRates() []call.Rate {
	var list []call.Rate
	for _, month := range []struct {
		on   calendar.Date
		rate string
	}{{calendar.Date{Year: 2019, Month: 10, Day: 1}, "10.8093"}, {calendar.Date{Year: 2019, Month: 11, Day: 1}, "10.6500"}, {calendar.Date{Year: 2019, Month: 12, Day: 1}, "10.5098"}} {
		list = append(list, call.Rate{Currency: abroadIn, On: month.on, Rate: decimal.RequireFromString(month.rate)})
	}
	return list
}

// rates are imported before the first log claims anything.
func (s *Script) rates() {
	s.on("2019-10-28 09:00", "exchange rates are imported")
	list := abroadRates()
	s.does(officer, s.call(), call.ImportRates{Source: ratesFrom, Rates: list[:1]})
	s.on("2019-11-04 09:00", "exchange rates are imported")
	s.does(officer, s.call(), call.ImportRates{Source: ratesFrom, Rates: list[1:2]})
	s.on("2019-12-04 09:00", "exchange rates are imported")
	s.does(officer, s.call(), call.ImportRates{Source: ratesFrom, Rates: list[2:]})
}

// abroad has a claim in another currency: as many units as come to no more than its amount.
func (t *course) abroad(id string) {
	for n, x := range t.claims {
		if x.ID != id {
			continue
		}
		for _, r := range abroadRates() {
			if r.On.Year == x.On.Year && r.On.Month == x.On.Month {
				units := decimal.NewFromInt(inCents(x.Amount)).Shift(-2).Mul(r.Rate).RoundDown(2)
				t.claims[n].Amount = inCurrency(abroadIn, units)
			}
		}
	}
}

func inCurrency(currency string, units decimal.Decimal) money.Amount {
	a, err := money.Parse(currency + " " + units.StringFixed(2))
	if err != nil {
		panic(err)
	}
	return a
}

// recovery takes a part of what was paid off the next payment: it was paid twice.
func (s *Script) recovery(t course) {
	s.on("2020-03-02 10:00", "a part of what was paid is to be recovered: its parties have 30 days to say something to it")
	s.does(officer, t.stream(), twinning.IntendRecovery{Of: twinning.OfExpense, Expense: "D-1", Amount: inMoney(recoveredCents), Reason: "The room was paid for by its host, too."})
	s.on("2020-03-09 10:00", "the contact agrees")
	s.does(t.contact, t.stream(), twinning.ObserveRecovery{Number: 1, Text: "It was paid for twice."})
	s.on("2020-03-10 10:00", "the recovery is decided: it is taken off the next payment")
	s.does(head, t.stream(), twinning.DecideRecovery{Number: 1, Verdict: twinning.RecoveryConfirm, Deduct: true, Reason: "The parties agree."})
}

// recoveredCents is what is recovered.
const recoveredCents = 25000
