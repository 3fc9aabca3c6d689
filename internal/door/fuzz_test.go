package door_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/door/receipt"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/format"
	"twinning.example/engine/internal/ledger/ledgertest"
)

// The receipts are the same in every process that fuzzes, so they are files, with the key that proves them.
const frozenTrust = "testdata/operator.pub"

func frozenReceipts(t testing.TB) (texts [][]byte, how func(format.Receipt) error) {
	t.Helper()
	keys, err := format.ReadPublicKeys(frozenTrust)
	require.NoError(t, err)
	for _, name := range []string{"done", "refused", "pending"} {
		text, err := os.ReadFile(filepath.Join("testdata", "receipt-"+name+".json"))
		require.NoError(t, err)
		texts = append(texts, bytes.TrimSpace(text))
	}
	return texts, func(r format.Receipt) error { return format.CheckSigned(r, keys) }
}

// UPDATE=1 makes the receipts anew, where their form has changed.
func TestAReceiptThatWasGivenIsProvenForEver(t *testing.T) {
	t.Parallel()
	if os.Getenv("UPDATE") == "1" {
		d, l := aDoor(t)
		trust, err := os.ReadFile(ledgertest.Trust(t))
		require.NoError(t, err)
		require.NoError(t, os.MkdirAll("testdata", 0o750))
		require.NoError(t, os.WriteFile(frozenTrust, trust, 0o600))
		body, err := json.Marshal(law.CommandRefused{Name: "publish-call", Refusal: law.Refusal{Rule: "stages", Code: "wrong-stage"}})
		require.NoError(t, err)
		for _, c := range []struct {
			name, status, code string
			draft              ledger.Draft
		}{
			{"done", door.Done, "", ledger.Draft{Kind: call.CallPublished{}.Kind(), Body: []byte("{}")}},
			{"refused", door.Refused, "stages/wrong-stage", ledger.Draft{Kind: law.CommandRefused{}.Kind(), Body: body}},
			{"pending", "", "", ledger.Draft{}},
		} {
			r, err := d.Submit(t.Context(), publish(c.name))
			require.NoError(t, err)
			if c.status != "" {
				in, err := l.Read(t.Context(), ledger.Query{Stream: r.Stream + "/in"})
				require.NoError(t, err)
				c.draft.Command, c.draft.Cause, c.draft.Received = c.name, fmt.Sprint(r.Received.Position), in[len(in)-1].Received
				_, err = l.Append(t.Context(), ledger.Request{
					Stream: r.Stream, Expect: ledger.Any, Seen: -1, Drafts: []ledger.Draft{c.draft},
					Answers: []ledger.Answer{{Command: c.name, Count: 1, Status: c.status, Code: c.code}},
				})
				require.NoError(t, err)
			}
			r, err = d.Answer(t.Context(), r.Stream, c.name)
			require.NoError(t, err)
			require.NoError(t, d.Prove(t.Context(), &r))
			text, err := json.Marshal(r)
			require.NoError(t, err)
			require.NoError(t, os.WriteFile(filepath.Join("testdata", "receipt-"+c.name+".json"), append(text, '\n'), 0o600))
		}
	}
	texts, how := frozenReceipts(t)
	for _, text := range texts {
		_, err := receipt.Check(text, how)
		require.NoError(t, err, "%s", text)
	}
}

// A receipt that is proven says what was given, but for what it lists as not proven.
func FuzzAReceiptIsProvenOnlyAsItWasGiven(f *testing.F) {
	texts, how := frozenReceipts(f)
	given := map[string]door.Receipt{}
	for _, text := range texts {
		r, err := receipt.Check(text, how)
		require.NoError(f, err)
		given[r.CommandID] = r
		f.Add(text)
		f.Add(bytes.Replace(text, []byte(`"status":"done"`), []byte(`"status":"refused"`), 1))
		f.Add(bytes.Replace(text, []byte("it is published"), []byte("come again"), 1))
	}
	f.Add([]byte(`{"command_id":"done","events":null}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		r, err := receipt.Check(text, how)
		if err != nil {
			require.NotEmpty(t, err.Error())
			return
		}
		want, ok := given[r.CommandID]
		require.True(t, ok, "nobody gave a receipt of %q", r.CommandID)
		require.Equal(t, []any{want.Stream, want.Reference, want.ReceivedAt, want.Received}, []any{r.Stream, r.Reference, r.ReceivedAt, r.Received})
		open := map[string]bool{}
		for _, n := range r.NotProven {
			open[n.Field] = true
		}
		if !open["status"] {
			require.Equal(t, []any{want.Status, want.Verdict, want.Limit}, []any{r.Status, r.Verdict, r.Limit})
			if !open["before"] {
				require.Equal(t, want.Before, r.Before)
				require.Len(t, r.Events, len(want.Events))
			}
		}
		if r.Refusal != nil && !open["refusal"] {
			require.Equal(t, want.Refusal.Rule+want.Refusal.Code, r.Refusal.Rule+r.Refusal.Code)
			require.Equal(t, want.Refusal.With, r.Refusal.With)
		}
	})
}
