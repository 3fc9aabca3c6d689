package twinning_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

// Where features meet: an amendment and pre-financing, a recovery and an end, a correction and the month of a log.

func contracted(t *testing.T, book call.RuleBook) *World {
	t.Helper()
	return New(t).Opened(book).Published().Submitted(A, B).Shut().Eligible(A, B).Assigned(A, B).Scored(A, "5").Scored(B, "4").Decided().Signed(A, B)
}

func TestNoPreFinancingIsBelowZeroWhereAnAmendmentHasLoweredTheAmount(t *testing.T) {
	t.Parallel()
	book := amendable(nil)
	book.Payments = instalments().Payments
	book.Payments.Instalments[0].Share = share(20)
	first := call.Instalment{ID: "early", Kind: call.PreFinancing, After: call.AfterContract, Within: Length("30 days"), Share: share(80)}
	book.Payments.Instalments = append([]call.Instalment{first}, book.Payments.Instalments...)
	w := contracted(t, book)
	require.Equal(t, EUR("32000.00"), instalment(w, "early").Amount)
	Run(t, w,
		Row{Name: "a cent below what is pre-financed", By: Contact(A), When: costing("20000.00", "11999.99", "0.00"), Refused: "amendment/below-pre-financing"},
		Row{Name: "exactly that", By: Contact(A), When: costing("20000.00", "12000.00", "0.00"), Then: []string{"amendment-prepared.v1"}},
	)
	// A life in which the amount was lowered further before there was the rule.
	is := w.Twinning(A)
	lower := *is.Contract
	lower.Amount = EUR("20000.00")
	is.Contract = &lower
	events := twinning.Law.Elapse(is, w, law.Moment{At: w.Clock("2019-10-14T00:00"), Key: "m1"})
	require.Equal(t, []string{"activities-began.v1"}, Kinds(events))
}

func TestWhatIsToBeDeductedIsOrderedWhereTheEndLeavesNothingToPay(t *testing.T) {
	t.Parallel()
	deducts := func(book call.RuleBook) *World {
		w := paidBy(t, withRecovery(book))
		w.Logged(A, Claim("X", twinning.Direct, "100.00"))
		w.Approved("X", twinning.Verify, twinning.Authorise)
		if book.Payments == nil {
			w.Approved("X", twinning.Pay)
		} else {
			w.Do(Tendering(A), Payer, pays("first"))
			w.Do(Tendering(A), Payer, pays("interest-first"))
		}
		return w
	}
	of := twinning.IntendRecovery{Of: twinning.OfFinding, Amount: EUR("40.00"), Reason: "another project"}
	decided := func(w *World) *World {
		w.Do(Tendering(A), Officer, of)
		observed(w)
		w.Do(Tendering(A), Head, decides(true))
		return w
	}
	asked := func(t *testing.T, w *World) {
		t.Helper()
		x, _ := w.Twinning(A).Recovery(1)
		require.Equal(t, twinning.RecoveryAsked, x.Status, "nobody would owe it, and the record would be retained for ever")
	}
	end := twinning.TerminateTwinning{Reason: "x"}
	w := decided(deducts(Book()))
	Run(t, w,
		Row{Name: "terminated", By: Head, When: end, Then: []string{"twinning-terminated.v1", "recovery-ordered.v1"}, After: asked},
		Row{Name: "closed", Given: func(w *World) { w.Reported(A) }, By: Officer, When: closing, Then: []string{"twinning-closed.v1", "recovery-ordered.v1", "retention-began.v1"}, After: asked},
	)
	w = decided(deducts(instalments()))
	Run(t, w,
		Row{Name: "terminated by instalments", By: Head, When: end, Then: []string{"twinning-terminated.v1", "instalment-due.v1", "recovery-ordered.v1"}, After: asked},
		Row{Name: "closed by instalments", Given: func(w *World) { w.Reported(A) }, By: Officer, When: closing, Then: []string{"twinning-closed.v1", "instalment-due.v1", "recovery-ordered.v1", "retention-began.v1"}, After: asked},
	)
}

func TestTheYearsOfRetentionFollowFromWhatIsPaidAndHasNotComeBack(t *testing.T) {
	t.Parallel()
	book := withRecovery(Book())
	book.Retention.SmallUpTo, book.Retention.SmallYears = EUR("110.00"), 3
	w := paidBy(t, book)
	w.Do(Tendering(A), Contact(A), Log(1, Claim("X", twinning.Direct, "100.00"), Claim("Y", twinning.Direct, "50.00")))
	w.Approved("X", twinning.Verify, twinning.Authorise, twinning.Pay).Approved("Y", twinning.Verify, twinning.Authorise)
	w.Do(Tendering(A), Officer, intends("40.00"))
	observed(w)
	w.Do(Tendering(A), Head, decides(true))
	w.Do(Tendering(A), Head, twinning.TerminateTwinning{Reason: "x"})
	events := w.Do(Tendering(A), Payer, twinning.ApproveExpense{Expense: "Y", Step: twinning.Pay})
	began, ok := events[len(events)-1].(twinning.RetentionBegan)
	require.True(t, ok)
	require.Equal(t, EUR("110.00"), w.Twinning(A).PaidSum(""))
	require.Equal(t, 3, began.Years)
}

func TestNothingIsRecoveredOfATenderWithoutAContract(t *testing.T) {
	t.Parallel()
	w := New(t).Opened(withRecovery(Book())).Published().Submitted(A, B).Shut().Eligible(A, B).Assigned(A, B).Scored(A, "5").Scored(B, "2").Decided().At("2020-06-01T09:00")
	require.Equal(t, twinning.Retained, w.Twinning(B).Stage)
	_, err := w.Send(Tendering(B), Officer, twinning.IntendRecovery{Of: twinning.OfFinding, Amount: EUR("1.00"), Reason: "x"})
	requireRefused(t, "money/nothing-to-claim", err)
}

func TestAnAmendmentIsNotSignedAndComesIntoForceNoMoreOnceATerminationIsDecided(t *testing.T) {
	t.Parallel()
	book := amendable(nil)
	book.Running.Termination = &call.Termination{Observations: Length("30 days"), ClaimWithin: Length("60 days")}
	decide := func(w *World) {
		w.Do(Tendering(A), Head, twinning.IntendTermination{Reason: "it failed"})
		w.Do(Tendering(A), Contact(A), twinning.ObserveTermination{Text: "it did"})
		w.Do(Tendering(A), Head, twinning.TerminateTwinning{Reason: "it failed", Effective: Date("2019-12-14")})
	}
	w := started(t, book)
	w.Do(Tendering(A), Contact(A), longer(15))
	w.Do(Tendering(A), Signatory(A), sum(w))
	hash := sum(w)
	decide(w)
	_, err := w.Send(Tendering(A), Procurer, hash)
	requireRefused(t, "termination/decided", err)
	_, open := owed(w, "final-report")
	require.False(t, open)

	w = started(t, book)
	ahead := longer(15)
	ahead.From = Date("2019-12-01")
	agreed(w, ahead)
	decide(w)
	w.At("2019-12-02T09:00")
	require.Equal(t, 12, w.Twinning(A).Contract.Months)
	_, open = owed(w, "final-report")
	require.False(t, open, "nothing is owed again after the decision")
}

func TestACorrectedClaimOfALogKeepsTheMonthOfItsLog(t *testing.T) {
	t.Parallel()
	returned := func(w *World, day string) *World {
		log := Log(2, on("L", day))
		log.Activities[0].On = Date("2019-11-15")
		w.Do(Tendering(A), Contact(A), log)
		w.Do(Tendering(A), Verifier, twinning.ReturnExpense{Expense: "L", Reason: "which day?"})
		return w
	}
	correct := func(day string) twinning.CorrectExpense {
		return twinning.CorrectExpense{Claim: on("L", day), Reason: "another day"}
	}
	w := returned(under(t, call.Expenses{Refused: []string{call.BeforeMonth}}), "2019-11-15")
	Run(t, w,
		Row{Name: "not of a day before it", By: Contact(A), When: correct("2019-11-13"), Refused: "expenses/before-month"},
		Row{Name: "its first day", By: Contact(A), When: correct("2019-11-14"), Then: []string{"expense-corrected.v1"}},
		Row{Name: "apart from a log it counts for its own month", Given: func(w *World) {
			w.Do(Tendering(A), Contact(A), apart(on("M", "2019-11-15")))
			w.Do(Tendering(A), Verifier, twinning.ReturnExpense{Expense: "M", Reason: "which day?"})
		}, By: Contact(A), When: twinning.CorrectExpense{Claim: on("M", "2019-11-13"), Reason: "x"}, Then: []string{"expense-corrected.v1"}},
	)
}

func TestTheRateOfACorrectedClaimIsThatOfTheMonthOfItsLog(t *testing.T) {
	t.Parallel()
	w := converting(t, call.PeriodAverage, call.HalfUp)
	in := func() twinning.Claim { return line("L", paid("SEK 1000.00", "")) } // of 20 October, in month 1
	log := Log(2, in())
	log.Activities[0].On = Date("2019-11-15")
	w.Do(Tendering(A), Contact(A), log)
	before, _ := w.Twinning(A).Expense("L")
	w.Do(Tendering(A), Verifier, twinning.ReturnExpense{Expense: "L", Reason: "the purpose?"})
	w.Do(Tendering(A), Contact(A), twinning.CorrectExpense{Claim: in(), Reason: "purpose"})
	after, _ := w.Twinning(A).Expense("L")
	require.Equal(t, before.Converted.From, after.Converted.From)
	require.Equal(t, before.Amount, after.Amount)
}

func TestCostsOfASuspensionThatATerminationEndsAreRefusedToo(t *testing.T) {
	t.Parallel()
	book := Book()
	book.Running.Expenses = &call.Expenses{Refused: []string{call.InSuspension}}
	book.Running.Termination = &call.Termination{Observations: Length("30 days"), ClaimWithin: Length("60 days")}
	w := started(t, book)
	w.Do(Tendering(A), Head, suspend)
	w.At("2019-11-25T09:00")
	w.Do(Tendering(A), Head, twinning.IntendTermination{Reason: "it failed"})
	w.Do(Tendering(A), Contact(A), twinning.ObserveTermination{Text: "it did"})
	w.Do(Tendering(A), Head, twinning.TerminateTwinning{Reason: "it failed"})
	Run(t, w,
		Row{Name: "the day before", By: Contact(A), When: apart(on("L", "2019-11-19")), Then: claimedApart},
		Row{Name: "its first day", By: Contact(A), When: apart(on("L", "2019-11-20")), Refused: "expenses/in-suspension"},
		Row{Name: "a later day", By: Contact(A), When: apart(on("L", "2019-11-23")), Refused: "expenses/in-suspension"},
		Row{Name: "what is returned is corrected, as it may be claimed", Given: func(w *World) {
			w.Do(Tendering(A), Contact(A), apart(on("L", "2019-11-19")))
			w.Do(Tendering(A), Verifier, twinning.ReturnExpense{Expense: "L", Reason: "x"})
		}, By: Contact(A), When: twinning.CorrectExpense{Claim: on("L", "2019-11-18"), Reason: "x"}, Then: []string{"expense-corrected.v1"}},
	)
}

func TestMonthsThatAnAmendmentTookAreOwedAgainOnceAnotherBringsThemBack(t *testing.T) {
	t.Parallel()
	w := amending(t, nil)
	was, open := owed(w, "log-12")
	require.True(t, open)
	agreed(w, longer(10))
	_, open = owed(w, "log-12")
	require.False(t, open)
	agreed(w, longer(12))
	due, open := owed(w, "log-12")
	require.True(t, open, "the closure needs it")
	require.Equal(t, was, due)
}

func TestNoPreFinancingFallsDueWithAnM1ThatATerminationHasOvertaken(t *testing.T) {
	t.Parallel()
	book := instalments()
	book.Running.Termination = &call.Termination{Observations: Length("30 days"), ClaimWithin: Length("60 days")}
	terminates := func(effective string) *World {
		w := contracted(t, book)
		w.Do(Tendering(A), Head, twinning.IntendTermination{Reason: "it failed"})
		w.Do(Tendering(A), Contact(A), twinning.ObserveTermination{Text: "it did"})
		w.Do(Tendering(A), Head, twinning.TerminateTwinning{Reason: "it failed", Effective: Date(effective)})
		return w.At("2019-10-15T09:00")
	}
	_, due := terminates("2019-10-14").Twinning(A).Payments.Instalment("first")
	require.False(t, due)
	_, due = terminates("2019-10-15").Twinning(A).Payments.Instalment("first")
	require.True(t, due, "a day of it is left")
}

func TestTheEndOfASuspendedTwinningMovesBeforeItHasPassedOrAtOnce(t *testing.T) {
	t.Parallel()
	w := amending(t, nil)
	w.At("2020-09-01T09:00").Do(Tendering(A), Head, suspend)
	w.At("2020-11-01T09:00")
	from := func(day string) twinning.PrepareAmendment {
		o := longer(18)
		o.From = Date(day)
		return o
	}
	Run(t, w,
		Row{Name: "not from a later day: it may be resumed, and its months end, before", By: Contact(A), When: from("2020-12-01"), Refused: "amendment/months-over"},
		Row{Name: "at once", By: Contact(A), When: longer(18), Then: []string{"amendment-prepared.v1"}},
	)
}

func TestALogOfAMonthThatAnAmendmentTookDuringASuspensionIsNotOwedAfterIt(t *testing.T) {
	t.Parallel()
	w := amending(t, nil)
	w.Do(Tendering(A), Head, suspend)
	agreed(w, longer(10))
	w.At("2019-11-25T09:00").Do(Tendering(A), Head, twinning.ResumeTwinning{})
	_, open := owed(w, "log-10")
	require.True(t, open)
	_, open = owed(w, "log-11")
	require.False(t, open, "nobody could submit it")
	agreed(w, longer(12))
	_, open = owed(w, "log-11")
	require.True(t, open)
}

func TestNoLogClaimsCostsOnceTheFinalReportIsAccepted(t *testing.T) {
	t.Parallel()
	w := New(t).Running().At("2020-10-20T09:00")
	w.Do(Tendering(A), Contact(A), Log(2, line("Y")))
	w.Reported(A)
	Run(t, w,
		Row{Name: "a log that is sent again keeps its claims", By: Contact(A), When: Log(2, line("Y")), Then: []string{"log-submitted.v1"}},
		Row{Name: "no cost", By: Contact(A), When: Log(1, Claim("Z", twinning.Direct, "10.00")), Refused: "expenses/final-report-accepted"},
		Row{Name: "a log that is missing", By: Contact(A), When: Log(1), Then: []string{"log-submitted.v1"}},
	)
}
