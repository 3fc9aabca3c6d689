package programme

import (
	"strings"
)

// asPointer has the parts of a path of a command, expenses[0].amount, each behind a slash.
var asPointer = strings.NewReplacer("[", "/", "]", "", ".", "/")

// Place finds where a field of a command stands in the file that the command was made from, which may be a part of the command alone: within is the
// path of the field in the file. What is missing stands where its group begins. line is 0 where the file has nothing of the path.
func Place(data []byte, path string) (within string, line, column int) {
	root, _ := read("", data)
	if root == nil {
		return path, 0, 0
	}
	for parts := strings.Split(asPointer.Replace(path), "/"); len(parts) > 0; parts = parts[1:] {
		if v := root.find("/" + strings.Join(parts, "/")); v != root {
			return inBrackets(parts), v.line, v.column
		}
	}
	return path, 0, 0
}

// inBrackets is a path as commands have it.
func inBrackets(parts []string) string {
	var b strings.Builder
	for i, p := range parts {
		switch {
		case strings.Trim(p, "0123456789") == "":
			b.WriteString("[" + p + "]")
		case i > 0:
			b.WriteString("." + p)
		default:
			b.WriteString(p)
		}
	}
	return b.String()
}
