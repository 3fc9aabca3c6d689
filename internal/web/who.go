package web

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"time"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/throttle"
)

// Somebody is who asks: nobody in particular where Person is empty.
type Somebody struct {
	Person people.Person
	Scopes []string // of the machine token that they use; nil where they are signed in
	Token  string   // its id
	Label  string   // what it was made for
	SignIn access.SignIn
}

// May tells whether a request may do what a scope says. Who is signed in may do all
// that they may; a machine token what it was made for.
func (s Somebody) May(scope string) bool {
	return s.Token == "" || slices.Contains(s.Scopes, scope)
}

// The scopes of machine tokens.
const (
	ScopeRead = "read" // to ask
	ScopeSend = "send" // to give commands
)

type askerKey struct{}

// Asker is who sent a request, as this server found out.
func Asker(r *http.Request) Somebody { return AskerIn(r.Context()) }

// AskerIn is who sent the request of a context.
func AskerIn(ctx context.Context) Somebody {
	s, _ := ctx.Value(askerKey{}).(Somebody)
	return s
}

// Viewer is who sent a request, to whoever answers questions.
func Viewer(r *http.Request) access.Viewer { return access.Viewer{Person: Asker(r).Person.ID} }

// identify finds out who asks: by a machine token, else by the session. Somebody who
// was erased is nobody, and their session ends.
func (s *Server) identify(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if at := s.Address(r); at.IsValid() { // and not the proxy's
			r = r.WithContext(r.Context())
			r.RemoteAddr = netip.AddrPortFrom(at, 0).String()
		}
		from, secret := throttle.Of(r.RemoteAddr), ""
		if secret, _ = bearer(r); secret != "" && !s.found.has(secret) { // each try asks the database: whoever has tried too often waits before it
			if delay := s.wrong.Left(from, time.Now()); delay > 0 {
				s.later(w, r, delay, "deny.often")
				return
			}
		}
		who, err := s.who(r)
		switch {
		case errors.Is(err, ErrToken):
			s.found.drop(secret)
			if s.tooOften(w, r, s.wrong, from) {
				return
			}
			w.Header().Set("WWW-Authenticate", `Bearer error="invalid_token"`)
			s.deny(w, r, http.StatusUnauthorized, "token", "deny.token")
			return
		case errors.Is(err, errScope):
			w.Header().Set("WWW-Authenticate", `Bearer error="insufficient_scope"`)
			if who.May(ScopeRead) {
				s.deny(w, r, http.StatusForbidden, "scope", "deny.read")
				return
			}
			s.deny(w, r, http.StatusForbidden, "scope", "deny.send")
			return
		case err != nil:
			s.log.Error("who asks cannot be found out", "path", r.URL.Path, "error", err)
			w.Header().Set("Retry-After", "5")
			s.deny(w, r, http.StatusServiceUnavailable, "unavailable", "deny.away")
			return
		}
		if who.Token != "" {
			s.found.add(secret)
		}
		if isPage(r) && s.tooOften(w, r, s.limits, cmp.Or(who.Person.ID, from)) {
			return
		}
		next.ServeHTTP(w, r.WithContext(access.WithSignIn(context.WithValue(r.Context(), askerKey{}, who), who.SignIn)))
	})
}

var errScope = errors.New("the token was not made for this")

// bearer is the token that a request carries. The name of the scheme is written in any case (RFC 9110, 11.1).
func bearer(r *http.Request) (secret string, carries bool) {
	scheme, secret, two := strings.Cut(r.Header.Get("Authorization"), " ")
	return secret, two && strings.EqualFold(scheme, "Bearer")
}

// mayAll tells whether a token was made for all that a request does: a question reads, a command sends, and what
// is sent to be answered with what is read, as a form of a page or a command line, does both.
func (s *Server) mayAll(who Somebody, r *http.Request) bool {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return who.May(ScopeRead)
	}
	reads := !strings.HasPrefix(r.URL.Path, "/api/") || s.alsoReads != nil && s.alsoReads(r)
	return who.May(ScopeSend) && (!reads || who.May(ScopeRead))
}

func (s *Server) who(r *http.Request) (Somebody, error) {
	ctx := r.Context()
	if secret, ok := bearer(r); ok {
		t, err := s.tokens.Use(ctx, secret)
		if err != nil {
			return Somebody{}, err
		}
		p, err := s.people.Find(ctx, t.Person)
		if err != nil || p.Erased {
			return Somebody{}, errors.Join(ErrToken, err)
		}
		who := Somebody{Person: p, Scopes: t.Scopes, Token: t.ID, Label: t.Label, SignIn: t.signIn()}
		if !s.mayAll(who, r) {
			return who, errScope
		}
		return who, nil
	}
	id := s.sessions.GetString(ctx, "person")
	if id == "" {
		return Somebody{}, nil
	}
	p, err := s.people.Find(ctx, id)
	if errors.Is(err, people.ErrUnknown) || err == nil && p.Erased {
		return Somebody{}, s.sessions.Destroy(ctx)
	}
	return Somebody{Person: p, SignIn: s.signedInAs(ctx)}, err
}

// signedInAs is when and how whoever has the session signed in.
func (s *Server) signedInAs(ctx context.Context) access.SignIn {
	is := access.SignIn{ACR: s.sessions.GetString(ctx, "acr")}
	if at := s.sessions.GetInt64(ctx, "auth-time"); at > 0 {
		is.At = time.Unix(at, 0)
	}
	return is
}
