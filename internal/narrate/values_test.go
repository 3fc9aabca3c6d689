package narrate_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/narrate"
)

var verbs = regexp.MustCompile(`%[a-z]`)

// sentences are those in which a package says what is wrong with a value.
func sentences(t *testing.T, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(pattern)
	require.NoError(t, err)
	var all []string
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		require.NoError(t, err)
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) == 0 {
				return true
			}
			if f, ok := call.Fun.(*ast.SelectorExpr); !ok || f.Sel.Name != "Errorf" {
				return true
			}
			if l, ok := call.Args[0].(*ast.BasicLit); ok {
				text, err := strconv.Unquote(l.Value)
				require.NoError(t, err)
				all = append(all, text)
			}
			return true
		})
	}
	return all
}

// Of an amount or a day that cannot be read everybody is told in their language, whatever stands around it.
func TestWhatIsWrongWithAnAmountOrADayIsToldInFrenchAndGerman(t *testing.T) {
	t.Parallel()
	english := narrate.English()
	tellers := map[string]*narrate.Narrator{}
	for _, lang := range []string{"fr", "de"} {
		tell, err := narrate.New(lang, nil, "")
		require.NoError(t, err)
		tellers[lang] = tell
	}
	// a deadline that the program makes, and holidays of a rule book, whose check says it in its own words
	other := regexp.MustCompile(`^(deadline for|a deadline needs|holiday|read time zone)|^%s: %w$`)
	told := 0
	for _, text := range append(sentences(t, "../money/*.go"), sentences(t, "../calendar/*.go")...) {
		if other.MatchString(text) {
			continue
		}
		said := verbs.ReplaceAllString(text, "X1")
		for lang, tell := range tellers {
			for _, err := range []error{fmt.Errorf("%s", said), fmt.Errorf("read submit-log: %w", fmt.Errorf("%s", said))} {
				require.NotContains(t, tell.Error(err), said, lang)
				require.NotContains(t, tell.Error(err), "submit-log", "%s: %s", lang, said)
			}
		}
		told++
	}
	require.Greater(t, told, 20)

	_, err := calendar.ParseDate("2019-02-30")
	require.Equal(t, "2019-02-30 is not a date: February 2019 has 28 days", english.Error(err))
	require.Equal(t, "2019-02-30 n’est pas une date\u00a0: ce mois ne compte pas autant de jours", tellers["fr"].Error(err))
	_, err = money.Parse("EUR 5.001")
	require.Equal(t, "EUR 5.001 hat mehr als 2 Nachkommastellen; EUR wird auf 0.01 genau gezählt", tellers["de"].Error(err))
	_, err = calendar.ParseWallClock("2019-02-30T10:00")
	require.Equal(t, "2019-02-30 ist kein Datum: So viele Tage hat dieser Monat nicht", tellers["de"].Error(err))
}
