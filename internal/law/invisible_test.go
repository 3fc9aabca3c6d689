package law_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/law"
)

func TestATextHasNoCharacterThatHidesOrReordersOthers(t *testing.T) {
	t.Parallel()
	for bad, why := range map[string]string{
		"abc\u202Efdp.exe":         "title has a character that changes the direction of writing (U+202E) at line 1, character 4",
		"\u2066abc\u2069":          "(U+2066) at line 1, character 1",
		"a\nbc\u200Fd":             "(U+200F) at line 2, character 3",
		"a\u061Cb":                 "(U+061C)",
		"tele\u200Bcare":           "title has an invisible character (U+200B) at line 1, character 5",
		"\uFEFFtelecare":           "(U+FEFF)",
		"tele\u2060care":           "(U+2060)",
		"tele\u00ADcare":           "(U+00AD)",
		"tele\u3164care":           "(U+3164)",
		"a\U000E0041b":             "(U+E0041)",
		"a\u2028b":                 "a line or paragraph separator other than a line feed (U+2028)",
		"tele\u200Dcare":           "a zero-width joiner outside of a word that needs it (U+200D) at line 1, character 5",
		"tele\u200Ccare":           "(U+200C)",
		"\u200Cمی":                 "(U+200C)",
		"می\u200C":                 "(U+200C)",
		"می\u200C\u200Cخواهم":      "(U+200C)",
		"\U0001F469\u200C\u2695":   "(U+200C)",
		"\U0001F469\u200D":         "(U+200D)",
		"ж\u200Dж":                 "(U+200D)",
		"a\u0007\u202E":            "title has a control character (U+0007) at line 1, character 2",
		"one\u202D two \u200B end": "(U+202D)",
	} {
		require.ErrorContains(t, law.CheckText("title", bad), why, "%+q", bad)
		require.ErrorContains(t, law.CheckRequired("title", bad), why, "%+q", bad)
	}
	for _, good := range []string{
		"می\u200Cخواهم", "क्\u200Dष", "ක්\u200Dෂ", // Persian, Hindi, Sinhala: joiners within words
		"\U0001F469\u200D\u2695\uFE0F", "\U0001F469\U0001F3FD\u200D\u2695", // a health worker, one emoji
		"שלום and مرحبا", "Größe, naïve, Ελλάδα, България", "a\u00A0b", "\u06DD",
	} {
		require.NoError(t, law.CheckText("title", good), "%+q", good)
	}
}
