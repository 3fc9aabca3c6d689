package law_test

import (
	"encoding/json"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
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
	{Stream: "twinning/A/AAAAA2", Kind: "whisper", Body: whispered{Words: "x"}},
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
			{Stream: "twinning/A/AAAAA2", Kind: "whisper", Body: json.RawMessage(`{"Words":"x"}`), Subjects: []string{"twinning/A/AAAAA2"}},
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

func TestWhatAnEventMakesNeedlessStandsBehindItAndBeforeItsMessagesInOneForm(t *testing.T) {
	t.Parallel()
	e := happened{What: `"not_sent":[]`, More: json.RawMessage(`{"not_sent":[1]}`)}
	notSent := []obligation.Passed{{
		Key: "log-03@2020-01-25/overdue", Obligation: "log-03", Due: calendar.Date{Year: 2020, Month: 1, Day: 25}, Rung: "overdue",
		At: time.Date(2020, 1, 26, 7, 0, 0, 0, time.UTC), Outcome: obligation.Suppressed, Why: obligation.CauseDone, Done: calendar.Date{Year: 2020, Month: time.January, Day: 20},
	}}
	for name, around := range map[string]law.Envelope{
		"testdata/messages/needless.json": {NotSent: notSent},
		"testdata/messages/both.json":     {NotSent: notSent, Messages: messages},
	} {
		body, err := law.WriteEvent(e, around)
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
		list, err := law.ReadNotSent(frozen)
		require.NoError(t, err)
		require.Equal(t, notSent, list)
		stored, err := law.ReadMessages(frozen)
		require.NoError(t, err)
		require.Len(t, stored, len(around.Messages))
	}
	for name, body := range map[string]string{
		"behind the messages":       `{"messages":[],"not_sent":[]}`,
		"twice":                     `{"not_sent":[],"not_sent":[]}`,
		"before a field of its own": `{"not_sent":[],"what":"x"}`,
		"a field that is not known": `{"not_sent":[{"key":"x","until":"2030-01-01"}]}`,
		"no JSON":                   `{"not_sent":[`,
	} {
		_, err := law.ReadNotSent([]byte(body))
		require.Error(t, err, name)
	}
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
