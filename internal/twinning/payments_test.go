package twinning_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/twinning"
)

func share(n int64) *decimal.Decimal { d := decimal.NewFromInt(n); return &d }

// instalments is a rule book with 40 % of pre-financing, an interim payment, a balance and the fixed sum.
func instalments() call.RuleBook {
	book := Book()
	book.Payments = &call.Payments{
		Instalments: []call.Instalment{
			{ID: "first", Kind: call.PreFinancing, After: call.AfterM1, Within: Length("30 days"), Share: share(40)},
			{ID: "interim", Kind: call.InterimPay, After: call.AfterInterim, Within: Length("90 days")},
			{ID: "last", Kind: call.Balance, After: call.AfterEnd, Within: Length("90 days")},
			{ID: "sum", Kind: call.FixedSumPay, After: call.AfterEnd, Within: Length("60 days")},
		},
		SuspendFor: []call.Ground{{ID: "missing-document", Name: "A document is missing"}},
		Interest:   &call.Interest{Rate: decimal.RequireFromString("3.5"), Reference: "a test", Days: 365},
	}
	return book
}

func paidBy(t T, book call.RuleBook) *World {
	return New(t).Opened(book).Published().Submitted(A, B).Shut().Eligible(A, B).Assigned(A, B).Scored(A, "5").Scored(B, "4").Decided().Signed(A, B).At("2019-11-20T09:00")
}

func pays(id string) twinning.PayInstalment {
	return twinning.PayInstalment{Instalment: id, Ref: "BANK-1"}
}

func instalment(w *World, id string) twinning.Instalment {
	x, _ := w.Twinning(A).Payments.Instalment(id)
	return x
}

func TestPreFinancingFallsDueWithM1AndIsPaidByItsDay(t *testing.T) {
	t.Parallel()
	w := paidBy(t, instalments())
	x := instalment(w, "first")
	require.Equal(t, EUR("16000.00"), x.Amount)
	require.Equal(t, Date("2019-11-13"), x.Due)
	owed, known := obligation.Find(w.Twinning(A).Obligations, "instalment-first")
	require.True(t, known)
	require.Equal(t, []string{Payer, Jack}, owed.Who)
	Run(t, w,
		Row{Name: "late, with interest for each day after the due day", By: Payer, When: pays("first"), Then: []string{"instalment-paid.v1", "interest-accrued.v1"}, After: func(t *testing.T, w *World) {
			// EUR 16,000 x 3.5 % x 7 / 365 = EUR 10.739...
			require.Equal(t, EUR("10.74"), instalment(w, "interest-first").Amount)
			require.Equal(t, twinning.InstalmentPays, instalment(w, "first").Status)
			w.Do(Tendering(A), Payer, pays("interest-first"))
			require.Equal(t, EUR("16000.00"), w.Twinning(A).Payments.PaidOut("EUR"), "interest is no cost of the twinning")
		}},
		Row{Name: "on its last day, without", By: Payer, When: twinning.PayInstalment{Instalment: "first", On: Date("2019-11-13"), Ref: "B"}, Then: []string{"instalment-paid.v1"}},
		Row{Name: "not before it was owed", By: Payer, When: twinning.PayInstalment{Instalment: "first", On: Date("2019-10-13"), Ref: "B"}, Refused: "payments/before-due"},
		Row{Name: "not of a day that lies ahead", By: Payer, When: twinning.PayInstalment{Instalment: "first", On: Date("2019-11-21"), Ref: "B"}, Refused: "payments/ahead"},
		Row{Name: "once", Given: func(w *World) { w.Do(Tendering(A), Payer, pays("first")) }, By: Payer, When: pays("first"), Refused: "payments/settled"},
		Row{Name: "by who pays alone", By: Officer, When: pays("first"), Refused: "roles/not-allowed"},
		Row{Name: "not what there is not", By: Payer, When: pays("second"), Refused: "payments/no-such-instalment"},
		Row{Name: "not by who verified", Given: func(w *World) {
			w.Do(Tendering(A), Contact(A), Log(1, Claim("X", twinning.Direct, "100.00")))
			w.Do(Tendering(A), Jack, twinning.ApproveExpense{Expense: "X", Step: twinning.Verify})
		}, By: Jack, When: pays("first"), Refused: "four-eyes/same-person"},
	)
	Nonsense(t,
		No("without a reference", twinning.PayInstalment{Instalment: "first"}, "ref is missing"),
		No("of nothing", twinning.PayInstalment{Ref: "x"}, "instalment is missing"),
	)
}

func TestAPartyPaysNothingToItself(t *testing.T) {
	t.Parallel()
	w := paidBy(t, instalments())
	tw := w.Twinning(A)
	tw.Tender.Signatory = Payer
	_, err := twinning.Law.Decide(tw, w, pays("first"), law.Receipt{Actor: Payer, ReceivedAt: w.Now})
	refusal, is := law.Refused(err)
	require.True(t, is)
	require.Equal(t, "payments/party", RuleAndCode(refusal))
}

func TestTheTimeForAnInstalmentIsSuspendedForAListedGroundAndRunsOnAfterwards(t *testing.T) {
	t.Parallel()
	stop := twinning.SuspendPayment{Instalment: "first", Ground: "missing-document", Reason: "which bank?"}
	stopped := func(w *World) { w.Do(Tendering(A), Officer, stop) }
	w := New(t).Opened(instalments()).Published().Submitted(A, B).Shut().Eligible(A, B).Assigned(A, B).Scored(A, "5").Scored(B, "4").Decided().Signed(A, B).At("2019-11-03T09:00")
	Run(t, w,
		Row{Name: "what is left runs on", Given: func(w *World) { stopped(w); w.At("2020-01-10T09:00") }, By: Officer, When: twinning.ResumePayment{Instalment: "first"}, Then: []string{"payment-resumed.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, Date("2020-01-20"), instalment(w, "first").Due, "ten days were left")
			w.At("2020-01-20T12:00")
			require.Equal(t, []string{"instalment-paid.v1"}, Kinds(w.Do(Tendering(A), Payer, pays("first"))), "in time: no interest")
		}},
		Row{Name: "and ends on a working day", Given: func(w *World) { stopped(w); w.At("2020-01-08T09:00") }, By: Officer, When: twinning.ResumePayment{Instalment: "first"}, Then: []string{"payment-resumed.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, Date("2020-01-20"), instalment(w, "first").Due, "ten days later is a Saturday")
		}},
		Row{Name: "it is not paid meanwhile", Given: stopped, By: Payer, When: pays("first"), Refused: "payments/suspended"},
		Row{Name: "nor suspended twice", Given: stopped, By: Officer, When: stop, Refused: "payments/suspended"},
		Row{Name: "for another ground", By: Officer, When: twinning.SuspendPayment{Instalment: "first", Ground: "mood", Reason: "x"}, Refused: "payments/ground"},
		Row{Name: "not by a party", By: Contact(A), When: stop, Refused: "roles/not-allowed"},
		Row{Name: "what runs is not resumed", By: Officer, When: twinning.ResumePayment{Instalment: "first"}, Refused: "payments/not-suspended"},
		Row{Name: "nobody is reminded meanwhile", Given: func(w *World) { stopped(w); w.At("2020-06-01T09:00") }, By: Officer, When: twinning.ResumePayment{Instalment: "first"}, Then: []string{"payment-resumed.v1"}, After: func(t *testing.T, w *World) {
			o, _ := obligation.Find(w.Twinning(A).Obligations, "instalment-first")
			require.Len(t, o.Dues, 2)
			require.Equal(t, obligation.CausePaymentSuspended, o.Dues[0].Why)
		}},
	)
	Nonsense(t,
		No("without a ground", twinning.SuspendPayment{Instalment: "first", Reason: "x"}, "ground is missing"),
		No("without a reason", twinning.SuspendPayment{Instalment: "first", Ground: "x"}, "reason is missing"),
		No("resumes nothing", twinning.ResumePayment{}, "instalment is missing"),
	)
}

// A whole year: EUR 16,000 before, EUR 10,000 accepted by the interim report, EUR 9,000.50 after it, the fixed sum of EUR 5,000.
func TestPreFinancingIsClearedAgainstAcceptedCostsExactly(t *testing.T) {
	t.Parallel()
	w := paidBy(t, instalments())
	w.Do(Tendering(A), Payer, pays("first"))
	w.Do(Tendering(A), Payer, pays("interest-first"))
	w.Logged(A, Claim("X", twinning.Direct, "10000.00"), Claim("Y", twinning.Personnel, "9000.50"), Claim("S", twinning.Subcontracting, "5000.00"))
	w.Approved("X", twinning.Verify, twinning.Authorise)
	_, err := w.Send(Tendering(A), Payer, twinning.ApproveExpense{Expense: "X", Step: twinning.Pay})
	refusal, _ := law.Refused(err)
	require.Equal(t, "payments/by-instalments", RuleAndCode(refusal))
	w.Approved("Y", twinning.Verify, twinning.Authorise).Approved("S", twinning.Verify, twinning.Authorise)
	w.Reported(A)
	events := w.Do(Tendering(A), Officer, closing)
	require.Equal(t, []string{"twinning-closed.v1", "instalment-due.v1", "instalment-due.v1"}, Kinds(events))
	require.Equal(t, EUR("19000.50"), instalment(w, "last").Gross)
	require.Equal(t, EUR("16000.00"), instalment(w, "last").Cleared)
	require.Equal(t, EUR("3000.50"), instalment(w, "last").Amount)
	require.Equal(t, EUR("5000.00"), instalment(w, "sum").Amount)
	w.Do(Tendering(A), Payer, pays("last"))
	require.Equal(t, twinning.Closed, w.Twinning(A).Stage)
	require.Equal(t, []string{"instalment-paid.v1", "retention-began.v1"}, Kinds(w.Do(Tendering(A), Payer, pays("sum"))))
	is := w.Twinning(A)
	_, uncleared := is.Payments.PreFinanced("EUR")
	require.True(t, uncleared.IsZero())
	require.Equal(t, EUR("24000.50"), is.Payments.PaidOut("EUR"))
	require.Equal(t, EUR("24000.50"), is.PaidSum(""))
	x, _ := is.Expense("Y")
	require.Equal(t, Payer, x.Approvals[twinning.Pay])
}

func TestPreFinancingThatNoCostNeedsIsNotPaidAnyMoreOnceTheTwinningHasEnded(t *testing.T) {
	t.Parallel()
	w := paidBy(t, instalments())
	w.Do(Tendering(A), Contact(A), Log(1, Claim("X", twinning.Direct, "4000.00")))
	w.Approved("X", twinning.Verify, twinning.Authorise)
	events := w.Do(Tendering(A), Head, twinning.TerminateTwinning{Reason: "?"})
	require.Equal(t, []string{"twinning-terminated.v1", "instalment-due.v1", "instalment-reduced.v1"}, Kinds(events))
	require.Equal(t, EUR("4000.00"), instalment(w, "first").Amount)
	require.Equal(t, []string{"instalment-paid.v1", "interest-accrued.v1"}, Kinds(w.Do(Tendering(A), Payer, pays("first"))))
	require.Equal(t, twinning.Terminated, w.Twinning(A).Stage)
	require.Equal(t, []string{"instalment-paid.v1", "retention-began.v1"}, Kinds(w.Do(Tendering(A), Payer, pays("interest-first"))))
	all := w.Twinning(A)
	require.Equal(t, all.PaidSum(""), all.Payments.PaidOut("EUR"))

	w = paidBy(t, instalments())
	w.Do(Tendering(A), Head, twinning.TerminateTwinning{Reason: "?"})
	require.Equal(t, twinning.InstalmentDropped, instalment(w, "first").Status)
	w.At("2020-06-01T09:00")
	require.Equal(t, twinning.Retained, w.Twinning(A).Stage, "nothing keeps it open")
}

func TestInterestIsComputedExactlyAndRoundedOnce(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		rounding, least string
		want            string // "" is none
	}{{"", "", "10.74"}, {call.HalfEven, "", "10.74"}, {call.Down, "", "10.73"}, {"", "10.74", "10.74"}, {"", "10.75", ""}} {
		book := instalments()
		book.Payments.Interest.Rounding = row.rounding
		if row.least != "" {
			book.Payments.Interest.Least = EUR(row.least)
		}
		w := paidBy(t, book)
		w.Do(Tendering(A), Payer, pays("first"))
		x, accrued := w.Twinning(A).Payments.Instalment("interest-first")
		require.Equal(t, row.want != "", accrued, row)
		if accrued {
			require.Equal(t, EUR(row.want), x.Amount, row)
		}
	}
	book := instalments() // 16,000 x 2.28125 % x 9 / 360 = 9.125: a half
	book.Payments.Interest = &call.Interest{Rate: decimal.RequireFromString("2.28125"), Reference: "a test", Days: 360, Rounding: call.HalfEven}
	w := paidBy(t, book).At("2019-11-22T09:00")
	w.Do(Tendering(A), Payer, pays("first"))
	require.Equal(t, EUR("9.12"), instalment(w, "interest-first").Amount)
	book.Payments.Interest.Rounding = call.HalfUp
	w = paidBy(t, book).At("2019-11-22T09:00")
	w.Do(Tendering(A), Payer, pays("first"))
	require.Equal(t, EUR("9.13"), instalment(w, "interest-first").Amount)
}

func TestARuleBookWithoutPaymentsPaysEachExpenseByItselfAsEver(t *testing.T) {
	t.Parallel()
	w := New(t).Running()
	w.Do(Tendering(A), Contact(A), Log(1, Claim("X", twinning.Direct, "100.00")))
	w.Approved("X", twinning.Verify, twinning.Authorise, twinning.Pay)
	require.Nil(t, w.Twinning(A).Payments)
	require.Equal(t, EUR("100.00"), w.Twinning(A).PaidSum(""))
}

func TestAnAccountIsGivenByOnePersonAndConfirmedByAnother(t *testing.T) {
	t.Parallel()
	set := twinning.SetAccount{Holder: "Alpha VZW", IBAN: "BE68 5390 0754 7034", Town: "Gent", Country: "BE"}
	yes := func(n int) twinning.ConfirmAccount {
		return twinning.ConfirmAccount{Number: n, Payee: twinning.PayeeMatches}
	}
	given := func(w *World) { w.Do(Tendering(A), Contact(A), set) }
	w := New(t).Running()
	Run(t, w,
		Row{Name: "given", By: Contact(A), When: set, Then: []string{"account-set.v1"}, After: func(t *testing.T, w *World) {
			require.Nil(t, w.Twinning(A).Payments.Account, "nothing is paid to it yet")
			require.False(t, w.Twinning(A).Payments.Proposed.IBAN.IsText(), "the law never sees the number")
		}},
		Row{Name: "confirmed by an officer", Given: given, By: Officer, When: yes(1), Then: []string{"account-confirmed.v1"}, After: func(t *testing.T, w *World) {
			a := w.Twinning(A).Payments.Account
			require.Equal(t, []string{Contact(A), Officer, twinning.PayeeMatches}, []string{a.By, a.Second, a.Check})
			w.Do(Tendering(A), Signatory(A), twinning.SetAccount{Holder: "Beta", IBAN: "DE89370400440532013000", Town: "Bonn", Country: "DE"})
			require.Equal(t, 1, w.Twinning(A).Payments.Account.Number, "until another one is confirmed, this one is paid to")
			w.Do(Tendering(A), SecondHand, yes(2))
			require.Equal(t, 2, w.Twinning(A).Payments.Account.Number)
		}},
		Row{Name: "not by who gave it", Given: given, By: Contact(A), When: yes(1), Refused: "roles/not-allowed"},
		Row{Name: "not given by somebody else", By: Officer, When: set, Refused: "roles/not-a-party"},
		Row{Name: "not another than the last", Given: func(w *World) { given(w); given(w) }, By: Officer, When: yes(1), Refused: "accounts/none-waits"},
		Row{Name: "nothing is confirmed that nobody gave", By: Officer, When: yes(1), Refused: "accounts/none-waits"},
		Row{Name: "another name is not paid to", Given: given, By: Officer, When: twinning.ConfirmAccount{Number: 1, Payee: twinning.PayeeDiffers, Reason: "x"}, Refused: "accounts/no-match"},
		Row{Name: "it is refused", Given: given, By: Officer, When: twinning.ConfirmAccount{Number: 1, Payee: twinning.PayeeDiffers, Refuse: true, Reason: "x"}, Then: []string{"account-refused.v1"}, After: func(t *testing.T, w *World) {
			require.Nil(t, w.Twinning(A).Payments.Proposed)
		}},
	)
	tw := w.Twinning(A)
	tw.Payments = &twinning.Payments{Accounts: 1, Proposed: &twinning.Account{Number: 1, By: Officer}}
	_, err := twinning.Law.Decide(tw, w, yes(1), law.Receipt{Actor: Officer, ReceivedAt: w.Now})
	refusal, _ := law.Refused(err)
	require.Equal(t, "accounts/same-person", RuleAndCode(refusal))
	broken := func(change func(*twinning.SetAccount)) twinning.SetAccount { o := set; change(&o); return o }
	Nonsense(t,
		No("a mistyped number", broken(func(o *twinning.SetAccount) { o.IBAN = "BE68539007547035" }), "check digits"),
		No("no holder", broken(func(o *twinning.SetAccount) { o.Holder = "" }), "holder is missing"),
		No("no town", broken(func(o *twinning.SetAccount) { o.Town = " " }), "town is missing"),
		No("no country", broken(func(o *twinning.SetAccount) { o.Country = "Belgium" }), "no country code"),
		No("a name of two lines", broken(func(o *twinning.SetAccount) { o.Holder = "a\nb" }), "one line"),
		No("no BIC", broken(func(o *twinning.SetAccount) { o.BIC = "x" }), "no BIC"),
		No("no result", twinning.ConfirmAccount{Number: 1}, "not known"),
		No("no reason", twinning.ConfirmAccount{Number: 1, Payee: twinning.PayeeClose}, "reason is missing"),
		No("no number", twinning.ConfirmAccount{Payee: twinning.PayeeMatches}, "from 1"),
	)
}

// What names an account stands in no letter of it, and in no state that is shown.
func TestNoLetterAndNoStateHoldsABankAccount(t *testing.T) {
	t.Parallel()
	w := New(t).Running()
	for _, e := range w.Do(Tendering(A), Contact(A), twinning.SetAccount{Holder: "Alpha VZW", IBAN: "BE68539007547034", Town: "Gent", Country: "BE"}) {
		for _, l := range law.Letters(e) {
			for _, p := range l.With {
				require.NotContains(t, p.Value, "/iban", "%s: %s", l.Template, p.Name)
			}
		}
	}
	sum, err := json.Marshal(w.Twinning(A))
	require.NoError(t, err)
	require.NotContains(t, string(sum), "/iban")
	require.NotContains(t, string(sum), "/holder")
}

// Generated years: pre-financing is cleared exactly, whatever is accepted and in whatever order; what is paid is what
// is accepted, and never more than the contract.
func TestWhateverIsAcceptedWhatIsPaidIsExactlyThat(t *testing.T) {
	t.Parallel()
	start := paidBy(t, instalments())
	rapid.Check(t, func(rt *rapid.T) {
		w := start.Clone(rt)
		w.Do(Tendering(A), Payer, pays("first"))
		w.Do(Tendering(A), Payer, pays("interest-first"))
		var claims []twinning.Claim
		for i, kind := range twinning.CostKinds() {
			most := map[twinning.CostKind]int{twinning.Personnel: 2_000_000, twinning.Direct: 1_500_000, twinning.Subcontracting: 500_000}[kind]
			cents := rapid.IntRange(1, most).Draw(rt, "cents")
			claims = append(claims, twinning.Claim{ID: string(rune('P' + i)), Kind: kind, Amount: cent(cents), On: Date("2019-10-20"), What: "x"})
		}
		w.Do(Tendering(A), Contact(A), Log(1, claims...))
		steps := []twinning.Step{twinning.Verify, twinning.Authorise}
		accepted, done := money.Zero("EUR"), map[string]int{}
		for range rapid.IntRange(0, 6).Draw(rt, "approvals") {
			c := rapid.SampledFrom(claims).Draw(rt, "claim")
			if done[c.ID] == len(steps) {
				continue
			}
			w.Approved(c.ID, steps[done[c.ID]])
			if done[c.ID]++; done[c.ID] == len(steps) && c.Kind != twinning.Subcontracting {
				accepted = accepted.Add(c.Amount)
			}
		}
		w.Do(Tendering(A), Head, twinning.TerminateTwinning{Reason: "?"})
		is := w.Twinning(A)
		open := is.Payments.Open()
		for _, i := range rapid.Permutation(open).Draw(rt, "order") {
			w.Do(Tendering(A), Payer, pays(i.ID))
			for _, late := range w.Twinning(A).Payments.Open() {
				require.True(rt, late.What != twinning.DefaultInterest || late.Amount.LessThan(i.Amount))
			}
		}
		is = w.Twinning(A)
		paid, uncleared := is.Payments.PreFinanced("EUR")
		require.Equal(rt, accepted, is.PaidSum(""))
		require.Equal(rt, accepted.Add(uncleared), is.Payments.PaidOut("EUR"), "what no cost covers is what is recovered, and nothing else")
		require.False(rt, uncleared.IsNegative())
		require.False(rt, is.Contract.Amount.LessThan(is.Payments.PaidOut("EUR")))
		require.True(rt, uncleared.IsZero() || accepted.LessThan(paid))
		for _, k := range twinning.CostKinds() {
			require.False(rt, is.Spent(k).LessThan(is.PaidSum(k)))
			require.False(rt, is.Contract.Costs.Of(k).LessThan(is.Spent(k)))
		}
	})
}

func cent(n int) money.Amount {
	a, err := money.ParseParts(decimal.New(int64(n), -2).StringFixed(2), "EUR")
	if err != nil {
		panic(err)
	}
	return a
}

func TestARuleBookSaysHowInstalmentsArePaid(t *testing.T) {
	t.Parallel()
	require.Empty(t, instalments().Check())
	for path, change := range map[string]func(*call.RuleBook){
		"/payments/instalments/0/kind":  func(b *call.RuleBook) { b.Payments.Instalments[0].Kind = "first" },
		"/payments/instalments/0/after": func(b *call.RuleBook) { b.Payments.Instalments[0].After = call.AfterEnd },
		"/payments/instalments/0":       func(b *call.RuleBook) { b.Payments.Instalments[0].Share = nil },
		"/payments/instalments/0/share": func(b *call.RuleBook) { b.Payments.Instalments[0].Share = share(101) },
		"/payments/instalments/0/id":    func(b *call.RuleBook) { b.Payments.Instalments[0].ID = "interest-x" },
		"/payments/instalments/1/id":    func(b *call.RuleBook) { b.Payments.Instalments[1].ID = "first" },
		"/payments/instalments/1":       func(b *call.RuleBook) { b.Payments.Instalments[1].Share = share(1) },
		"/payments/instalments":         func(b *call.RuleBook) { b.Payments.Instalments = b.Payments.Instalments[:2] },
		"/payments/instalments/2/within": func(b *call.RuleBook) {
			b.Payments.Instalments[2].Within = Length("1 day")
			b.Payments.Instalments[2].Within.N = 0
		},
		"/payments/interest/rate":      func(b *call.RuleBook) { b.Payments.Interest.Rate = decimal.Zero },
		"/payments/interest/days":      func(b *call.RuleBook) { b.Payments.Interest.Days = 366 },
		"/payments/interest/rounding":  func(b *call.RuleBook) { b.Payments.Interest.Rounding = "up" },
		"/payments/interest/reference": func(b *call.RuleBook) { b.Payments.Interest.Reference = "" },
	} {
		book := instalments()
		book.Payments.Instalments = slices.Clone(book.Payments.Instalments)
		change(&book)
		require.True(t, slices.ContainsFunc(book.Check(), func(p call.Problem) bool { return p.Path == path }), "%s: %v", path, book.Check())
	}
}
