package narrate

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTextsAreSetAsTheirLanguageIsPrinted(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ lang, text, is string }{
		{"fr", "l'appel : « oui » ; pourquoi ? {n} %", "l\u2019appel\u00a0: «\u00a0oui\u00a0»\u202f; pourquoi\u202f? {n}\u00a0%"},
		{"fr", "d'{call} à 10:30, https://x:1/?a=b", "d\u2019{call} à 10:30, https://x:1/?a=b"},
		{"fr", "{n, plural, one {# offre} other {# offres}} : {at:exact}", "{n, plural, one {# offre} other {# offres}}\u00a0: {at:exact}"},
		{"de", "50 % und z. B. {n} €", "50\u00a0% und z.\u00a0B. {n}\u00a0€"},
		{"en", "it's 50 %", "it's 50 %"},
	} {
		require.Equal(t, c.is, Typography(c.lang, c.text))
		require.Equal(t, c.is, Typography(c.lang, c.is), "once is enough")
	}
	for _, lang := range Languages() {
		m, err := Texts(lang)
		require.NoError(t, err)
		for key, text := range m {
			require.Equal(t, Typography(lang, text), text, "%s in %s", key, lang)
		}
	}
}
