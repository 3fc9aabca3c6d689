package twinning_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/twinning"
)

func TestATenderHasAsManyPartiesInEachRoleAsTheRuleBookSays(t *testing.T) {
	t.Parallel()
	two := func(o *twinning.Tender) {
		o.Organisations, o.Adopters = append(o.Organisations, party("gamma", "PL")), append(o.Adopters, "gamma")
	}
	for name, row := range map[string]struct {
		rule   string
		rules  func(b *call.RuleBook)
		change func(o *twinning.Tender)
		ok     bool
		why    string
	}{
		"one to one":          {"type-number-of-adopters", pairs, func(*twinning.Tender) {}, true, "1 adopters"},
		"one to one with two": {"type-number-of-adopters", pairs, two, false, "2 adopters; from 1 to 1 may take part"},
		"many":                {"number-of-adopters", many, two, true, "2 adopters"},
		"one of many":         {"number-of-adopters", many, func(*twinning.Tender) {}, false, "1 adopters; at least 2 must take part"},
		"all of them":         {"number-of-organisations", many, two, true, "3 organisations"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := found(t, row.rule, "2019-07-01", row.rules, row.change)
			require.Equal(t, []any{row.rule, row.ok, row.why}, []any{f.Rule, f.OK, narrate.English().Reason(f.Why)})
		})
	}
}

func pairs(b *call.RuleBook) {
	for i := range b.Types {
		b.Types[i].Parties = &call.Parties{Originators: &call.Number{Least: 1, Most: 1}, Adopters: &call.Number{Least: 1, Most: 1}}
	}
}

func many(b *call.RuleBook) {
	b.Eligibility.Parties = &call.Parties{Adopters: &call.Number{Least: 2}, Organisations: &call.Number{Least: 3, Most: 5}}
}

func TestACodeOutsideISO3166IsACountryOnTheDaysOfTheRuleBook(t *testing.T) {
	t.Parallel()
	table := func(b *call.RuleBook) {
		b.Eligibility.Countries = []call.OtherCountry{{Code: "XK", Name: "Kosovo", From: Date("2019-06-20"), Until: Date("2019-07-20")}}
	}
	kosovo := func(o *twinning.Tender) { o.Organisations[1].Country = "XK" }
	for day, ok := range map[string]bool{"2019-06-19": false, "2019-06-20": true, "2019-07-20": true, "2019-07-21": false} {
		require.Equal(t, ok, found(t, "countries", day, table, kosovo).OK, day)
	}
	f := found(t, "countries", "2019-07-01", func(*call.RuleBook) {}, kosovo)
	require.Equal(t, []any{false, "Kosovo counted as no country on 2019-07-01"}, []any{f.OK, narrate.English().Reason(f.Why)})
	require.Zero(t, found(t, "countries", "2019-07-01", table, same), "no such code, no finding")
}

func TestTheSharesOfOrganisationsAddUpToTheCosts(t *testing.T) {
	t.Parallel()
	shares := func(b *call.RuleBook) { b.Eligibility.Shares = true }
	of := func(alpha, beta string) func(o *twinning.Tender) {
		return func(o *twinning.Tender) {
			o.Shares = []twinning.Share{{Organisation: "alpha", Amount: EUR(alpha)}, {Organisation: "beta", Amount: EUR(beta)}}
		}
	}
	require.True(t, found(t, "shares", "2019-07-01", shares, of("39999.99", "0.01")).OK)
	require.False(t, found(t, "shares", "2019-07-01", shares, of("39999.99", "0.02")).OK)
	require.False(t, found(t, "shares", "2019-07-01", shares, same).OK)
	Nonsense(t,
		No("a share of nobody", submitting(func(o *twinning.Tender) { o.Shares = []twinning.Share{{Organisation: "none", Amount: EUR("1.00")}} }), "not the id"),
		No("a share twice", submitting(func(o *twinning.Tender) {
			o.Shares = []twinning.Share{{Organisation: "alpha", Amount: EUR("1.00")}, {Organisation: "alpha", Amount: EUR("1.00")}}
		}), "twice"),
		No("a share below zero", submitting(of("-1.00", "1.00")), "negative"),
		No("an attribute twice", submitting(func(o *twinning.Tender) {
			o.Organisations[0].Attributes = []twinning.Attribute{{ID: "x"}, {ID: "x"}}
		}), "there twice"),
		No("an attribute of fewer than none", submitting(func(o *twinning.Tender) {
			o.Organisations[0].Attributes = []twinning.Attribute{{ID: "x", Level: -1}}
		}), "from 0"),
	)
}

// sites asks of every organisation the label of a Reference Site with two stars.
func sites(b *call.RuleBook) {
	b.Eligibility.Attributes = []call.Attribute{{ID: "reference-site", Name: "Reference Site", Of: call.Organisations, Least: 2, HeldSince: Date("2019-06-01"), Verified: true}}
}

func declaring(value int, since string) func(o *twinning.Tender) {
	return func(o *twinning.Tender) {
		for i := range o.Organisations {
			a := twinning.Attribute{ID: "reference-site", Level: value}
			if since != "" {
				a.Since = Date(since)
			}
			o.Organisations[i].Attributes = []twinning.Attribute{a}
		}
	}
}

func TestWhatOrganisationsMustHaveIsDeclaredAndVerified(t *testing.T) {
	t.Parallel()
	for why, change := range map[string]func(o *twinning.Tender){
		"alpha does not declare it; beta does not declare it":                                                                                                 same,
		"alpha declares 1, and at least 2 is asked; beta declares 1, and at least 2 is asked":                                                                 declaring(1, "2019-05-01"),
		"alpha does not say since when; 2019-06-01 is the last day that counts; beta does not say since when; 2019-06-01 is the last day that counts":         declaring(2, ""),
		"alpha has it since 2019-06-02, and 2019-06-01 is the last day that counts; beta has it since 2019-06-02, and 2019-06-01 is the last day that counts": declaring(2, "2019-06-02"),
		"what alpha declares has not been verified yet; what beta declares has not been verified yet":                                                         declaring(2, "2019-06-01"),
	} {
		f := found(t, "attribute-reference-site", "2019-07-01", sites, change)
		require.False(t, f.OK)
		require.Equal(t, "reference-site is not there as asked: "+why, narrate.English().Reason(f.Why))
	}
	book := Book()
	sites(&book)
	w := New(t).Opened(book).Published()
	w.Do(Tendering(A), Contact(A), submitting(declaring(2, "2019-06-01")))
	verify := func(organisation string, holds bool) twinning.VerifyAttribute {
		return twinning.VerifyAttribute{Organisation: organisation, Attribute: "reference-site", Holds: holds, Why: "the list of the partnership"}
	}
	Run(t, w, Row{Name: "not while the tenders are sealed", By: Officer, When: verify("alpha", true), Refused: "sealed/not-opened"})
	w.Shut()
	both := func(w *World) {
		w.Do(Tendering(A), Officer, verify("alpha", true))
		w.Do(Tendering(A), Officer, verify("beta", true))
	}
	Run(t, w,
		Row{Name: "by no party", By: Contact(A), When: verify("alpha", true), Refused: "roles/not-allowed"},
		Row{Name: "no attribute that is not asked", By: Officer, When: twinning.VerifyAttribute{Organisation: "alpha", Attribute: "stars", Holds: true}, Refused: "attributes/unknown"},
		Row{Name: "no organisation that is not there", By: Officer, When: verify("gamma", true), Refused: "organisations/not-in-tender"},
		Row{Name: "not the same twice", Given: both, By: Officer, When: verify("alpha", true), Refused: "attributes/verified-already"},
		Row{Name: "another result", Given: both, By: Officer, When: verify("alpha", false), Then: []string{"attribute-verified.v1"}},
		Row{Name: "eligible not before", By: Officer, When: yes, Refused: "eligibility/rule-failed:attribute-lacking"},
		Row{Name: "eligible once all are verified", Given: both, By: Officer, When: yes, Then: []string{"eligibility-decided.v1"}},
		Row{Name: "not where one was found not to hold", Given: func(w *World) {
			both(w)
			w.Do(Tendering(A), Officer, verify("beta", false))
		}, By: Officer, When: yes, Refused: "eligibility/rule-failed:attribute-lacking"},
	)
	bare := New(t).Opened(book).Published().Submitted(A).Shut()
	Run(t, bare, Row{Name: "nothing that is not declared", By: Officer, When: verify("alpha", true), Refused: "attributes/not-declared"})
	Nonsense(t,
		No("a denial without a reason", twinning.VerifyAttribute{Organisation: "alpha", Attribute: "x"}, "why"),
		No("no attribute", twinning.VerifyAttribute{Organisation: "alpha", Holds: true}, "attribute"),
	)
}

func TestALogOfAQuarterReportsOnItsThreeMonths(t *testing.T) {
	t.Parallel()
	book := Book()
	book.Running.Period, book.Running.FixedDates = 3, true
	w := New(t)
	w.Opened(book).Published().Submitted(A, B, C).Shut().Eligible(A, B, C).Assigned(A, B, C).Scored(A, "5").Scored(B, "4").Scored(C, "2").Decided().Signed(A, B)
	k := w.Twinning(A).Contract
	require.Equal(t, []int{3, 6, 9, 12}, k.Logs())
	require.Equal(t, "2019-10-14 2020-01-13", k.LogSpan(3).From.String()+" "+k.LogSpan(3).LastDay().String())
	w.At("2019-11-20T09:00")
	quarter := twinning.SubmitLog{Month: 3, Activities: []twinning.Activity{{On: Date("2019-11-19"), What: "A workshop"}}}
	Run(t, w,
		Row{Name: "no log within a quarter", By: Contact(A), When: twinning.SubmitLog{Month: 2, Nothing: "nothing"}, Refused: "logs/no-period-ends"},
		Row{Name: "the log of the quarter that has begun", By: Contact(A), When: quarter, Then: []string{"log-submitted.v1"}},
	)
	due := func() string {
		for _, o := range w.Twinning(A).Obligations {
			if d, _ := o.Current(); o.ID == "log-03" {
				return d.On.String()
			}
		}
		return ""
	}
	was := due()
	w.Do(Tendering(A), Head, twinning.SuspendTwinning{Reason: "a strike"})
	w.At("2019-12-10T09:00")
	w.Do(Tendering(A), Head, twinning.ResumeTwinning{})
	require.Equal(t, was, due(), "the date of a quarterly report cannot be altered")
}

func TestNoOrganisationClaimsMoreThanItsShare(t *testing.T) {
	t.Parallel()
	book := Book()
	book.Eligibility.Shares = true
	w := New(t).Opened(book).Published()
	for _, ref := range []string{A, B, C} {
		o := Tender(ref)
		o.Shares = []twinning.Share{{Organisation: "alpha", Amount: EUR("30000.00")}, {Organisation: "beta", Amount: EUR("10000.00")}}
		w.Do(Tendering(ref), Contact(ref), twinning.SubmitTender{Tender: o})
	}
	w.Appointed().Shut().Eligible(A, B, C).Assigned(A, B, C).Scored(A, "5").Scored(B, "4").Scored(C, "2").Decided().Signed(A, B).At("2019-11-20T09:00")
	claim := func(id, organisation, amount string) twinning.Claim {
		c := Claim(id, twinning.Direct, amount)
		c.Organisation = organisation
		return c
	}
	half := func(w *World) { w.Do(Tendering(A), Contact(A), Log(1, claim("X", "beta", "6000.00"))) }
	Run(t, w,
		Row{Name: "of its share", By: Contact(A), When: Log(1, claim("X", "beta", "10000.00")), Then: []string{"log-submitted.v1"}},
		Row{Name: "not a cent more", By: Contact(A), When: Log(1, claim("X", "beta", "10000.01")), Refused: "ceilings/share-claimed"},
		Row{Name: "not in two claims", By: Contact(A), When: Log(1, claim("X", "beta", "6000.00"), claim("Y", "beta", "4000.01")), Refused: "ceilings/share-claimed"},
		Row{Name: "not apart", Given: half, By: Contact(A), When: twinning.ClaimExpenses{Expenses: []twinning.Claim{claim("Y", "beta", "4000.01")}}, Refused: "ceilings/share-claimed"},
		Row{Name: "apart what is left", Given: half, By: Contact(A), When: twinning.ClaimExpenses{Expenses: []twinning.Claim{claim("Y", "beta", "4000.00")}}, Then: []string{"expenses-claimed.v1"}},
		Row{Name: "a log that is sent again replaces its claims", Given: half, By: Contact(A), When: Log(1, claim("X", "beta", "10000.00")), Then: []string{"log-submitted.v1"}},
		Row{Name: "for somebody without a share", By: Contact(A), When: Log(1, claim("X", "gamma", "1.00")), Refused: "expenses/no-share"},
		Row{Name: "for nobody", By: Contact(A), When: Log(1, claim("X", "", "1.00")), Refused: "expenses/no-share"},
		Row{Name: "a correction is held to it", Given: func(w *World) {
			half(w)
			w.Do(Tendering(A), Verifier, twinning.ReturnExpense{Expense: "X", Reason: "?"})
		}, By: Contact(A), When: twinning.CorrectExpense{Claim: claim("X", "beta", "10000.01"), Reason: "!"}, Refused: "ceilings/share-claimed"},
	)
}
