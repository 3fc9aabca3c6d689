package call_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
)

func TestMergeFieldsThatAreUnknownOrLeftOutAreFindingsOfTheCheck(t *testing.T) {
	t.Parallel()
	good := law.Wording{Subject: "{tender}", Text: "{score}, {place}, by {due}. {why, given, {Because: {why}}}"}
	for name, c := range map[string]struct {
		template, lang string
		wording        law.Wording
		path, what     string
	}{
		"as it should be":     {"awarded", "fr", good, "", ""},
		"no such letter":      {"horoscope", "fr", good, "/wording/horoscope", `"horoscope" is no letter`},
		"no letter of a call": {"unjudged", "fr", good, "/wording/unjudged", "is no letter"},
		"no such language":    {"awarded", "nl", good, "/wording/awarded/nl", `"nl" is no language`},
		"unknown field":       {"awarded", "fr", law.Wording{Subject: "{horoscope}", Text: good.Text}, "/wording/awarded/fr/subject", "{horoscope} is no merge field of this letter"},
		"unknown within":      {"awarded", "fr", law.Wording{Subject: "x", Text: good.Text + "{why, given, {{moon}}}"}, "/wording/awarded/fr/text", "{moon} is no merge field"},
		"left out":            {"awarded", "de", law.Wording{Subject: "x", Text: "{score}, {place}"}, "/wording/awarded/de", "leaves out {due}"},
		"not closed":          {"awarded", "de", law.Wording{Subject: "x", Text: "{score"}, "/wording/awarded/de/text", "a { is not closed"},
		"a } alone":           {"awarded", "de", law.Wording{Subject: "x }", Text: good.Text}, "/wording/awarded/de/subject", "a } without a {"},
		"no such choice":      {"awarded", "de", law.Wording{Subject: "x", Text: "{due, plural, {x}}"}, "/wording/awarded/de/text", "only given"},
		"empty":               {"awarded", "de", law.Wording{Subject: " ", Text: good.Text}, "/wording/awarded/de/subject", "is empty"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := calltest.Book()
			b.Wording = map[string]map[string]law.Wording{c.template: {c.lang: c.wording}}
			found := b.Check()
			if c.path == "" {
				require.Empty(t, found)
				return
			}
			require.NotEmpty(t, found)
			require.Equal(t, c.path, found[0].Path)
			require.Contains(t, found[0].What, c.what)
			require.NotEmpty(t, found[0].Allowed)
		})
	}
	b := calltest.Book()
	b.Language = "nl"
	b.Words = map[string]map[string]string{"fr": {"types/none-such": "x", "title": "Appel"}, "xx": {}}
	var paths []string
	for _, p := range b.Check() {
		paths = append(paths, p.Path)
	}
	require.Equal(t, []string{"/language", "/words/fr/types~1none-such", "/words/xx"}, paths)
}
