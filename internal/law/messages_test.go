package law_test

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/law"
)

type happened struct {
	What string          `json:"what,omitempty"`
	More json.RawMessage `json:"more,omitempty"`
}

func (happened) Kind() string { return "happened.v1" }

type whispered struct{ Words string }

func (whispered) Sealed() bool { return true }

var happenings = law.NewCatalogue[law.Event](happened{})

var messages = []law.Message{
	{Stream: "call/A", Kind: "note", Body: map[string]string{"words": "<a> & \"b\""}},
	{Stream: "twinning/A-1", Kind: "whisper", Body: whispered{Words: "x"}},
}

// What is stored never changes: an older build must read what a newer one wrote.
func TestMessagesStandLastInTheBodyOfTheirEventInOneForm(t *testing.T) {
	t.Parallel()
	for name, e := range map[string]happened{
		"testdata/messages/event.json":   {What: `"messages":[]`, More: json.RawMessage(`{"messages":[1]}`)},
		"testdata/messages/nothing.json": {},
	} {
		body, err := law.WriteEvent(e, law.Envelope{Messages: messages})
		require.NoError(t, err)
		if os.Getenv("UPDATE") == "1" {
			if _, err := os.Stat(name); os.IsNotExist(err) {
				require.NoError(t, os.WriteFile(name, body, 0o600))
			}
		}
		frozen, err := os.ReadFile(name)
		require.NoError(t, err)
		require.Equal(t, string(frozen), string(body))

		read, err := law.DecodeEvent(happenings, "happened.v1", frozen)
		require.NoError(t, err)
		require.Equal(t, e, read)
		stored, err := law.ReadMessages(frozen)
		require.NoError(t, err)
		require.Equal(t, []law.StoredMessage{
			{Stream: "call/A", Kind: "note", Body: json.RawMessage(`{"words":"\u003ca\u003e \u0026 \"b\""}`)},
			{Stream: "twinning/A-1", Kind: "whisper", Body: json.RawMessage(`{"Words":"x"}`), Subjects: []string{"twinning/A-1"}},
		}, stored)
	}
}

func TestAnEventWithoutMessagesIsStoredAsItIs(t *testing.T) {
	t.Parallel()
	e := happened{What: `"messages":[]`, More: json.RawMessage(`{"messages":[1]}`)}
	body, err := law.WriteEvent(e, law.Envelope{})
	require.NoError(t, err)
	plain, err := json.Marshal(e)
	require.NoError(t, err)
	require.Equal(t, string(plain), string(body))
	own, err := law.WithoutEnvelope(body)
	require.NoError(t, err)
	require.Equal(t, string(plain), string(own))
	stored, err := law.ReadMessages(body)
	require.NoError(t, err)
	require.Empty(t, stored)
}

// Whoever cannot read all of it must not pass on a part of it.
func TestMessagesThatCannotBeReadForSureAreNotRead(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"no JSON":                    `{"what":`,
		"no object":                  `["messages":1]`,
		"a field that is not known":  `{"messages":[{"stream":"call/A","kind":"note","body":{},"not_before":"2030-01-01"}]}`,
		"no list":                    `{"messages":{"stream":"call/A"}}`,
		"no stream":                  `{"messages":[{"kind":"note","body":{}}]}`,
		"no body":                    `{"messages":[{"stream":"call/A","kind":"note"}]}`,
		"something behind it":        `{"messages":[{"stream":"call/A","kind":"note","body":{}}],"what":"x"}`,
		"something behind the event": `{"messages":[{"stream":"call/A","kind":"note","body":{}}]}{}`,
	} {
		_, err := law.ReadMessages([]byte(body))
		require.Error(t, err, name)
	}
}
