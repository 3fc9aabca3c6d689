package twinning_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/twinning"
)

func TestATenderOfACancelledCallTakesNothingMore(t *testing.T) {
	t.Parallel()
	w := New(t).Opened(Book()).Published().Submitted(A, B)
	w.Do(Tendering(B), Contact(B), twinning.WithdrawTender{})
	w.Do(Stream, Head, call.CancelCall{Why: "the programme has lost its funding"})
	w.Countersign(Stream)
	require.Equal(t, twinning.Cancelled, w.Twinning(A).Stage)
	Run(t, w,
		Row{Name: "no tender", To: Tendering(C), By: Contact(C), When: twinning.SubmitTender{Tender: Tender(C)}, Refused: "stages/cancelled"},
		Row{Name: "no version", By: Contact(A), When: twinning.SubmitTender{Tender: Tender(A)}, Refused: "stages/cancelled"},
		Row{Name: "no withdrawal", By: Contact(A), When: twinning.WithdrawTender{}, Refused: "stages/wrong-stage"},
		Row{Name: "none undone", To: Tendering(B), By: Contact(B), When: twinning.UndoWithdrawal{}, Refused: "stages/cancelled-meanwhile"},
		Row{Name: "only its call ends a tender", By: Head, When: twinning.NoteCancellation{}, Refused: "roles/call-only"},
		Row{Name: "and only its call tells of changes", By: Head, When: twinning.NoteChange{}, Refused: "roles/call-only"},
	)
}
