package main

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"path/filepath"
	"strings"
)

// reason begins the comment of a place whose order cannot matter; the reason follows it.
const reason = "any order: "

// ordering are the functions of package slices whose answer is the same whatever the order that they are given.
var ordering = map[string]bool{"Sorted": true, "SortedFunc": true, "SortedStableFunc": true}

// collecting are the functions of package maps that put what they are given into another map.
var collecting = map[string]bool{"Collect": true, "Insert": true}

// inFile lists the places of one file, in its order.
func inFile(files *token.FileSet, info *types.Info, file *ast.File) []string {
	told := reasons(files, file)
	var found []string
	report := func(at token.Pos, what string) {
		p := files.Position(at)
		if told[p.Line] {
			return
		}
		found = append(found, fmt.Sprintf("%s:%d: %s: sort it, or say beside it why its order cannot matter: // %s...", shortened(p.Filename), p.Line, what, reason))
	}
	sorted := map[*ast.CallExpr]bool{} // calls of maps whose order is lost at once
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.RangeStmt:
			if n.Key != nil && isMap(info.TypeOf(n.X)) { // without a key every turn is the same
				report(n.For, "a loop over the map "+types.ExprString(n.X))
			}
		case *ast.CallExpr:
			pkg, name := called(info, n)
			switch {
			case pkg == "slices" && ordering[name], pkg == "maps" && collecting[name]:
				for _, arg := range n.Args {
					if inner, is := ast.Unparen(arg).(*ast.CallExpr); is {
						sorted[inner] = true
					}
				}
			case pkg == "maps" && (name == "Keys" || name == "Values" || name == "All") && !sorted[n]:
				report(n.Pos(), "the order of "+types.ExprString(n))
			case pkg == "reflect" && (name == "MapKeys" || name == "MapRange"):
				report(n.Pos(), "the order of "+types.ExprString(n))
			}
		}
		return true
	})
	return found
}

// reasons are the lines that a reason is given for: its own, and the next one where it stands on a line alone.
func reasons(files *token.FileSet, file *ast.File) map[int]bool {
	lines := map[int]bool{}
	for _, group := range file.Comments {
		for _, c := range group.List {
			if why, is := strings.CutPrefix(strings.TrimPrefix(c.Text, "// "), reason); is && strings.TrimSpace(why) != "" {
				lines[files.Position(c.Pos()).Line] = true
				lines[files.Position(group.End()).Line+1] = true
			}
		}
	}
	return lines
}

// isMap is of types and of type parameters that may be maps.
func isMap(t types.Type) bool {
	if t == nil {
		return false
	}
	if p, is := types.Unalias(t).(*types.TypeParam); is {
		for each := range p.Constraint().Underlying().(*types.Interface).EmbeddedTypes() {
			if union, is := each.(*types.Union); is {
				for term := range union.Terms() {
					if isMap(term.Type()) {
						return true
					}
				}
			} else if isMap(each) {
				return true
			}
		}
		return false
	}
	_, is := t.Underlying().(*types.Map)
	return is
}

// called is the package and the name of the function or method that is called.
func called(info *types.Info, call *ast.CallExpr) (pkg, name string) {
	fun := ast.Unparen(call.Fun)
	switch f := fun.(type) { // maps.Keys[M](m)
	case *ast.IndexExpr:
		fun = f.X
	case *ast.IndexListExpr:
		fun = f.X
	}
	selected, is := fun.(*ast.SelectorExpr)
	if !is {
		return "", ""
	}
	f, is := info.Uses[selected.Sel].(*types.Func)
	if !is || f.Pkg() == nil {
		return "", ""
	}
	return f.Pkg().Path(), f.Name()
}

// shortened is a path from the folder of the repository, which this program is run two folders below.
func shortened(path string) string {
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		return path
	}
	if short, err := filepath.Rel(root, path); err == nil && filepath.IsLocal(short) {
		return short
	}
	return path
}
