package pages

import (
	"html/template"
	"slices"
	tree "text/template/parse"
)

// include gives a page those templates of base that it uses, and no others: each
// page needs copies of its own, and there are many pages in every language. What the
// page defines itself stands before what base has.
func include(page, base *template.Template) error {
	wanted := []string{base.Name()}
	for _, t := range page.Templates() {
		if t.Tree != nil {
			wanted = uses(wanted, t.Tree.Root)
		}
	}
	for i := 0; i < len(wanted); i++ {
		from := base.Lookup(wanted[i])
		if own := page.Lookup(wanted[i]); own != nil && own.Tree != nil || from == nil || from.Tree == nil {
			continue // what nobody defines is an error of the page that shows it
		}
		if _, err := page.AddParseTree(wanted[i], from.Tree.Copy()); err != nil {
			return err
		}
		wanted = uses(wanted, from.Tree.Root)
	}
	return nil
}

// uses adds the names of the templates that a part of a template calls.
func uses(names []string, n tree.Node) []string {
	branch := func(b *tree.BranchNode) {
		names = uses(names, b.List)
		if b.ElseList != nil {
			names = uses(names, b.ElseList)
		}
	}
	switch n := n.(type) {
	case *tree.ListNode:
		for _, each := range n.Nodes {
			names = uses(names, each)
		}
	case *tree.IfNode:
		branch(&n.BranchNode)
	case *tree.RangeNode:
		branch(&n.BranchNode)
	case *tree.WithNode:
		branch(&n.BranchNode)
	case *tree.TemplateNode:
		if !slices.Contains(names, n.Name) {
			names = append(names, n.Name)
		}
	}
	return names
}
