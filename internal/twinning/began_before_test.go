package twinning_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

// Lives whose facts an earlier build recorded are finished by this one, from wherever they stood when it took over.
func TestALifeThatBeganUnderAnEarlierBuildIsFinishedByThisOne(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"year", "disputes", "changes", "roles"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			story := ReadStory(t, "../call/testdata/states", "testdata/states", name)
			cuts := story.Cuts()
			require.Greater(t, len(cuts), 10)
			every := 1
			if testing.Short() {
				every = 5
			}
			for n := len(cuts) - 1; n >= 0; n -= every {
				w := story.World(t, cuts[n])
				for _, stream := range w.Streams(law.TenderFamily) {
					finish(t, w, law.Reference(stream))
				}
				require.Empty(t, w.Refusals, "after %d facts", cuts[n])
			}
		})
	}
}

// finish brings a tender, or what has become of it, to its end by those who have the roles.
func finish(t *testing.T, w *World, ref string) {
	t.Helper()
	for n := 0; w.Twinning(ref).Stage != twinning.Over; n++ {
		is := w.Twinning(ref)
		require.Less(t, n, 30, "%s: no way leads on from %q", ref, is.Stage)
		try := func(c law.Command, who ...string) bool {
			for _, by := range who {
				if goes(t, w, Tendering(ref), by, c) {
					return true
				}
			}
			return false
		}
		of := func(roles ...law.Role) (who []string) {
			for _, r := range roles {
				who = append(who, w.Call().As(w.Now).People(r)...)
			}
			return who
		}
		for _, c := range is.Complaints {
			if c.Status == call.ComplaintLodged {
				try(twinning.ReviewComplaint{Finding: twinning.GroundsNone, Reason: "x"}, of(law.Head, law.Officer)...)
			}
		}
		_ = try(twinning.TerminateTwinning{Reason: "x"}, of(law.Head)...) || try(twinning.DeclineContract{Reason: "x"}, is.Tender.Signatory) ||
			try(twinning.WithdrawTender{}, is.Tender.Contact)
		for _, x := range is.Unpaid() {
			try(twinning.ApproveExpense{Expense: x.ID, Step: twinning.Pay}, of(law.Payer)...)
		}
		w.Until(w.Now.Add(300 * 24 * time.Hour))
	}
}
