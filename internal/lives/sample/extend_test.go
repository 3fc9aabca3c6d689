package sample_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWhatTheGuideShowsIsTheCodeThatRuns(t *testing.T) {
	t.Parallel()
	guide, err := os.ReadFile("../../../docs/extend.md")
	require.NoError(t, err)
	code, err := os.ReadFile("notice.go")
	require.NoError(t, err)
	blocks := regexp.MustCompile("(?s)```go\n(.*?)```").FindAllStringSubmatch(string(guide), -1)
	require.NotEmpty(t, blocks)
	for _, b := range blocks {
		var lines []string
		for line := range strings.Lines(b[1]) {
			lines = append(lines, strings.TrimPrefix(line, "   ")) // it stands in a list
		}
		require.Contains(t, string(code), strings.TrimSpace(strings.Join(lines, "")), "the guide shows other code than notice.go")
	}
}
