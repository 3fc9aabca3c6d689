package narrate_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
)

// A time zone is no place: French and German name it in brackets beside the time, English after "in".
func TestATimeNamesItsClocksAsTheLanguageDoes(t *testing.T) {
	t.Parallel()
	at := time.Date(2019, 7, 3, 8, 0, 0, 0, time.UTC)
	for lang, says := range map[string]string{"en": "2019-07-03 10:00 in Europe/Brussels", "fr": "03/07/2019 10:00 (Europe/Brussels)", "de": "03.07.2019 10:00 (Europe/Brussels)"} {
		n, err := narrate.New(lang, nil, "")
		require.NoError(t, err)
		told := n.Refusal(*law.Refuse("bodies", "not-begun", law.Ref("meeting", "15"), law.At("starts", at, "Europe/Brussels")).(*law.Refusal))
		require.Contains(t, told, says, lang)
	}
}

// What a policy does is said in words, not by the code that a rule book has for it.
func TestAPolicyIsToldInWords(t *testing.T) {
	t.Parallel()
	for _, lang := range narrate.Languages() {
		n, err := narrate.New(lang, nil, "")
		require.NoError(t, err)
		for _, code := range []string{"skip", "stop"} {
			require.NotEqual(t, code, n.Word("policy", code), lang)
		}
	}
}
