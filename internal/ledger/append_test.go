package ledger_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
)

func note(body string) ledger.Draft { return ledger.Draft{Kind: "noted.v1", Body: []byte(body)} }

func TestAnAppendIsReadBackAndVerifies(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	for i := range 5 {
		a, err := l.Append(t.Context(), ledger.Request{Stream: "call/A", Expect: int64(2 * i), Seen: -1, Command: fmt.Sprint("c", i), Drafts: []ledger.Draft{note("x"), note("y")}})
		require.NoError(t, err)
		require.Len(t, a.Events, 2)
		require.Equal(t, a.Events[1].Position+1, a.Size)
	}
	events, err := l.Read(t.Context(), ledger.Query{Stream: "call/A"})
	require.NoError(t, err)
	require.Len(t, events, 10)
	report, err := l.Verify(t.Context(), ledger.VerifyOptions{})
	require.NoError(t, err)
	require.Empty(t, report.Findings)
	require.EqualValues(t, 11, report.Size)
}
