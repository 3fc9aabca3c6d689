package call_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/twinning"
)

func TestNoMoreAreAwardedThanACapAllowsAndTheWalkGoesOn(t *testing.T) {
	t.Parallel()
	book := Book()
	book.Award.Most = []call.Cap{{ID: "spain", Most: 1, Country: call.Contractor}, {ID: "all", Most: 3}}
	var tenders []call.TenderFact
	for i, country := range []string{"ES", "ES", "PT", "FI", "EE"} {
		tenders = append(tenders, call.TenderFact{Reference: fmt.Sprintf("T-%d", i+1), Stage: "evaluated", Type: "full-adoption", Score: Number(fmt.Sprint(90 - i)), Amount: EUR("10.00"), Contracts: []string{country}})
	}
	d := call.Decide(tenders, book, EUR("1000.00"))
	var verdicts []call.Verdict
	for _, s := range d.Steps {
		verdicts = append(verdicts, s.Verdict)
	}
	require.Equal(t, []call.Verdict{call.Awarded, call.Reserve, call.Awarded, call.Awarded, call.Reserve}, verdicts)
	require.Equal(t, "it passed, and there is money; 1 award for Spain is all that this call gives", narrate.English().Reason(d.Steps[1].Why))
	require.Equal(t, "it passed, and there is money; 3 awards are all that this call gives", narrate.English().Reason(d.Steps[4].Why))
	require.Equal(t, "EUR 970.00", d.Left.String())
}

func TestCapsHoldForEveryRanking(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		book := Book()
		book.Award.Policy = rapid.SampledFrom([]string{call.Stop, call.Skip}).Draw(t, "policy")
		book.Award.Most = []call.Cap{
			{ID: "all", Most: rapid.IntRange(1, 6).Draw(t, "all")},
			{ID: "full", Most: rapid.IntRange(1, 3).Draw(t, "full"), Types: []string{"full-adoption"}},
			{ID: "country", Most: rapid.IntRange(1, 3).Draw(t, "country"), Country: call.Adopters},
		}
		var tenders []call.TenderFact
		for i := range rapid.IntRange(0, 15).Draw(t, "tenders") {
			tenders = append(tenders, call.TenderFact{
				Reference: fmt.Sprintf("T-%02d", i), Stage: "evaluated", Type: rapid.SampledFrom([]string{"full-adoption", "adaptation"}).Draw(t, "type"),
				Score: Number(fmt.Sprint(rapid.IntRange(50, 100).Draw(t, "score"))), Amount: EUR(fmt.Sprintf("%d.00", rapid.IntRange(1, 40).Draw(t, "amount"))),
				To: rapid.SampledFrom([][]string{{"ES"}, {"FI", "PT"}, {"PT"}}).Draw(t, "countries"),
			})
		}
		d := call.Decide(tenders, book, EUR("100.00"))
		all, full, by := 0, 0, map[string]int{}
		for _, s := range d.Steps {
			if s.Verdict != call.Awarded {
				continue
			}
			all++
			for _, f := range tenders {
				if f.Reference == s.Tender {
					if f.Type == "full-adoption" {
						full++
					}
					for _, c := range f.To {
						by[c]++
					}
				}
			}
		}
		require.LessOrEqual(t, all, book.Award.Most[0].Most)
		require.LessOrEqual(t, full, book.Award.Most[1].Most)
		for c, n := range by {
			require.LessOrEqual(t, n, book.Award.Most[2].Most, c)
		}
	})
}

func TestTheReserveListHoldsTheCapsToo(t *testing.T) {
	t.Parallel()
	book := Book()
	book.Award.Policy, book.Award.Most = call.Skip, []call.Cap{{ID: "all", Most: 1}}
	w := New(t)
	w.Opened(book).Published().Submitted(A, B, C).Shut().Eligible(A, B, C).Assigned(A, B, C).Scored(A, "5").Scored(B, "4").Scored(C, "4").Decided()
	_, err := w.Send(Stream, Head, call.ActivateReserve{})
	requireRefused(t, "reserve/cap", err)
	_, err = w.Send(Stream, Head, call.ActivateReserve{Tender: C})
	requireRefused(t, "reserve/cap", err)
	w.Do(Tendering(A), Signatory(A), twinning.DeclineContract{Reason: "no staff"})
	w.Do(Stream, Head, call.ActivateReserve{})
	_, awarded := w.Call().Committed[B]
	require.True(t, awarded, "an award that was given back counts no more")
	_, err = w.Send(Stream, Head, call.ActivateReserve{})
	requireRefused(t, "reserve/cap", err)
}

func requireRefused(t *testing.T, want string, err error) {
	t.Helper()
	refusal, ok := law.Refused(err)
	require.True(t, ok, "%v", err)
	require.Equal(t, want, RuleAndCode(refusal))
}
