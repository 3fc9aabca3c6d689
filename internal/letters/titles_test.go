package letters_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/capacity"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/letters"
	"twinning.example/engine/internal/masterclass"
	"twinning.example/engine/internal/programme"
	"twinning.example/engine/programmes"
)

// What a rule book calls a topic or a session stands in a letter in the language of whoever reads it.
func TestTitlesOfRuleBooksStandInLettersInTheirLanguage(t *testing.T) {
	t.Parallel()
	text, err := programmes.FS.ReadFile("initiatives/capacityhd.yaml")
	require.NoError(t, err)
	topics, err := programme.ParseInitiative("capacityhd.yaml", text)
	require.NoError(t, err)
	text, err = programmes.FS.ReadFile("masterclasses/trieste-2024.yaml")
	require.NoError(t, err)
	lesson, err := programme.ParseMasterclass("trieste-2024.yaml", text)
	require.NoError(t, err)
	topic, session := topics.Topics[0], lesson.Sessions[0]
	line := func(lang string) string { // of the list of all sessions, from which a calendar is made
		return strings.Join([]string{session.ID, "2024-06-05T07:00:00.000000Z", "2024-06-05T16:00:00.000000Z", lesson.Title.In(lang) + ": " + session.Title.In(lang), session.Place.In(lang)}, "\t")
	}
	for _, r := range []struct {
		of         law.State
		path, text string
		in         func(string) string
	}{
		{capacity.Initiative{Rules: topics}, "topics." + topic.ID, topic.Title.EN, topic.Title.In},
		{masterclass.Masterclass{Rules: lesson, Sessions: lesson.Sessions}, "title", lesson.Title.EN, lesson.Title.In},
		{masterclass.Masterclass{Rules: lesson, Sessions: lesson.Sessions}, "sessions." + session.ID + ".place", session.Place.EN, session.Place.In},
		{masterclass.Masterclass{Rules: lesson, Sessions: lesson.Sessions}, "sessions", line("en"), line},
	} {
		for _, lang := range []string{"en", "fr", "de"} {
			for text, want := range map[string]string{r.text: r.in(lang), "what it was called before": "what it was called before"} {
				l := law.Letter{Template: "topic-decided", With: []law.Param{law.Rules("topic", r.path, text)}}
				words, err := letters.Told(lang, call.RuleBook{}, l)
				require.NoError(t, err)
				letters.Titles(lang, r.of, l, words)
				require.Equal(t, want, words["topic"], "%s in %s", r.path, lang)
			}
		}
		require.NotEqual(t, r.in("en")+r.in("en"), r.in("fr")+r.in("de"), "%s has words of its own", r.path)
	}
}
