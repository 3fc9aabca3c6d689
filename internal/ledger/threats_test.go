package ledger_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
)

var (
	testDeclared = regexp.MustCompile(`(?m)^func (Test\w+)\(`)
	testNamed    = regexp.MustCompile("`(Test\\w+)`")
	boldItem     = regexp.MustCompile(`^- \*\*(.+?)\*\*`)
)

// testsOfTheTree are the names of all tests of this repository.
func testsOfTheTree(t *testing.T) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	require.NoError(t, filepath.WalkDir("../..", func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() && entry.Name() != ".." && strings.HasPrefix(entry.Name(), ".") {
			if err == nil {
				return filepath.SkipDir
			}
			return err
		}
		if !strings.HasSuffix(path, "_test.go") {
			return nil
		}
		text, err := os.ReadFile(path)
		for _, found := range testDeclared.FindAllStringSubmatch(string(text), -1) {
			names[found[1]] = true
		}
		return err
	}))
	return names
}

func TestEachLineOfTheThreatsNamesTheTestsThatHoldIt(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/threats.md")
	require.NoError(t, err)
	var claims []string           // the first cells and the first words of what is claimed
	held := map[string][]string{} // the tests that a line of the list names
	heading := ""
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		cells := strings.Split(line, " | ")
		switch {
		case strings.HasPrefix(line, "## "):
			heading = strings.TrimPrefix(line, "## ")
		case strings.HasPrefix(line, "|---") || line == "| who | can | cannot, and what stops or finds it |" || line == "| line | tests |":
		case heading == "What each can do alone" && strings.HasPrefix(line, "| "):
			claims = append(claims, strings.TrimPrefix(cells[0], "| "))
		case heading == "What is left" && boldItem.MatchString(line):
			claims = append(claims, boldItem.FindStringSubmatch(line)[1])
		case heading == "Which tests hold it" && strings.HasPrefix(line, "| "):
			require.Len(t, cells, 2, line)
			name := strings.TrimPrefix(cells[0], "| ")
			require.NotContains(t, held, name, "a line is listed twice")
			held[name] = []string{}
			for _, found := range testNamed.FindAllStringSubmatch(cells[1], -1) {
				held[name] = append(held[name], found[1])
			}
		}
	}
	require.Greater(t, len(claims), 12)
	claims = append(claims, "What finds it")
	tests := testsOfTheTree(t)
	for _, claim := range claims {
		require.NotEmpty(t, held[claim], "no test is named for the line %q", claim)
		for _, name := range held[claim] {
			require.True(t, tests[name], "%q names the test %s, which does not exist", claim, name)
		}
		delete(held, claim)
	}
	require.Empty(t, held, "the list names lines that are not there")
}

func TestNothingIsTrustedWithoutTheOperatorsPublicKey(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	at := mustAppend(t, l, decision("call/A")).Events[0].Position
	bare, err := ledger.Open(t.Context(), ledger.Options{DSN: ledgertest.DSN(t, ledger.RoleApp)})
	require.NoError(t, err)
	t.Cleanup(bare.Close)
	_, err = bare.Verify(t.Context(), ledger.VerifyOptions{})
	require.ErrorContains(t, err, "no operator's public key is trusted")
	_, err = bare.Read(t.Context(), ledger.Query{From: at, Trusted: true})
	require.ErrorIs(t, err, ledger.ErrNoTrust)
	_, err = bare.UnsignedTail(t.Context())
	require.ErrorIs(t, err, ledger.ErrNoTrust)

	file, _ := newKey(t, ledger.KeyOperator) // another operator's
	other := ledgertest.Open(t, ledger.Options{Trust: file + ".pub"})
	report, err := other.Verify(t.Context(), ledger.VerifyOptions{})
	require.NoError(t, err)
	require.NotEmpty(t, report.Findings)
	require.Zero(t, report.Signed)
}
