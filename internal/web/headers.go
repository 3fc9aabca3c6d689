package web

import (
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"
)

// policy lets a page load what the server itself gives it, and nothing else: no inline
// script or style, no frame around it, forms to nowhere else but, at the sign-out, the
// provider of sign-in: browsers hold where a form is led on to against this, too.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-src 'self'; " +
	"frame-ancestors 'none'; base-uri 'none'; form-action 'self'"

// guarded gives every answer the headers that keep browsers from doing more with it
// than was meant. What is not said to be public is kept by no cache.
func (s *Server) guarded(next http.Handler) http.Handler {
	overTLS := s.url.Scheme == "https"
	allowed := policy
	if at := origin(s.signIn.provider.Issuer); at != "" {
		allowed += " " + at
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", allowed)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
		h.Set("Cache-Control", "no-store")
		if overTLS {
			h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
		}
		next.ServeHTTP(w, r)
	})
}

// readable refuses a request whose address holds bytes that are no UTF-8, or NUL. No name
// has them, and PostgreSQL takes no text with them.
func (s *Server) readable(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		query, err := url.QueryUnescape(r.URL.RawQuery)
		if err != nil || !isText(r.URL.Path) || !isText(query) {
			s.deny(w, r, http.StatusBadRequest, "invalid", "deny.address")
			return
		}
		next.ServeHTTP(w, r)
	})
}

func isText(s string) bool { return utf8.ValidString(s) && !strings.Contains(s, "\x00") }

// origin is scheme, host and port of an address, "" of what is none.
func origin(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || strings.ContainsAny(u.Host, " ;,'") {
		return ""
	}
	return u.Scheme + "://" + u.Host
}
