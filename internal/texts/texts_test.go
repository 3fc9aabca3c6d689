package texts_test

import (
	"encoding/json"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/freetext"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/format"
	"twinning.example/engine/internal/ledger/ledgertest"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/texts"
)

func TestWhatPeopleWroteIsToldWhereItIsReferredToUntilItIsErased(t *testing.T) {
	t.Parallel()
	h := lifetest.New(t, lifetest.Options{})
	const said = "the budget is gone.\nSee \"the letter\"."
	position := h.Receive(lifetest.Step{Stream: calltest.Stream, By: calltest.Officer, Command: call.CancelCall{Why: said}})
	ref := freetext.To(freetext.Ref{Position: position, Field: "/why"})
	e := call.CallCancelled{Why: ref, ProposedBy: calltest.Officer}
	doc, err := json.MarshalIndent(map[string]any{"event": e, "sentence": "because " + string(ref)}, "", "  ")
	require.NoError(t, err)

	tell := func(from *ledger.Ledger) (event, sentence, word string, read struct {
		Event    struct{ Why string }
		Sentence string
	},
	) {
		reader := texts.New(from)
		told, err := texts.Told(t.Context(), reader, e)
		require.NoError(t, err)
		require.Equal(t, ref, e.Why, "the event stays as it is")
		sentence = "It was cancelled, because: " + string(ref) + "."
		require.NoError(t, reader.Sentences(t.Context(), &sentence))
		words := narrate.English().Words(law.Letter{With: []law.Param{law.Quote("why", ref)}})
		require.NoError(t, reader.Words(t.Context(), words))
		resolved, err := reader.JSON(t.Context(), doc)
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(resolved, &read), string(resolved))
		require.False(t, texts.Refers(string(resolved)))
		return string(told.Why), sentence, words["why"], read
	}

	event, sentence, word, read := tell(h.Ledger)
	require.Equal(t, said, event)
	require.Equal(t, `It was cancelled, because: the budget is gone. See "the letter".`, sentence, "in the line, with one full stop")
	require.Equal(t, said, word)
	require.Equal(t, said, read.Event.Why)
	require.Equal(t, "because "+said, read.Sentence)

	other := filepath.Join(t.TempDir(), "other")
	require.NoError(t, format.CreateKeyFile(other))
	event, sentence, word, _ = tell(ledgertest.Open(t, ledger.Options{KeyFile: other}))
	require.Equal(t, []string{"(sealed)", "It was cancelled, because: (sealed).", "(sealed)"}, []string{event, sentence, word})

	require.EqualValues(t, 2, ledgertest.Erase(t, people.Stream(calltest.Officer)), "who it is, and what they wrote")
	event, sentence, word, read = tell(h.Ledger)
	require.Equal(t, []string{"(erased)", "It was cancelled, because: (erased).", "(erased)", "(erased)"}, []string{event, sentence, word, read.Event.Why})
}
