package query

import (
	"testing"
	"time"

	"twinning.example/engine/internal/narrate"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/twinning"
)

func TestAnAttemptTellsTheVersionThatCameAfterItAtTheSameInstantToo(t *testing.T) {
	t.Parallel()
	w := New(t).Opened(Book()).Published().Submitted(A).Sealed()
	send := func(by string) {
		w.Do(Tendering(A), by, twinning.SubmitTender{Tender: Tender(A)})
		w.Now = w.Now.Add(-time.Second) // the clock stands
	}
	send(Contact(A))
	send(Stranger)
	w.Do(Stream, Head, call.AdmitLate{Tender: A, To: Wall("2019-08-09T12:00"), Why: "the portal did not take the file"})
	w.Now = w.Now.Add(-time.Second)
	send(Signatory(A))

	is := w.Twinning(A)
	require.Equal(t, is.Late[0].ReceivedAt, is.Versions[1].ReceivedAt)
	rows := attempts(narrate.English(), is, false)
	require.Len(t, rows, 2)
	require.Equal(t, "late", rows[0].Code)
	require.Equal(t, 2, rows[0].Version, "whoever of the tender sent it")
	require.True(t, rows[0].Admitted)
	require.Equal(t, "not-a-party", rows[1].Code)
	require.Zero(t, rows[1].Version, "it was never theirs")
}
