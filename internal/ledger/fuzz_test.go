package ledger

import (
	"bytes"
	"encoding/json"
	"testing"
)

func FuzzAFrontierIsTakenUpOrRefused(f *testing.F) {
	f.Add(int64(0), []byte{}, []byte{})
	f.Add(int64(3), make([]byte, 64), make([]byte, 32))
	f.Fuzz(func(t *testing.T, size int64, frontier, root []byte) {
		tree, err := treeFrom(size, frontier, root)
		if err == nil && int64(tree.End()) != size {
			t.Fatalf("a tree of %d leaves was taken up as one of %d", size, tree.End())
		}
	})
}

func FuzzCheckpointTextsAreReadOrRefused(f *testing.F) {
	f.Add("example\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n")
	f.Fuzz(func(t *testing.T, text, leaves string) {
		if c, err := parseCheckpoint(text); err == nil && c.Size < 0 {
			t.Fatalf("a checkpoint of size %d", c.Size)
		}
		_, _ = parseLeaves(leaves)
		_, _ = ReadCheckpoint(bytes.NewReader([]byte(text)))
	})
}

func FuzzKeyLinesAreReadOrRefused(f *testing.F) {
	f.Add("roles door\npublic AAAA\n")
	f.Fuzz(func(t *testing.T, text string) {
		if roles, _, err := parseKeyLines(text, "public"); err == nil && len(roles) == 0 {
			t.Fatal("a key without a role was read")
		}
	})
}

func FuzzAReceiptNobodySignedIsNeverProven(f *testing.F) {
	f.Add([]byte(`{}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		var r Receipt
		if json.Unmarshal(text, &r) != nil {
			return
		}
		if CheckSigned(r, nil) == nil {
			t.Fatalf("proven without a key: %s", text)
		}
		_ = CheckReceipt(r, Checkpoint{})
	})
}
