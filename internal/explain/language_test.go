package explain_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/explain"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/narrate"
)

// A reading is what a reader is told of a ledger, in one language.
type reading struct {
	sentences []explain.Sentence
	rows      [][]string
	cells     [][]law.Param
}

func readAll(t *testing.T, h *lifetest.House, as explain.Reader) (all reading) {
	t.Helper()
	hidden := func(err error) bool {
		var none *explain.Hidden
		if err != nil {
			require.ErrorAs(t, err, &none)
		}
		return err != nil
	}
	for _, s := range everyLife(t, h) {
		require.NoError(t, h.Ledger.Snapshot(t.Context(), func(ctx context.Context, from ledger.Snapshot) error {
			lines, err := explain.NewExplainer(h.Ledger, from, as).History(ctx, s, true)
			if hidden(err) {
				return nil
			}
			for _, l := range lines {
				all.sentences = append(append(all.sentences, l.Sentence), l.NotSent...)
			}
			return nil
		}))
		derived, err := explained(t, h, as, ofStream(s))
		if hidden(err) {
			continue
		}
		for _, d := range derived {
			all.sentences = append(append(all.sentences, d.Decision, d.Outcome), d.Arithmetic...)
			for _, f := range d.Facts {
				all.sentences = append(all.sentences, f.What)
			}
			for _, v := range d.Rule.Values {
				all.sentences = append(all.sentences, v.Origin)
			}
			if d.Table != nil {
				all.rows, all.cells = append(append(all.rows, d.Table.Header), d.Table.Rows...), append(all.cells, d.Table.Cells...)
			}
		}
	}
	return all
}

func TestEveryLanguageTellsTheSameCodesAndParametersInItsOwnWords(t *testing.T) {
	t.Parallel()
	h := contest(t)
	for _, who := range []string{"", calltest.Officer, calltest.Contact(lifetest.Tender), calltest.Ada} {
		viewer := access.As(who)
		if who == "" {
			viewer = access.Operator
		}
		en := readAll(t, h, explain.Reader{Viewer: viewer})
		require.NotEmpty(t, en.sentences, who)
		for _, lang := range narrate.Languages()[1:] {
			other := readAll(t, h, explain.Reader{Viewer: viewer, Language: lang})
			require.Len(t, other.sentences, len(en.sentences), lang)
			same := 0
			for i, s := range other.sentences {
				require.Equal(t, en.sentences[i].Code, s.Code, lang)
				is, err := json.Marshal(s.With)
				require.NoError(t, err)
				was, err := json.Marshal(en.sentences[i].With)
				require.NoError(t, err)
				require.JSONEq(t, string(was), string(is), "%s in %s", s.Code, lang)
				require.NotContains(t, s.Text, s.Code+" ", "%s has no sentence in %s that fits its parameters", s.Code, lang)
				require.NotContains(t, s.Text, "{", "%s in %s", s.Code, lang)
				require.NotContains(t, s.Text, "\ue000", "%s in %s", s.Code, lang)
				if s.Text == en.sentences[i].Text {
					same++
				}
			}
			require.Less(t, same*20, len(en.sentences), "what has no words may be the same; the rest is not")
			require.Len(t, other.rows, len(en.rows))
			require.Equal(t, len(en.cells), len(other.cells))
		}
	}
}

func TestAParameterNamesNobodyThatItsReaderMayNotKnow(t *testing.T) {
	t.Parallel()
	h := contest(t)
	all := readAll(t, h, explain.Reader{Viewer: access.As(calltest.Contact(lifetest.Tender))})
	with, people := 0, 0
	var walk func(list []law.Param)
	walk = func(list []law.Param) {
		for _, p := range list {
			with++
			if p.Type == law.TypePerson && p.Value == "" {
				people++
			}
			for _, e := range evaluators() {
				require.NotContains(t, p.Value, e)
			}
			require.NotContains(t, p.Value, other)
			walk(p.List)
			walk(p.With)
		}
	}
	for _, s := range all.sentences {
		walk(s.With)
		require.False(t, strings.Contains(s.Text, other), s.Text)
	}
	for _, row := range all.cells {
		walk(row)
	}
	require.Positive(t, people, "evaluators are there, without their ids")
	require.Greater(t, with, 100)
}
