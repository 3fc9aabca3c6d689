package main

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// below are the packages in whose words a command has no place, since pages, the API and letters tell them too: the law, the ledger, the door,
// and whatever answers for them.
var below = []string{
	"access", "bank", "body", "bounce", "calendar", "call", "capacity", "claimfile", "door", "drafts", "evidence", "explain", "export", "freetext", "governance",
	"invitation", "law", "ledger", "ledger/format", "life", "lives", "market", "masterclass", "money", "narrate", "obligation", "organisation",
	"payfile", "people", "programme", "query", "rates", "reads", "state", "survey", "texts", "twinning", "uploads", "views", "whatif",
}

// typed finds what is typed at a terminal: a command in backquotes or by its name, or a flag. A setting such as TWINNING_TRUST is every program's.
func typed(t *testing.T) *regexp.Regexp {
	t.Helper()
	var names []string
	walk(newApp(nil, nil, nil).root(), func(path, _, _, _ string) {
		if words := strings.Fields(path); len(words) > 2 {
			names = append(names, regexp.QuoteMeta(strings.Join(words, " ")))
		}
	})
	require.Greater(t, len(names), 100, "the commands are known")
	return regexp.MustCompile("`(twinning|worker|make)\\b|(^|[^-\\w])--[a-z]|\\b(" + strings.Join(names, "|") + `)\b`)
}

func TestNoWordBelowTheCommandLineAdvisesACommandOrAFlag(t *testing.T) {
	t.Parallel()
	advises := typed(t)
	for _, text := range []string{"run `twinning verify`", "say it with --reason", "--yes is missing", "see twinning call show X"} {
		require.True(t, advises.MatchString(text), text)
	}
	for _, text := range []string{"of every twinning that ended", "a - b -- c", "the twinning is over"} {
		require.False(t, advises.MatchString(text), text)
	}
	texts := 0
	for _, dir := range below {
		files, err := filepath.Glob(filepath.Join("..", "internal", dir, "*.go"))
		require.NoError(t, err)
		require.NotEmpty(t, files, dir)
		files = slices.DeleteFunc(files, func(name string) bool { return strings.HasSuffix(name, "_test.go") })
		for _, name := range files {
			set := token.NewFileSet()
			f, err := parser.ParseFile(set, name, nil, parser.SkipObjectResolution)
			require.NoError(t, err)
			ast.Inspect(f, func(n ast.Node) bool {
				if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.STRING {
					text, err := strconv.Unquote(l.Value)
					require.NoError(t, err)
					texts++
					if advises.MatchString(text) {
						t.Errorf("%s: %q: this says what is wrong; starter/failure.go adds which command helps", set.Position(l.Pos()), text)
					}
				}
				return true
			})
		}
	}
	require.Greater(t, texts, 5000)
}

func TestNoRefusalAndNoReasonInAnyLanguageAdvisesACommandOrAFlag(t *testing.T) {
	t.Parallel()
	advises := typed(t)
	files, err := filepath.Glob("../internal/narrate/catalogue/*.json")
	require.NoError(t, err)
	require.Len(t, files, 3)
	for _, name := range files {
		data, err := os.ReadFile(name)
		require.NoError(t, err)
		var texts map[string]string
		require.NoError(t, json.Unmarshal(data, &texts))
		require.Greater(t, len(texts), 2000)
		for key, text := range texts {
			if advises.MatchString(text) {
				t.Errorf("%s, %s: %q", filepath.Base(name), key, text)
			}
		}
	}
}
