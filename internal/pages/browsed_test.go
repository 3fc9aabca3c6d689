package pages_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"
)

// browsed are the fields of the form of a page as a browser sends them where nothing is typed.
func browsed(t *testing.T, page string) url.Values {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	require.NoError(t, err)
	of := func(n *html.Node, key string) (string, bool) {
		i := slices.IndexFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key })
		if i < 0 {
			return "", false
		}
		return n.Attr[i].Val, true
	}
	text := func(n *html.Node) string {
		var all strings.Builder
		for c := range n.Descendants() {
			if c.Type == html.TextNode {
				all.WriteString(c.Data)
			}
		}
		return all.String()
	}
	var forms []url.Values
	for form := range root.Descendants() {
		if method, _ := of(form, "method"); form.Type != html.ElementNode || form.Data != "form" || method != "post" {
			continue
		}
		sent := url.Values{}
		for n := range form.Descendants() {
			name, named := of(n, "name")
			if n.Type != html.ElementNode || !named {
				continue
			}
			value, _ := of(n, "value")
			switch kind, _ := of(n, "type"); {
			case n.Data == "textarea":
				sent.Add(name, strings.TrimPrefix(text(n), "\n"))
			case n.Data == "select":
				chosen, first := "", true
				for o := range n.Descendants() {
					if o.Type != html.ElementNode || o.Data != "option" {
						continue
					}
					is, _ := of(o, "value")
					if _, selected := of(o, "selected"); selected || first {
						chosen, first = is, false
					}
				}
				sent.Add(name, chosen)
			case n.Data != "input" || kind == "file":
			case kind == "checkbox" || kind == "radio":
				if _, on := of(n, "checked"); on {
					sent.Add(name, value)
				}
			default:
				sent.Add(name, value)
			}
		}
		if sent.Get("command-id") != "" {
			forms = append(forms, sent)
		}
	}
	require.NotEmpty(t, forms, "the page has a form")
	return forms[0]
}

// fills is does by somebody whose browser sends all fields of the form, as they are shown or as they are typed.
func (w *world) fills(person, path string, typed url.Values, files ...part) answer {
	w.t.Helper()
	page, _ := w.shown(person, path)
	sent := browsed(w.t, page.body)
	sent.Del("command-id") // that of the page that is opened to send it
	return w.does(person, path, filled(sent, typed), files...)
}
