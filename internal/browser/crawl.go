package browser

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// A Router knows which of a server's patterns an address is for.
type Router struct{ mux *http.ServeMux }

// NewRouter knows patterns as http.ServeMux writes them.
func NewRouter(patterns []string) Router {
	mux := http.NewServeMux()
	for _, p := range patterns {
		mux.HandleFunc(p, func(http.ResponseWriter, *http.Request) {})
	}
	return Router{mux}
}

// Pattern is the pattern that a request is for, "" for none.
func (r Router) Pattern(method, path string) string {
	q, err := http.NewRequest(method, path, http.NoBody)
	if err != nil {
		return ""
	}
	_, pattern := r.mux.Handler(q)
	return pattern
}

// told are the wildcards whose values make pages of their own: each is visited.
var told = []string{"{command}", "{step}", "{what}", "{template}", "{document}", "{part}"}

// Kind is which page an address shows: its pattern, the values that make pages of their
// own, and the names of what its query asks. Addresses of one kind differ in what they are about.
func (r Router) Kind(address string) string { return r.kind(http.MethodGet, address) }

// Form is Kind of an address to which a form is sent.
func (r Router) Form(address string) string { return r.kind(http.MethodPost, address) }

func (r Router) kind(method, address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	pattern := r.Pattern(method, u.Path)
	if pattern == "" {
		return ""
	}
	_, shape, _ := strings.Cut(pattern, " ")
	names, values := strings.Split(shape, "/"), strings.Split(u.Path, "/")
	for i, n := range names {
		if slices.Contains(told, n) && i < len(values) {
			names[i] = values[i]
		}
	}
	var asked []string
	for name := range u.Query() {
		asked = append(asked, name)
	}
	slices.Sort(asked)
	kind := strings.Join(names, "/")
	if len(asked) > 0 {
		kind += "?" + strings.Join(asked, "&")
	}
	return kind
}

// Links are the addresses of the same server to which a page leads, those of its forms
// that only ask among them. at is the page's own address.
func Links(page, at string) (links, posts []string) {
	root, err := html.Parse(strings.NewReader(page))
	base, bad := url.Parse(at)
	if err != nil || bad != nil {
		return nil, nil
	}
	add := func(list []string, to string) []string {
		u, err := base.Parse(to)
		if err != nil || u.Host != base.Host || u.Scheme != base.Scheme {
			return list
		}
		u.Fragment = ""
		if slices.Contains(list, u.RequestURI()) {
			return list
		}
		return append(list, u.RequestURI())
	}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.Data {
		case "a":
			if to := attribute(n, "href"); to != "" {
				links = add(links, to)
			}
		case "form":
			if strings.EqualFold(attribute(n, "method"), "post") {
				posts = add(posts, attribute(n, "action"))
			} else if to := attribute(n, "action"); to != "" {
				links = add(links, to)
			}
		case "button", "input":
			if to := attribute(n, "formaction"); to != "" {
				posts = add(posts, to)
			}
		}
	}
	return links, posts
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}
