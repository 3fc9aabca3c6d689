package pages

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A form that no test sends is one that may have been refused since it was drawn: ten of them were. Which test sends it is read from the tests of
// this package and of the browser: each names the form by its last part, as in do/accept-log, or in a string of its own.
func TestEveryFormIsSentByATest(t *testing.T) {
	t.Parallel()
	var tests []byte
	for _, pattern := range []string{"*_test.go", "../browser/*_test.go"} {
		names, err := filepath.Glob(pattern)
		require.NoError(t, err)
		require.NotEmpty(t, names)
		for _, name := range names {
			if name == "schema_test.go" || name == "sentforms_test.go" {
				continue // they name kinds, and send none
			}
			text, err := os.ReadFile(name)
			require.NoError(t, err)
			tests = append(tests, text...)
		}
	}
	for _, f := range forms {
		named := regexp.MustCompile(`["/]` + regexp.QuoteMeta(f.kind) + `["?/]`)
		assert.True(t, named.Match(tests), "no test sends the form of %s", f.kind)
	}
}
