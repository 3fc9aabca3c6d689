// Package programme reads the files of a programme: the rule book of a call,
// its people, tenders, and the forms that the command line takes. Everything
// wrong with a file is found at once, and each message says where it is, what
// is wrong and what is allowed.
//
// A file is read in steps, and each refuses what the next need not know about:
// bytes (size, UTF-8, control characters), YAML (one document, known nodes, no
// field twice), JSON Schema (fields, types, forms), and the law's own checks
// (what values mean together; internal/call/check.go).
//
// Any value may be written with a mark, {value: X, source: "..."} or {value: X,
// sample: true, why: "..."}: what the file means is the value, and the marks
// are kept beside it.
package programme

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/twinning"
)

// A Book is a rule book with the file that it was read from. A call is opened
// with both, and pinned by the hash.
type Book struct {
	call.RuleBook
	SHA256 string // of Source, in hexadecimal
	Source []byte // the file, byte for byte
}

// Load reads and checks the rule book in a file.
func Load(path string) (Book, error) {
	data, err := readFile(path)
	if err != nil {
		return Book{}, err
	}
	return Parse(path, data)
}

// Parse reads and checks a rule book. name is how messages call the file. The
// error, if any, is Problems.
func Parse(name string, data []byte) (Book, error) {
	var rules call.RuleBook
	root, ps := decode(name, data, RuleBookSchema, &rules)
	if root != nil {
		rules.Marks = root.marks()
		// What the law says about values that could not be read means nothing.
		found := ps
		for _, p := range rules.Check() {
			if !found.touch(append(p.With, p.Path)...) {
				v := root.find(p.Path)
				ps = append(ps, Problem{File: name, Line: v.line, Column: v.column, Path: p.Path, What: p.What, Allowed: p.Allowed})
			}
		}
	}
	if err := ps.err(); err != nil {
		return Book{}, orOther("call", name, data, err)
	}
	sum := sha256.Sum256(data)
	return Book{RuleBook: rules, SHA256: hex.EncodeToString(sum[:]), Source: data}, nil
}

// LoadTender reads and checks the tender in a file.
func LoadTender(path string) (twinning.Tender, error) {
	data, err := readFile(path)
	if err != nil {
		return twinning.Tender{}, err
	}
	return ParseTender(path, data)
}

// ParseTender reads and checks a tender. The marks of the file become its
// Sources. Contact and signatory are still the aliases of the file; whether
// the rule book allows the tender is the law's to judge when it comes.
func ParseTender(name string, data []byte) (twinning.Tender, error) {
	var t twinning.Tender
	root, ps := decode(name, data, TenderSchema, &t)
	if len(ps) == 0 {
		if err := t.Check(); err != nil {
			ps = append(ps, root.find(pathOf(err.Error())).problem(name, err.Error(), ""))
		}
	}
	if err := ps.err(); err != nil {
		return twinning.Tender{}, orOther("tender", name, data, err)
	}
	t.Sources = append(t.Sources, root.sources()...)
	return t, nil
}

// sources is where the values of a file come from, a line for each mark.
func (v *value) sources() []string {
	var lines []string
	for _, m := range v.marks() {
		lines = append(lines, m.Path+": "+origin(m))
	}
	return lines
}

// origin is a mark in words.
func origin(m call.Mark) string {
	switch {
	case !m.Sample:
		return m.Source
	case m.Source == "":
		return "sample, because " + m.Why
	default:
		return "sample, because " + m.Why + " (" + m.Source + ")"
	}
}

// readFile reads a file of at most Limit bytes, and one byte more of a larger
// one, which is then refused.
func readFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open a file: %w", err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, Limit+1))
	if err != nil {
		return nil, fmt.Errorf("read a file: %w", err)
	}
	return data, nil
}
