package twinning_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

func TestTheTableOfStagesShowsEveryStepThatTakesPeopleOfTheCall(t *testing.T) {
	t.Parallel()
	shown := map[string]bool{}
	for _, row := range twinning.Stages() {
		for _, m := range row.Moves {
			if len(m.Hands()) > 0 {
				shown[m.By] = true
			}
			if m.By == "retention-began.v1" && row.Stage == twinning.Closed {
				require.Equal(t, call.TenderHands("expense-approved.v1"), m.Hands())
				shown["expense-approved.v1"] = true
			}
		}
	}
	for _, kind := range call.TenderSteps() {
		require.True(t, shown[kind], "%s takes people and moves no tender on", kind)
	}
}

// The stories move tenders by people of the call: each such move is one for which
// the opening of a call asks for people with the role that made it.
func TestWhateverStaffMovesATenderByIsAStepThatOpeningACallLooksAt(t *testing.T) {
	t.Parallel()
	w := New(t).Running().Logged(A, Claim("x", twinning.Direct, "100.00"))
	w.Approved("x", twinning.Verify, twinning.Authorise, twinning.Pay).Reported(A)
	w.Do(Tendering(B), Head, twinning.TerminateTwinning{Reason: "x"})
	moves := 0
	for _, ref := range []string{A, B, C} {
		is := twinning.Law.Zero(Tendering(ref))
		for _, f := range w.History(Tendering(ref)) {
			was := is.StageName()
			is = twinning.Law.Evolve(is, f.Event, f.At)
			var roles []law.Role
			for r, people := range Roles() {
				if slices.Contains(people, f.At.Actor) {
					roles = append(roles, r)
				}
			}
			if len(roles) == 0 || was == is.StageName() && f.Event.Kind() != "expense-approved.v1" {
				continue
			}
			moves++
			hands := call.TenderHands(f.Event.Kind())
			asked := slices.ContainsFunc(hands, func(h law.Hand) bool {
				return slices.ContainsFunc(roles, func(r law.Role) bool { return slices.Contains(h.Roles, r) })
			})
			require.True(t, asked, "%s by %s", f.Event.Kind(), f.At.Actor)
		}
	}
	require.Greater(t, moves, 8)
}
