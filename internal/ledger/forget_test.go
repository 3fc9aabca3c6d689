package ledger_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/format"
	"twinning.example/engine/internal/ledger/ledgertest"
)

func TestAProcessIsToldToForgetWhatIsErasedOnceItIsGone(t *testing.T) {
	t.Parallel()
	for name, erasure := range map[string]struct {
		key   string
		draft ledger.Draft
	}{
		"an operator's": {"operator", drafted(t, format.BodiesErasedKind, "p-zzzzzzzzzz", format.BodiesErased{
			Positions: []int64{11, 12, 99}, Subjects: []string{"person/p-a"}, Article: "19(1)(a)", Reason: "objection", Signer: "p-zzzzzzzzzz",
		})},
		"the end of a retention": {"worker", drafted(t, format.BodiesExpiredKind, format.EngineActor, format.BodiesExpired{Life: over, Ended: 17, Subjects: []string{over}})},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := ledgertest.New(t)
			twoLives(t, l)
			told := make(chan []string, 10)
			require.NoError(t, l.Forget(t.Context(), "a test", func(_ context.Context, streams []string) error {
				told <- streams
				return nil
			}, func(err error) { t.Log(err) }))
			recorded, err := ledgertest.Open(t, ledger.Options{SignKey: ledgertest.SignKey(t, erasure.key)}).Forge(t.Context(), ledger.Request{
				Stream: ledger.ErasuresStream, Expect: ledger.Any, Seen: -1, Drafts: []ledger.Draft{erasure.draft},
			})
			require.NoError(t, err)
			at := recorded.Events[0].Position
			select {
			case streams := <-told:
				t.Fatalf("told of %s while what is erased there can be read, and kept, again", streams)
			case <-time.After(1500 * time.Millisecond):
			}
			soon, cancel := context.WithTimeout(t.Context(), 2*time.Second)
			defer cancel()
			require.ErrorContains(t, l.Forgotten(soon, at), "a test")
			_, err = as(t, ledger.RoleErase).Exec(t.Context(), `SELECT ledger.erase($1)`, at)
			require.NoError(t, err)
			select {
			case streams := <-told:
				require.Contains(t, streams, over)
			case <-time.After(time.Minute):
				t.Fatal("nobody is told")
			}
			require.NoError(t, l.Forgotten(t.Context(), at))
		})
	}
}

func drafted(t *testing.T, kind, actor string, body any) ledger.Draft {
	t.Helper()
	text, err := json.Marshal(body)
	require.NoError(t, err)
	return ledger.Draft{Kind: kind, Actor: actor, Body: text}
}
