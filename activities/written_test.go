package activities_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
	"twinning.example/engine/internal/letters"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/query"
)

// keptLetters are the letters of the tender as they were written, by id.
func keptLetters(t *testing.T, h *lifetest.House) map[string]law.LetterWritten {
	t.Helper()
	all := map[string]law.LetterWritten{}
	events, err := h.Ledger.Read(t.Context(), ledger.Query{Stream: life.Letters(lifetest.Stream), Kinds: []string{law.LetterWritten{}.Kind()}})
	require.NoError(t, err)
	bodies, err := h.Ledger.OpenBodies(t.Context(), events)
	require.NoError(t, err)
	for i, e := range events {
		if e.Removed || bodies[i] == nil {
			continue
		}
		require.True(t, e.Sealed(), "it is sealed")
		var w law.LetterWritten
		require.NoError(t, json.Unmarshal(bodies[i], &w))
		require.NotContains(t, all, w.Letter, "a letter is kept once")
		all[w.Letter] = w
	}
	return all
}

func TestALetterIsKeptAsItWasSentAndGoesAgainInTheSameWords(t *testing.T) {
	t.Parallel()
	h := contracted(t)
	contact := calltest.Contact(lifetest.Tender)
	h.Post.Fault = func(string) letters.Fate { return letters.Deferred }
	deliver(t, h)
	first := keptLetters(t, h)
	require.NotEmpty(t, first)
	speak(t, h, contact, "fr")
	h.Post.Fault = nil
	require.Zero(t, deliver(t, h).Letters)
	after := keptLetters(t, h)
	require.Len(t, after, 11)
	for id, w := range first {
		require.Equal(t, w, after[id], "what was written before is not written anew")
	}
	bySubject := map[string]letters.Mail{}
	for _, m := range h.Post.Sent() {
		bySubject[m.ToEmail+m.Subject] = m
	}
	rows, err := query.Over(h.Ledger, people.NewDirectory(h.Ledger), nil).Letters(t.Context(), access.Viewer{Person: contact})
	require.NoError(t, err)
	french := 0
	for _, row := range rows {
		if !row.AsSent {
			continue
		}
		for key, m := range bySubject {
			if strings.HasPrefix(key, contact+"@") && m.Subject == row.Subject {
				require.Equal(t, m.Text, row.Text, "what was sent is what is shown")
				require.Equal(t, m.HTML, row.HTML)
				require.Equal(t, m.Language, row.Language)
			}
		}
		if row.Language == "fr" {
			require.Contains(t, row.Text, "À l’attention de ")
			french++
		}
	}
	require.Positive(t, french, "whoever reads French is written to in French")
}

func TestALetterThatIsKeptGoesWithWhomItIsTo(t *testing.T) {
	t.Parallel()
	h := contracted(t)
	deliver(t, h)
	before := keptLetters(t, h)
	require.Len(t, before, 11)
	ledgertest.Erase(t, people.Stream(calltest.Contact(lifetest.Tender)))
	after := keptLetters(t, h)
	require.Less(t, len(after), len(before))
	for _, w := range after {
		require.NotContains(t, string(w.Text), "Sample "+lifetest.Canary+" "+calltest.Contact(lifetest.Tender))
	}
	require.Zero(t, deliver(t, h).Letters, "what is erased is not sent again")
	rows, err := query.Over(h.Ledger, people.NewDirectory(h.Ledger), nil).Letters(t.Context(), access.Viewer{Person: calltest.Head})
	require.NoError(t, err)
	require.NotNil(t, rows)
}

// speak records a language of a person.
func speak(t *testing.T, h *lifetest.House, id, lang string) {
	t.Helper()
	d := people.NewDirectory(h.Ledger)
	p, err := d.Find(t.Context(), id)
	require.NoError(t, err)
	p.Language = lang
	body, err := json.Marshal(p)
	require.NoError(t, err)
	subjects, err := d.Subjects(p)
	require.NoError(t, err)
	_, err = h.Ledger.Append(t.Context(), ledger.Request{Stream: people.Stream(id), Expect: ledger.Any, Seen: -1, Drafts: []ledger.Draft{{Kind: people.Recorded, Body: body, Subjects: subjects, Actor: law.Engine}}})
	require.NoError(t, err)
}
