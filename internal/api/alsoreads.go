package api

import "net/http"

// AlsoReads tells of requests that send something whether they are answered with what is read: a machine token needs both scopes for them.
func AlsoReads() func(*http.Request) bool {
	these := http.NewServeMux()
	for _, q := range questions() {
		if q.sent != nil {
			these.Handle("POST "+root+q.path, http.NotFoundHandler())
		}
	}
	for _, path := range []string{commandLinePath, exportsPath, importPath} {
		these.Handle("POST "+path, http.NotFoundHandler())
	}
	return func(r *http.Request) bool {
		_, pattern := these.Handler(r)
		return pattern != ""
	}
}
