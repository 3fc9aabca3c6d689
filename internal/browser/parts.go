package browser

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// Parts are what a page is made of, each once: every element with its kind, classes and
// attributes, and with the elements that it stands in; and the order of its headings.
// Words and values are left out, so pages that are made by the same parts have the same.
func Parts(page string) []string {
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		return nil
	}
	seen := map[string]bool{}
	var list, headings []string
	add := func(part string) {
		if !seen[part] {
			seen[part] = true
			list = append(list, part)
		}
	}
	var walk func(n *html.Node, within string)
	walk = func(n *html.Node, within string) {
		if n.Type == html.ElementNode {
			if n.Data == "script" || n.Data == "head" {
				return
			}
			name := n.Data + named(attribute(n, "class"))
			add(within + " " + name + kept(n))
			within += " " + name
			if len(n.Data) == 2 && n.Data[0] == 'h' && n.Data[1] >= '1' && n.Data[1] <= '6' {
				if len(headings) == 0 || headings[len(headings)-1] != n.Data {
					headings = append(headings, n.Data)
				}
			}
		}
		for c := range n.ChildNodes() {
			walk(c, within)
		}
	}
	walk(root, "")
	for i := range headings {
		add("headings " + strings.Join(headings[max(0, i-1):i+1], " "))
	}
	return list
}

func named(classes string) string {
	names := strings.Fields(classes)
	slices.Sort(names)
	return strings.Join(append([]string{""}, names...), ".")
}

// kept are the attributes of an element: of those that say what it is with their values, of the others that they are there.
func kept(n *html.Node) string {
	var list []string
	for _, a := range n.Attr {
		switch a.Key {
		case "role", "type", "scope", "aria-live", "aria-hidden", "aria-current", "tabindex", "lang", "inputmode", "autocomplete":
			list = append(list, a.Key+"="+a.Val)
		case "class":
		default:
			list = append(list, a.Key)
		}
	}
	slices.Sort(list)
	return "[" + strings.Join(list, " ") + "]"
}

// Twice are the ids that a page gives to more than one element.
func Twice(page string) []string {
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		return nil
	}
	times := map[string]int{}
	var list []string
	for n := range root.Descendants() {
		if id := attribute(n, "id"); id != "" {
			if times[id]++; times[id] == 2 {
				list = append(list, id)
			}
		}
	}
	return list
}
