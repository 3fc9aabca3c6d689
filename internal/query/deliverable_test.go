package query

import (
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/twinning"
)

// A deliverable may be called a review: whoever owes it submits it, and whoever judges it accepts it, by its own id.
func TestADeliverableThatIsCalledAReviewIsSettledByItsOwnId(t *testing.T) {
	t.Parallel()
	const owed, review = "deliverable", "log-review"
	for _, x := range []struct{ id, ladder, command, deliverable string }{
		{"deliverable-roadmap", owed, twinning.SubmitDeliverable{}.Kind(), "roadmap"},
		{"deliverable-roadmap-version-2", owed, twinning.SubmitDeliverable{}.Kind(), "roadmap"},
		{"deliverable-review-roadmap-version-2", review, twinning.AcceptDeliverable{}.Kind(), "roadmap"},
		{"deliverable-review-of-peers", owed, twinning.SubmitDeliverable{}.Kind(), "review-of-peers"},
		{"deliverable-review-of-peers-version-3", owed, twinning.SubmitDeliverable{}.Kind(), "review-of-peers"},
		{"deliverable-review-review-of-peers-version-1", review, twinning.AcceptDeliverable{}.Kind(), "review-of-peers"},
	} {
		var row WaitRow
		require.True(t, (&waits{}).settles(call.Call{}, twinning.Twinning{}, ObligationRow{ID: x.id, ladder: x.ladder}, &row), x.id)
		require.Equal(t, x.command, row.Command, x.id)
		require.Equal(t, map[string]string{"deliverable": x.deliverable}, row.About, x.id)
	}
}
