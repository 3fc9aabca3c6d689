package api_test

import (
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/lifetest"
)

// Of what is not answered the detail is in the reader's language, and its type and status are the same in each.
func TestAProblemIsToldInTheLanguageOfItsReader(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.play(lifetest.Year(), "2019-06-13")
	for _, one := range []struct{ path, as, fr, de string }{
		{"/api/v1/calls/DHE-2020", calltest.Officer, "Ceci n’existe pas, ou ne vous est pas destiné.", "Das gibt es nicht, oder es ist nicht für Sie bestimmt."},
		{"/api/v1/calls/DHE-2019/award", calltest.Officer, "DHE-2019 n’a pas encore d’attribution", "zu DHE-2019 gibt es noch keinen Zuschlag"},
		{"/api/v1/calls/DHE-2019/conflicts", calltest.Officer, "les offres sont sous scellés", "die Angebote sind versiegelt bis zur Öffnung"},
		{"/api/v1/calls/DHE-2019?at=soon", calltest.Officer, "« soon » n’est pas un instant", "„soon“ ist kein Zeitpunkt"},
		{"/api/v1/no-such-path", "", "/api/v1/openapi.json les énumère tous", "/api/v1/openapi.json nennt alle"},
		{"/api/v1/decisions/x", calltest.Officer, "Une position est un nombre entier à partir de 0.", "Eine Position ist eine ganze Zahl ab 0."},
		{"/api/v1/letters?limit=0", calltest.Officer, "limit est un nombre de 1 à", "limit ist eine Zahl von 1 bis"},
		{"/api/v1/calls/DHE-2019/history?at=2019-06-12&recorded=2019-06-12", calltest.Officer, "Indiquez soit at, soit recorded.", "Nennen Sie entweder at oder recorded."},
		{"/api/v1/drafts?at=2019-06-12", calltest.Officer, "omettez at et recorded", "lassen Sie at und recorded weg"},
		{"/api/v1/events?from=x", calltest.Officer, "from est une position", "from ist eine Position"},
		{"/api/v1/calls/DHE-2019/exports/nothing", calltest.Officer, "n’existe pas", "gibt es nicht"},
		{"/api/v1/calls/DHE-2019/rounds", calltest.Contact(lifetest.Tender), "réservée à ses gestionnaires", "ist für seine Sachbearbeiter"},
	} {
		en := d.ask("GET", one.path, one.as)
		require.GreaterOrEqual(t, en.status, 400, one.path)
		for lang, want := range map[string]string{"fr": one.fr, "de": one.de} {
			a := d.ask("GET", one.path, one.as, "Accept-Language", lang)
			is := a.json(t)
			require.Contains(t, is["detail"], want, one.path)
			require.Equal(t, []any{en.status, en.json(t)["type"]}, []any{a.status, is["type"]}, one.path)
			require.NotEqual(t, en.json(t)["detail"], is["detail"])
		}
	}
	require.Contains(t, d.ask("GET", "/api/v1/calls/DHE-2019/dates.ics", "", "Accept-Language", "de").body, "Frist für Angebote")
	require.Contains(t, d.ask("GET", "/api/v1/calls/DHE-2019/dates", "", "Accept-Language", "fr").body, "date limite de dépôt des offres")
}

// Nor is what is wrong with an amount, a day or a number that the schema lets through told in English to everybody.
func TestAValueThatCannotBeReadIsToldInTheLanguageOfItsReader(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.play(lifetest.Year(), "2019-06-13")
	path := "/api/v1/calls/DHE-2019/"
	for _, one := range []struct{ kind, content, fr, de string }{
		{"extend-deadline", `{"to":"2019-02-30T17:00","why":"x"}`, "2019-02-30 n’est pas une date", "2019-02-30 ist kein Datum"},
		{"extend-deadline", `{"to":"2019-08-07T25:00","why":"x"}`, "une horloge va de", "Eine Uhr geht von"},
		{"reopen-leftover", `{"to":"DHE-2020","amount":"XYZ 5.00","why":"x"}`, "n’est pas une monnaie", "ist keine Währung"},
		{"appoint-evaluator", `{"evaluator":"p-cleo"}`, "ne contient pas de /", "enthält kein /"},
	} {
		key := ""
		if one.kind == "appoint-evaluator" {
			key = "a/b"
		}
		for lang, want := range map[string]string{"fr": one.fr, "de": one.de} {
			a := d.send("POST", path+one.kind, calltest.Officer, []byte(one.content), "Accept-Language", lang, "Idempotency-Key", key)
			require.Equal(t, 422, a.status, "%s: %s", one.kind, a.body)
			require.Contains(t, a.json(t)["detail"], want, one.kind)
		}
	}
}

// What is wrong with JSON is told with its place, in the language of whoever sent it.
func TestWhatIsNoJSONIsToldInTheLanguageOfItsReader(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.play(lifetest.Year(), "2019-06-13")
	for _, one := range []struct{ content, en, fr, de string }{
		{`{"to":`, "it ends before it is complete", "avant d’être complet", "bevor es vollständig ist"},
		{"{\n  \"to\": x}", "\"x\" is not expected in line 2, column 9", "ligne 2, colonne 9", "in Zeile 2, Spalte 9"},
		{"{\"é\" x}", "line 1, column 6", "n’est pas attendu", "„x“ ist in Zeile 1, Spalte 6 nicht erwartet"},
	} {
		for lang, want := range map[string]string{"en": one.en, "fr": one.fr, "de": one.de} {
			a := d.send("POST", "/api/v1/calls/DHE-2019/extend-deadline", calltest.Officer, []byte(one.content), "Accept-Language", lang)
			require.Equal(t, http.StatusBadRequest, a.status, a.body)
			require.Contains(t, a.json(t)["detail"], want, one.content)
			for _, library := range []string{"invalid character", "unexpected end", "JSON input", "literal"} {
				require.NotContains(t, a.body, library)
			}
		}
	}
}

// What a problem says is made of a code: a sentence in the source would be told in English to everybody.
func TestNoProblemIsWordedInTheSource(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	words := regexp.MustCompile(`\bproblem\([^"\n]*"[^"\n]*", *(?:"|fmt\.|[^\n]*" ?\+)`)
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		require.Empty(t, words.FindAllString(string(text), -1), file)
	}
}
