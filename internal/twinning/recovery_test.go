package twinning_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/twinning"
)

// withRecovery is a rule book with 30 days for observations and 45 to pay back.
func withRecovery(book call.RuleBook) call.RuleBook {
	book.Running.Recovery = &call.Recovery{Observations: Length("30 days"), PayWithin: Length("45 days")}
	return book
}

// reversed is a running twinning with EUR 100 paid of X, EUR 50 authorised of Y, and EUR 40 of X intended to be recovered.
func reversed(t T) *World {
	w := paidBy(t, withRecovery(Book()))
	w.Do(Tendering(A), Contact(A), Log(1, Claim("X", twinning.Direct, "100.00"), Claim("Y", twinning.Direct, "50.00")))
	w.Approved("X", twinning.Verify, twinning.Authorise, twinning.Pay).Approved("Y", twinning.Verify, twinning.Authorise)
	w.Do(Tendering(A), Officer, intends("40.00"))
	return w
}

func intends(amount string) twinning.IntendRecovery {
	return twinning.IntendRecovery{Of: twinning.OfExpense, Expense: "X", Amount: EUR(amount), Reason: "another project"}
}

func decides(deduct bool) twinning.DecideRecovery {
	return twinning.DecideRecovery{Number: 1, Verdict: twinning.RecoveryConfirm, Deduct: deduct, Reason: "it is"}
}

func observed(w *World) {
	w.Do(Tendering(A), Contact(A), twinning.ObserveRecovery{Number: 1, Text: "it is ours"})
}

func ordered(w *World) { observed(w); w.Do(Tendering(A), Head, decides(false)) }

func TestWhatWasPaidIsRecoveredInStepsByTwoPeople(t *testing.T) {
	t.Parallel()
	w := reversed(t)
	require.Equal(t, EUR("100.00"), w.Twinning(A).Transferred())
	some, whole := EUR("10.00"), EUR("40.00")
	Run(t, w,
		Row{Name: "no more than was paid and is not asked back already", By: Officer, When: intends("60.01"), Refused: "recoveries/too-much"},
		Row{Name: "the rest of it", By: Officer, When: intends("60.00"), Then: []string{"recovery-intended.v1"}},
		Row{Name: "nothing of what is not paid", By: Officer, When: twinning.IntendRecovery{Of: twinning.OfExpense, Expense: "Y", Amount: EUR("1.00"), Reason: "x"}, Refused: "recoveries/not-paid"},
		Row{Name: "a finding shares the same sum", By: Officer, When: twinning.IntendRecovery{Of: twinning.OfFinding, Amount: EUR("60.01"), Reason: "x"}, Refused: "recoveries/too-much"},
		Row{Name: "no pre-financing while the twinning runs", By: Officer, When: twinning.IntendRecovery{Of: twinning.OfPreFinancing, Amount: EUR("1.00"), Reason: "x"}, Refused: "recoveries/still-clears"},
		Row{Name: "not in another currency", By: Officer, When: twinning.IntendRecovery{Of: twinning.OfFinding, Amount: mustMoney("USD 1.00"), Reason: "x"}, Refused: "recoveries/currency"},
		Row{Name: "not by a party", By: Contact(A), When: intends("1.00"), Refused: "roles/not-allowed"},
		Row{Name: "the only head leaves the intention to an officer", By: Head, When: intends("1.00"), Refused: "recoveries/nobody-decides"},
		Row{Name: "a party observes", By: Contact(A), When: twinning.ObserveRecovery{Number: 1, Text: "ours"}, Then: []string{"recovery-observed.v1"}},
		Row{Name: "nobody else does", By: Officer, When: twinning.ObserveRecovery{Number: 1, Text: "ours"}, Refused: "roles/not-a-party"},
		Row{Name: "not after its time", Given: func(w *World) { w.At("2020-01-20T09:00") }, By: Contact(A), When: twinning.ObserveRecovery{Number: 1, Text: "ours"}, Refused: "recoveries/observations-over"},
		Row{Name: "no decision before that", By: Head, When: decides(false), Refused: "recoveries/observations-awaited"},
		Row{Name: "without observations once their time is over", Given: func(w *World) { w.At("2020-01-20T09:00") }, By: Head, When: decides(false), Then: []string{"recovery-decided.v1", "recovery-ordered.v1"}},
		Row{Name: "ordered with a day", Given: observed, By: Head, When: decides(false), Then: []string{"recovery-decided.v1", "recovery-ordered.v1"}, After: func(t *testing.T, w *World) {
			owed, known := obligation.Find(w.Twinning(A).Obligations, "recovery-1-payment")
			require.True(t, known && owed.Open())
			require.Equal(t, []string{Contact(A), Signatory(A)}, owed.Who)
		}},
		Row{Name: "reduced", Given: observed, By: Head, When: twinning.DecideRecovery{Number: 1, Verdict: twinning.RecoveryReduce, Amount: &some, Reason: "less"}, Then: []string{"recovery-decided.v1", "recovery-ordered.v1"}, After: func(t *testing.T, w *World) {
			x, _ := w.Twinning(A).Recovery(1)
			require.Equal(t, some, x.Left())
		}},
		Row{Name: "dropped", Given: observed, By: Head, When: twinning.DecideRecovery{Number: 1, Verdict: twinning.RecoveryDrop, Reason: "ours"}, Then: []string{"recovery-decided.v1"}, After: func(t *testing.T, w *World) {
			require.False(t, w.Twinning(A).Recovering())
			require.Equal(t, EUR("100.00"), w.Twinning(A).Recoverable(twinning.OfExpense, "X"))
		}},
		Row{Name: "received in part", Given: ordered, By: Payer, When: twinning.ReceiveRecovery{Number: 1, Amount: EUR("15.00"), Ref: "B"}, Then: []string{"recovery-received.v1"}, After: func(t *testing.T, w *World) {
			is := w.Twinning(A)
			require.Equal(t, EUR("85.00"), is.PaidSum(""))
			require.Equal(t, EUR("85.00"), is.Transferred())
			require.Equal(t, EUR("60.00"), is.Recoverable(twinning.OfExpense, "X"), "nothing is asked back twice")
			w.Do(Tendering(A), Payer, twinning.ReceiveRecovery{Number: 1, Amount: EUR("25.00"), Ref: "C"})
			is = w.Twinning(A)
			require.False(t, is.Recovering())
			owed, _ := obligation.Find(is.Obligations, "recovery-1-payment")
			require.False(t, owed.Open())
			require.Equal(t, EUR("60.00"), is.PaidSum(twinning.Direct))
		}},
		Row{Name: "not more than is left", Given: ordered, By: Payer, When: twinning.ReceiveRecovery{Number: 1, Amount: EUR("40.01"), Ref: "B"}, Refused: "recoveries/more-than-left"},
		Row{Name: "not of tomorrow", Given: ordered, By: Payer, When: twinning.ReceiveRecovery{Number: 1, Amount: EUR("1.00"), On: Date("2021-01-01"), Ref: "B"}, Refused: "payments/ahead"},
		Row{Name: "nor of before", Given: ordered, By: Payer, When: twinning.ReceiveRecovery{Number: 1, Amount: EUR("1.00"), On: Date("2019-11-01"), Ref: "B"}, Refused: "recoveries/before-intended"},
		Row{Name: "not before it is decided", By: Payer, When: twinning.ReceiveRecovery{Number: 1, Amount: EUR("1.00"), Ref: "B"}, Refused: "recoveries/status"},
		Row{Name: "waived by two", Given: func(w *World) {
			ordered(w)
			w.Do(Tendering(A), Officer, twinning.WaiveRecovery{Number: 1, Reason: "small"})
		}, By: Head, When: twinning.WaiveRecovery{Number: 1, Reason: "small"}, Then: []string{"recovery-waived.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, EUR("100.00"), w.Twinning(A).PaidSum(""), "it stays paid")
		}},
		Row{Name: "not by one", Given: func(w *World) { ordered(w); w.Do(Tendering(A), Head, twinning.WaiveRecovery{Number: 1, Reason: "x"}) }, By: Head, When: twinning.WaiveRecovery{Number: 1, Reason: "x"}, Refused: "recoveries/same-person"},
		Row{Name: "nor by two officers", Given: func(w *World) {
			ordered(w)
			w.Do(Tendering(A), Officer, twinning.WaiveRecovery{Number: 1, Reason: "x"})
		}, By: SecondHand, When: twinning.WaiveRecovery{Number: 1, Reason: "x"}, Refused: "recoveries/waiver-without-head"},
		Row{Name: "no reduction to as much", Given: observed, By: Head, When: twinning.DecideRecovery{Number: 1, Verdict: twinning.RecoveryReduce, Amount: &whole, Reason: "x"}, Refused: "recoveries/not-reduced"},
		Row{Name: "nothing is deducted where nothing is paid any more", Given: func(w *World) {
			observed(w)
			w.Do(Tendering(A), Head, twinning.TerminateTwinning{Reason: "x"})
			w.Do(Tendering(A), Payer, twinning.ApproveExpense{Expense: "Y", Step: twinning.Pay})
		}, By: Head, When: decides(true), Refused: "recoveries/nothing-to-pay"},
		Row{Name: "there is no second", By: Officer, When: twinning.OrderRecovery{Number: 2}, Refused: "recoveries/no-such-recovery"},
	)
	Nonsense(t,
		No("for no reason", twinning.IntendRecovery{Of: twinning.OfFinding, Amount: EUR("1.00")}, "reason is missing"),
		No("of nothing", twinning.IntendRecovery{Of: twinning.OfFinding, Amount: EUR("0.00"), Reason: "x"}, "above zero"),
		No("of what there is not", twinning.IntendRecovery{Of: "mood", Amount: EUR("1.00"), Reason: "x"}, "not known"),
		No("a reduction to nothing said", twinning.DecideRecovery{Number: 1, Verdict: "reduce", Reason: "x"}, "amount is missing"),
		No("no verdict", twinning.DecideRecovery{Number: 1, Reason: "x"}, "not known"),
		No("without a reference", twinning.ReceiveRecovery{Number: 1, Amount: EUR("1.00")}, "ref is missing"),
	)
}

func mustMoney(s string) money.Amount {
	a, err := money.Parse(s)
	if err != nil {
		panic(err)
	}
	return a
}

func TestARecoveryIsDeductedFromTheNextPayment(t *testing.T) {
	t.Parallel()
	w := reversed(t)
	observed(w)
	w.Do(Tendering(A), Head, decides(true))
	require.Equal(t, []string{"expense-approved.v1", "recovery-deducted.v1"}, Kinds(w.Do(Tendering(A), Payer, twinning.ApproveExpense{Expense: "Y", Step: twinning.Pay})))
	is := w.Twinning(A)
	require.Equal(t, EUR("110.00"), is.Transferred(), "100 and 50, less 40")
	require.Equal(t, EUR("110.00"), is.PaidSum(""))
	require.False(t, is.Recovering())
	require.Equal(t, EUR("14890.00"), is.Contract.Costs.Direct.Sub(is.ClaimedSum(twinning.Direct, "")), "what came back is free to claim again, once")
}

func TestWhatNoPaymentIsLeftToDeductFromIsOrdered(t *testing.T) {
	t.Parallel()
	w := reversed(t)
	w.Do(Tendering(A), Officer, twinning.IntendRecovery{Of: twinning.OfFinding, Amount: EUR("60.00"), Reason: "x"})
	observed(w)
	w.Do(Tendering(A), Contact(A), twinning.ObserveRecovery{Number: 2, Text: "?"})
	w.Do(Tendering(A), Head, decides(true))
	second := decides(true)
	second.Number = 2
	w.Do(Tendering(A), Head, second)
	w.Do(Tendering(A), Head, twinning.TerminateTwinning{Reason: "x"})
	kinds := Kinds(w.Do(Tendering(A), Payer, twinning.ApproveExpense{Expense: "Y", Step: twinning.Pay}))
	require.Equal(t, []string{"expense-approved.v1", "recovery-deducted.v1", "recovery-deducted.v1", "recovery-ordered.v1", "retention-began.v1"}, kinds)
	x, _ := w.Twinning(A).Recovery(2)
	require.Equal(t, EUR("50.00"), x.Left())
	w.Do(Tendering(A), Payer, twinning.ReceiveRecovery{Number: 2, Amount: EUR("50.00"), Ref: "B"})
	require.Equal(t, EUR("50.00"), w.Twinning(A).Transferred())
}

func TestUnclearedPreFinancingIsRecoveredOnceTheTwinningHasEnded(t *testing.T) {
	t.Parallel()
	w := paidBy(t, withRecovery(instalments()))
	w.Do(Tendering(A), Payer, pays("first"))
	w.Do(Tendering(A), Payer, pays("interest-first"))
	w.Do(Tendering(A), Head, twinning.TerminateTwinning{Reason: "x"})
	of := func(amount string) twinning.IntendRecovery {
		return twinning.IntendRecovery{Of: twinning.OfPreFinancing, Amount: EUR(amount), Reason: "not used"}
	}
	Run(t, w,
		Row{Name: "not more than was paid", By: Officer, When: of("16000.01"), Refused: "recoveries/too-much"},
		Row{Name: "whole", By: Officer, When: of("16000.00"), Then: []string{"recovery-intended.v1"}, After: func(t *testing.T, w *World) {
			observed(w)
			require.Equal(t, []string{"recovery-decided.v1", "recovery-ordered.v1"}, Kinds(w.Do(Tendering(A), Head, decides(false))))
			w.Do(Tendering(A), Payer, twinning.ReceiveRecovery{Number: 1, Amount: EUR("16000.00"), Ref: "B"})
			require.True(t, w.Twinning(A).Transferred().IsZero())
			require.True(t, w.Twinning(A).Recoverable(twinning.OfPreFinancing, "").IsZero())
		}},
	)
}

func TestARetentionDoesNotEndWhileARecoveryIsOpen(t *testing.T) {
	t.Parallel()
	w := reversed(t)
	ordered(w)
	w.Do(Tendering(A), Head, twinning.TerminateTwinning{Reason: "x"})
	w.Do(Tendering(A), Payer, twinning.ApproveExpense{Expense: "Y", Step: twinning.Pay})
	w.At("2031-01-01T09:00")
	require.Equal(t, twinning.Retained, w.Twinning(A).Stage)
	w.Do(Tendering(A), Payer, twinning.ReceiveRecovery{Number: 1, Amount: EUR("40.00"), Ref: "B"})
	w.At("2031-01-03T09:00")
	require.Equal(t, twinning.Over, w.Twinning(A).Stage)
}

// An audit finds years later that something was paid wrongly: it is asked back of a twinning that is retained, and the record is kept for it.
func TestALateAuditFindingOnARetainedTwinningLeadsToARecovery(t *testing.T) {
	t.Parallel()
	w := paidBy(t, withRecovery(Book()))
	w.Do(Tendering(A), Contact(A), Log(1, Claim("X", twinning.Direct, "100.00")))
	w.Approved("X", twinning.Verify, twinning.Authorise, twinning.Pay)
	w.Do(Tendering(A), Head, twinning.TerminateTwinning{Reason: "x"})
	w.At("2020-06-01T09:00")
	require.Equal(t, twinning.Retained, w.Twinning(A).Stage)
	until := w.Twinning(A).RetainTil
	w.At(until.AddDays(-10).String() + "T09:00")
	finding := twinning.IntendRecovery{Of: twinning.OfFinding, Amount: EUR("30.00"), Reason: "the invoice is of another project"}
	require.Equal(t, []string{"recovery-intended.v1"}, Kinds(w.Do(Tendering(A), Officer, finding)))
	w.At(until.AddDays(60).String() + "T09:00")
	require.Equal(t, twinning.Retained, w.Twinning(A).Stage, "its years are over, and a recovery is open")
	refused := func(by string, c law.Command) string {
		_, err := w.Send(Tendering(A), by, c)
		r, is := law.Refused(err)
		require.True(t, is)
		return RuleAndCode(r)
	}
	require.Equal(t, "recoveries/nothing-to-pay", refused(Head, decides(true)), "no payment is left to deduct it from")
	require.Equal(t, []string{"recovery-decided.v1", "recovery-ordered.v1"}, Kinds(w.Do(Tendering(A), Head, decides(false))))
	w.Do(Tendering(A), Payer, twinning.ReceiveRecovery{Number: 1, Amount: EUR("30.00"), Ref: "B"})
	require.Equal(t, EUR("70.00"), w.Twinning(A).Transferred())
	w.At(until.AddDays(70).String() + "T09:00")
	require.Equal(t, twinning.Over, w.Twinning(A).Stage)
	require.Equal(t, "stages/wrong-stage", refused(Officer, finding), "what is destroyed is not asked back")
}

func TestWithoutTheRuleNothingIsRecovered(t *testing.T) {
	t.Parallel()
	w := paidBy(t, Book())
	Run(t, w, Row{Name: "none", By: Officer, When: twinning.IntendRecovery{Of: twinning.OfFinding, Amount: EUR("1.00"), Reason: "x"}, Refused: "recoveries/no-rule"})
}

func TestAPartyHasNoHandInARecoveryFromItself(t *testing.T) {
	t.Parallel()
	w := reversed(t)
	is := w.Twinning(A)
	is.Tender.Signatory = Officer
	_, err := twinning.Law.Decide(is, w, intends("1.00"), law.Receipt{Actor: Officer, ReceivedAt: w.Now})
	refusal, refused := law.Refused(err)
	require.True(t, refused)
	require.Equal(t, "recoveries/party", RuleAndCode(refusal))
}
