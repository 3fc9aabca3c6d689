package twinning_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/twinning"
)

func dollars() twinning.Costs {
	usd := money.Zero("USD")
	one, err := money.Parse("USD 1000.00")
	if err != nil {
		panic(err)
	}
	return twinning.Costs{Personnel: usd, Direct: one, Subcontracting: usd}
}

func TestEligibilityIsDecidedRuleByRule(t *testing.T) {
	t.Parallel()
	yes, no := twinning.DecideEligibility{Eligible: true}, twinning.DecideEligibility{Reason: "not an adoption"}
	decided := []string{"eligibility-decided.v1"}
	with := func(change func(o *twinning.Tender)) func(w *World) {
		return func(w *World) { w.Do(Tendering(A), Contact(A), submitting(change)); w.Shut() }
	}
	w := New(t).Opened(Book()).Published().Submitted(A)
	Run(t, w,
		Row{Name: "an officer finds it eligible", Given: with(same), By: Officer, When: yes, Then: decided, After: func(t *testing.T, w *World) {
			is := w.Twinning(A)
			require.Equal(t, twinning.Eligible, is.Stage)
			for _, f := range is.Findings {
				require.True(t, f.OK, f.Rule)
				require.NotEmpty(t, f.Why)
			}
			require.Len(t, is.Findings, 8)
		}},
		Row{Name: "the head finds it ineligible, with a reason", Given: with(func(o *twinning.Tender) { o.Exclusion = false }), By: Head, When: no, Then: decided, After: func(t *testing.T, w *World) {
			require.Equal(t, twinning.Ineligible, w.Twinning(A).Stage)
			w.At("2019-10-10T00:00")
			require.Equal(t, twinning.Retained, w.Twinning(A).Stage)
		}},
		Row{Name: "an evaluator does not decide", Given: with(same), By: Ada, When: yes, Refused: "roles/not-allowed"},
		Row{Name: "nobody decides while tenders may come", By: Officer, When: yes, Refused: "sealed/not-opened"},
		Row{Name: "nobody decides twice", Given: func(w *World) { w.Shut().Eligible(A) }, By: Officer, When: no, Refused: "stages/wrong-stage"},
		Row{Name: "a type that is none", Given: with(func(o *twinning.Tender) { o.Type = "merger" }), By: Officer, When: yes, Refused: "eligibility/rule-failed:type-unknown"},
		Row{Name: "a topic of another priority", Given: with(func(o *twinning.Tender) { o.Topic = "own-data" }), By: Officer, When: yes, Refused: "eligibility/rule-failed:topic-unknown"},
		Row{Name: "at the ceiling", Given: with(func(o *twinning.Tender) { o.Costs.Direct = EUR("18000.00") }), By: Officer, When: yes, Then: decided},
		Row{Name: "a cent above the ceiling", Given: with(func(o *twinning.Tender) { o.Costs.Direct = EUR("18000.01") }), By: Officer, When: yes, Refused: "eligibility/rule-failed:above-ceiling"},
		Row{Name: "a cent above the ceiling of a smaller type", Given: with(func(o *twinning.Tender) {
			o.Type, o.Costs = "knowledge-exchange", Costing(A, "5000.01").Costs
		}), By: Officer, When: yes, Refused: "eligibility/rule-failed:above-ceiling"},
		Row{Name: "too many months", Given: with(func(o *twinning.Tender) { o.Months = 13 }), By: Officer, When: yes, Refused: "eligibility/rule-failed:too-many-months"},
		Row{Name: "an adopter in the same country", Given: with(func(o *twinning.Tender) { o.Organisations[1].Country = "BE" }), By: Officer, When: yes, Refused: "eligibility/rule-failed:no-adopter-abroad"},
		Row{Name: "Greece under both of its codes is one country", Given: with(func(o *twinning.Tender) {
			o.Organisations[0].Country, o.Organisations[1].Country = "GR", "EL"
		}), By: Officer, When: yes, Refused: "eligibility/rule-failed:no-adopter-abroad"},
		Row{Name: "a contractor in Norway", Given: with(func(o *twinning.Tender) { o.Organisations[0].Country = "NO" }), By: Officer, When: yes, Refused: "eligibility/rule-failed:contractor-outside"},
		Row{Name: "an adopter in Norway is none", Given: with(func(o *twinning.Tender) { o.Organisations[1].Country = "NO" }), By: Officer, When: yes, Then: decided},
		Row{Name: "without the tender form", Given: with(func(o *twinning.Tender) { o.Documents = nil }), By: Officer, When: yes, Refused: "eligibility/rule-failed:document-missing"},
		Row{Name: "without the declaration", Given: with(func(o *twinning.Tender) { o.Exclusion = false }), By: Officer, When: yes, Refused: "eligibility/rule-failed:declaration-missing"},
		Row{Name: "but whatever is wrong, ineligible it is found", Given: with(func(o *twinning.Tender) { o.Type, o.Exclusion = "merger", false }), By: Officer, When: no, Then: decided},
	)
}

// party writes an organisation.
func party(id, country string) twinning.Organisation {
	return twinning.Organisation{ID: id, Name: id, Country: country}
}

// real are twinnings of DigitalHealthEurope that were awarded.
func real() map[string]twinning.Tender {
	matters := Tender(A) // three that are both, and a fourth adopter
	matters.Type, matters.Costs = "partial-adoption", Costing(A, "17000.00").Costs
	matters.Organisations = []twinning.Organisation{party("badalona", "ES"), party("core-net", "DE"), party("ministry", "EE"), party("north-estonia", "EE")}
	matters.Originators, matters.Adopters = []string{"badalona", "core-net", "ministry"}, []string{"badalona", "core-net", "ministry", "north-estonia"}
	matters.Tenderer, matters.Contractor = "badalona", "badalona"

	mask := Tender(A) // one originator, of the same country as one of its adopters
	mask.Organisations = []twinning.Organisation{party("kyomed", "FR"), party("helsinki", "FI"), party("bari", "IT"), party("ga2len", "DE"), party("lodz", "PL"), party("coimbra", "PT"), party("aragon", "ES"), party("lithuania", "LT"), party("macvia", "FR")}
	mask.Originators = []string{"kyomed"}
	mask.Adopters = []string{"helsinki", "bari", "ga2len", "lodz", "coimbra", "aragon", "lithuania", "macvia"}
	mask.Tenderer, mask.Contractor = "kyomed", "kyomed"

	telecare := Tender(A) // adopters in Norway, led from Scotland
	telecare.Type, telecare.Costs = "partial-adoption", Costing(A, "17000.00").Costs
	telecare.Organisations = []twinning.Organisation{party("scotland", "UK"), party("digital-office", "UK"), party("agder", "NO"), party("grimstad", "NO"), party("andalusia", "ES"), party("broker", "CH")}
	telecare.Originators, telecare.Adopters = []string{"scotland", "digital-office"}, []string{"agder", "grimstad", "andalusia"}
	telecare.Facilitators, telecare.Tenderer, telecare.Contractor = []string{"broker"}, "scotland", "scotland"
	return map[string]twinning.Tender{"Data Matters": matters, "MASK": mask, "Digital Telecare": telecare}
}

func TestRealTwinningsAreEligible(t *testing.T) {
	t.Parallel()
	for name, tender := range real() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := New(t).Opened(Book()).Published().Submitted(A)
			w.Do(Tendering(A), Contact(A), twinning.SubmitTender{Tender: tender})
			w.Shut().Eligible(A)
			require.Equal(t, twinning.Eligible, w.Twinning(A).Stage)
		})
	}
}

// in is the rule book of the fixtures for a call of another year.
func in(opening, deadline string) call.RuleBook {
	b := Book()
	b.Dates.Publication, b.Dates.Opening, b.Dates.Deadline.On, b.Dates.Webinars = Date(opening), Date(opening), Date(deadline), nil
	b.Dates.Award, b.Dates.Start, b.Contract.LatestStart = Date(deadline).AddDays(40), Date(deadline).AddDays(70), Date(deadline).AddDays(160)
	return b
}

func TestEstablishmentIsAskedOfTheContractorByTheDayOfReceipt(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		received string
		country  string
		eligible bool
	}{
		"the United Kingdom in 2019":            {"2019-07-01T12:00", "UK", true},
		"under its other code":                  {"2019-07-01T12:00", "GB", true},
		"on its last day":                       {"2020-01-31T23:59", "UK", true},
		"on the day after":                      {"2020-02-01T00:00", "UK", false},
		"in 2021":                               {"2021-07-01T12:00", "UK", false},
		"Norway":                                {"2019-07-01T12:00", "NO", false},
		"Greece as the EU writes it":            {"2019-07-01T12:00", "EL", true},
		"Croatia":                               {"2019-07-01T12:00", "HR", true},
		"a Swiss contractor of Member States":   {"2019-07-01T12:00", "CH", false},
		"Ukraine, whose code is not that of UK": {"2019-07-01T12:00", "UA", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := New(t)
			day := Date(row.received[:10])
			w.Now = w.Clock(day.AddDays(-40).String() + "T09:00")
			w.Opened(in(day.AddDays(-20).String(), day.AddDays(20).String()))
			w.Do(Stream, Officer, call.PublishCall{})
			w.At(row.received)
			w.Do(Tendering(A), Contact(A), submitting(func(o *twinning.Tender) { o.Organisations[0].Country, o.Organisations[1].Country = row.country, "PT" }))
			w.At(day.AddDays(21).String() + "T09:00").Shut()
			_, err := w.Send(Tendering(A), Officer, twinning.DecideEligibility{Eligible: true})
			require.Equal(t, row.eligible, err == nil, "%v", err)
		})
	}
}

func TestTheTableOfMembersKnowsWhenEachCameAndWhoLeft(t *testing.T) {
	t.Parallel()
	require.Equal(t, []string{"EU"}, twinning.Unions())
	count := func(day string) int {
		n := 0
		for a := 'A'; a <= 'Z'; a++ {
			for b := 'A'; b <= 'Z'; b++ {
				if code := string(a) + string(b); code != "EL" && code != "UK" && twinning.Member("EU", code, Date(day)) {
					n++
				}
			}
		}
		return n
	}
	for day, members := range map[string]int{
		"1957-12-31": 0, "1958-01-01": 6, "1973-01-01": 9, "1981-01-01": 10, "1986-01-01": 12, "1995-01-01": 15, "2004-04-30": 15, "2004-05-01": 25,
		"2007-01-01": 27, "2013-07-01": 28, "2020-01-31": 28, "2020-02-01": 27,
	} {
		require.Equal(t, members, count(day), day)
	}
	require.False(t, twinning.Member("EFTA", "NO", Date("2019-01-01")))
}
