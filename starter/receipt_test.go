package main

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/door/receipt"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/format"
	"twinning.example/engine/internal/ledger/ledgertest"
)

// TestAChangedReceiptIsNotProven changes every value of real receipts, takes out
// every element and turns every array round: the check fails, or the receipt
// lists the field as not proven.
func TestAChangedReceiptIsNotProven(t *testing.T) {
	w := newSealedWorld(t)
	require.NoError(t, w.stand(time.Date(2019, time.August, 7, 16, 0, 0, 0, time.UTC)))
	w.must(4, "tender submit "+w.dir+"/good.yaml --tender $TENDER --as mask-contact --command-id late-1")
	keys, err := format.ReadPublicKeys(ledgertest.Trust(t))
	require.NoError(t, err)
	how := func(r format.Receipt) error { return format.CheckSigned(r, keys) }
	texts := map[string]string{}
	for name, id := range map[string]string{"in time": "sealed-1", "refused": "sealed-2", "late": "late-1"} {
		text := w.must(0, "receipt show $TENDER "+id+" --as mask-contact --proof -o json")
		texts[name] = text
		file := w.file("receipt.json", text)
		t.Setenv("DATABASE_URL", "")
		said := w.must(0, "receipt check "+file+" --trust "+ledgertest.Trust(t))
		require.Contains(t, said, "proven:")
		require.Contains(t, said, "not proven")
		t.Setenv("DATABASE_URL", ledgertest.DSN(t, ledger.RoleApp))
		r, err := receipt.Check([]byte(text), how)
		require.NoError(t, err, name)
		var tree any
		require.NoError(t, json.Unmarshal([]byte(text), &tree))
		tried := 0
		alter(tree, "", func(path string) {
			tried++
			forged, err := json.Marshal(tree)
			require.NoError(t, err)
			// The order of fields is that of the printed receipt.
			var again door.Receipt
			if json.Unmarshal(forged, &again) != nil {
				return
			}
			forged, err = json.Marshal(again)
			require.NoError(t, err)
			if same, err := json.Marshal(r); err == nil && string(same) == string(forged) {
				return
			}
			if _, err := receipt.Check(forged, how); err == nil {
				require.True(t, open(r.NotProven, path), "%s: %s was changed and nothing says so", name, path)
			}
		})
		require.Greater(t, tried, 100)
	}
	_, err = receipt.Check([]byte(texts["late"][:len(texts["late"])/2]), how)
	require.ErrorIs(t, err, receipt.ErrNoReceipt, "truncated")
	_, err = receipt.Check([]byte(strings.Replace(texts["late"], "{", `{"colour":"red",`, 1)), how)
	require.ErrorIs(t, err, receipt.ErrNoReceipt, "an unknown field")
	big := w.file("big.json", "")
	require.NoError(t, os.Truncate(big, 100<<20))
	require.Contains(t, w.must(2, "receipt check "+big+" --trust "+ledgertest.Trust(t)), "larger than")
}

func open(list []receipt.NotProven, path string) bool {
	for _, n := range list {
		if path == "."+n.Field || strings.HasPrefix(path, "."+n.Field+".") || strings.HasPrefix(path, "."+n.Field+"[") {
			return true
		}
	}
	return false
}

// alter gives every tree that differs in one value, one element or one order; it
// is as before afterwards.
func alter(v any, path string, give func(path string)) {
	other := func(v any) any {
		switch v := v.(type) {
		case string:
			if v == "" {
				return "x"
			}
			return map[bool]string{true: "b", false: "a"}[v[0] == 'a'] + v[1:]
		case float64:
			return v + 1
		case bool:
			return !v
		}
		return nil
	}
	switch v := v.(type) {
	case map[string]any:
		for key, old := range v {
			at := path + "." + key
			delete(v, key)
			give(at)
			if new := other(old); new != nil {
				v[key] = new
				give(at)
			}
			v[key] = old
			alter(old, at, give)
		}
	case []any:
		for i, old := range v {
			if new := other(old); new != nil {
				v[i] = new
				give(path)
				v[i] = old
			}
			if i > 0 {
				v[0], v[i] = v[i], v[0]
				give(path)
				v[0], v[i] = v[i], v[0]
			}
			alter(old, path, give)
		}
	}
}

// What a receipt leaves open is said in every language.
func TestWhatAReceiptDoesNotProveIsToldInFrenchAndGerman(t *testing.T) {
	t.Parallel()
	file, err := parser.ParseFile(token.NewFileSet(), "../internal/door/receipt/check.go", nil, 0)
	require.NoError(t, err)
	n := 0
	ast.Inspect(file, func(node ast.Node) bool {
		call, is := node.(*ast.CallExpr)
		if !is || len(call.Args) != 2 {
			return true
		}
		if f, is := call.Fun.(*ast.Ident); !is || f.Name != "add" {
			return true
		}
		why := literal(call.Args[1])
		if literal(call.Args[0]) == "nonce" {
			why += ": `twinning tender prove`"
		}
		for _, language := range []string{"fr", "de"} {
			_, told := words.Exact(language, why)
			require.True(t, told, "%s: %s", language, why)
		}
		n++
		return true
	})
	require.Greater(t, n, 5, "the source is read")
	for _, err := range []error{format.ErrForged, format.ErrNotInTree, format.ErrTooOld, format.ErrNoBatches, format.ErrNotSigned, format.ErrBareCheckpoint} {
		for _, text := range []string{err.Error(), "events[0]: " + err.Error()} {
			require.NotEqual(t, text, words.Tell("de", text))
		}
	}
}
