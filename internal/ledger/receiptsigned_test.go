package ledger_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/format"
	"twinning.example/engine/internal/ledger/ledgertest"
)

// answered is the receipt of a command with an answer of two events, and with its signed batches.
func answered(t *testing.T, l *ledger.Ledger, command string) format.Receipt {
	t.Helper()
	const stream = "call/A"
	clock, err := l.Clock(t.Context())
	require.NoError(t, err)
	in := mustAppend(t, l, ledger.Request{
		Stream: stream + "/in", Expect: ledger.Any, Command: command, Stamp: clock.DatabaseNow, Seen: -1,
		Drafts: []ledger.Draft{{Kind: "command-received.v1", Body: []byte("{}"), Received: clock.Now(), Actor: "p-aaaaaaaaaa", Command: command}},
	}).Events[0]
	draft := ledger.Draft{Kind: "noted.v1", Body: []byte(`{"n":1}`), Received: in.Received, Cause: fmt.Sprint(in.Position), Command: command}
	a := mustAppend(t, l, ledger.Request{
		Stream: stream, Expect: ledger.Any, Seen: -1, Drafts: []ledger.Draft{draft, draft},
		Answers: []ledger.Answer{{Command: command, Count: 2, Status: "done", Code: "in-time"}},
	}).Events
	r := in.Receipt()
	r.Stream = stream
	positions := []int64{in.Position}
	for _, e := range a {
		r.Answer = append(r.Answer, e.WithBody())
		positions = append(positions, e.Position)
	}
	if v := a[0].Version; v > 1 {
		before, err := l.Read(t.Context(), ledger.Query{Stream: stream, Limit: int(v) - 1})
		require.NoError(t, err)
		last := before[len(before)-1]
		i := last.Inclusion()
		r.Before, positions = &i, append(positions, last.Position)
	}
	r.Signed, err = l.Prove(t.Context(), positions)
	require.NoError(t, err)
	return r
}

func trusted(t *testing.T) []format.PublicKey {
	t.Helper()
	keys, err := format.ReadPublicKeys(ledgertest.Trust(t))
	require.NoError(t, err)
	return keys
}

// changed gives every tree that differs from v in one value, one element taken out or one array turned round.
func changed(v any, path string, give func(path string, v any)) {
	switch v := v.(type) {
	case map[string]any:
		for key, old := range v {
			delete(v, key)
			give(path+"."+key+" taken out", nil)
			v[key] = old
			changed(old, path+"."+key, func(p string, w any) {
				if w != nil {
					v[key] = w
				}
				give(p, nil)
				v[key] = old
			})
		}
	case []any:
		for n, old := range v {
			give(fmt.Sprintf("%s[%d] taken out", path, n), slices.Delete(slices.Clone(v), n, n+1))
			changed(old, fmt.Sprintf("%s[%d]", path, n), func(p string, w any) {
				if w != nil {
					v[n] = w
				}
				give(p, nil)
				v[n] = old
			})
		}
		if len(v) > 1 {
			turned := slices.Clone(v)
			slices.Reverse(turned)
			give(path+" turned round", turned)
		}
	case float64:
		give(path, v+1)
	case string:
		first := "A"
		if strings.HasPrefix(v, first) {
			first = "B"
		}
		if v != "" {
			give(path, first+v[1:])
		}
	}
}

func TestASignedReceiptNeedsNothingButTheOperatorsPublicKey(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	for _, command := range []string{"c-1", "c-2"} {
		require.NoError(t, format.CheckSigned(answered(t, l, command), trusted(t)))
	}
}

func TestASignedReceiptFailsWhereAnySingleValueIsChangedOrTakenOut(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	answered(t, l, "c-1")
	text, err := json.Marshal(answered(t, l, "c-2"))
	require.NoError(t, err)
	var whole format.Receipt
	require.NoError(t, json.Unmarshal(text, &whole))
	var tree any
	require.NoError(t, json.Unmarshal(text, &tree))
	tried := 0
	changed(tree, "", func(path string, _ any) {
		tried++
		text, err := json.Marshal(tree)
		require.NoError(t, err)
		var r format.Receipt
		if json.Unmarshal(text, &r) == nil {
			if reflect.DeepEqual(r, whole) {
				return // a zero that was left out reads as the same receipt
			}
			require.Error(t, format.CheckSigned(r, trusted(t)), path)
		}
	})
	require.Greater(t, tried, 100)
}

func TestASignedReceiptOfARevokedKeyOrUnderAnotherOperatorIsRefused(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	r := answered(t, l, "c-1")
	other := t.TempDir() + "/operator"
	require.NoError(t, format.CreateSigningKey(other, ledger.KeyOperator))
	keys, err := format.ReadPublicKeys(other + ".pub")
	require.NoError(t, err)
	require.ErrorIs(t, format.CheckSigned(r, keys), format.ErrNotSigned)
	bare := r
	bare.Signed = nil
	require.ErrorContains(t, format.CheckSigned(bare, trusted(t)), "no signed batches")

	operator := ledgertest.Open(t, ledger.Options{SignKey: ledgertest.SignKey(t, "operator")})
	for _, b := range r.Signed.Batches {
		if at, err := time.Parse(time.RFC3339Nano, b.RecordedAt); err == nil && b.First <= r.Received.Position && r.Received.Position < b.Size {
			require.NoError(t, operator.RevokeKey(t.Context(), b.Signer, at, "stolen"))
		}
	}
	r.Signed, err = l.Prove(t.Context(), []int64{r.Received.Position, r.Answer[0].Position})
	require.NoError(t, err)
	require.ErrorContains(t, format.CheckSigned(r, trusted(t)), "is revoked")
}
