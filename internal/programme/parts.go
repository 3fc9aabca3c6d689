package programme

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"twinning.example/engine/internal/call"
)

// own are the parts of a rule book that are a call's own and no default of its programme.
var own = []string{"reference", "title", "programme", "follows", "marks"}

// partNames are the parts of a rule book that a programme may give.
func partNames() []string {
	var names []string
	t := reflect.TypeFor[call.RuleBook]()
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		if !slices.Contains(own, name) {
			names = append(names, name)
		}
	}
	return names
}

// CheckParts refuses a file that does not hold parts of a rule book, such as its
// holidays, at its top level. What they say is checked with each rule book that
// has them. The error, if any, is Problems.
func CheckParts(name string, data []byte) error {
	root, ps := read(name, data)
	if root != nil {
		for _, f := range root.fields {
			if root.shape != group || !slices.Contains(partNames(), f.name) {
				ps = append(ps, f.problem(name, fmt.Sprintf("%q is no part of a rule book that a programme may give", f.name), strings.Join(partNames(), ", ")))
			}
		}
	}
	return ps.err()
}

// WithParts is a rule book's file with those parts of another file, whole, that it
// does not have itself, behind its own text. A part that it has is its own, whole.
func WithParts(name string, data, parts []byte) ([]byte, error) {
	if err := CheckParts("default parts", parts); err != nil {
		return nil, err
	}
	root, ps := read(name, data)
	if root == nil {
		return nil, ps.err()
	}
	given, ps := read("default parts", parts)
	if given == nil {
		return nil, ps.err()
	}
	lines := strings.SplitAfter(string(parts), "\n")
	whole := bytes.NewBuffer(bytes.Clone(data))
	for i, f := range given.fields {
		if root.field(f.name) != nil {
			continue
		}
		end := len(lines)
		if i+1 < len(given.fields) {
			end = given.fields[i+1].line - 1
		}
		if b := whole.Bytes(); len(b) > 0 && b[len(b)-1] != '\n' {
			whole.WriteByte('\n')
		}
		whole.WriteString(strings.Join(lines[f.line-1:end], ""))
	}
	return whole.Bytes(), nil
}

// Named is the programme that a rule book's file names, "" where it names none.
func Named(name string, data []byte) (string, error) {
	root, ps := read(name, data)
	if root == nil {
		return "", ps.err()
	}
	v := root.field("programme")
	if v == nil {
		return "", nil
	}
	text, _ := v.plain().(string)
	return text, nil
}
