package programme

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// A Value is one value of a rule book that a form may show and change by itself.
type Value struct {
	Path    string // as a JSON pointer, without marks
	Written string // as it stands in the file; "" where it is not there
}

// Values are the values of a rule book at paths, as they are written in the file. A file
// that cannot be read as YAML has none.
func Values(data []byte, paths ...string) []Value {
	var doc yaml.Node
	if yaml.Load(data, &doc) != nil || len(doc.Content) == 0 {
		return nil
	}
	list := make([]Value, 0, len(paths))
	for _, path := range paths {
		v := Value{Path: path}
		if n := at(doc.Content[0], path, false); n != nil && n.Kind == yaml.ScalarNode {
			v.Written = n.Value
		}
		list = append(list, v)
	}
	return list
}

// Set writes values at paths into a rule book. What a file says already stays as it is, with
// its mark and its comment; a value that is another one loses the mark, whose source did not
// give it. A value that is "" is left as it is. name is how messages call the file; the error
// is Problems where it cannot be read as YAML.
func Set(name string, data []byte, values ...Value) ([]byte, error) {
	var doc yaml.Node
	if err := yaml.Load(data, &doc); err != nil {
		return nil, Problems{syntax(name, err)}
	}
	if len(doc.Content) == 0 || doc.Content[0].Kind != yaml.MappingNode {
		return nil, Problems{{File: name, What: "the file is not a group of fields", Allowed: asYAML}}
	}
	changed := false
	for _, v := range values {
		if v.Written == "" {
			continue
		}
		is := at(doc.Content[0], v.Path, false)
		if is != nil && is.Kind == yaml.ScalarNode && is.Value == v.Written {
			continue
		}
		n := at(doc.Content[0], v.Path, true)
		*n = yaml.Node{Kind: yaml.ScalarNode, Value: v.Written, HeadComment: n.HeadComment, LineComment: n.LineComment, FootComment: n.FootComment}
		changed = true
	}
	if !changed {
		return data, nil
	}
	return dump(&doc)
}

// at is the node at a path: the value within its mark or, to be written, the mark itself. To
// be written, it is made where it is not there.
func at(n *yaml.Node, path string, write bool) *yaml.Node {
	steps := strings.Split(strings.TrimPrefix(path, "/"), "/")
	for i, step := range steps {
		if v := field(n, "value"); v != nil && marks(n) {
			n = v
		}
		next := field(n, step)
		if next == nil && n.Kind == yaml.SequenceNode {
			if k, err := strconv.Atoi(step); err == nil && k >= 0 && k < len(n.Content) {
				next = n.Content[k]
			}
		}
		if next == nil {
			if !write || n.Kind != yaml.MappingNode {
				return nil
			}
			next = &yaml.Node{Kind: yaml.MappingNode}
			if i == len(steps)-1 {
				next = scalar("")
			}
			n.Content = append(n.Content, scalar(step), next)
		}
		n = next
	}
	if v := field(n, "value"); v != nil && marks(n) && !write {
		n = v
	}
	return n
}

// dump writes a document as the rule books that come with the program are written.
func dump(doc *yaml.Node) ([]byte, error) {
	var out bytes.Buffer
	d, err := yaml.NewDumper(&out, yaml.WithIndent(2), yaml.WithLineWidth(-1), yaml.WithCompactSeqIndent(false))
	if err == nil {
		err = errors.Join(d.Dump(doc), d.Close())
	}
	if err != nil {
		return nil, fmt.Errorf("write a rule book: %w", err)
	}
	return blankLines.ReplaceAll(topLevel.ReplaceAll(out.Bytes(), []byte("\n$0")), []byte("\n\n")), nil
}

var blankLines = regexp.MustCompile(`\n{3,}`)

var fourDigits = regexp.MustCompile(`\d{4}`)

// LaterReference is a reference of a call with another year in the place of its own.
func LaterReference(reference string, was, is int) string {
	return fourDigits.ReplaceAllStringFunc(reference, func(year string) string {
		if year == strconv.Itoa(was) {
			return strconv.Itoa(is)
		}
		return year
	})
}

// Lines are the problems of a file by line; those of the whole file are under 0.
func (ps Problems) Lines() []int {
	var lines []int
	for _, p := range ps {
		lines = append(lines, p.Line)
	}
	slices.Sort(lines)
	return slices.Compact(lines)
}
