package narrate_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/narrate"
)

var placeholder = regexp.MustCompile(`\{[^{}]*\}`)

// worded tells whether a sentence has words of its own beside what it is given.
func worded(text string) bool {
	return strings.ContainsFunc(placeholder.ReplaceAllString(text, ""), unicode.IsLetter)
}

// alike are sentences whose words are the same in French.
var alike = []string{"reason finding-on-document", "reason explained-event", "reason explained-event-of-others-too"}

func TestNoSentenceOfARefusalOrAReasonIsLeftInEnglish(t *testing.T) {
	t.Parallel()
	texts := english(t)
	require.NotEmpty(t, texts)
	for _, language := range narrate.Languages() {
		if language == "en" {
			continue
		}
		other, err := narrate.Texts(language)
		require.NoError(t, err)
		for key, text := range texts {
			if (strings.HasPrefix(key, "refusal ") || strings.HasPrefix(key, "reason ")) && worded(text) && !slices.Contains(alike, key) {
				assert.NotEqual(t, text, other[key], "%s: %s", language, key)
			}
		}
	}
}

// untold are the files whose findings are told by the check of the file of a rule book.
var untold = regexp.MustCompile(`/(rules|rulecheck)\.go$`)

func TestWhatACheckOfACommandSaysIsToldInEachLanguage(t *testing.T) {
	t.Parallel()
	checked := 0
	for _, of := range []string{"call", "twinning", "governance", "invitation", "organisation", "market", "survey", "masterclass", "capacity", "body", "bank", "payfile", "bounce", "law"} {
		files, err := filepath.Glob("../" + of + "/*.go")
		require.NoError(t, err)
		require.NotEmpty(t, files, of)
		for _, path := range files {
			if strings.HasSuffix(path, "_test.go") || untold.MatchString(path) {
				continue
			}
			set := token.NewFileSet()
			file, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
			require.NoError(t, err)
			for _, d := range file.Decls {
				f, ok := d.(*ast.FuncDecl)
				if !ok || !strings.HasPrefix(strings.ToLower(f.Name.Name), "check") {
					continue
				}
				checked++
				ast.Inspect(f, func(n ast.Node) bool {
					c, ok := n.(*ast.CallExpr)
					if !ok {
						return true
					}
					is := name(c.Fun)
					plain := is == "errors.New" || is == "fmt.Errorf" && !strings.Contains(literal(c.Args[0]), "%w")
					assert.False(t, plain, "%s: say it as law.Nonsensef, with its reason", set.Position(c.Pos()))
					return true
				})
			}
		}
	}
	require.Greater(t, checked, 150)
}
