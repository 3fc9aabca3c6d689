package twinning_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/twinning"
)

// by finds the row of a table that has a value in its first column.
func by(t *testing.T, table []map[string]string, column, value string) map[string]string {
	t.Helper()
	for _, r := range table {
		if r[column] == value {
			return r
		}
	}
	t.Fatalf("%s: no row has %s", column, value)
	return nil
}

func TestTheYearByInstalmentsWorkedByHandIsTheOneThatTheProgramComesTo(t *testing.T) {
	t.Parallel()
	page := tables(t, "../../docs/year.md")
	require.Len(t, page, 10)
	steps, contract, claims, paid, sums := page[5], page[6], page[7], page[8], page[9]
	day := func(step string) string { return by(t, steps, "step", step)["day"] }
	at := func(w *World, step string) *World { return w.At(day(step) + "T09:00") }

	book := withRecovery(instalments())
	book.Amendments = amendable(nil).Amendments
	w := New(t).Opened(book).Published().Submitted(A, B).Shut().Eligible(A, B).Assigned(A, B).Scored(A, "5").Scored(B, "4").Decided().Signed(A, B)
	at(w, "suspended")
	require.Equal(t, Date(day("due")), instalment(w, "first").Due)
	w.Do(Tendering(A), Officer, twinning.SuspendPayment{Instalment: "first", Ground: "missing-document", Reason: "whose bank?"})
	at(w, "resumed").Do(Tendering(A), Officer, twinning.ResumePayment{Instalment: "first"})
	require.Equal(t, Date(day("due again")), instalment(w, "first").Due)
	at(w, "paid").Do(Tendering(A), Payer, pays("first"))
	w.Do(Tendering(A), Payer, pays("interest-first"))

	at(w, "amended")
	amended := func(kind string) string { return by(t, contract, "kind", kind)["amended"][len("EUR "):] }
	agreed(w, costing(amended("personnel"), amended("direct"), amended("subcontracting")))
	for _, r := range contract {
		if now := w.Twinning(A).Contract; r["kind"] == "all" {
			require.Equal(t, signed(t, r["amended"]), now.Amount)
		} else {
			require.Equal(t, signed(t, r["amended"]), now.Costs.Of(twinning.CostKind(r["kind"])), r["kind"])
		}
	}

	with := map[string][]twinning.Claim{}
	for _, r := range claims {
		with[r["with"]] = append(with[r["with"]], Claim(r["expense"], twinning.CostKind(r["kind"]), r["claimed"][len("EUR "):]))
	}
	accepts := func(log string) {
		for _, r := range claims {
			if r["with"] != log {
				continue
			}
			verify := twinning.ApproveExpense{Expense: r["expense"], Step: twinning.Verify}
			if deducted := signed(t, r["deducted"]); !deducted.IsZero() {
				accepted := signed(t, r["accepted"])
				verify.Accepted, verify.Reason = &accepted, "VAT that can be deducted"
			}
			w.Do(Tendering(A), Verifier, verify)
			w.Approved(r["expense"], twinning.Authorise)
			x, _ := w.Twinning(A).Expense(r["expense"])
			require.Equal(t, signed(t, r["accepted"]), x.Accepted(), r["expense"])
		}
	}
	log := func(n int, claims ...twinning.Claim) {
		w.At(Date("2019-10-14").AddMonths(n).AddDays(1).String() + "T09:00")
		w.Do(Tendering(A), Contact(A), Log(n, claims...))
		w.Do(Tendering(A), Officer, twinning.AcceptLog{Month: n})
	}
	for n := 1; n <= 6; n++ {
		if n == 1 {
			log(n, with["log 1"]...)
			continue
		}
		log(n)
	}
	accepts("log 1")
	interim := FinalReport()
	interim.Report, interim.Evidence = twinning.Interim, nil
	w.Do(Tendering(A), Contact(A), interim)
	w.Do(Tendering(A), Officer, twinning.AcceptReport{Report: twinning.Interim})
	log(7, with["log 7"]...)
	accepts("log 7")

	finding := signed(t, by(t, sums, "what", "recovered")["comes to"])
	w.Do(Tendering(A), Officer, twinning.IntendRecovery{Of: twinning.OfFinding, Amount: finding, Reason: "half of the fair was of another project"})
	observed(w)
	w.Do(Tendering(A), Head, decides(true))
	for n := 8; n <= 12; n++ {
		log(n)
	}
	w.Reported(A)
	closed, is := w.Do(Tendering(A), Officer, closing)[0].(twinning.TwinningClosed)
	require.True(t, is)
	w.Do(Tendering(A), Payer, pays("last"))
	require.Equal(t, twinning.Closed, w.Twinning(A).Stage)
	w.Do(Tendering(A), Payer, pays("sum"))

	now := w.Twinning(A)
	require.Equal(t, twinning.Retained, now.Stage, "nothing is owed any more")
	deducted := map[string]money.Amount{}
	for _, f := range w.History(Tendering(A)) {
		if e, is := f.Event.(twinning.RecoveryDeducted); is {
			deducted[e.Payment] = e.Amount
		}
	}
	transferred, accepted, freed := money.Zero("EUR"), money.Zero("EUR"), money.Zero("EUR")
	for _, r := range paid {
		x, known := now.Payments.Instalment(r["instalment"])
		require.True(t, known, r["instalment"])
		off := money.Zero("EUR").Add(deducted[x.ID])
		require.Equal(t, []money.Amount{signed(t, r["gross"]), signed(t, r["cleared"]), signed(t, r["owed"]), signed(t, r["deducted"]), signed(t, r["transferred"])},
			[]money.Amount{x.Gross, money.Zero("EUR").Add(x.Cleared), x.Amount, off, x.Amount.Sub(off)}, r["instalment"])
		if x.What != twinning.DefaultInterest {
			transferred = transferred.Add(x.Amount).Sub(off)
		}
	}
	require.Len(t, now.Payments.Instalments, len(paid))
	for _, r := range contract {
		left := now.Contract.Amount.Sub(now.Spent(""))
		if kind := twinning.CostKind(r["kind"]); r["kind"] != "all" {
			left = now.Contract.Costs.Of(kind).Sub(now.Spent(kind))
			freed = freed.Add(left)
		}
		require.Equal(t, signed(t, r["freed"]), left, r["kind"])
	}
	for _, r := range claims {
		accepted = accepted.Add(signed(t, r["accepted"]))
	}
	require.Equal(t, transferred, now.Transferred())
	require.Equal(t, transferred, accepted.Sub(finding))
	require.Equal(t, closed.Freed, freed)
	for what, amount := range map[string]money.Amount{"accepted": accepted, "transferred": transferred, "freed": freed} {
		require.Equal(t, signed(t, by(t, sums, "what", what)["comes to"]), amount, what)
	}
}
