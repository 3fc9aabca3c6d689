package twinning_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/twinning"
)

func fund(ref, amount string) call.FundAmendment {
	return call.FundAmendment{Tender: ref, Amount: EUR(amount), Why: "the second adopter needs a server"}
}

// scarce is a world of two twinnings of EUR 40,000 each, whose call has so much left.
func scarce(t T, left string) *World {
	book := amendable(nil)
	book.Budget = EUR("80000.00").Add(EUR(left))
	w := New(t).Opened(book).Published().Submitted(A, B).Shut().Eligible(A, B).Assigned(A, B).Scored(A, "5").Scored(B, "4").Decided()
	return w.Signed(A, B).At("2019-11-20T09:00")
}

func TestMoreMoneyComesFromWhatIsLeftOfTheCallBeforeTheLastSignature(t *testing.T) {
	t.Parallel()
	w := scarce(t, "4000.00")
	head := func(ref, amount, refused string, then ...string) Row {
		return Row{Name: ref + " " + amount, To: Stream, By: Head, When: fund(ref, amount), Refused: refused, Then: then}
	}
	Run(t, w, head(A, "3000.00", "amendment/nothing-prepared"), head("DHE-2019-ZZZZZZ", "3000.00", "amendment/no-tender"))
	w.Do(Tendering(A), Contact(A), longer(13))
	Run(t, w, head(A, "3000.00", "amendment/asks-no-money"))
	w.Do(Tendering(A), Contact(A), twinning.WithdrawAmendment{Reason: "another one follows"})
	w.Do(Tendering(A), Contact(A), costing("20000.00", "18000.00", "5000.00"))
	w.Do(Tendering(A), Signatory(A), sum(w))
	Run(t, w,
		Row{Name: "not before it is committed", By: Procurer, To: Tendering(A), When: sum(w), Refused: "amendment/not-funded"},
		head(A, "2999.99", "amendment/not-what-is-missing"), head(A, "3000.01", "amendment/not-what-is-missing"),
		Row{Name: "no officer", To: Stream, By: Officer, When: fund(A, "3000.00"), Refused: "roles/not-allowed"},
		head(A, "3000.00", "", "amendment-funded.v1"),
	)
	w.Do(Stream, Head, fund(A, "3000.00"))
	require.Equal(t, []money.Amount{EUR("1000.00"), EUR("43000.00")}, []money.Amount{w.Call().Left, w.Call().Committed[A]})
	Run(t, w, head(A, "3000.00", "amendment/funded-already"))
	w.Do(Tendering(A), Procurer, sum(w))
	require.Equal(t, EUR("43000.00"), w.Twinning(A).Contract.Amount)

	w.Do(Tendering(B), Contact(B), costing("20000.00", "18000.00", "5000.00"))
	Run(t, w, head(B, "3000.00", "amendment/not-left"))
}

func TestWhatWasCommittedAndNoAmendmentHasTakenIsFreeAtTheEnd(t *testing.T) {
	t.Parallel()
	w := scarce(t, "3000.00")
	w.Do(Tendering(A), Contact(A), costing("20000.00", "18000.00", "5000.00"))
	w.Do(Stream, Head, fund(A, "3000.00"))
	w.Do(Tendering(A), Contact(A), twinning.WithdrawAmendment{Reason: "the server was given"})
	require.Equal(t, EUR("0.00"), w.Call().Left)
	w.Do(Tendering(A), Head, twinning.TerminateTwinning{Reason: "the ward was closed"})
	require.Equal(t, EUR("43000.00"), w.Call().Left, "the contract, of which nothing was spent, and what was committed beyond it")
	require.Equal(t, EUR("0.00"), w.Call().Committed[A])
}

// Whatever both twinnings ask for and in whatever order it is committed and signed: what is
// committed and what is left is the budget, and no contract has more than is committed to it.
func TestAmendmentsNeverTakeMoreThanTheCallHas(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		left := rapid.SampledFrom([]string{"0.00", "1500.00", "3000.00", "4500.00", "6000.00"}).Draw(t, "left")
		w := scarce(t, left)
		w.Pick = func(n int) int { return rapid.IntRange(0, n-1).Draw(t, "heard") }
		budget := EUR("80000.00").Add(EUR(left))
		for range rapid.IntRange(1, 25).Draw(t, "steps") {
			ref := rapid.SampledFrom([]string{A, B}).Draw(t, "twinning")
			w.Deaf = rapid.IntRange(0, 2).Draw(t, "deaf") == 0
			is := w.Twinning(ref)
			a, _ := is.Amended()
			signs := twinning.SignAmendment{SHA256: a.SHA256}
			var to, by string
			var what law.Command
			switch rapid.IntRange(0, 6).Draw(t, "what") {
			case 0:
				to, by, what = Tendering(ref), Contact(ref), costing("20000.00", rapid.SampledFrom([]string{"15500.00", "16500.00", "18000.00", "14000.00"}).Draw(t, "direct"), "5000.00")
			case 1:
				to, by, what = Tendering(ref), Signatory(ref), signs
			case 2:
				to, by, what = Tendering(ref), Procurer, signs
			case 3:
				to, by, what = Tendering(ref), Contact(ref), twinning.WithdrawAmendment{Reason: "x"}
			case 4:
				to, by, what = Tendering(ref), Head, twinning.TerminateTwinning{Reason: "x"}
				if rapid.IntRange(0, 5).Draw(t, "really") > 0 {
					continue
				}
			default:
				missing, _, err := is.AsksMore(w.Call())
				if err != nil {
					continue
				}
				to, by, what = Stream, Head, call.FundAmendment{Tender: ref, Amount: missing, Why: "x"}
			}
			if what.Check() != nil {
				continue
			}
			_, err := w.Send(to, by, what)
			if _, refused := law.Refused(err); err != nil && !refused {
				require.NoError(t, err)
			}
			adds(t, w, budget)
		}
		w.Deaf = false
		w.Hear()
		adds(t, w, budget)
	})
}

func adds(t T, w *World, budget money.Amount) {
	sum := w.Call().Left
	require.False(t, sum.IsNegative(), "more is given than there is")
	for _, ref := range []string{A, B} {
		committed := w.Call().Committed[ref]
		sum = sum.Add(committed)
		is := w.Twinning(ref)
		if is.Stage != twinning.Terminated && is.Stage != twinning.Retained {
			require.False(t, committed.LessThan(is.Contract.Amount), "%s has %s, and %s is committed", ref, is.Contract.Amount, committed)
		}
	}
	require.Equal(t, budget, sum)
}
