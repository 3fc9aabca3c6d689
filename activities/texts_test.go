package activities_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/state"
)

// receives appends a receipt as whoever holds a door's key could, past the door.
func receives(t *testing.T, h *lifetest.House, id, kind, body string, subjects ...string) ledger.Event {
	t.Helper()
	received, err := json.Marshal(law.CommandReceived{Name: kind, Command: json.RawMessage(body)})
	require.NoError(t, err)
	var e ledger.Event
	require.NoError(t, h.Stamped(func(clock ledger.Clock) error {
		appended, err := h.Ledger.Append(t.Context(), ledger.Request{
			Stream: life.Inbox(calltest.Stream), Expect: ledger.Any, Command: id, Stamp: clock.DatabaseNow, Seen: -1,
			Drafts: []ledger.Draft{{
				Kind: law.CommandReceived{}.Kind(), Body: received, Subjects: subjects, Received: clock.Now(), Actor: calltest.Officer, Command: id,
			}},
		})
		if err == nil {
			e = appended.Events[0]
		}
		return err
	}))
	h.Judge(calltest.Stream)
	return e
}

// unjudged is the code of the last answer.
func unjudged(t *testing.T, h *lifetest.House) string {
	t.Helper()
	events, err := h.Ledger.Read(t.Context(), ledger.Query{Stream: calltest.Stream})
	require.NoError(t, err)
	last := events[len(events)-1]
	body, err := h.Ledger.Body(t.Context(), last)
	require.NoError(t, err)
	e, err := law.EngineEvents.Decode(last.Kind, body)
	require.NoError(t, err)
	no, ok := e.(law.CommandUnjudged)
	require.True(t, ok, last.Kind)
	return no.Code
}

func TestATextThatWasReceivedInTheClearIsNotJudgedAndIsFound(t *testing.T) {
	t.Parallel()
	h := lifetest.New(t, lifetest.Options{})
	h.Play(lifetest.Year()[:2])
	clear := receives(t, h, "in-the-clear", "cancel-call", `{"why":"so that all can read it"}`)
	require.Equal(t, law.Unsealed, unjudged(t, h))
	report, err := h.Ledger.Verify(t.Context(), ledger.VerifyOptions{MustSeal: state.MustSeal})
	require.NoError(t, err)
	require.NotEmpty(t, report.Findings)
	require.Equal(t, clear.Position, report.Findings[0].Position)
}

// Whoever refers to a text of somebody else must not read it by that.
func TestACommandThatRefersToWhatAnotherWroteIsNotJudged(t *testing.T) {
	t.Parallel()
	h := lifetest.New(t, lifetest.Options{})
	h.Play(lifetest.Year()[:2])
	first := h.Receive(lifetest.Step{Stream: calltest.Stream, By: calltest.Head, Command: call.CancelCall{Why: "a secret"}})
	h.Judge(calltest.Stream)
	body, err := json.Marshal(map[string]any{"why": map[string]any{"position": first, "field": "/why"}})
	require.NoError(t, err)
	receives(t, h, "quotes", "cancel-call", string(body), calltest.Stream, people.Stream(calltest.Officer))
	require.Equal(t, law.Unreadable, unjudged(t, h))
}
