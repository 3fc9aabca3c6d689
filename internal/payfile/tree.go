package payfile

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"twinning.example/engine/internal/law"
)

// Bounds of a file that a bank sends.
const (
	MostBytes   = 8 << 20
	deepest     = 40
	mostElement = 400_000
	longestText = 2_000
)

// A node is an element of a file with what is inside of it.
type node struct {
	name  string
	attrs map[string]string
	text  string
	nodes []*node
}

// parse reads a file within bounds. What a file could reach outside of itself, or grow by, is refused: a document type, an entity, another encoding.
func parse(data []byte) (*node, error) {
	if len(data) > MostBytes {
		return nil, law.Nonsensef(law.Why("bank-file-bytes", law.Count("count", len(data)), law.Count("most", MostBytes)), "the file has %d bytes; at most %d are read", len(data), MostBytes)
	}
	d := xml.NewDecoder(bytes.NewReader(data))
	d.Strict, d.Entity, d.CharsetReader = true, nil, func(name string, _ io.Reader) (io.Reader, error) {
		return nil, law.Nonsensef(law.Why("bank-file-encoding"), "it is written in %q, and UTF-8 alone is read", cut(name, 40))
	}
	var root *node
	var open []*node
	count := 0
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, unreadable(err)
		}
		switch t := token.(type) {
		case xml.Directive:
			return nil, law.NewNonsense("the file has a document type or an entity of its own; a bank's file has none, and it is not read", law.Why("bank-file-entity"))
		case xml.StartElement:
			if count++; count > mostElement {
				return nil, law.Nonsensef(law.Why("bank-file-elements", law.Count("most", mostElement)), "the file has more than %d elements", mostElement)
			}
			if len(open) >= deepest {
				return nil, law.Nonsensef(law.Why("bank-file-deep", law.Count("most", deepest)), "the elements of the file stand in each other more than %d deep", deepest)
			}
			n := &node{name: t.Name.Local}
			if len(open) == 0 {
				if root != nil {
					return nil, law.NewNonsense("the file has more than one document", law.Why("bank-file-documents"))
				}
				root, n.name = n, t.Name.Space+" "+t.Name.Local
			} else {
				p := open[len(open)-1]
				p.nodes = append(p.nodes, n)
			}
			for _, a := range t.Attr {
				if n.attrs == nil {
					n.attrs = map[string]string{}
				}
				n.attrs[a.Name.Local] = a.Value
			}
			open = append(open, n)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			if len(open) > 0 {
				n := open[len(open)-1]
				if n.text += string(t); len(n.text) > longestText {
					return nil, law.Nonsensef(law.Why("bank-file-text", law.Ref("element", cut(n.name, 40)), law.Count("most", longestText)), "the element %s has a text of more than %d characters", cut(n.name, 40), longestText)
				}
			}
		}
	}
	if root == nil {
		return nil, law.NewNonsense("the file is empty", law.Why("file-empty"))
	}
	return root, nil
}

// unreadable says that a file is no XML; where a part of it says why by itself, that is told.
func unreadable(err error) error {
	var known *law.Nonsense
	if errors.As(err, &known) {
		return fmt.Errorf("the file is no XML that can be read: %w", err)
	}
	return law.Nonsensef(law.Why("bank-file-xml"), "the file is no XML that can be read: %v", err)
}

// all are the elements at a path, of every parent.
func (n *node) all(path ...string) []*node {
	at := []*node{n}
	for _, name := range path {
		var next []*node
		for _, p := range at {
			for _, c := range p.nodes {
				if c.name == name {
					next = append(next, c)
				}
			}
		}
		at = next
	}
	return at
}

// get is the text of the first element at a path.
func (n *node) get(path ...string) string {
	if list := n.all(path...); len(list) > 0 {
		return strings.TrimSpace(list[0].text)
	}
	return ""
}
