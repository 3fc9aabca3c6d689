package letters_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/letters"
	"twinning.example/engine/internal/narrate"
)

// The subject of the letter to who steers a life, or steers it no longer, is a phrase in each language.
func TestWhoSteersALifeIsToldInASubjectThatReads(t *testing.T) {
	t.Parallel()
	for lang, says := range map[string][2]string{
		"en": {"Who steers it: the survey EHN-2021, you steer it from now on", "Who steers it: the body EHN, you steer it no longer"},
		"fr": {"Changement de responsable\u00a0: la conduite de l’enquête EHN-2021 vous est désormais confiée", "Changement de responsable\u00a0: la conduite de l’instance EHN ne vous est plus confiée"},
		"de": {"Geänderte Zuständigkeit: Sie sind von nun an zuständig für die Erhebung EHN-2021", "Geänderte Zuständigkeit: Sie sind nicht mehr zuständig für das Gremium EHN"},
	} {
		n, err := narrate.New(lang, nil, "")
		require.NoError(t, err)
		for i, of := range [2][2]string{{"survey/EHN-2021", "comes"}, {"body/EHN", "gone"}} {
			l := sample("life-staff")
			l.Language = lang
			l.Words = map[string]string{"life": of[0], "change": n.Word("staff-change", of[1]), "why": "A colleague has left."}
			m, err := letters.Write(l, origin)
			require.NoError(t, err)
			require.Equal(t, says[i], m.Subject, lang)
		}
	}
}
