package client_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/client"
	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/api"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/evidence"
	"twinning.example/engine/internal/export/jobs"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/query"
)

// A schema is a JSON Schema of the API's document.
type schema struct {
	Ref             string             `json:"$ref"`
	Type            kinds              `json:"type"`
	Format          string             `json:"format"`
	ContentEncoding string             `json:"contentEncoding"`
	Items           *schema            `json:"items"`
	Additional      json.RawMessage    `json:"additionalProperties"`
	Properties      map[string]*schema `json:"properties"`
	Required        []string           `json:"required"`
	AnyOf, OneOf    []*schema
}

// kinds are the types of a schema: one, or several.
type kinds []string

func (k *kinds) UnmarshalJSON(text []byte) error {
	if text[0] == '[' {
		return json.Unmarshal(text, (*[]string)(k))
	}
	*k = kinds{""}
	return json.Unmarshal(text, &(*k)[0])
}

type document struct {
	Paths map[string]map[string]struct {
		OperationID string `json:"operationId"`
	} `json:"paths"`
	Components struct {
		Schemas map[string]*schema `json:"schemas"`
	} `json:"components"`
}

// described is the document of the whole API, which needs no database.
func described(t *testing.T) (d document) {
	t.Helper()
	h, err := api.New(api.Options{
		Queries: new(query.Queries), Door: new(door.Door), Ledger: new(ledger.Ledger), Evidence: new(evidence.Store), Jobs: new(jobs.Store),
		Who: func(*http.Request) (access.Viewer, error) { return access.Viewer{}, nil },
	})
	require.NoError(t, err)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/api/v1/openapi.json", http.NoBody))
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &d))
	return d
}

// Both files follow from the document; UPDATE=1 writes them anew.
func TestTypesAndKindsAreThoseOfTheAPI(t *testing.T) {
	t.Parallel()
	d := described(t)
	for name, text := range map[string][]byte{"types.go": types(t, d), "kinds.go": commandKinds(d)} {
		want, err := format.Source(text)
		require.NoError(t, err, string(text))
		if os.Getenv("UPDATE") != "" {
			require.NoError(t, os.WriteFile(name, want, 0o644))
		}
		is, err := os.ReadFile(name)
		require.NoError(t, err)
		require.Equal(t, string(want), string(is), "UPDATE=1 go test ./client writes %s anew", name)
	}
}

func TestAProblemIsReadWhole(t *testing.T) {
	t.Parallel()
	d := described(t)
	var names []string
	is := reflect.TypeFor[client.Problem]()
	for i := range is.NumField() {
		if name, _, _ := strings.Cut(is.Field(i).Tag.Get("json"), ","); name != "-" {
			names = append(names, name)
		}
	}
	require.ElementsMatch(t, slices.Collect(maps.Keys(d.Components.Schemas["api.Problem"].Properties)), names)
}

const generated = "// Code generated from the document of the API; DO NOT EDIT.\n\npackage client\n\n"

// commandKinds are constants for the kinds of commands.
func commandKinds(d document) []byte {
	lives := map[string][]string{}
	for path, methods := range d.Paths {
		id := methods["post"].OperationID
		if kind, noun, ok := strings.Cut(id, "-to-"); ok && strings.HasSuffix(path, "/"+kind) {
			lives[kind] = append(lives[kind], noun)
		}
	}
	var b bytes.Buffer
	fmt.Fprint(&b, generated, "// The kinds of commands, each with the lives that it is sent to. Those that lives send to\n// each other are left out.\nconst (\n")
	for _, kind := range slices.Sorted(maps.Keys(lives)) {
		if strings.HasPrefix(kind, "note-") || kind == "free-budget" {
			continue
		}
		slices.Sort(lives[kind])
		fmt.Fprintf(&b, "\tKind%s = %q // %s\n", title(kind), kind, strings.Join(lives[kind], ", "))
	}
	fmt.Fprint(&b, ")\n")
	return b.Bytes()
}

// types are Go types for what the API answers with. What a type and its members mean is
// told as it is in the source, in whose order they stand.
func types(t *testing.T, d document) []byte {
	t.Helper()
	source := sources(t)
	named := map[string]string{}
	for name := range d.Components.Schemas {
		if strings.HasPrefix(name, "api.Problem") || strings.HasSuffix(name, "-sent") || strings.HasPrefix(name, "query.Page-of-") {
			continue
		}
		short := name[strings.IndexByte(name, '.')+1:]
		require.NotContains(t, named, short, "two types of one name: %s and %s", name, named[short])
		named[short] = name
	}
	g := generator{t: t}
	for _, short := range slices.Sorted(maps.Keys(named)) {
		from := source[named[short]]
		said := from.says
		if said == "" {
			said = short + " is as the document of the API has it."
		}
		g.comment("", said)
		fmt.Fprintf(&g.Buffer, "type %s ", short)
		g.structure(d.Components.Schemas[named[short]], from)
		g.WriteString("\n\n")
	}
	head := generated + "import (\n"
	for _, pkg := range []string{"encoding/json", "time"} {
		if bytes.Contains(g.Bytes(), []byte(pkg[strings.IndexByte(pkg, '/')+1:]+".")) {
			head += fmt.Sprintf("\t%q\n", pkg)
		}
	}
	return append([]byte(head+")\n\n"), g.Bytes()...)
}

type generator struct {
	bytes.Buffer
	t *testing.T
}

func (g *generator) comment(indent, text string) {
	for line := range strings.Lines(text) {
		fmt.Fprintf(&g.Buffer, "%s// %s\n", indent, strings.TrimSpace(line))
	}
}

func (g *generator) structure(s *schema, from declared) {
	g.WriteString("struct {\n")
	names := slices.SortedFunc(maps.Keys(s.Properties), func(x, y string) int {
		if a, b := slices.Index(from.order, x), slices.Index(from.order, y); a != b {
			return a - b
		}
		return strings.Compare(x, y)
	})
	for _, name := range names {
		p := s.Properties[name]
		options, is := "", g.of(p)
		if !slices.Contains(s.Required, name) {
			if options = ",omitzero"; strings.HasPrefix(is, "[]") || strings.HasPrefix(is, "map[") {
				options = ",omitempty"
			}
		}
		g.comment("\t", from.above[name])
		fmt.Fprintf(&g.Buffer, "\t%s %s `json:\"%s%s\"`", title(name), is, name, options)
		if beside := from.beside[name]; beside != "" {
			fmt.Fprintf(&g.Buffer, " // %s", beside)
		}
		g.WriteString("\n")
	}
	g.WriteString("}")
}

// of is the Go type of a schema.
func (g *generator) of(s *schema) string {
	if s.Ref != "" {
		return s.Ref[strings.LastIndexByte(s.Ref, '.')+1:]
	}
	if len(s.OneOf) > 0 {
		return "Text" // the only type of two forms
	}
	if len(s.AnyOf) == 2 && slices.Equal(s.AnyOf[1].Type, kinds{"null"}) {
		return "*" + g.of(s.AnyOf[0])
	}
	if len(s.Type) == 0 {
		return "json.RawMessage"
	}
	pointer := ""
	if len(s.Type) > 1 {
		pointer = "*"
	}
	switch s.Type[0] {
	case "string":
		switch {
		case s.Format == "date-time":
			return pointer + "time.Time"
		case s.ContentEncoding == "base64":
			return "[]byte"
		}
		return pointer + "string"
	case "integer":
		return pointer + "int64"
	case "number":
		return pointer + "float64"
	case "boolean":
		return pointer + "bool"
	case "array":
		return "[]" + g.of(s.Items)
	case "object":
		if len(s.Properties) > 0 || string(s.Additional) == "false" {
			inner := generator{t: g.t}
			inner.structure(s, declared{})
			return pointer + inner.String()
		}
		var of schema
		require.NoError(g.t, json.Unmarshal(s.Additional, &of))
		return "map[string]" + g.of(&of)
	}
	g.t.Fatalf("a schema of type %v", s.Type)
	return ""
}

var initials = map[string]string{"id": "ID", "uid": "UID", "sha256": "SHA256", "url": "URL", "ids": "IDs", "md": "MD"}

// title is the Go name of a member: command_id is CommandID.
func title(name string) string {
	var b strings.Builder
	for _, word := range strings.FieldsFunc(name, func(r rune) bool { return r == '_' || r == '-' || r == '.' }) {
		if upper, ok := initials[word]; ok {
			b.WriteString(upper)
			continue
		}
		b.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	return b.String()
}

// declared is what the source says of a type.
type declared struct {
	says          string
	order         []string // of members, by their names in JSON
	above, beside map[string]string
}

var tagged = regexp.MustCompile(`json:"([^",]+)`)

// sources are the struct types of the packages below internal, by package and name.
func sources(t *testing.T) map[string]declared {
	t.Helper()
	all := map[string]declared{}
	files := token.NewFileSet()
	err := filepath.WalkDir("../internal", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(files, path, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, decl := range file.Decls {
			group, ok := decl.(*ast.GenDecl)
			if !ok || group.Tok != token.TYPE {
				continue
			}
			for _, spec := range group.Specs {
				if is, ok := spec.(*ast.TypeSpec); ok {
					all[file.Name.Name+"."+is.Name.Name] = declaration(is, group.Doc)
				}
			}
		}
		return nil
	})
	require.NoError(t, err)
	return all
}

func declaration(is *ast.TypeSpec, doc *ast.CommentGroup) declared {
	d := declared{above: map[string]string{}, beside: map[string]string{}}
	if is.Doc != nil {
		doc = is.Doc
	}
	d.says = strings.TrimSpace(doc.Text())
	of, ok := is.Type.(*ast.StructType)
	if !ok {
		return d
	}
	for _, f := range of.Fields.List {
		if f.Tag == nil {
			continue
		}
		if name := tagged.FindStringSubmatch(f.Tag.Value); name != nil {
			d.order = append(d.order, name[1])
			d.above[name[1]], d.beside[name[1]] = strings.TrimSpace(f.Doc.Text()), strings.TrimSpace(f.Comment.Text())
		}
	}
	return d
}

// Whoever imports the client links nothing else of this module, nor of any other.
func TestTheClientImportsTheStandardLibraryAlone(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		require.NoError(t, err)
		for _, i := range file.Imports {
			require.NotContains(t, strings.SplitN(i.Path.Value, "/", 2)[0], ".", "%s imports %s", path, i.Path.Value)
		}
	}
}
