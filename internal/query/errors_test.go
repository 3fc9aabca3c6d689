package query

import (
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
)

func TestWhyAQuestionIsNotAnsweredIsToldInTheReadersLanguage(t *testing.T) {
	t.Parallel()
	for want, err := range map[string]error{
		"il n’existe pas d’appel DHE-2020":                                         missing("call/DHE-2020"),
		"il n’existe pas d’offre DHE-2019-K7Q2MD":                                  missing("twinning/DHE-2019/K7Q2MD"),
		"il n’existe ni appel ni offre DHE-2020":                                   anyAbsent("DHE-2020"),
		"«\u00a0?\u00a0» n’est pas une référence":                                  noReference("?"),
		"refusé\u00a0: les offres sont sous scellés jusqu’à l’ouverture":           tendersSealed(call.Call{Reference: Reference}),
		"rien dans DHE-2019-K7Q2MD ne vous est destiné":                            hidden("twinning/DHE-2019/K7Q2MD"),
		"refusé\u00a0: open-tenders exige une connexion datant de moins de 15 min": &SignInAgain{Kind: "open-tenders", MaxAge: 15 * time.Minute},
		"de la classe urn:example:two":                                             &SignInAgain{Kind: "open-tenders", MaxAge: time.Minute, ACR: "urn:example:two"},
		"la date limite des offres est passée":                                     wrong(law.Refuse("deadlines", "deadline-passed")),
	} {
		said := narrate.For(narrate.WithLanguage(t.Context(), "fr")).Error(err)
		require.Contains(t, said, want)
		require.NotEqual(t, err.Error(), said, "without a language it is English")
		german := narrate.For(narrate.WithLanguage(t.Context(), "de")).Error(err)
		require.NotContains(t, []string{said, err.Error()}, german)
	}
	require.Equal(t, "Nicht in einem Katalog", narrate.For(narrate.WithLanguage(context.Background(), "fr")).Error(&Withheld{What: "Nicht in einem Katalog"}), "a page's own words stay")
}

// The sentence of every answer that is none stands in a catalogue: no query writes one.
func TestNoQueryWritesWhyItDoesNotAnswer(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	made := 0
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		set := token.NewFileSet()
		f, err := parser.ParseFile(set, file, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CompositeLit:
				is, ok := n.Type.(*ast.Ident)
				if !ok || is.Name != "Withheld" && is.Name != "Absent" && is.Name != "Invalid" {
					return true
				}
				for _, e := range n.Elts {
					field := e.(*ast.KeyValueExpr).Key.(*ast.Ident).Name
					require.True(t, file == "errors.go" || field != "What" && field != "Why", "%s: say it by a code, as in errors.go", set.Position(n.Pos()))
				}
			case *ast.CallExpr:
				if is, ok := n.Fun.(*ast.Ident); ok && (is.Name == "withheld" || is.Name == "absent" || is.Name == "invalid") {
					made++
				}
			}
			return true
		})
	}
	require.Greater(t, made, 40)
}

// A calendar is written in the language of its reader; what moves in it, and when, is the same in each.
func TestACalendarIsWrittenInTheLanguageOfItsReader(t *testing.T) {
	t.Parallel()
	w := New(t).Opened(Book()).Published()
	w.At("2019-07-01T09:00").Do(Stream, Head, call.ExtendDeadline{To: Wall("2019-08-14T17:00"), Inclusive: true, Why: "trop peu de temps"})
	english := published(narrate.English(), recorded(w), nobody)
	for lang, labels := range map[string][]string{
		"fr": {"date limite de dépôt des offres", "ouverture des offres", "attribution", "début du premier mois", "au motif suivant\u00a0: trop peu de temps"},
		"de": {"Frist für Angebote", "Öffnung der Angebote", "Zuschlag", "Beginn des ersten Monats", "mit der Begründung: trop peu de temps"},
	} {
		own := published(narrate.For(narrate.WithLanguage(t.Context(), lang)), recorded(w), nobody)
		text := strings.ReplaceAll(icalendar(Reference, lang, own), "\r\n ", "")
		require.Contains(t, text, "PRODID:-//twinning//call dates//"+strings.ToUpper(lang))
		for _, label := range labels {
			require.Contains(t, text, label)
		}
		for _, said := range []string{"deadline for", "opening of", "first month", "latest first day", "because", "two people"} {
			require.NotContains(t, text, said)
		}
		require.Len(t, own, len(english))
		for i, e := range own {
			require.Equal(t, []any{english[i].UID, english[i].sequence, english[i].changed, english[i].start, english[i].end, english[i].Kind}, []any{e.UID, e.sequence, e.changed, e.start, e.end, e.Kind})
		}
	}
}
