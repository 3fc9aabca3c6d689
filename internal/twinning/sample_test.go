package twinning_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

func sampling(t *testing.T) *World {
	w := under(t, call.Expenses{Sample: &call.Sample{Share: Number("25"), Above: EUR("500.00")}})
	var claims []twinning.Claim
	for i := range 9 {
		claims = append(claims, Claim(fmt.Sprintf("c-%d", i+1), twinning.Direct, "100.00"))
	}
	claims = append(claims, Claim("big", twinning.Direct, "500.01"), Claim("edge", twinning.Direct, "500.00"))
	w.Do(Tendering(A), Contact(A), apart(claims...))
	return w
}

func TestASampleLooksAtWhatIsAboveAnAmountAndAtAShareOfTheOthersByASeed(t *testing.T) {
	t.Parallel()
	draw := twinning.DrawSample{Seed: "2019-12-A"}
	drawn := []string{"sample-drawn.v1"}
	Run(t, sampling(t),
		Row{Name: "the others are verified as claimed", By: Verifier, When: draw, Then: drawn, After: func(t *testing.T, w *World) {
			facts := w.History(Tendering(A))
			e, is := facts[len(facts)-1].Event.(twinning.SampleDrawn)
			require.True(t, is)
			require.Equal(t, []string{"big"}, e.Above)
			require.Len(t, e.Drawn, 3, "a quarter of ten, rounded up")
			require.Len(t, e.Passed, 7)
			for _, id := range e.Passed {
				x, _ := w.Twinning(A).Expense(id)
				require.Equal(t, twinning.ExpenseVerified, x.Status)
				require.Equal(t, Verifier, x.Approvals[twinning.Verify])
			}
			for _, id := range append(e.Drawn, e.Above...) {
				x, _ := w.Twinning(A).Expense(id)
				require.Equal(t, twinning.Claimed, x.Status)
			}
			w.Approved(e.Passed[0], twinning.Authorise)
			_, err := w.Send(Tendering(A), Verifier, draw)
			requireRefused(t, "expenses/nothing-to-draw", err)
		}},
		Row{Name: "another seed draws others", By: Verifier, When: twinning.DrawSample{Seed: "2019-12-B"}, Then: drawn, After: func(t *testing.T, w *World) {
			facts := w.History(Tendering(A))
			e, _ := facts[len(facts)-1].Event.(twinning.SampleDrawn)
			open := slices.Clone(w.Twinning(A).Expenses)
			rules := call.Sample{Share: Number("25"), Above: EUR("500.00")}
			require.Equal(t, e, twinning.Drawn("2019-12-B", open, rules), "from the claims and the seed anybody draws the same")
			require.NotEqual(t, e.Drawn, twinning.Drawn("2019-12-A", open, rules).Drawn)
		}},
		Row{Name: "not by another hand", By: Authoriser, When: draw, Refused: "roles/not-allowed"},
	)
	Run(t, New(t).Running(), Row{Name: "a rule book without a sample has every claim looked at", By: Verifier, When: draw, Refused: "expenses/no-sample"})
	Nonsense(t, No("no seed", twinning.DrawSample{}, "seed is missing"))
}

func TestAVerificationConfirmsTheChecklistOrAcceptsLess(t *testing.T) {
	t.Parallel()
	w := under(t, call.Expenses{Checklist: []call.Check{{ID: "invoice", Name: "The invoice is there"}, {ID: "paid", Name: "It is paid"}}})
	w.Do(Tendering(A), Contact(A), apart(line("L")))
	verify := func(checked ...string) twinning.ApproveExpense {
		return twinning.ApproveExpense{Expense: "L", Step: twinning.Verify, Checked: checked}
	}
	less := verify("invoice")
	less.Accepted, less.Reason = amount("60.00"), law.Text("the rest is not paid")
	approved := []string{"expense-approved.v1"}
	Run(t, w,
		Row{Name: "all of it", By: Verifier, When: verify("invoice", "paid"), Then: approved, After: func(t *testing.T, w *World) {
			x, _ := w.Twinning(A).Expense("L")
			require.Equal(t, []string{"invoice", "paid"}, x.Checked)
			w.Approved("L", twinning.Authorise, twinning.Pay)
		}},
		Row{Name: "not without one", By: Verifier, When: verify("invoice"), Refused: "expenses/unchecked"},
		Row{Name: "nothing that is not asked", By: Verifier, When: verify("invoice", "paid", "weather"), Refused: "expenses/no-such-check"},
		Row{Name: "or less is accepted", By: Verifier, When: less, Then: approved},
	)
}
