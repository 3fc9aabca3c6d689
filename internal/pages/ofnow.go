package pages

import (
	"net/http"
	"strings"

	"twinning.example/engine/internal/query"
)

// takesAt tells whether a page is told of an earlier time by its parameter at, or takes a field of that name for a form.
func takesAt(pattern string) bool {
	for _, part := range []string{"/history", "/state", "/access", "/exports/{what}"} {
		if strings.HasSuffix(pattern, part) {
			return true
		}
	}
	return strings.Contains(pattern, "/do/{")
}

// ofNow refuses a page of what is now to whoever asks for it of another time: it would be taken for what was then. Of the pages that are told of an
// earlier time none takes recorded.
func ofNow(r route) func(*request) error {
	if !strings.HasPrefix(r.pattern, http.MethodGet+" ") {
		return r.page
	}
	then := takesAt(r.pattern)
	return func(q *request) error {
		asked := q.URL.Query()
		switch recorded := asked.Get("recorded") != ""; {
		case then && recorded && !strings.Contains(r.pattern, "/do/{"):
			return &query.Invalid{Why: q.say("ofnow.at")}
		case !then && (recorded || asked.Get("at") != ""):
			return &query.Invalid{Why: q.say("ofnow.none")}
		}
		return r.page(q)
	}
}
