package format

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

// A receipt that is proven says what the ledger holds, and nothing else.
func FuzzAReceiptIsProvenOnlyAsItWasSigned(f *testing.F) {
	s := newSignedTree(f)
	checkpoint, _, _ := s.checkpoint()
	want := s.receipt
	add := func(r Receipt) {
		text, err := json.Marshal(r)
		require.NoError(f, err)
		f.Add(text)
	}
	add(want)
	pending := want
	pending.Answer = nil
	add(pending)
	unsigned := want
	unsigned.Signed = nil
	add(unsigned)
	more := want
	more.Facts = s.keys
	add(more)
	bare := want
	bare.Before = &Inclusion{}
	add(bare)
	f.Add([]byte(`{}`))
	real := map[int64]string{}
	for _, i := range append(append([]Inclusion{want.Received}, want.Answer...), s.keys...) {
		real[i.Position] = i.Header
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var r Receipt
		if json.Unmarshal(text, &r) != nil {
			return
		}
		require.Error(t, CheckSigned(r, nil), "proven without a key")
		require.Error(t, CheckReceipt(r, Checkpoint{}), "proven by nothing")
		signed := CheckSigned(r, s.trusted()) == nil
		if !signed && CheckReceipt(r, checkpoint) != nil {
			return
		}
		require.Equal(t, []string{want.CommandID, want.ReceivedAt}, []string{r.CommandID, r.ReceivedAt})
		said := append(append([]Inclusion{r.Received}, r.Answer...), r.Facts...)
		if r.Before != nil {
			said = append(said, *r.Before)
		}
		for _, i := range said {
			require.Equal(t, real[i.Position], i.Header)
		}
		if len(r.Answer) > 0 {
			require.Len(t, r.Answer, len(want.Answer))
			require.Equal(t, want.Stream, r.Stream)
		}
	})
}
