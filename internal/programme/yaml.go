package programme

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
	"go.yaml.in/yaml/v4/plugin/loaderlimits"
)

const (
	deepest = 20     // levels of a file
	longest = 120    // characters of a field's name
	widest  = 20_000 // values of a file
)

const asYAML = "YAML: name: value, one to a line, and entries of lists after a hyphen"

// read turns a file into values. Problems of single values leave the rest
// readable; without a value the file could not be read at all.
func read(file string, data []byte) (*value, Problems) {
	if ps := checkText(file, data); len(ps) > 0 {
		return nil, ps
	}
	loader, err := yaml.NewLoader(bytes.NewReader(data), yaml.WithPlugin(loaderlimits.New(loaderlimits.DepthValue(deepest))))
	if err != nil {
		return nil, Problems{{File: file, What: err.Error()}}
	}
	var doc, next yaml.Node
	switch err := loader.Load(&doc); {
	case errors.Is(err, io.EOF):
		return nil, Problems{{File: file, Line: 1, Column: 1, What: "the file is empty", Allowed: asYAML}}
	case err != nil:
		return nil, Problems{syntax(file, err)}
	}
	switch err := loader.Load(&next); {
	case errors.Is(err, io.EOF):
	case err != nil:
		return nil, Problems{syntax(file, err)}
	default:
		return nil, Problems{{File: file, Line: next.Line, Column: next.Column, What: "a second document begins here", Allowed: "one document in a file"}}
	}
	r := reader{file: file}
	root := r.value(doc.Content[0], &value{line: doc.Content[0].Line, column: doc.Content[0].Column})
	if root.shape != group {
		return nil, append(r.problems, root.problem(file, "the file is not a group of fields", asYAML))
	}
	return root, r.problems
}

func syntax(file string, err error) Problem {
	p := Problem{File: file, Line: 1, Column: 1, What: "this is not YAML: " + err.Error(), Allowed: asYAML}
	var at *yaml.LoadError
	if errors.As(err, &at) {
		p.What = "this is not YAML: " + strings.TrimPrefix(at.Message, "yaml: ")
		if at.Mark.Line > 0 {
			p.Line, p.Column = at.Mark.Line, max(at.Mark.Column, 1)
		}
	}
	return p
}

// A reader turns the nodes of YAML into values, and refuses what only YAML has:
// anchors, tags, keys that are no text, and numbers written in other ways.
type reader struct {
	file     string
	problems Problems
	count    int // values and problems so far
	full     bool
}

func (r *reader) refuse(v *value, what, allowed string) {
	r.count++
	r.problems = append(r.problems, v.problem(r.file, what, allowed))
}

// value fills v, which has its name and place.
func (r *reader) value(n *yaml.Node, v *value) *value {
	if r.count++; r.count > widest {
		if !r.full {
			r.full = true
			r.refuse(v, fmt.Sprintf("the file has more than %d values", widest), "fewer values")
		}
		v.broken = true
		return v
	}
	if n.Anchor != "" || n.Kind == yaml.AliasNode {
		r.refuse(v, "an anchor or alias of YAML", "the value itself, written out")
		v.broken = true
		return v
	}
	if n.Style&yaml.TaggedStyle != 0 {
		r.refuse(v, quote(n.Tag)+" is a tag of YAML", "the value without a tag")
		v.broken = true
		return v
	}
	switch n.Kind {
	case yaml.MappingNode:
		r.group(n, v)
	case yaml.SequenceNode:
		v.shape = list
		for i, e := range n.Content {
			v.fields = append(v.fields, r.value(e, &value{name: strconv.Itoa(i), parent: v, line: e.Line, column: e.Column}))
		}
	default:
		r.scalar(n, v)
	}
	return v
}

func (r *reader) group(n *yaml.Node, v *value) {
	v.shape, v.byName = group, make(map[string]*value, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content) && !r.full; i += 2 {
		key := n.Content[i]
		f := &value{name: key.Value, parent: v, line: key.Line, column: key.Column}
		if key.Kind != yaml.ScalarNode || key.Value == "" || len(key.Value) > longest || key.Anchor != "" || key.Style&yaml.TaggedStyle != 0 {
			f.name = "?"
			r.refuse(f, "this is no name of a field", "a short text before the colon")
			continue
		}
		if what := unwanted(key.Value); what != "" {
			f.name = "?"
			r.refuse(f, what+" in the name of a field", "a short text before the colon")
			continue
		}
		if first, twice := v.byName[f.name]; twice {
			r.refuse(f, fmt.Sprintf("the field is there twice: it is also on line %d", first.line), "each field once")
			r.value(n.Content[i+1], f) // to say what is wrong with it, too
			continue
		}
		v.byName[f.name] = f
		v.fields = append(v.fields, f)
		r.value(n.Content[i+1], f)
	}
	// A mark over several lines: the value's own line says more than the mark's.
	if inner := v.marked(); inner != nil && v.parent != nil && inner.line == v.line {
		inner.line, inner.column = v.line, v.column
	}
}

// number is a number as people write it; longer ones are no number that is meant.
var number = regexp.MustCompile(`^-?(0|[1-9][0-9]{0,39})(\.[0-9]{1,40})?$`)

func (r *reader) scalar(n *yaml.Node, v *value) {
	switch n.ShortTag() {
	case "!!null":
		return
	case "!!bool":
		v.scalar = strings.EqualFold(n.Value, "true")
	case "!!int", "!!float":
		if !number.MatchString(n.Value) {
			r.refuse(v, quote(n.Value)+" is a number written in an unusual way", "digits and at most one point, as in 60 or 4.5; text stands in quotes")
			v.broken = true
			return
		}
		v.scalar = json.Number(wholeNumber(n.Value))
	default:
		if what := unwanted(n.Value); what != "" {
			r.refuse(v, what+" in the text", "text without control characters but line feeds and tabs, and without characters that cannot be seen")
			v.broken = true
			return
		}
		v.scalar = n.Value
	}
}

// wholeNumber writes 5.0 as 5, which is the same number.
func wholeNumber(s string) string {
	if whole, fraction, point := strings.Cut(s, "."); point && strings.Trim(fraction, "0") == "" {
		return whole
	}
	return s
}
