package freetext_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/freetext"
)

type score struct {
	Criterion string        `json:"criterion"`
	Comment   freetext.Text `json:"comment"`
}

type embedded struct {
	Why freetext.Text `json:"why,omitempty"`
}

type report struct {
	embedded
	Scores []score                  `json:"scores,omitempty"`
	Named  map[string]freetext.Text `json:"named,omitempty"`
	Other  *score                   `json:"other,omitempty"`
	Any    any                      `json:"any,omitempty"`
	hidden freetext.Text
}

// Embedded is embedded by name.
type Embedded struct {
	Why freetext.Text `json:"why,omitempty"`
}

type note struct{ Embedded }

func full() report {
	return report{
		Scores: []score{{"a", "good"}, {"b", ""}}, Named: map[string]freetext.Text{"x/y~z": "named"}, Other: &score{"c", "other"}, Any: score{"d", "any"}, hidden: "hidden",
	}
}

func TestATextIsAStringAndAReferenceAnObject(t *testing.T) {
	t.Parallel()
	ref := freetext.To(freetext.Ref{Position: 1204, Field: "/scores/0/comment"})
	for text, stored := range map[freetext.Text]string{
		"":                    `""`,
		"good, \"so\" <to>":   `"good, \"so\" \u003cto\u003e"`,
		ref:                   `{"position":1204,"field":"/scores/0/comment"}`,
		"1204/scores/0/words": `"1204/scores/0/words"`,
	} {
		body, err := json.Marshal(text)
		require.NoError(t, err)
		require.Equal(t, stored, string(body))
		var read freetext.Text
		require.NoError(t, json.Unmarshal(body, &read))
		require.Equal(t, text, read)
	}
	r, ok := ref.Ref()
	require.True(t, ok)
	require.Equal(t, freetext.Ref{Position: 1204, Field: "/scores/0/comment"}, r)
	require.False(t, ref.IsText())
	require.True(t, freetext.Text("good").IsText())
	require.False(t, freetext.Text("").IsText())
}

// What looks like a reference in memory cannot come from outside as a text.
func TestATextThatImitatesAReferenceCannotBeRead(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`"\u001a1204/why\u001a"`, `"so \u001a1204/why\u001a"`, `{"position":-1,"field":"/why"}`, `{"position":1,"field":""}`, `{"position":1,"field":"why"}`,
		`{"position":1,"field":"/a b"}`, `{"position":1,"field":"/why","x":1}`, `{"position":"1","field":"/why"}`, `{"field":"/why\u001a"}`, `{}`, `[]`, `1`,
	} {
		var read freetext.Text
		require.Error(t, json.Unmarshal([]byte(body), &read), body)
	}
	_, err := json.Marshal(freetext.Text("\x1aso\x1a"))
	require.Error(t, err)
}

func TestEachTextIsReferredToByThePointerOfItsPlaceAndTheCommandStaysAsItIs(t *testing.T) {
	t.Parallel()
	v := full()
	referred := freetext.Refer(v, 7)
	require.Equal(t, full(), v)
	body, err := json.Marshal(referred)
	require.NoError(t, err)
	require.JSONEq(t, `{
		"scores": [{"criterion": "a", "comment": {"position": 7, "field": "/scores/0/comment"}}, {"criterion": "b", "comment": ""}],
		"named": {"x/y~z": {"position": 7, "field": "/named/x~1y~0z"}},
		"other": {"criterion": "c", "comment": {"position": 7, "field": "/other/comment"}},
		"any": {"criterion": "d", "comment": {"position": 7, "field": "/any/comment"}}
	}`, string(body))
	require.True(t, freetext.HasText(v))
	require.False(t, freetext.HasRef(v))
	require.False(t, freetext.HasText(referred))
	require.True(t, freetext.HasRef(referred))
	require.Equal(t, referred, freetext.Refer(referred, 8), "what is a reference already stays as it is")
	require.Equal(t, note{Embedded{freetext.To(freetext.Ref{Position: 3, Field: "/why"})}}, freetext.Refer(note{Embedded{"because"}}, 3))
	require.Equal(t, note{}, freetext.Refer(note{Embedded{" \n"}}, 3), "white space says nothing")
}

func TestASentenceIsReadWithTheTextsThatItRefersTo(t *testing.T) {
	t.Parallel()
	a, b := freetext.Ref{Position: 1, Field: "/why"}, freetext.Ref{Position: 20, Field: "/scores/1/comment"}
	sentence := "because " + string(freetext.To(a)) + ", and " + string(freetext.To(b)) + "."
	require.Equal(t, []freetext.Ref{a, b}, freetext.Refs(sentence))
	require.Equal(t, "because 1/why, and 20/scores/1/comment.", freetext.Replace(sentence, freetext.Ref.String))
	require.Equal(t, "nothing", freetext.Replace("nothing", freetext.Ref.String))
	ends := func(freetext.Ref) string { return "shall it be?" }
	require.Equal(t, "because shall it be?, and shall it be?", freetext.Replace(sentence, ends), "no full stop follows a text that ends as sentences do")
	r, ok := freetext.ParseRef("20/scores/1/comment")
	require.True(t, ok)
	require.Equal(t, b, r)
}
