package programme

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// changed is the good rule book with pairs of old and new text replaced, all of them.
func changed(t testing.TB, pairs ...string) []byte {
	t.Helper()
	text := string(shipped(t, "dhe-2019.yaml"))
	for i := 0; i < len(pairs); i += 2 {
		require.Contains(t, text, pairs[i])
		text = strings.ReplaceAll(text, pairs[i], pairs[i+1])
	}
	return []byte(text)
}

func TestTheDeadlineMustExistExactlyOnce(t *testing.T) {
	t.Parallel()
	autumn := []string{
		"date: {value: 2019-08-07,", "date: {value: 2019-10-27,", "award: {value: 2019-09-16,", "award: {value: 2019-11-04,",
		"start: {value: 2019-10-14,", "start: {value: 2019-12-02,", "at: {value: 17:00,", "at: {value: 02:30,",
	}
	_, err := Parse("book.yaml", changed(t, autumn...))
	p := find(t, err, "/dates/deadline/at")
	require.Contains(t, p.What, "twice")
	require.Contains(t, p.Allowed, "exactly once")
	require.Len(t, problems(t, err), 1)

	spring := append(autumn[:len(autumn):len(autumn)], "date: {value: 2019-10-27,", "date: {value: 2020-03-29,", "award: {value: 2019-11-04,", "award: {value: 2020-04-06,",
		"start: {value: 2019-12-02,", "start: {value: 2020-05-04,", "latest_start: {value: 2020-01-13,", "latest_start: {value: 2020-06-01,")
	_, err = Parse("book.yaml", changed(t, spring...))
	require.Contains(t, find(t, err, "/dates/deadline/at").What, "not exist")

	withOffset := append(autumn[:len(autumn):len(autumn)], "at: {value: 02:30,", "offset: {value: +01:00, sample: true, why: a test}\n    at: {value: 02:30,")
	b, err := Parse("book.yaml", changed(t, withOffset...))
	require.NoError(t, err)
	rule, err := b.DeadlineRule("p-test")
	require.NoError(t, err)
	require.Equal(t, time.Date(2019, 10, 27, 1, 30, 0, 0, time.UTC), rule.Instant)
}

func TestTheCurrencyMustBeOneOnTheDayOfPublication(t *testing.T) {
	t.Parallel()
	_, err := Parse("book.yaml", changed(t, "EUR ", "LTL "))
	require.Len(t, problems(t, err), 1)
	p := find(t, err, "/budget")
	require.Contains(t, p.What, "LTL")
	require.Contains(t, p.Allowed, "on the day of publication")
}

func TestAllProblemsAreFoundAtOnce(t *testing.T) {
	t.Parallel()
	_, err := Parse("dhe-2019.yaml", changed(t,
		"value: EUR 17000.00", "value: EUR 1.005", // form
		"start: {value: 2019-10-14,", "start: {value: 2019-08-01,", // law
		"award: {value: 2019-09-16,", "avard: {value: 2019-09-16,", // fields
		"weight: 40", "weight: 50", // law
		"letter: escalation", "letter: nudge",
	))
	var paths []string
	last := 0
	for _, p := range problems(t, err) {
		paths = append(paths, p.Path)
		require.GreaterOrEqual(t, p.Line, last, "by line")
		last = p.Line
	}
	require.Subset(t, paths, []string{"/types/2/ceiling", "/dates/award", "/dates/avard", "/evaluation/criteria", "/reminders/ladders/closure/rungs/2/letter"})
	// The start is compared with an award that is not there: nothing is said of it.
	require.NotContains(t, paths, "/dates/start")
	lines := strings.Split(err.Error(), "\n")
	require.Len(t, lines, len(paths))
	require.Contains(t, lines[0], "dhe-2019.yaml:")
}

func TestProblemsReadAsOneLine(t *testing.T) {
	t.Parallel()
	p := Problem{File: "dhe-2019.yaml", Line: 41, Column: 5, Path: "/types/2/ceiling", What: "EUR 1.005 has more than 2 decimals", Allowed: "two"}
	require.Equal(t, "dhe-2019.yaml:41:5: /types/2/ceiling: EUR 1.005 has more than 2 decimals; allowed: two", p.String())
	require.Equal(t, "x: the file is empty", Problem{File: "x", What: "the file is empty"}.String())
}

func TestWhatIsNoYAMLIsRefusedInASentence(t *testing.T) {
	t.Parallel()
	deep := "a: " + strings.Repeat("[", 5000)
	bomb := "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n"
	for _, row := range []struct {
		name, text string
		line       int
		what       string
	}{
		{"nothing", "", 1, "the file is empty"},
		{"only comments", "# nothing\n\n# here\n", 1, "the file is empty"},
		{"a sentence", "Dear Sir or Madam", 1, "not a group of fields"},
		{"a list", "- a\n- b\n", 1, "not a group of fields"},
		{"two colons", "reference: DHE\ntitle: a: b\n", 2, "this is not YAML"},
		{"open bracket", "reference: [DHE\n", 2, "this is not YAML"},
		{"tabs", "reference:\n\tvalue: DHE\n", 2, "this is not YAML"},
		{"a PDF", "%PDF-1.4\n1 0 obj\n", 1, "this is not YAML"},
		{"a page", "<html>\n<body>Sign in: please</body>\n", 2, "this is not YAML"},
		{"bytes", "reference: DHE\ntitle: \xff\xfe\n", 2, "0xff is not UTF-8"},
		{"NUL", "reference: DHE\n\n\x00\n", 3, "NUL"},
		{"control character", "reference: DHE\ntitle: a\x07b\n", 2, "U+0007"},
		{"carriage return within a line", "reference: DHE\ntitle: a\rb\n", 2, "U+000D"},
		{"two documents", "reference: DHE\n---\nreference: DHE\n", 2, "second document"},
		{"too deep", deep, 1, "max depth"},
		{"anchors", bomb, 1, "anchor"},
		{"merge key", "<<: {reference: DHE}\n", 1, "no such field"},
		{"key that is a list", "? [a]\n: b\n", 1, "no name of a field"},
		{"key without end", strings.Repeat("k", 121) + ": 1\n", 1, "no name of a field"},
		{"empty key", "'': 1\n", 1, "no name of a field"},
		{"NUL in a key", "\"a\\0\": 1\n", 1, "U+0000"},
		{"UTF-16", "\xff\xfer\x00e\x00f\x00\n\x00", 1, "is in UTF-16"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			_, err := Parse("book.yaml", []byte(row.text))
			said := false
			for _, p := range problems(t, err) {
				said = said || p.Line == row.line && strings.Contains(p.What, row.what)
			}
			require.True(t, said, "%v", err)
		})
	}
}

func TestTooMuchIsRefused(t *testing.T) {
	t.Parallel()
	_, err := Parse("book.yaml", append(shipped(t, "dhe-2019.yaml"), []byte(strings.Repeat("# more\n", Limit/7))...))
	require.ErrorContains(t, err, "more than 1048576 bytes")

	_, err = Parse("book.yaml", []byte("a: ["+strings.Repeat("1,", 30_000)+"1]\n"))
	require.ErrorContains(t, err, "more than 20000 values")

	_, err = Parse("book.yaml", []byte(strings.Repeat("a: 1\n", 100_000)))
	require.ErrorContains(t, err, "more than 20000 values")
	require.Less(t, len(problems(t, err)), 20_010)

	_, err = Parse("book.yaml", []byte(strings.Repeat("\x01\n", 10_000)))
	require.Len(t, problems(t, err), most)
	require.ErrorContains(t, err, "and 9900 more lines like this")

	path := filepath.Join(t.TempDir(), "large.yaml")
	require.NoError(t, os.WriteFile(path, make([]byte, Limit+10), 0o600))
	_, err = Load(path)
	require.ErrorContains(t, err, "more than 1048576 bytes")
}

func TestWindowsLineEndingsAndAByteOrderMarkAreRead(t *testing.T) {
	t.Parallel()
	text := "\ufeff" + strings.ReplaceAll(string(shipped(t, "dhe-2019.yaml")), "\n", "\r\n")
	b, err := Parse("book.yaml", []byte(text))
	require.NoError(t, err)
	require.Equal(t, "DHE-2019", b.Reference)
}

func TestTextIsNotNormalised(t *testing.T) {
	t.Parallel()
	const composed, decomposed = "Caf\u00e9", "Cafe\u0301"
	for _, s := range []string{composed, decomposed} {
		b, err := Parse("book.yaml", changed(t, "value: DigitalHealthEurope", "value: "+s))
		require.NoError(t, err)
		require.Equal(t, s, b.Programme)
	}
}

func TestAPlainValueNeedsNoMark(t *testing.T) {
	t.Parallel()
	b, err := Parse("book.yaml", changed(t, "title: {value: Call for Twinning Tenders, source: call summary}", "title: Another call"))
	require.NoError(t, err)
	require.Equal(t, "Another call", b.Title)
	for _, m := range b.Marks {
		require.NotEqual(t, "/title", m.Path)
	}
}

func TestAFileThatIsNotThere(t *testing.T) {
	t.Parallel()
	_, err := Load(filepath.Join(t.TempDir(), "none.yaml"))
	require.ErrorIs(t, err, os.ErrNotExist)
	_, err = LoadPeople(filepath.Join(t.TempDir(), "none.yaml"))
	require.ErrorIs(t, err, os.ErrNotExist)
	_, err = LoadTender(filepath.Join(t.TempDir(), "none.yaml"))
	require.ErrorIs(t, err, os.ErrNotExist)
}

func FuzzParse(f *testing.F) {
	f.Add(shipped(f, "dhe-2019.yaml"))
	f.Add(shipped(f, "dhe-2019.people.yaml"))
	f.Add(shipped(f, "tenders/mask.yaml"))
	for i, row := range brokenBooks {
		if i%7 == 0 {
			f.Add([]byte(strings.Replace(string(shipped(f, "dhe-2019.yaml")), row.old, row.new, 1)))
		}
	}
	f.Add([]byte("a: {value: {value: 1}}\n<<: [*x]\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if b, err := Parse("fuzz.yaml", data); err == nil {
			require.Empty(t, b.Check())
			require.Len(t, b.SHA256, 64)
		} else {
			require.NotEmpty(t, fmt.Sprint(err))
		}
		_, _ = ParsePeople("fuzz.yaml", data)
		_, _ = ParseTender("fuzz.yaml", data)
	})
}
