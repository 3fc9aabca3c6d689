package web

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"time"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/people"
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
		who, err := s.who(r)
		switch {
		case errors.Is(err, ErrToken):
			w.Header().Set("WWW-Authenticate", `Bearer error="invalid_token"`)
			deny(w, r, http.StatusUnauthorized, "token", "This token is not known, has expired, or was withdrawn.")
			return
		case errors.Is(err, errScope):
			w.Header().Set("WWW-Authenticate", `Bearer error="insufficient_scope"`)
			deny(w, r, http.StatusForbidden, "scope", "This token may not do this: it was made to "+strings.Join(who.Scopes, " and to ")+".")
			return
		case err != nil:
			s.log.Error("who asks cannot be found out", "path", r.URL.Path, "error", err)
			w.Header().Set("Retry-After", "5")
			deny(w, r, http.StatusServiceUnavailable, "unavailable", "The database cannot be reached. Nothing was changed; try again in a moment.")
			return
		}
		r = r.WithContext(access.WithSignIn(context.WithValue(r.Context(), askerKey{}, who), who.SignIn))
		if at := s.Address(r); at.IsValid() { // and not the proxy's
			r.RemoteAddr = netip.AddrPortFrom(at, 0).String()
		}
		next.ServeHTTP(w, r)
	})
}

// deny says no, to a program as RFC 9457 has it.
func deny(w http.ResponseWriter, r *http.Request, status int, kind, sentence string) {
	if !strings.HasPrefix(r.URL.Path, "/api/") {
		http.Error(w, sentence, status)
		return
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{ // who asked may be gone
		"type": "/api/v1/problems/" + kind, "title": http.StatusText(status), "status": status, "detail": sentence,
	})
}

var errScope = errors.New("the token was not made for this")

func (s *Server) who(r *http.Request) (Somebody, error) {
	ctx := r.Context()
	if secret, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		t, err := s.tokens.Use(ctx, secret)
		if err != nil {
			return Somebody{}, err
		}
		p, err := s.people.Find(ctx, t.Person)
		if err != nil || p.Erased {
			return Somebody{}, errors.Join(ErrToken, err)
		}
		who := Somebody{Person: p, Scopes: t.Scopes, Token: t.ID, Label: t.Label, SignIn: t.signIn()}
		need := ScopeSend
		if r.Method == http.MethodGet || r.Method == http.MethodHead {
			need = ScopeRead
		}
		if !who.May(need) {
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
