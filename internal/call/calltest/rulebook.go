// Package calltest is for tests of the law: a rule book like the call of
// DigitalHealthEurope in 2019, people and tenders, and a world in which calls
// and tenders live together as they do on the ledger, without one.
package calltest

import (
	"github.com/shopspring/decimal"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/obligation"
)

// Reference is the call of the fixtures, and Stream its stream.
const (
	Reference = "DHE-2019"
	Stream    = "call/" + Reference
)

// Date reads a date; it panics on what is none.
func Date(s string) calendar.Date { return must(calendar.ParseDate(s)) }

// EUR reads an amount of euros.
func EUR(s string) money.Amount { return must(money.ParseSigned("EUR " + s)) }

// Length reads a length of time.
func Length(s string) calendar.Length { return must(calendar.ParseLength(s)) }

// Number reads a decimal.
func Number(s string) decimal.Decimal { return must(decimal.NewFromString(s)) }

// Wall reads a wall-clock time.
func Wall(s string) calendar.WallClock { return must(calendar.ParseWallClock(s)) }

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// Book is the rule book of the fixtures. Each call makes another one, so that a
// test may change what it likes.
func Book() call.RuleBook {
	return call.RuleBook{
		Reference: Reference, Title: "Call for Twinning Tenders", Programme: "DigitalHealthEurope", Zone: "Europe/Brussels",
		Budget: EUR("932000.00"), Publish: call.Publishable(),
		Dates: call.Dates{
			Publication: Date("2019-06-11"), Opening: Date("2019-06-11"),
			Webinars: []call.Webinar{{Name: "Webinar 1", On: Date("2019-06-14")}},
			Deadline: call.Limit{On: Date("2019-08-07"), At: "17:00", Inclusive: true, Grace: "0s"},
			Award:    Date("2019-09-16"), Start: Date("2019-10-14"),
		},
		Types: []call.Type{
			{ID: "knowledge-exchange", Name: "Knowledge exchange", Ceiling: EUR("5000.00"), Closure: []call.Evidence{{ID: "record", Name: "Record of the discussion"}}},
			{ID: "adaptation", Name: "Adaptation", Ceiling: EUR("9500.00"), Closure: []call.Evidence{{ID: "artefact", Name: "The adapted solution"}}},
			{ID: "partial-adoption", Name: "Partial adoption", Ceiling: EUR("17000.00"), Closure: []call.Evidence{{ID: "impact", Name: "Impact"}, {ID: "reasons", Name: "Reasons against full adoption"}}},
			{ID: "full-adoption", Name: "Full adoption", Ceiling: EUR("43000.00"), Closure: []call.Evidence{{ID: "infrastructure", Name: "Infrastructure"}, {ID: "licence", Name: "Licence basis"}}},
		},
		Priorities: []call.Priority{
			{ID: "priority-1", Name: "Access to health data", Topics: []call.Topic{{ID: "own-data", Name: "Own data"}}},
			{ID: "priority-2", Name: "Better data", Topics: []call.Topic{{ID: "real-world-data", Name: "Real-world data"}}},
			{ID: "priority-3", Name: "Digital tools", Topics: []call.Topic{{ID: "mhealth", Name: "mHealth"}, {ID: "integrated-care", Name: "Integrated care"}}},
		},
		Eligibility: call.Eligibility{
			ContractorIn: "EU", AdopterAbroad: true, DecideWithin: Length("10 days"), ClarifyWithin: Length("5 working days"),
			ClarifiedFields: []string{"title", "organisations", "documents", "exclusion", "contact", "costs"},
			Documents:       []call.RequiredDocument{{ID: "tender-form", Name: "Tender form"}},
		},
		Evaluation: call.Evaluation{
			PerTender: 2, Within: Length("15 days"), Threshold: Number("60"),
			Criteria: []call.Criterion{
				{ID: "relevance", Name: "Relevance", Weight: 30, Max: 5},
				{ID: "impact", Name: "Impact", Weight: 40, Max: 5},
				{ID: "implementation", Name: "Implementation", Weight: 30, Max: 5},
			},
		},
		Award:    call.Award{Policy: call.Stop, Ties: []string{"criterion:impact", call.TieLowerAmount, call.TieEarlier, call.TieReference}, NotifyWithin: Length("15 days")},
		Contract: call.Contract{SignWithin: Length("28 days"), LatestStart: Date("2020-01-13")},
		Running: call.RunningYear{
			Months: 12, LogWithin: Length("10 days"), ReviewWithin: Length("10 days"), InterimMonth: 6,
			InterimWithin: Length("1 month"), FinalWithin: Length("2 months"), CloseWithin: Length("1 month"),
		},
		Retention: call.Retention{After: Length("2 months"), Years: 5, SmallYears: 3, SmallUpTo: EUR("60000.00")},
		Reminders: call.Reminders{At: "08:00", Ladders: ladders()},
		Holidays:  []call.Holiday{{On: Date("2019-11-01"), Name: "All Saints"}, {On: Date("2019-12-25"), Name: "Christmas"}},
	}
}

func ladders() map[string]obligation.Ladder {
	all := map[string]obligation.Ladder{}
	for _, name := range call.Ladders() {
		all[name] = obligation.Ladder{What: name, Lapse: "the officer decides", Rungs: []obligation.Rung{
			{Name: "reminder", Days: -5, To: []string{obligation.Owner}, Letter: "reminder"},
			{Name: "overdue", Days: 1, To: []string{obligation.Owner, string(law.Officer)}, Letter: "overdue"},
			{Name: "escalation", Days: 8, To: []string{string(law.Head)}, Letter: "escalation"},
		}}
	}
	return all
}

// ContestedBook is a rule book whose outcomes can be contested: there is money
// for one tender, letters go out in three rounds, and contracts are held.
func ContestedBook() call.RuleBook {
	b := Book()
	b.Budget = EUR("60000.00")
	b.Complaints = &call.Complaints{Within: Length("10 days"), ReviewWithin: Length("15 days"), Standstill: Length("14 days")}
	b.Award.Letters = []call.Round{
		{Verdict: call.Awarded}, {Verdict: call.Reserve, After: Length("3 days")}, {Verdict: call.Rejected, After: Length("3 days")},
	}
	return b
}
