package twinning_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

// A yearBook is a rule book of generated years: the costs are divided among the organisations, there are two currencies, what may be
// changed is changed by amendment, and what was paid is recovered.
func yearBook(instalmentsToo, inSteps bool) call.RuleBook {
	book := withRecovery(amendable(nil))
	if instalmentsToo {
		book = withRecovery(instalments())
		book.Amendments = amendable(nil).Amendments
	}
	book.Eligibility.Shares = true
	book.Running.Currencies = &call.Currencies{Convention: call.MonthOfPayment, Rounding: call.HalfUp, Decimals: 4}
	book.Running.FixedSum = call.AfterFinalReport
	if inSteps {
		book.Running.Termination = &call.Termination{Observations: Length("30 days"), ClaimWithin: Length("60 days")}
	}
	return book
}

// yearOf is the world of two running twinnings under a rule book, with rates of the krona. Alpha has three quarters of each budget.
func yearOf(t T, book call.RuleBook) *World {
	w := New(t).Opened(book).Published()
	for _, ref := range []string{A, B} {
		o := Tender(ref)
		o.Shares = []twinning.Share{{Organisation: "alpha", Amount: EUR("30000.00")}, {Organisation: "beta", Amount: EUR("10000.00")}}
		w.Do(Tendering(ref), Contact(ref), twinning.SubmitTender{Tender: o})
	}
	w.Appointed().Shut().Eligible(A, B).Assigned(A, B).Scored(A, "5").Scored(B, "4").Decided().Signed(A, B).At("2019-11-20T09:00")
	w.Do(Stream, Officer, rates("ECB", "SEK 2019-10-01 10.8093", "SEK 2019-11-01 10.6500", "SEK 2019-12-02 10.5201"))
	first, second := Claim("P", twinning.Direct, "4000.00"), Claim("Q", twinning.Personnel, "6000.00")
	first.Organisation, second.Organisation = "alpha", "beta"
	w.Do(Tendering(A), Contact(A), apart(first, second))
	w.Approved("P", twinning.Verify, twinning.Authorise).Approved("Q", twinning.Verify, twinning.Authorise)
	if !book.ByInstalments() {
		w.Approved("P", twinning.Pay)
	}
	return w
}

// yearStarts are the worlds that years are generated from, made once.
func yearStarts(t *testing.T) []*World {
	t.Helper()
	var all []*World
	for _, variant := range [][2]bool{{false, false}, {true, false}, {false, true}, {true, true}} {
		all = append(all, yearOf(t, yearBook(variant[0], variant[1])))
	}
	return all
}

// yearClaim is a claim of a kind, an organisation and a currency.
func yearClaim(t *rapid.T, id string) twinning.Claim {
	kind := rapid.SampledFrom(twinning.CostKinds()).Draw(t, "kind")
	c := Claim(id, kind, decimal.New(rapid.Int64Range(1, 900_000).Draw(t, "cents"), -2).StringFixed(2))
	if kind == twinning.Subcontracting && rapid.Bool().Draw(t, "the fixed sum") {
		c.Amount = EUR("5000.00")
	} else if rapid.IntRange(0, 3).Draw(t, "krona") == 0 {
		c.Amount, c.PaidOn = cash("SEK "+decimal.New(rapid.Int64Range(1, 4_000_000).Draw(t, "öre"), -2).StringFixed(2)), Date("2019-10-22")
	}
	c.Organisation = rapid.SampledFrom([]string{"alpha", "beta"}).Draw(t, "organisation")
	return c
}

// even is a number below n, each as likely as the others: rapid draws small ones more often.
func even(t *rapid.T, n int, name string) int {
	x := rapid.Uint64().Draw(t, name) + 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return int((x ^ x>>31) % uint64(n)) //nolint:gosec // below n
}

// drawYear is a command of a running year by who may give it, mostly about something that waits for it.
func drawYear(t *rapid.T, w *World) (to, by string, c law.Command) {
	ref := rapid.SampledFrom([]string{A, A, A, B}).Draw(t, "twinning")
	is := w.Twinning(ref)
	of := func(by string, c law.Command) (string, string, law.Command) { return Tendering(ref), by, c }
	month := 1
	for month < 12 && (is.Logs[month].Status == twinning.StatusAccepted || is.Logs[month].Status == twinning.StatusSubmitted && rapid.Bool().Draw(t, "later")) {
		month++
	}
	report := rapid.SampledFrom([]string{twinning.Interim, twinning.Final}).Draw(t, "report")
	switch even(t, 22, "what") {
	case 0, 1, 2, 3:
		return of(Contact(ref), apart(yearClaim(t, fmt.Sprintf("E%d", len(is.Expenses)))))
	case 4, 5, 6, 7, 8, 9, 10, 11:
		if len(is.Expenses) > 0 {
			return drawExpense(t, ref, is.Expenses[even(t, len(is.Expenses), "expense")])
		}
	case 12:
		if is.Stage == twinning.Reporting && rapid.Bool().Draw(t, "long after") {
			w.Until(w.Now.Add(120 * 24 * time.Hour))
		}
		if is.Logs[month].Status == twinning.StatusSubmitted {
			return of(Officer, twinning.AcceptLog{Month: month})
		}
	case 13, 14:
		if open := is.Payments.Open(); len(open) > 0 {
			return of(Payer, pays(rapid.SampledFrom(open).Draw(t, "instalment").ID))
		}
	case 15:
		if is.Stage == twinning.Suspended {
			return of(Head, twinning.ResumeTwinning{})
		}
		return of(Head, suspend)
	case 16, 17:
		return drawRecovery(t, w, ref)
	case 18, 19:
		return drawAmendment(t, w, ref)
	case 20:
		r := FinalReport()
		if r.Report = report; is.Reports[report].Status == twinning.StatusSubmitted {
			return of(Officer, twinning.AcceptReport{Report: report})
		}
		return of(Contact(ref), r)
	}
	switch even(t, 20, "ends") {
	case 0:
		return of(Head, twinning.IntendTermination{Reason: "x"})
	case 1:
		return of(Head, rapid.SampledFrom([]law.Command{twinning.DropTermination{Reason: "x"}, twinning.TerminateTwinning{Reason: "x"}, twinning.SettleTermination{}}).Draw(t, "termination"))
	case 2, 3:
		return of(Head, twinning.CloseTwinning{Despite: "x"})
	}
	return of(Contact(ref), Log(month))
}

// drawExpense is what somebody may do with an expense as it stands.
func drawExpense(t *rapid.T, ref string, x twinning.Expense) (to, by string, c law.Command) {
	hands := map[twinning.Step]string{twinning.Verify: Verifier, twinning.Authorise: Authoriser, twinning.Pay: Payer}
	to = Tendering(ref)
	if x.Status == twinning.ExpenseReturns {
		again := yearClaim(t, x.ID)
		again.Kind = x.Kind
		return to, Contact(ref), twinning.CorrectExpense{Claim: again, Reason: "x"}
	}
	switch even(t, 16, "expense becomes") {
	case 0:
		return to, rapid.SampledFrom([]string{Verifier, Authoriser}).Draw(t, "returns"), twinning.ReturnExpense{Expense: x.ID, Reason: "x"}
	case 1:
		return to, rapid.SampledFrom([]string{Verifier, Authoriser}).Draw(t, "rejects"), twinning.RejectExpense{Expense: x.ID, Reason: "x"}
	case 2:
		return to, Contact(ref), twinning.WithdrawExpense{Expense: x.ID, Reason: "x"}
	case 3:
		return to, Verifier, twinning.ParkExpense{Expense: x.ID, Reason: "x"}
	}
	if x.Status == twinning.Parked {
		return to, Verifier, twinning.TakeUpExpense{Expense: x.ID}
	}
	o := twinning.ApproveExpense{Expense: x.ID, Step: x.NextStep()}
	if o.Step == "" {
		return to, Officer, twinning.IntendRecovery{Of: twinning.OfExpense, Expense: x.ID, Amount: cent(rapid.IntRange(1, 50_000).Draw(t, "reversed")), Reason: "x"}
	}
	if o.Step == twinning.Verify && even(t, 3, "deducts") == 0 {
		less := cent(rapid.IntRange(1, 100_000).Draw(t, "accepted"))
		o.Accepted, o.Reason = &less, "VAT"
	}
	return to, hands[o.Step], o
}

func drawRecovery(t *rapid.T, w *World, ref string) (to, by string, c law.Command) {
	is := w.Twinning(ref)
	if len(is.Recoveries) == 0 || even(t, 4, "another") == 0 {
		o := twinning.IntendRecovery{Of: twinning.OfExpense, Amount: cent(rapid.IntRange(1, 50_000).Draw(t, "back")), Reason: "x"}
		for _, x := range is.Expenses {
			if x.Status == twinning.Paid {
				o.Expense = x.ID
			}
		}
		if o.Of = rapid.SampledFrom([]string{twinning.OfExpense, twinning.OfFinding, twinning.OfPreFinancing}).Draw(t, "of"); o.Of != twinning.OfExpense {
			o.Expense = ""
		}
		return Tendering(ref), Officer, o
	}
	x := rapid.SampledFrom(is.Recoveries).Draw(t, "recovery")
	if x.Status == twinning.RecoveryIntends && len(x.Observations) == 0 {
		return Tendering(ref), Contact(ref), twinning.ObserveRecovery{Number: x.Number, Text: "x"}
	}
	switch even(t, 5, "recovers") {
	case 0:
		return Tendering(ref), Officer, twinning.OrderRecovery{Number: x.Number}
	case 1, 2:
		o := twinning.DecideRecovery{Number: x.Number, Verdict: twinning.RecoveryConfirm, Deduct: rapid.Bool().Draw(t, "deduct"), Reason: "x"}
		return Tendering(ref), Head, o
	case 3:
		return Tendering(ref), Payer, twinning.ReceiveRecovery{Number: x.Number, Amount: cent(rapid.IntRange(1, 50_000).Draw(t, "received")), Ref: "B"}
	}
	return Tendering(ref), rapid.SampledFrom([]string{Officer, Head}).Draw(t, "waives"), twinning.WaiveRecovery{Number: x.Number, Reason: "x"}
}

func drawAmendment(t *rapid.T, w *World, ref string) (to, by string, c law.Command) {
	a, open := w.Twinning(ref).Amended()
	if !open {
		o := longer(rapid.IntRange(9, 18).Draw(t, "months"))
		if rapid.Bool().Draw(t, "shift") {
			o = costing(rapid.SampledFrom([]string{"19000.00", "20000.00", "21000.00"}).Draw(t, "personnel"), rapid.SampledFrom([]string{"14000.00", "15000.00", "16000.00"}).Draw(t, "direct"), "5000.00")
		}
		return Tendering(ref), Contact(ref), o
	}
	if even(t, 6, "withdraws") == 0 {
		return Tendering(ref), Contact(ref), twinning.WithdrawAmendment{Reason: "x"}
	}
	return Tendering(ref), rapid.SampledFrom([]string{Signatory(ref), Procurer}).Draw(t, "signs"), twinning.SignAmendment{SHA256: a.SHA256}
}

// goes sends what the law may refuse, and tells whether it did not.
func goes(t T, w *World, to, by string, c law.Command) bool {
	if c.Check() != nil {
		return false
	}
	_, err := w.Send(to, by, c)
	if _, refused := law.Refused(err); err != nil && !refused {
		require.NoError(t, err)
	}
	return err == nil
}

// liveOn plays some steps of a year.
func liveOn(t *rapid.T, w *World, most int, each func()) {
	for range rapid.IntRange(most/2, most).Draw(t, "steps") {
		if even(t, 5, "pause") == 0 {
			w.Until(w.Now.Add(time.Duration(rapid.IntRange(1, 60*24).Draw(t, "hours")) * time.Hour))
		}
		to, by, c := drawYear(t, w)
		if goes(t, w, to, by, c) {
			each()
		}
	}
}

// settle brings a twinning to its end, wherever it stands, by its closure or by its termination, with commands that are there for those who
// may give them: a way out of every state.
func settle(t T, w *World, ref string, closes bool) {
	try := func(by string, c law.Command) bool { return goes(t, w, Tendering(ref), by, c) }
	hands := map[twinning.Step]string{twinning.Verify: Verifier, twinning.Authorise: Authoriser, twinning.Pay: Payer}
	for n := 0; w.Twinning(ref).Stage != twinning.Over; n++ {
		is := w.Twinning(ref)
		require.Less(t, n, 60, "%s: no way leads on from %q; %v; open: %v; recoveries: %v", ref, is.Stage, is.Ending, is.Payments.Open(), is.Recoveries)
		switch {
		case is.Stage == twinning.Suspended:
			try(Head, twinning.ResumeTwinning{})
		case closes && is.Ending == nil:
			try(Head, twinning.CloseTwinning{Despite: "nothing comes any more"})
		default:
			_ = try(Head, twinning.TerminateTwinning{Reason: "x"}) || try(Head, twinning.IntendTermination{Reason: "x"}) || try(Head, twinning.SettleTermination{})
		}
		for _, x := range is.Expenses {
			if is.Stage != twinning.Closed && is.Stage != twinning.Terminated {
				_ = try(Verifier, twinning.RejectExpense{Expense: x.ID, Reason: "x"}) || try(Contact(ref), twinning.WithdrawExpense{Expense: x.ID, Reason: "x"})
			}
			for step := x.NextStep(); step != "" && try(hands[step], twinning.ApproveExpense{Expense: x.ID, Step: step}); {
				next, _ := w.Twinning(ref).Expense(x.ID)
				step = next.NextStep()
			}
		}
		for _, i := range is.Payments.Open() {
			try(Payer, pays(i.ID))
		}
		for _, x := range is.Recoveries {
			_ = try(Head, twinning.DecideRecovery{Number: x.Number, Verdict: twinning.RecoveryDrop, Reason: "x"}) || try(Officer, twinning.OrderRecovery{Number: x.Number}) ||
				try(Payer, twinning.ReceiveRecovery{Number: x.Number, Amount: x.Left(), Ref: fmt.Sprint("B", n)})
		}
		w.Until(w.Now.Add(200 * 24 * time.Hour))
	}
	closed := false
	for _, f := range w.History(Tendering(ref)) {
		_, is := f.Event.(twinning.TwinningClosed)
		closed = closed || is
	}
	require.True(t, closed || !closes || w.Twinning(ref).Ending != nil || wasTerminated(w, ref), "%s was to be closed", ref)
}

// wasTerminated tells whether a twinning was terminated.
func wasTerminated(w *World, ref string) bool {
	for _, f := range w.History(Tendering(ref)) {
		if _, is := f.Event.(twinning.TwinningTerminated); is {
			return true
		}
	}
	return false
}
