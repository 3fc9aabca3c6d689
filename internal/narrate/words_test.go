package narrate_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/narrate"
)

// programmed are the codes of the sets that the program fills by what it consists of.
func programmed(t *testing.T) map[string][]string {
	t.Helper()
	sets := map[string][]string{}
	events := [][]string{law.EngineEvents.Kinds()}
	for _, k := range lives.All() {
		events, sets["command"] = append(events, k.Law.Events().Kinds()), append(sets["command"], k.Law.Commands().Kinds()...)
	}
	for _, kinds := range events {
		for _, k := range kinds {
			if kind, _, _ := strings.Cut(k, "."); !law.EngineRecord(k) && k != (law.CommandReceived{}).Kind() { // those are no decisions
				sets["event"] = append(sets["event"], kind)
			}
		}
	}
	templates, err := filepath.Glob("../letters/templates/*.txt")
	require.NoError(t, err)
	for _, name := range templates {
		sets["template"] = append(sets["template"], strings.TrimSuffix(filepath.Base(name), ".txt"))
	}
	for key := range read(t).with {
		if refusal, is := strings.CutPrefix(key, "refusal "); is {
			rule, _, _ := strings.Cut(refusal, "/")
			sets["rule"] = append(sets["rule"], rule)
		}
	}
	inspect(t, "../explain/*.go", func(c *ast.CallExpr) {
		switch {
		case name(c.Fun) == "m.rule" && literal(c.Args[0]) != "":
			sets["rule"] = append(sets["rule"], literal(c.Args[0]))
		case name(c.Fun) == "m.table":
			ast.Inspect(c.Args[0], func(n ast.Node) bool {
				if l, ok := n.(*ast.BasicLit); ok {
					sets["column"] = append(sets["column"], literal(l))
				}
				return true
			})
		}
	})
	return sets
}

// inspect calls a function with every call in some files that are no tests.
func inspect(t *testing.T, files string, each func(*ast.CallExpr)) {
	t.Helper()
	all, err := filepath.Glob(files)
	require.NoError(t, err)
	require.NotEmpty(t, all, files)
	for _, file := range all {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		ast.Inspect(f, func(n ast.Node) bool {
			if c, ok := n.(*ast.CallExpr); ok {
				each(c)
			}
			return true
		})
	}
}

func TestEveryCommandEventRuleAndLetterHasAWordAndNoOther(t *testing.T) {
	t.Parallel()
	texts := english(t)
	for set, codes := range programmed(t) {
		for _, code := range codes {
			require.NotEmpty(t, texts["word "+set+"/"+code], "%s %s has no word", set, code)
		}
		if set == "column" {
			continue // some stand in a variable
		}
		for key := range texts {
			if code, is := strings.CutPrefix(key, "word "+set+"/"); is {
				require.Contains(t, codes, code, "nothing makes %s", key)
			}
		}
	}
}

// Every set of words is shown somewhere.
func TestNoWordIsOfASetThatNothingShows(t *testing.T) {
	t.Parallel()
	shown := map[string]bool{"missing-text": true} // of a law.Missing
	for _, k := range lives.All() {
		shown[k.Stages] = true
	}
	for _, files := range []string{"../call/*.go", "../twinning/*.go", "../governance/*.go", "../invitation/*.go", "../market/*.go", "../survey/*.go", "../masterclass/*.go", "../capacity/*.go", "../body/*.go", "../law/*.go", "../explain/*.go", "../query/*.go", "../access/*.go", "../parking/*.go", "../../starter/*.go", "../narrate/*.go", "../obligation/*.go", "../texts/*.go", "../letters/*.go"} {
		inspect(t, files, func(c *ast.CallExpr) {
			is := name(c.Fun)
			_, last, _ := strings.Cut(is, ".")
			switch {
			case (is == "law.Word" || is == "law.Words") && len(c.Args) > 1:
				shown[literal(c.Args[1])] = true
			case strings.HasSuffix(last, "Word") && len(c.Args) == 2:
				shown[literal(c.Args[0])] = true
			}
		})
	}
	for _, key := range slices.Sorted(maps.Keys(english(t))) {
		if word, is := strings.CutPrefix(key, "word "); is {
			set, _, _ := strings.Cut(word, "/")
			require.True(t, shown[set], "nothing shows %s", key)
		}
	}
}

// valueless are rows that show a parameter in one language alone: by key and language, the parameters that it has more or less as values.
var valueless = map[string][]string{
	"fr reason tally-consensus": {"reached"}, // it is an adjective there, chosen by the code
}

// A choice that looks at a parameter does not tell its value: what English tells, each language tells, words of closed sets as well as sentences.
func TestEachLanguageTellsTheValuesThatEnglishTells(t *testing.T) {
	t.Parallel()
	told := func(text, key string) (names []string) {
		used, err := narrate.Placeholders(text)
		require.NoError(t, err, key)
		for name, styles := range used {
			if slices.ContainsFunc(styles, func(style string) bool { return style != "select" }) {
				names = append(names, name)
			}
		}
		slices.Sort(names)
		return names
	}
	differs := map[string][]string{}
	en := english(t)
	for _, lang := range narrate.Languages()[1:] {
		texts, err := narrate.Texts(lang)
		require.NoError(t, err)
		for key := range en {
			want, is := told(en[key], key), told(texts[key], key)
			var odd []string
			for _, name := range append(want, is...) {
				if slices.Contains(want, name) != slices.Contains(is, name) {
					odd = append(odd, name)
				}
			}
			if odd != nil {
				differs[lang+" "+key] = odd
			}
		}
	}
	require.Equal(t, valueless, differs)
}
