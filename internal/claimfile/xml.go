package claimfile

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"twinning.example/engine/internal/law"
)

// What an invoice may have at most, beside its bytes: it is read whole, as a tree.
const (
	deepest  = 32
	elements = 50_000
)

// A node is an element of an invoice.
type node struct {
	space, name string
	line        int
	attrs       []xml.Attr
	text        string
	children    []*node
}

// treeOf reads XML without a document type: nothing in it stands for something else.
func treeOf(file []byte) (*node, *Problem) {
	d := xml.NewDecoder(bytes.NewReader(file))
	line := func() int {
		n, _ := d.InputPos()
		return n
	}
	var root *node
	var open []*node
	var text strings.Builder
	for count := 0; ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) && root != nil && len(open) == 0 {
			return root, nil
		}
		if err != nil {
			return nil, &Problem{Line: line(), Why: law.Why("invoice-no-xml")}
		}
		switch t := token.(type) {
		case xml.Directive:
			return nil, &Problem{Line: line(), Why: law.Why("invoice-doctype")}
		case xml.StartElement:
			if count++; count > elements || len(open) >= deepest || len(t.Attr) > deepest {
				return nil, &Problem{Line: line(), Why: law.Why("invoice-large")}
			}
			n := &node{space: t.Name.Space, name: t.Name.Local, line: line(), attrs: t.Copy().Attr}
			switch {
			case len(open) > 0:
				open[len(open)-1].children = append(open[len(open)-1].children, n)
			case root != nil:
				return nil, &Problem{Line: line(), Why: law.Why("invoice-no-xml")}
			default:
				root = n
			}
			open = append(open, n)
			text.Reset()
		case xml.EndElement:
			n := open[len(open)-1]
			if len(n.children) == 0 {
				n.text = strings.TrimSpace(text.String())
			}
			open = open[:len(open)-1]
			text.Reset()
		case xml.CharData:
			text.Write(t)
		}
	}
}

// all are the elements of a path below, by their names.
func (n *node) all(path ...string) []*node {
	if n == nil {
		return nil
	}
	if len(path) == 0 {
		return []*node{n}
	}
	var list []*node
	for _, c := range n.children {
		if c.name == path[0] {
			list = append(list, c.all(path[1:]...)...)
		}
	}
	return list
}

// one is the first element of a path below, nil for none.
func (n *node) one(path ...string) *node {
	if list := n.all(path...); len(list) > 0 {
		return list[0]
	}
	return nil
}

// says is the text of an element, "" where there is none.
func (n *node) says() string {
	if n == nil {
		return ""
	}
	return n.text
}

func (n *node) attr(name string) string {
	if n != nil {
		for _, a := range n.attrs {
			if a.Name.Local == name {
				return a.Value
			}
		}
	}
	return ""
}

// first is the first of several that says something.
func first(list ...*node) *node {
	for _, n := range list {
		if n.says() != "" {
			return n
		}
	}
	return nil
}
