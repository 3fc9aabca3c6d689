package calltest

import (
	"slices"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/freetext"
	"twinning.example/engine/internal/law"
)

// referred is a command as the law decides on it. What its texts are referred to
// by does not depend on what else was recorded, so that two worlds compare.
func (w *World) referred(c law.Command, r law.Receipt) law.Command {
	w.t.Helper()
	r.Position = int64(len(w.texts))
	referred, err := law.Referred(c, r)
	require.NoError(w.t, err, c.Kind())
	if r.Actor != law.Engine {
		w.texts = append(slices.Clip(w.texts), c)
	}
	return referred
}

// Reads is a sentence, or a text, with what people wrote in the place of references.
func (w *World) Reads(sentence string) string {
	return freetext.Replace(sentence, func(r freetext.Ref) string {
		found := ""
		freetext.Map(w.texts[r.Position], func(field string, t freetext.Text) freetext.Text {
			if field == r.Field {
				found = string(t)
			}
			return t
		})
		return found
	})
}

// Quoted is what a letter quotes of a person under a name.
func (w *World) Quoted(l law.Letter, name string) string {
	for _, p := range l.With {
		if r, ok := freetext.ParseRef(p.Value); ok && p.Name == name && p.Type == law.TypeText {
			return w.Reads(string(freetext.To(r)))
		}
	}
	return ""
}

// Resolved is a part of a state, or an event, with what people wrote in the place
// of references.
func Resolved[V any](w *World, v V) V {
	return freetext.Map(v, func(_ string, t freetext.Text) freetext.Text { return freetext.Text(w.Reads(string(t))) })
}
