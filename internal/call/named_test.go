package call_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/programme"
)

func TestWhatARuleBookNamesIsNamedInTheLanguageOfWhoReads(t *testing.T) {
	t.Parallel()
	b := calltest.Book()
	typ, criterion := b.Types[0], b.Evaluation.Criteria[0]
	b.Words = map[string]map[string]string{"fr": {"types/" + typ.ID: "Adoption complète", "criteria/" + criterion.ID: "Pertinence"}}
	fr := b.In("fr")
	require.Equal(t, "Adoption complète", fr.Types[0].Name)
	require.Equal(t, "Pertinence", fr.Evaluation.Criteria[0].Name)
	require.Equal(t, typ.Name, b.Types[0].Name, "the rule book itself stays as it is")
	require.Equal(t, criterion.Name, b.Evaluation.Criteria[0].Name)
	require.Equal(t, typ.Name, b.In("de").Types[0].Name, "without words of its own it says what the book says")

	say := b.Terms("fr")
	require.Equal(t, "Adoption complète", say("type", typ.ID))
	require.Equal(t, "Pertinence", say("criterion", criterion.ID))
	require.Equal(t, b.Priorities[0].Name, say("priority", b.Priorities[0].ID))
	require.Empty(t, say("type", "none-such"))
	require.Empty(t, say("stage", "open"), "the catalogue tells what no rule book names")
}

func TestWhatTheShippedRuleBookNamesHasWordsInEveryLanguage(t *testing.T) {
	t.Parallel()
	b, err := programme.Load("../../programmes/dhe-2019.yaml")
	require.NoError(t, err)
	for _, lang := range []string{"fr", "de"} {
		in := b.In(lang)
		for key, name := range b.WordKeys() {
			if ladder, is := strings.CutPrefix(key, "ladders/"); is && !strings.HasSuffix(ladder, "/lapse") {
				continue // the catalogue has those that every call may have
			}
			if same := lang == "fr" && key == "types/adaptation"; !same {
				require.NotEqual(t, name, b.Called(lang, key, name), "%s in %s", key, lang)
			}
		}
		require.NotEqual(t, b.Types[3].Name, in.Types[3].Name)
		require.NotEqual(t, b.Evaluation.Criteria[0].Name, in.Evaluation.Criteria[0].Name)
	}
	b.Types[3].Name = "Something that this call alone has"
	require.Equal(t, b.Types[3].Name, b.In("fr").Types[3].Name, "a name that is changed is told as it stands")
}
