package query_test

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/letters"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/views"
)

func TestEachLetterOfACallIsPreviewedForItsStaffInEachLanguage(t *testing.T) {
	t.Parallel()
	h := lifetest.New(t, lifetest.Options{})
	h.PlayAll(lifetest.Year()[:1])
	q := query.Over(h.Ledger, people.NewDirectory(h.Ledger), func(context.Context) (*views.Store, error) { return h.Store, nil }).Reached("https://desk.example.org")
	officer := access.Viewer{Person: calltest.Officer}
	for _, lang := range letters.Languages() {
		ctx := narrate.WithLanguage(t.Context(), lang)
		rows, err := q.LetterTemplates(ctx, officer, calltest.Reference)
		require.NoError(t, err)
		require.Len(t, rows, len(query.CallLetters()))
		for _, r := range rows {
			require.NotContains(t, r.Name, "-to-", "%s is told in words", r.Template)
			p, err := q.LetterPreview(ctx, officer, calltest.Reference, r.Template, lang, "")
			require.NoError(t, err, "%s in %s", r.Template, lang)
			require.Equal(t, letters.LanguageOf(r.Template, lang), p.Language)
			require.NotEmpty(t, p.Subject)
			require.Contains(t, p.Text, "https://desk.example.org/", r.Template)
			require.Contains(t, p.HTML, `lang="`+p.Language+`"`)
			require.False(t, p.Worded)
			for _, code := range []string{"procurer-signatory", "{", "<no value>", "\x1a"} {
				require.NotContains(t, p.Text, code, "%s in %s", r.Template, lang)
			}
		}
	}
	to, err := q.LetterPreview(t.Context(), officer, calltest.Reference, "awarded", "", calltest.Head)
	require.NoError(t, err)
	require.Contains(t, to.Text, "Dear Sample "+lifetest.Canary)

	_, err = q.LetterPreview(t.Context(), access.Viewer{Person: calltest.Stranger}, calltest.Reference, "awarded", "", "")
	require.IsType(t, &query.Withheld{}, err)
	_, err = q.LetterPreview(t.Context(), officer, calltest.Reference, "horoscope", "", "")
	require.IsType(t, &query.Absent{}, err)
	_, err = q.LetterPreview(t.Context(), officer, calltest.Reference, "awarded", "xx", "")
	require.IsType(t, &query.Invalid{}, err)
}

func TestAPreviewHasTheWordingOfTheRuleBook(t *testing.T) {
	t.Parallel()
	h := lifetest.New(t, lifetest.Options{})
	open := lifetest.Year()[0]
	o := open.Command.(call.OpenCall)
	o.Rules.Language = "fr"
	o.Rules.Words = map[string]map[string]string{"fr": {"ladders/log": "compte rendu du mois"}}
	o.Rules.Wording = map[string]map[string]law.Wording{"awarded": {"fr": {Subject: "Retenue : {tender}", Text: "Note {score}, place {place}, à signer avant le {due}."}}}
	require.Empty(t, o.Rules.Check())
	open.Command = o
	h.PlayAll([]lifetest.Step{open})
	q := query.Over(h.Ledger, people.NewDirectory(h.Ledger), func(context.Context) (*views.Store, error) { return h.Store, nil })
	officer := access.Viewer{Person: calltest.Officer}
	p, err := q.LetterPreview(t.Context(), officer, calltest.Reference, "awarded", "", "")
	require.NoError(t, err)
	require.True(t, p.Worded)
	require.Equal(t, "fr", p.Language, "the call's, where nobody is written to")
	require.True(t, strings.HasPrefix(p.Subject, "Retenue : DHE-"), p.Subject)
	require.Contains(t, p.Text, "Note 78,5, place 3 au classement, à signer avant le ")
	english, err := q.LetterPreview(t.Context(), officer, calltest.Reference, "awarded", "en", "")
	require.NoError(t, err)
	require.False(t, english.Worded)
	reminder, err := q.LetterPreview(t.Context(), officer, calltest.Reference, "reminder", "fr", "")
	require.NoError(t, err)
	require.Contains(t, reminder.Text, "compte rendu du mois")
}
