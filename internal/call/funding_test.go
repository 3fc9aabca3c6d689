package call_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/twinning"
)

func fund(ref, amount string) call.FundAmendment {
	return call.FundAmendment{Tender: ref, Amount: EUR(amount), Why: "the second adopter needs a server"}
}

// asking is a world of two twinnings of EUR 40,000 each, and a third tender on the reserve list; the
// call has EUR 3,000 left, and an amendment of the first twinning asks for as much.
func asking(t T) *World {
	w := New(t).Opened(book(func(b *call.RuleBook) {
		b.Budget = EUR("83000.00")
		b.Amendments = &call.Amendments{Changes: call.Changing(), SignWithin: Length("10 days")}
	})).Published().Submitted(A, B, C).Shut().Eligible(A, B, C).Assigned(A, B, C).Scored(A, "5").Scored(B, "4").Scored(C, "3.5").Decided()
	w.Signed(A).At("2019-11-20T09:00")
	w.Do(Tendering(A), Contact(A), twinning.PrepareAmendment{
		Changes: twinning.Changes{Costs: twinning.Costs{Personnel: EUR("20000.00"), Direct: EUR("18000.00"), Subcontracting: EUR("5000.00")}}, Reason: "a server",
	})
	return w
}

func TestAnAmendmentIsFundedByExactlyWhatItAsksForOutOfWhatIsLeft(t *testing.T) {
	t.Parallel()
	Run(t, asking(t),
		Row{Name: "the head", To: Stream, By: Head, When: fund(A, "3000.00"), Then: []string{"amendment-funded.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, EUR("0.00"), w.Call().Left)
			require.Equal(t, EUR("43000.00"), w.Call().Committed[A])
		}},
		Row{Name: "no officer", To: Stream, By: Officer, When: fund(A, "3000.00"), Refused: "roles/not-allowed"},
		Row{Name: "no cent more", To: Stream, By: Head, When: fund(A, "3000.01"), Refused: "amendment/not-what-is-missing"},
		Row{Name: "no tender of the call", To: Stream, By: Head, When: fund("DHE-2019-ZZZZZZ", "3000.00"), Refused: "amendment/no-tender"},
		Row{
			Name: "not with more than is left", Given: func(w *World) { w.Do(Stream, Head, call.ReopenLeftover{To: "DHE-2020", Amount: EUR("0.01"), Why: "x"}) },
			To: Stream, By: Head, When: fund(A, "3000.00"), Refused: "amendment/not-left",
		},
		Row{Name: "who waits on the reserve list comes first", Given: func(w *World) { decline(w, B) }, To: Stream, By: Head, When: fund(A, "3000.00"), Refused: "amendment/reserve-first"},
	)
}
