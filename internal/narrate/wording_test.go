package narrate_test

import (
	"encoding/json"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/twinning"
)

// played is everything that a life records while somebody reads each fact: the
// bytes of all events, the hashes of all states, and what was read.
func played(t *testing.T, reader *narrate.Narrator) (recorded, told []string) {
	t.Helper()
	w := New(t).Opened(Book()).Published()
	send := func(stream, by string, c law.Command) {
		events, err := w.Send(stream, by, c)
		if r, refused := law.Refused(err); refused {
			events = []law.Event{law.CommandRefused{Name: c.Kind(), Refusal: *r}}
		} else {
			require.NoError(t, err)
		}
		for _, e := range events {
			body, err := law.WriteEvent(e, law.Envelope{})
			require.NoError(t, err)
			recorded = append(recorded, string(body))
			told = append(told, read1(t, reader, e)...)
		}
		recorded = append(recorded, w.SumOf(w.State(stream)))
		again := w.Folded(stream, 0)
		require.Equal(t, w.SumOf(w.State(stream)), w.SumOf(again), "folded again")
	}
	send(Tendering(A), Contact(A), twinning.SubmitTender{Tender: Tender(A)})
	send(Tendering(A), Contact(B), twinning.SubmitTender{Tender: Tender(A)})
	send(Tendering(A), Officer, twinning.DecideEligibility{Eligible: true})
	w.Shut()
	send(Tendering(B), Contact(B), twinning.SubmitTender{Tender: Tender(B)})
	send(Tendering(A), Officer, twinning.DecideEligibility{Eligible: true})
	send(Tendering(A), Head, twinning.AcceptLog{Month: 1})
	awarded := New(t).Awarded()
	for _, fact := range append(slices.Clone(awarded.History(Stream)), awarded.History(Tendering(A))...) {
		switch fact.Event.(type) {
		case call.AwardPrepared, twinning.OutcomeNoted:
			body, err := law.WriteEvent(fact.Event, law.Envelope{})
			require.NoError(t, err)
			recorded, told = append(recorded, string(body)), append(told, read1(t, reader, fact.Event)...)
		}
	}
	return recorded, told
}

func read1(t *testing.T, n *narrate.Narrator, e law.Event) []string {
	t.Helper()
	var told []string
	switch e := e.(type) {
	case law.CommandRefused:
		told = append(told, n.Refusal(e.Refusal))
	case twinning.TenderRefused:
		told = append(told, n.Refusal(e.Refusal))
	case twinning.TenderSubmitted:
		told = append(told, n.Reason(e.Verdict.Why))
	case twinning.TenderRefusedLate:
		told = append(told, n.Reason(e.Verdict.Why))
	case call.AwardPrepared:
		for _, step := range e.Award.Steps {
			told = append(told, n.Reason(step.Why))
		}
	case twinning.OutcomeNoted:
		told = append(told, n.Reason(e.Why))
	case twinning.EligibilityDecided:
		for _, f := range e.Findings {
			told = append(told, n.Reason(f.Why))
		}
	}
	for _, l := range law.Letters(e) {
		words, err := json.Marshal(n.Words(l))
		require.NoError(t, err)
		if slices.ContainsFunc(l.With, func(p law.Param) bool { return p.Type != law.TypeText }) { // what people wrote stays as it is
			told = append(told, string(words))
		}
	}
	return told
}

func TestAnotherWordingChangesNoByteOfAnyEventAndNoState(t *testing.T) {
	t.Parallel()
	reworded := map[string]string{}
	for key, text := range english(t) {
		reworded[key] = "Put otherwise: " + text
	}
	recorded, told := played(t, teller(t, "en", english(t)))
	again, otherwise := played(t, teller(t, "en", reworded))
	require.Equal(t, recorded, again)
	require.Greater(t, len(told), 15)
	require.Len(t, otherwise, len(told))
	for i := range told {
		require.NotEqual(t, told[i], otherwise[i])
	}
}

// The law cannot say a sentence: it does not know who makes them.
func TestNoLawKnowsTheCatalogues(t *testing.T) {
	t.Parallel()
	for _, dir := range []string{"law", "call", "twinning", "calendar", "obligation", "money"} {
		files, err := filepath.Glob(filepath.Join("..", dir, "*.go"))
		require.NoError(t, err)
		require.NotEmpty(t, files)
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
			require.NoError(t, err)
			for _, i := range f.Imports {
				require.NotContains(t, i.Path.Value, "internal/narrate", name)
				require.NotContains(t, i.Path.Value, "golang.org/x/text", name)
			}
			body, err := os.ReadFile(name)
			require.NoError(t, err)
			require.NotContains(t, string(body), "Sentence string", name)
		}
	}
}
