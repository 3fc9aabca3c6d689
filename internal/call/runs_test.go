package call_test

import (
	"fmt"
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

// byRuns is a rule book with 40 % of pre-financing, a balance, interest and recoveries.
func byRuns() call.RuleBook {
	book, forty := Book(), decimal.NewFromInt(40)
	book.Running.Recovery = &call.Recovery{Observations: Length("30 days"), PayWithin: Length("45 days")}
	book.Payments = &call.Payments{
		Instalments: []call.Instalment{
			{ID: "first", Kind: call.PreFinancing, After: call.AfterM1, Within: Length("30 days"), Share: &forty},
			{ID: "last", Kind: call.Balance, After: call.AfterEnd, Within: Length("90 days")},
		},
		SuspendFor: []call.Ground{{ID: "missing-document", Name: "A document is missing"}},
		Interest:   &call.Interest{Rate: decimal.RequireFromString("3.5"), Reference: "a test", Days: 365},
		Runs:       call.RunsRequired,
	}
	return book
}

var (
	toBank   = call.SetPayingAccount{Holder: "Programme", IBAN: "BE68539007547034", Town: "Brussels", Country: "BE"}
	prepares = call.PreparePaymentRun{}
)

func account(w *World, ref string) {
	w.Do(Tendering(ref), Contact(ref), twinning.SetAccount{Holder: "Beneficiary", IBAN: "DE89370400440532013000", Town: "Bonn", Country: "DE"})
	w.Do(Tendering(ref), Officer, twinning.ConfirmAccount{Number: w.Twinning(ref).Payments.Accounts, Payee: twinning.PayeeMatches})
}

// owing is a call with the pre-financing of A and B owed, an account of A, and one to pay from.
func owing(t T, book call.RuleBook) *World {
	w := New(t).Opened(book).Published().Submitted(A, B).Shut().Eligible(A, B).Assigned(A, B).Scored(A, "5").Scored(B, "4").Decided().Signed(A, B).At("2019-11-10T09:00")
	w.Do(Stream, Officer, toBank)
	account(w, A)
	return w
}

// prepared has the run of the pre-financing of A; both has B in it too.
func prepared(t T) *World {
	w := owing(t, byRuns())
	w.Do(Stream, Officer, prepares)
	return w
}

func both(t T) *World {
	w := owing(t, byRuns())
	account(w, B)
	w.Do(Stream, Officer, prepares)
	return w
}

func releases(w *World, run int) call.ReleasePaymentRun {
	r, _ := w.Call().Run(run)
	return call.ReleasePaymentRun{Run: run, SHA256: call.LinesSHA(r.Left())}
}

func released(t T) *World {
	w := both(t)
	w.Do(Stream, Payer, releases(w, 1))
	return w
}

func first(w *World, ref string) twinning.Instalment {
	x, _ := w.Twinning(ref).Payments.Instalment("first")
	return x
}

func TestARunIsPreparedOfWhatIsPayable(t *testing.T) {
	t.Parallel()
	w := prepared(t)
	run, _ := w.Call().Run(1)
	require.Equal(t, call.RunPrepared, run.Status)
	require.Len(t, run.Lines, 1)
	require.Equal(t, call.PaymentLine{
		Number: 1, Tender: A, Of: call.OfInstalment, Item: "first", Kind: call.PreFinancing, Owed: EUR("16000.00"), Amount: EUR("16000.00"),
		Due: Date("2019-11-13"), Account: 1, Payee: twinning.PayeeMatches, EndToEnd: "DHE-2019-R1-1",
	}, run.Lines[0].PaymentLine)
	require.Equal(t, []call.LeftOut{{Tender: B, Of: call.OfInstalment, Item: "first", Amount: EUR("16000.00"), Why: call.NoAccount}}, run.LeftOut)
	owed, is := obligation.Find(w.Call().Obligations, "payment-run-1-release")
	require.True(t, is && owed.Open())
	require.Equal(t, []string{Payer, Jack, Head}, owed.Who)

	Run(t, owing(t, byRuns()),
		Row{Name: "by an officer", By: Officer, When: prepares, Then: []string{"payment-run-prepared.v1"}},
		Row{Name: "by who pays", By: Payer, When: prepares, Then: []string{"payment-run-prepared.v1"}},
		Row{Name: "by nobody else", By: Verifier, When: prepares, Refused: "roles/not-allowed"},
		Row{Name: "not for a day that has passed", By: Officer, When: call.PreparePaymentRun{On: Date("2019-11-09")}, Refused: "runs/day"},
		Row{Name: "not for a day far ahead", By: Officer, When: call.PreparePaymentRun{On: Date("2020-11-09")}, Refused: "runs/day"},
		Row{Name: "not of what is due later", By: Officer, When: call.PreparePaymentRun{DueBy: Date("2019-11-12")}, Refused: "runs/nothing-payable"},
		Row{Name: "not of a tender that is not there", By: Officer, When: call.PreparePaymentRun{Tenders: []string{"DHE-2019-ZZZZZZ"}}, Refused: "runs/no-such-tender"},
		Row{Name: "not of what nobody has confirmed", By: Officer, When: call.PreparePaymentRun{Tenders: []string{B}}, Given: func(w *World) {
			w.Do(Tendering(B), Contact(B), twinning.SetAccount{Holder: "B", IBAN: "DE89370400440532013000", Town: "Bonn", Country: "DE"})
		}, Refused: "runs/all-left-out"},
		Row{Name: "not of what is suspended", By: Officer, When: prepares, Given: func(w *World) {
			w.Do(Tendering(A), Officer, twinning.SuspendPayment{Instalment: "first", Ground: "missing-document", Reason: "x"})
		}, Refused: "runs/all-left-out"},
		Row{Name: "not by who has verified", By: Jack, When: prepares, Given: func(w *World) {
			w.Do(Tendering(A), Contact(A), Log(1, Claim("X", twinning.Direct, "100.00")))
			w.Do(Tendering(A), Jack, twinning.ApproveExpense{Expense: "X", Step: twinning.Verify})
		}, Refused: "runs/all-left-out"},
		Row{Name: "not of what stands in another run", By: Payer, When: prepares, Given: func(w *World) { w.Do(Stream, Officer, prepares) }, Refused: "runs/all-left-out"},
		Row{Name: "not by hand, where the rule book wants runs", To: Tendering(A), By: Payer, When: twinning.PayInstalment{Instalment: "first", Ref: "X"}, Refused: "payments/by-runs"},
	)
	unpaid := New(t).Opened(byRuns()).Published()
	Run(t, unpaid,
		Row{Name: "not before there is an award", By: Officer, When: prepares, Refused: "stages/wrong-stage"},
		Row{Name: "the account is given by staff", By: Stranger, When: toBank, Refused: "roles/not-allowed"},
	)
	w = New(t).Opened(byRuns()).Published().Submitted(A, B).Shut().Eligible(A, B).Assigned(A, B).Scored(A, "5").Scored(B, "4").Decided().Signed(A, B)
	_, err := w.Send(Stream, Officer, prepares)
	requireRefused(t, "runs/no-paying-account", err)
	moneyless := w.Call()
	moneyless.Rules.Budget = money.Amount{}
	_, err = call.Law.Decide(moneyless, w, toBank, law.Receipt{Actor: Officer, ReceivedAt: w.Now})
	requireRefused(t, "runs/no-budget", err)
	Nonsense(t,
		No("an account without a number", call.SetPayingAccount{Holder: "P", Town: "B", Country: "BE"}, "iban is missing"),
		No("an account with wrong check digits", call.SetPayingAccount{Holder: "P", IBAN: "BE69539007547034", Town: "B", Country: "BE"}, "wrong check digits"),
		No("an account in no country", call.SetPayingAccount{Holder: "P", IBAN: "BE68539007547034", Town: "B", Country: "Belgium"}, "no country code"),
		No("a tender that is none", call.PreparePaymentRun{Tenders: []string{"A"}}, "not the reference of a tender"),
		No("a release without a hash", call.ReleasePaymentRun{Run: 1}, "64 hexadecimal digits"),
		No("a withdrawal without a reason", call.WithdrawPaymentRun{Run: 1}, "reason is missing"),
		No("a withdrawal of nothing", call.WithdrawPaymentRun{Reason: "x"}, "numbered from 1"),
		No("a line without a number", call.RemovePaymentLine{Run: 1, Reason: "x"}, "numbered from 1"),
		No("an execution without a reference", call.ExecutePayment{Run: 1, Line: 1}, "ref is missing"),
		No("a return without a code", call.ReturnPayment{Run: 1, Line: 1, Code: "closed"}, "no reason code"),
	)
}

func TestARunIsReleasedByAnotherPersonAsItWasPrepared(t *testing.T) {
	t.Parallel()
	w := both(t)
	hash := releases(w, 1)
	Run(t, w,
		Row{Name: "by who pays", By: Payer, When: hash, Then: []string{"payment-run-released.v1"}, After: func(t *testing.T, w *World) {
			owed, is := obligation.Find(w.Call().Obligations, "payment-run-1-execution")
			require.True(t, is && owed.Open())
			met, _ := obligation.Find(w.Call().Obligations, "payment-run-1-release")
			require.True(t, met.Met.Equal(w.Now))
		}},
		Row{Name: "by the head", By: Head, When: hash, Then: []string{"payment-run-released.v1"}},
		Row{Name: "not by who prepared it", By: Payer, When: call.ReleasePaymentRun{Run: 2, SHA256: hash.SHA256}, Given: func(w *World) {
			w.Do(Stream, Officer, call.WithdrawPaymentRun{Run: 1, Reason: "again"})
			w.Do(Stream, Payer, prepares)
		}, Refused: "four-eyes/run-preparer"},
		Row{Name: "not by who gave the account that it is paid from", By: Head, When: call.ReleasePaymentRun{Run: 2, SHA256: hash.SHA256}, Given: func(w *World) {
			w.Do(Stream, Officer, call.WithdrawPaymentRun{Run: 1, Reason: "again"})
			w.Do(Stream, Head, toBank)
			w.Do(Stream, Officer, prepares)
		}, Refused: "four-eyes/account-giver"},
		Row{Name: "not by an officer", By: SecondHand, When: hash, Refused: "roles/not-allowed"},
		Row{Name: "not unread", By: Payer, When: call.ReleasePaymentRun{Run: 1, SHA256: SHA("another")}, Refused: "runs/another-hash"},
		Row{Name: "not one that is not there", By: Payer, When: call.ReleasePaymentRun{Run: 2, SHA256: hash.SHA256}, Refused: "runs/no-such-run"},
		Row{Name: "not twice", By: Payer, When: hash, Given: func(w *World) { w.Do(Stream, Payer, hash) }, Refused: "runs/status"},
		Row{Name: "not by who authorised", By: Jack, When: hash, Given: func(w *World) {
			w.Do(Tendering(A), Contact(A), Log(1, Claim("X", twinning.Direct, "100.00")))
			w.Do(Tendering(A), Jack, twinning.ApproveExpense{Expense: "X", Step: twinning.Verify})
		}, Refused: "four-eyes/same-person"},
		Row{Name: "not from an account that was replaced", By: Payer, When: hash, Given: func(w *World) { w.Do(Stream, Head, toBank) }, Refused: "runs/paying-account-changed"},
		Row{Name: "not to an account that was replaced", By: Payer, When: hash, Given: func(w *World) { account(w, B) }, Refused: "runs/moved"},
		Row{Name: "not of what was suspended since", By: Payer, When: hash, Given: func(w *World) {
			w.Do(Tendering(A), Officer, twinning.SuspendPayment{Instalment: "first", Ground: "missing-document", Reason: "x"})
		}, Refused: "runs/moved"},
		Row{Name: "the line that moved is taken out, and the rest is released", By: Payer, Given: func(w *World) {
			account(w, B)
			w.Do(Stream, Officer, call.RemovePaymentLine{Run: 1, Line: 2, Reason: "another account"})
		}, When: call.ReleasePaymentRun{Run: 1, SHA256: call.LinesSHA(w.Call().Runs[0].Left()[:1])}, Then: []string{"payment-run-released.v1"}},
		Row{Name: "a line that is not there", By: Officer, When: call.RemovePaymentLine{Run: 1, Line: 3, Reason: "x"}, Refused: "runs/no-such-line"},
		Row{Name: "the last line goes with its run", By: Officer, When: call.RemovePaymentLine{Run: 1, Line: 2, Reason: "x"}, Given: func(w *World) {
			w.Do(Stream, Officer, call.RemovePaymentLine{Run: 1, Line: 1, Reason: "x"})
		}, Refused: "runs/last-line"},
		Row{Name: "withdrawn, all of it is payable again", By: Officer, When: call.WithdrawPaymentRun{Run: 1, Reason: "again"}, Then: []string{"payment-run-withdrawn.v1"}, After: func(t *testing.T, w *World) {
			w.Do(Stream, Payer, prepares)
			require.Len(t, w.Call().Runs[1].Lines, 2)
		}},
		Row{Name: "what stands in a run is not paid by hand", To: Tendering(A), By: Payer, When: twinning.PayInstalment{Instalment: "first", Ref: "X"}, Refused: "payments/in-a-run"},
	)
}

func TestTheBankExecutesAndReturnsLineByLine(t *testing.T) {
	t.Parallel()
	w := released(t)
	executes := call.ExecutePayment{Run: 1, Line: 1, Ref: "BANK-1"}
	returns := call.ReturnPayment{Run: 1, Line: 1, Code: "AC04"}
	Run(t, w,
		Row{Name: "executed, it is paid by the hand that released it", By: Officer, When: executes, Then: []string{"payment-executed.v1"}, After: func(t *testing.T, w *World) {
			require.Empty(t, w.Refusals)
			x := first(w, A)
			require.Equal(t, twinning.InstalmentPays, x.Status)
			require.Equal(t, Payer, x.By)
			require.Equal(t, "BANK-1", x.Ref)
			require.Equal(t, twinning.Pay, w.Twinning(A).Duties[Payer])
			require.Equal(t, call.RunReleased, w.Call().Runs[0].Status)
			w.Do(Stream, Officer, call.ExecutePayment{Run: 1, Line: 2, Ref: "BANK-2"})
			require.Equal(t, call.RunDone, w.Call().Runs[0].Status)
		}},
		Row{Name: "late, with interest that the next run pays", At: "2019-11-20T09:00", By: Officer, When: executes, Then: []string{"payment-executed.v1"}, After: func(t *testing.T, w *World) {
			w.Do(Stream, Officer, prepares)
			require.Equal(t, "interest-first", w.Call().Runs[1].Lines[0].Item)
			require.Equal(t, EUR("10.74"), w.Call().Runs[1].Lines[0].Amount)
		}},
		Row{Name: "once", By: Officer, When: executes, Given: func(w *World) { w.Do(Stream, Officer, executes) }, Refused: "runs/answered"},
		Row{Name: "not of a day that lies ahead", By: Officer, When: call.ExecutePayment{Run: 1, Line: 1, Ref: "B", On: Date("2019-11-11")}, Refused: "runs/answer-day"},
		Row{Name: "not of a day before the release", By: Officer, When: call.ExecutePayment{Run: 1, Line: 1, Ref: "B", On: Date("2019-11-09")}, Refused: "runs/answer-day"},
		Row{Name: "not by the head", By: Head, When: executes, Refused: "roles/not-allowed"},
		Row{Name: "not of a run that is not there", By: Officer, When: call.ExecutePayment{Run: 3, Line: 1, Ref: "B"}, Refused: "runs/no-such-run"},
		Row{Name: "not paid, it is payable again, and the parties are told", By: SecondHand, When: returns, Then: []string{"payment-returned.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, twinning.InstalmentOwed, first(w, A).Status)
			h := w.History(Tendering(A))
			letters := law.Letters(h[len(h)-1].Event)
			require.Equal(t, "payment-came-back", letters[0].Template)
			w.Do(Stream, Officer, prepares)
			require.Equal(t, "first", w.Call().Runs[1].Lines[0].Item)
		}},
		Row{Name: "returned once", By: SecondHand, When: returns, Given: func(w *World) { w.Do(Stream, SecondHand, returns) }, Refused: "runs/answered"},
		Row{Name: "what came back is owed by another name, once", By: SecondHand, When: returns, Given: func(w *World) { w.Do(Stream, Officer, executes) }, Then: []string{"payment-returned.v1"}, After: func(t *testing.T, w *World) {
			require.Empty(t, w.Refusals)
			again, _ := w.Twinning(A).Payments.Instalment("returned-1-1")
			require.Equal(t, EUR("16000.00"), again.Amount)
			w.Do(Stream, Officer, prepares)
			run := w.Call().Runs[1]
			require.Len(t, run.Lines, 1)
			require.Equal(t, "returned-1-1", run.Lines[0].Item)
			w.Do(Stream, Payer, releases(w, 2))
			w.Do(Stream, Officer, call.ExecutePayment{Run: 2, Line: 1, Ref: "B2"})
			require.Equal(t, EUR("16000.00"), w.Twinning(A).Payments.PaidOut("EUR"))
			require.Empty(t, w.Twinning(A).Payables(w.Call(), 0))
		}},
		Row{Name: "not returned by who prepared the run", By: Officer, When: returns, Refused: "four-eyes/return-preparer"},
		Row{Name: "nor, once it was executed, by who recorded that", By: SecondHand, When: returns, Given: func(w *World) { w.Do(Stream, SecondHand, executes) }, Refused: "four-eyes/return-recorder"},
		Row{Name: "but by the head", By: Head, When: returns, Given: func(w *World) { w.Do(Stream, Payer, executes) }, Then: []string{"payment-returned.v1"}},
		Row{Name: "the bank has it: its time is not suspended", To: Tendering(A), By: Officer, When: twinning.SuspendPayment{Instalment: "first", Ground: "missing-document", Reason: "x"}, Refused: "payments/in-a-run"},
		Row{Name: "no person says that it was paid", To: Tendering(A), By: Payer, When: twinning.NotePayment{Payment: call.Payment{Run: 1, Ref: "X"}}, Refused: "roles/call-only"},
		Row{Name: "no person says that it came back", To: Tendering(A), By: Payer, When: twinning.NotePaymentReturn{Return: call.Return{Run: 1, Code: "AC04"}}, Refused: "roles/call-only"},
	)
}

func TestAnExecutedItemIsInNoSecondRunBeforeItsTwinningHasHeardOfIt(t *testing.T) {
	t.Parallel()
	w := released(t)
	w.Deaf = true
	w.Do(Stream, Officer, call.ExecutePayment{Run: 1, Line: 1, Ref: "BANK-1"})
	w.Do(Stream, SecondHand, call.ReturnPayment{Run: 1, Line: 1, Code: "AC04"})
	_, err := w.Send(Stream, Officer, prepares)
	requireRefused(t, "runs/all-left-out", err)
	_, err = w.Send(Tendering(A), Payer, twinning.PayInstalment{Instalment: "first", Ref: "X"})
	requireRefused(t, "payments/in-a-run", err)
	w.Hear()
	require.Empty(t, w.Refusals)
	w.Do(Stream, Officer, prepares)
	require.Equal(t, "returned-1-1", w.Call().Runs[1].Lines[0].Item)
}

func TestExpensesThatArePaidByThemselvesGoIntoARun(t *testing.T) {
	t.Parallel()
	book := Book()
	book.Running.Recovery = &call.Recovery{Observations: Length("30 days"), PayWithin: Length("45 days")}
	w := owing(t, book).At("2019-11-20T09:00")
	w.Do(Tendering(A), Contact(A), Log(1, Claim("X", twinning.Direct, "100.00"), Claim("Y", twinning.Direct, "50.00"), Claim("Z", twinning.Direct, "30.00")))
	w.Approved("X", twinning.Verify, twinning.Authorise, twinning.Pay).Approved("Y", twinning.Verify, twinning.Authorise).Approved("Z", twinning.Verify, twinning.Authorise)
	w.Do(Tendering(A), Officer, twinning.IntendRecovery{Of: twinning.OfExpense, Expense: "X", Amount: EUR("60.00"), Reason: "x"})
	w.Do(Tendering(A), Contact(A), twinning.ObserveRecovery{Number: 1, Text: "ours"})
	w.Do(Tendering(A), Head, twinning.DecideRecovery{Number: 1, Verdict: twinning.RecoveryConfirm, Deduct: true, Reason: "x"})
	w.Do(Stream, Officer, prepares)
	run, _ := w.Call().Run(1)
	require.Len(t, run.Lines, 1)
	require.Equal(t, "Z", run.Lines[0].Item)
	require.Equal(t, EUR("20.00"), run.Lines[0].Amount, "50.00 of Y and 10.00 of Z are deducted")
	require.Equal(t, call.LeftOut{Tender: A, Of: call.OfExpense, Item: "Y", Amount: EUR("50.00"), Why: call.AllDeducted}, run.LeftOut[0])
	w.Do(Stream, Payer, releases(w, 1))
	for _, refused := range []struct {
		by   string
		what law.Command
	}{
		{Officer, twinning.OrderRecovery{Number: 1}}, {Head, twinning.WaiveRecovery{Number: 1, Reason: "x"}}, {Payer, twinning.ReceiveRecovery{Number: 1, Amount: EUR("1.00"), Ref: "X"}},
	} {
		_, err := w.Send(Tendering(A), refused.by, refused.what)
		requireRefused(t, "recoveries/in-a-run", err)
	}
	w.Approved("Y", twinning.Pay) // by hand, what is deducted from Z is not deducted from it
	x, _ := w.Twinning(A).Recovery(1)
	require.Equal(t, EUR("50.00"), x.Got)
	w.Do(Stream, Payer, call.ExecutePayment{Run: 1, Line: 1, Ref: "BANK-1"})
	require.Empty(t, w.Refusals)
	x, _ = w.Twinning(A).Recovery(1)
	require.Equal(t, twinning.Recovered, x.Status)
	z, _ := w.Twinning(A).Expense("Z")
	require.Equal(t, twinning.Paid, z.Status)
	require.Equal(t, Payer, z.Approvals[twinning.Pay])
}

func TestOfAHundredWhoPrepareAtOnceOneDoes(t *testing.T) {
	t.Parallel()
	w := owing(t, byRuns())
	account(w, B)
	n := 0
	for range 100 {
		if _, err := w.Send(Stream, Officer, prepares); err == nil {
			n++
		}
	}
	require.Equal(t, 1, n)
	require.Len(t, w.Call().Runs, 1)
}

func TestARunThatWouldHaveTooManyLinesIsRefused(t *testing.T) {
	t.Parallel()
	w := owing(t, byRuns())
	_, err := call.Law.Decide(w.Call(), many{w, 2_001}, prepares, law.Receipt{Actor: Officer, ReceivedAt: w.Now})
	requireRefused(t, "runs/too-many", err)
}

// many are facts in which A is there so many times.
type many struct {
	*World
	n int
}

func (m many) Streams(string) []string {
	list := make([]string, m.n)
	for i := range list {
		list[i] = Tendering(A)
	}
	return list
}

func TestALongReferenceGivesIdsThatABankTakes(t *testing.T) {
	t.Parallel()
	w := owing(t, byRuns())
	c := w.Call()
	c.Reference = "A-VERY-LONG-REFERENCE-OF-A-CALL-IN-2019"
	events, err := call.Law.Decide(c, many{w, 2_000}, prepares, law.Receipt{Actor: Officer, ReceivedAt: w.Now})
	require.NoError(t, err)
	e := events[0].(call.PaymentRunPrepared)
	require.LessOrEqual(t, len(e.Message), 28)
	require.LessOrEqual(t, len(e.Lines[1999].EndToEnd), 35)
}

// No item stands in two open runs, a run's sum is that of its lines, and nothing is paid above what is owed, whoever does what in which order.
func TestNoItemIsPaidTwiceInAnyOrderOfRuns(t *testing.T) {
	t.Parallel()
	base := owing(t, byRuns())
	account(base, B)
	rapid.Check(t, func(t *rapid.T) {
		w := base.Clone(t)
		w.Deaf = rapid.Bool().Draw(t, "deaf")
		for i := range rapid.IntRange(1, 14).Draw(t, "steps") {
			run := rapid.IntRange(1, 3).Draw(t, "run")
			line := rapid.IntRange(1, 3).Draw(t, "line")
			ref := fmt.Sprintf("B-%d", i)
			switch rapid.IntRange(0, 8).Draw(t, "what") {
			case 0, 1:
				_, _ = w.Send(Stream, Officer, prepares)
			case 2:
				_, _ = w.Send(Stream, Payer, releases(w, run))
			case 3:
				_, _ = w.Send(Stream, Officer, call.WithdrawPaymentRun{Run: run, Reason: "x"})
			case 4:
				_, _ = w.Send(Stream, Officer, call.RemovePaymentLine{Run: run, Line: line, Reason: "x"})
			case 5:
				_, _ = w.Send(Stream, Officer, call.ExecutePayment{Run: run, Line: line, Ref: ref})
			case 6:
				_, _ = w.Send(Stream, SecondHand, call.ReturnPayment{Run: run, Line: line, Code: "AC04"})
			case 7:
				_, _ = w.Send(Tendering(A), Officer, twinning.SuspendPayment{Instalment: "first", Ground: "missing-document", Reason: "x"})
			case 8:
				_, _ = w.Send(Tendering(A), Officer, twinning.ResumePayment{Instalment: "first"})
			}
			if rapid.Bool().Draw(t, "hears") {
				w.Hear()
			}
		}
		w.Hear()
		if len(w.Refusals) > 0 {
			t.Fatalf("a twinning refused what the bank had done: %v", w.Refusals)
		}
		for _, ref := range []string{A, B} {
			items, out := map[string]int{}, money.Zero("EUR")
			for _, r := range w.Call().Runs {
				if sum := call.Sum(r.Left()); len(r.Left()) > 0 && sum.IsZero() {
					t.Fatal("a run of nothing")
				}
				for _, l := range r.Lines {
					if l.Tender != ref || r.Status == call.RunWithdrawn {
						continue
					}
					if l.Status == call.LineWaits || l.Status == call.LineExecuted {
						items[l.Item]++
					}
					if l.Status == call.LineExecuted {
						out = out.Add(l.Amount)
					}
				}
			}
			for item, n := range items {
				if n > 1 {
					t.Fatalf("%s of %s stands in %d runs", item, ref, n)
				}
			}
			if EUR("16000.00").LessThan(out) {
				t.Fatalf("%s of %s was paid", out, ref)
			}
		}
	})
}
