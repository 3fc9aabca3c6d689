package pages_test

import (
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/body"
	"twinning.example/engine/internal/capacity"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/masterclass"
	"twinning.example/engine/internal/survey"
)

// Whatever somebody does in a marketplace, a survey, an initiative, a masterclass or a body is done by a form of a page and by a typed command; the
// API takes every command.
func TestEveryCommandOfALifeAroundTheCallHasAFormAndATypedCommand(t *testing.T) {
	t.Parallel()
	sources := func(globs ...string) string {
		var all strings.Builder
		for _, glob := range globs {
			files, err := filepath.Glob(glob)
			require.NoError(t, err)
			for _, f := range files {
				if strings.HasSuffix(f, "_test.go") {
					continue
				}
				text, err := os.ReadFile(f)
				require.NoError(t, err)
				all.Write(text)
			}
		}
		return all.String()
	}
	forms := sources("*.go", "../programme/lifebook.go", "../uploads/targets.go") // files are sent by a form of each life
	typed := sources("../../starter/*.go", "../uploads/targets.go")               // and by evidence add
	byEngine := map[string]bool{"market.NoteIntroduction": true, "masterclass.PlanMasterclass": true}
	n := 0
	for _, l := range []law.Law{market.Law, market.EntryLaw, market.InterestLaw, survey.Law, capacity.Law, masterclass.Law, body.Law} {
		for _, kind := range l.Commands().Kinds() {
			c, is := l.Commands().Zero(kind)
			require.True(t, is)
			name := reflect.TypeOf(c).String()
			if byEngine[name] {
				continue
			}
			n++
			named := regexp.MustCompile(`\b` + regexp.QuoteMeta(name) + `\b`)
			require.True(t, named.MatchString(forms), "%s has no form", name)
			require.True(t, named.MatchString(typed), "%s has no typed command", name)
		}
	}
	require.Greater(t, n, 60)
}
