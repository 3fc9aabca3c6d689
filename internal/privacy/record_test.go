package privacy_test

import (
	"bytes"
	"cmp"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"text/template"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/freetext"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/people"
)

const document = "../../docs/privacy.md"

func TestTheRecordOfProcessingSaysWhatTheCodeDoes(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("record.md.tmpl")
	require.NoError(t, err)
	write, err := template.New("record").Option("missingkey=error").Parse(string(text))
	require.NoError(t, err)
	var b bytes.Buffer
	require.NoError(t, write.Execute(&b, map[string]string{
		"People": recorded(t), "Commands": commands(t), "Events": events(t), "Personal": personal(t), "Impersonal": impersonal(t), "Readers": readers(t),
	}))
	if os.Getenv("UPDATE") != "" {
		require.NoError(t, os.WriteFile(document, b.Bytes(), 0o644))
	}
	is, err := os.ReadFile(document)
	require.NoError(t, err)
	require.Equal(t, b.String(), string(is), "UPDATE=1 go test ./internal/privacy writes docs/privacy.md anew")
}

// recorded are the fields of the sealed streams of people.
func recorded(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	met := map[string]bool{}
	for _, of := range []struct {
		stream string
		is     reflect.Type
	}{{"`person/<id>`", reflect.TypeFor[people.Person]()}, {"`person/<id>.identities`", reflect.TypeFor[people.Identity]()}} {
		var all []string
		for i := range of.is.NumField() {
			name, _, _ := strings.Cut(of.is.Field(i).Tag.Get("json"), ",")
			if name == "-" {
				continue
			}
			met[name] = true
			require.NotEmpty(t, members[name], "%s.%s is recorded of people, and nobody says what it is", of.is.Name(), name)
			all = append(all, members[name])
		}
		fmt.Fprintf(&b, "| %s | %s |\n", of.stream, strings.Join(all, "; "))
	}
	for name := range members {
		require.True(t, met[name], "nobody has a %s", name)
	}
	return b.String()
}

// what is told of the strings of one kind.
type text struct{ said, people, words []string }

var (
	used  = map[string]bool{}
	using sync.Mutex // several tests look strings up at once
)

// told looks every string of a type up.
func told(t *testing.T, is reflect.Type) (s text) {
	t.Helper()
	for _, l := range leaves(is) {
		_, field, _ := strings.Cut(l.name, ".")
		of := plainly
		if l.said {
			of = said
		}
		what, key := of[l.name], l.name
		if what == "" {
			what, key = of[field], field
		}
		require.NotEmpty(t, what, "%s (%s) holds text, and nobody says what it is: add it to strings_test.go", l.name, l.path)
		using.Lock()
		used[key] = true
		using.Unlock()
		at := "`" + l.path + "`"
		switch {
		case l.said:
			s.said = append(s.said, at+" "+what)
		case what == person:
			s.people = append(s.people, at)
		case what == words:
			s.words = append(s.words, at)
		}
	}
	return s
}

func (s text) none() bool { return len(s.said)+len(s.people)+len(s.words) == 0 }

func cell(list []string) string {
	if len(list) == 0 {
		return "-"
	}
	return strings.Join(list, "; ")
}

// commands are the kinds of commands with something personal in them.
func commands(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	for _, life := range lives.All() {
		for _, kind := range life.Law.Commands().Kinds() {
			zero, _ := life.Law.Commands().Zero(kind)
			s := told(t, reflect.TypeOf(zero))
			sealed := "no"
			switch {
			case law.IsSealedKind(zero) && len(s.said) > 0:
				sealed = "always: life; with words: author, too"
			case law.IsSealedKind(zero):
				sealed = "always: life"
			case byLives(kind): // what it says is a reference then
			case len(s.said) > 0:
				require.True(t, freetext.Holds(reflect.TypeOf(zero)))
				sealed = "with words: life and author"
			}
			if _, addressed := zero.(law.Addressed); addressed {
				sealed += "; whom it is sent to, by a blind index of the address"
			}
			if byLives(kind) {
				s.said = nil
			}
			if sealed == "no" && s.none() {
				continue
			}
			fmt.Fprintf(&b, "| %s: %s | %s | %s | %s | %s |\n", life.Noun, kind, sealed, cell(s.said), cell(s.people), cell(s.words))
		}
	}
	return b.String()
}

// byLives tells whether lives send a command to each other, and no person does.
func byLives(kind string) bool { return strings.HasPrefix(kind, "note-") || kind == "free-budget" }

// events are the kinds of events with something personal in them.
func events(t *testing.T) string {
	t.Helper()
	also := policies(t)
	var b strings.Builder
	row := func(noun, kind string, zero law.Event) {
		s := told(t, reflect.TypeOf(zero))
		sealed := "no"
		if law.IsSealed(zero) {
			sealed = "life"
		}
		if kind == (law.LetterWritten{}).Kind() {
			sealed = "who it is to, whose words it quotes, and the tender"
		}
		if sealed == "no" && s.none() {
			return
		}
		fmt.Fprintf(&b, "| %s: %s | %s | %s | %s | %s | %s |\n", noun, kind, sealed, cell(s.said), cell(s.people), cell(s.words), cell(also[noun+" "+kind]))
	}
	for _, life := range lives.All() {
		for _, kind := range life.Law.Events().Kinds() {
			zero, _ := life.Law.Events().Zero(kind)
			row(life.Noun, kind, zero)
		}
	}
	for _, kind := range law.EngineEvents.Kinds() {
		zero, _ := law.EngineEvents.Zero(kind)
		row("any life", kind, zero)
	}
	for _, kind := range law.Fates.Kinds() {
		zero, _ := law.Fates.Zero(kind)
		row("letters", kind, zero)
	}
	for name := range plainly {
		require.True(t, used[name], "%s is described in strings_test.go and stands nowhere", name)
	}
	for name := range said {
		require.True(t, used[name], "%s is described in strings_test.go and stands nowhere", name)
	}
	return b.String()
}

var (
	policyForm = regexp.MustCompile(`(?s)@id\("([a-z-]+)"\)\s*permit[^;]*;`)
	kindForm   = regexp.MustCompile(`"([a-z-]+\.v[0-9]+)"`)
)

// policies are those that tell of a kind of event to others than who sees the whole life, by their names.
func policies(t *testing.T) map[string][]string {
	t.Helper()
	text, err := os.ReadFile("../access/policies/events.cedar")
	require.NoError(t, err)
	by := map[string][]string{}
	for _, p := range policyForm.FindAllStringSubmatch(string(text), -1) {
		noun := "tender"
		if strings.Contains(p[0], "resource is CallEvent") {
			noun = "call"
		}
		for _, kind := range kindForm.FindAllStringSubmatch(p[0], -1) {
			by[noun+" "+kind[1]] = append(by[noun+" "+kind[1]], strings.ReplaceAll(p[1], "-", " "))
		}
	}
	require.Greater(t, len(by), 20)
	return by
}

// personal are the tables that hold something of people, column by column.
func personal(t *testing.T) string {
	t.Helper()
	held := columns(t)
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(held)) {
		is := tables[name]
		if is.personal == "" {
			continue
		}
		fmt.Fprintf(&b, "### %s\n\n%s.\n\n| | |\n|---|---|\n| kept | %s |\n| read by | %s |\n| an erasure of the person | %s |\n", name, upper(is.personal), is.kept, is.read, is.erased)
		fmt.Fprintf(&b, "| columns | %s |\n\n", described(is, held[name]))
	}
	return b.String()
}

func upper(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

func described(is table, names []string) string {
	var all []string
	for _, c := range names {
		all = append(all, "`"+c+"` "+is.columns[c])
	}
	return strings.Join(all, "; ")
}

// impersonal are the other tables.
func impersonal(t *testing.T) string {
	t.Helper()
	held := columns(t)
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(held)) {
		if is := tables[name]; is.personal == "" {
			fmt.Fprintf(&b, "| %s | %s |\n", name, described(is, held[name]))
		}
	}
	return b.String()
}

var (
	columnForm = regexp.MustCompile(`^the column "?([a-z0-9_]+)"? of ([a-z]+\.[a-z_]+):`)
	tableForm  = regexp.MustCompile(`(?s)CREATE TABLE IF NOT EXISTS (views\.[a-z_]+) \(\n(.*?)\n\);`)
	memberForm = regexp.MustCompile(`(?m)^ {4}([a-z_0-9]+) +[a-z]`)
	addedForm  = regexp.MustCompile(`ALTER TABLE (views\.[a-z_]+) ADD COLUMN IF NOT EXISTS ([a-z_0-9]+)`)
)

// columns are all tables with their columns: those that migrations make, from the
// inventory that a database is compared with, and those of the views.
func columns(t *testing.T) map[string][]string {
	t.Helper()
	held := map[string][]string{}
	text, err := os.ReadFile("../ledger/guards.txt")
	require.NoError(t, err)
	for line := range strings.Lines(string(text)) {
		if m := columnForm.FindStringSubmatch(line); m != nil {
			held[m[2]] = append(held[m[2]], m[1])
		}
	}
	require.Contains(t, held, "web.sessions")
	files, err := filepath.Glob("../views/*.sql")
	require.NoError(t, err)
	for _, path := range files {
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		for _, m := range tableForm.FindAllStringSubmatch(string(text), -1) {
			for _, c := range memberForm.FindAllStringSubmatch(m[2], -1) {
				held[m[1]] = append(held[m[1]], c[1])
			}
		}
		for _, m := range addedForm.FindAllStringSubmatch(string(text), -1) {
			held[m[1]] = append(held[m[1]], m[2])
		}
		require.Equal(t, strings.Count(string(text), "CREATE TABLE "), len(tableForm.FindAllString(string(text), -1)), "a table of %s cannot be read", path)
	}
	for name, list := range held {
		is, there := tables[name]
		require.True(t, there, "the table %s is not described: add it to tables_test.go", name)
		slices.Sort(list)
		require.Equal(t, slices.Sorted(maps.Keys(is.columns)), list, "the columns of %s are those that tables_test.go describes", name)
		require.Equal(t, is.personal == "", is.kept == "" && is.read == "" && is.erased == "", name)
	}
	for name := range tables {
		require.Contains(t, held, name, "the table %s is described and is not there", name)
	}
	return held
}

// readers turns the table of docs/access.md, which a test holds to the policies, round:
// for each part of a tender who sees it.
func readers(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../../docs/access.md")
	require.NoError(t, err)
	_, rest, ok := strings.Cut(string(text), "| viewer |")
	require.True(t, ok)
	rows := strings.Split(rest, "\n")
	parts := split(rows[0])
	by := make([][]string, len(parts))
	for _, row := range rows[2:] {
		if !strings.HasPrefix(row, "|") {
			break
		}
		cells := split(row)
		require.Len(t, cells, len(parts)+1)
		for i, states := range cells[1:] {
			switch states {
			case "-":
			case "all":
				by[i] = append(by[i], cells[0])
			default:
				by[i] = append(by[i], cells[0]+" ("+states+")")
			}
		}
	}
	var b strings.Builder
	for i, part := range parts {
		fmt.Fprintf(&b, "| %s | %s |\n", part, strings.Join(by[i], "; "))
	}
	return b.String()
}

func split(row string) (cells []string) {
	for c := range strings.SplitSeq(strings.Trim(row, "| "), "|") {
		cells = append(cells, strings.TrimSpace(c))
	}
	return cells
}

var testForm = regexp.MustCompile("`(Test[A-Za-z0-9]+)`")

// What the record claims of erasures, seals and logs is held by tests that there are.
func TestEveryTestThatTheRecordNamesIsThere(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("record.md.tmpl")
	require.NoError(t, err)
	named := testForm.FindAllStringSubmatch(string(text), -1)
	require.Greater(t, len(named), 15)
	all := testsThatThereAre(t)
	for _, n := range named {
		require.True(t, all[n[1]], "there is no %s", n[1])
	}
}

// testsThatThereAre are the names of all tests of the module.
func testsThatThereAre(t *testing.T) map[string]bool {
	t.Helper()
	all := map[string]bool{}
	err := filepath.WalkDir("../..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() && strings.HasPrefix(entry.Name(), ".") && len(entry.Name()) > 2 {
			return cmp.Or(err, fs.SkipDir)
		}
		if !strings.HasSuffix(path, "_test.go") {
			return nil
		}
		source, err := os.ReadFile(path)
		for _, m := range regexp.MustCompile(`(?m)^func (Test[A-Za-z0-9]+)\(`).FindAllSubmatch(source, -1) {
			all[string(m[1])] = true
		}
		return err
	})
	require.NoError(t, err)
	return all
}
