package web

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/people"
)

// Somebody is who asks: nobody in particular where Person is empty.
type Somebody struct {
	Person people.Person
	Scopes []string // of the machine token that they use; nil where they are signed in
	Token  string   // its id
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
func Asker(r *http.Request) Somebody {
	s, _ := r.Context().Value(askerKey{}).(Somebody)
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
			http.Error(w, "This token is not known, has expired, or was withdrawn.", http.StatusUnauthorized)
			return
		case errors.Is(err, errScope):
			w.Header().Set("WWW-Authenticate", `Bearer error="insufficient_scope"`)
			http.Error(w, "This token may only ask, and not send.", http.StatusForbidden)
			return
		case err != nil:
			s.log.Error("who asks cannot be found out", "path", r.URL.Path, "error", err)
			w.Header().Set("Retry-After", "5")
			http.Error(w, "The database cannot be reached. Nothing was changed; try again in a moment.", http.StatusServiceUnavailable)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), askerKey{}, who)))
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
		who := Somebody{Person: p, Scopes: t.Scopes, Token: t.ID}
		need := ScopeSend
		if r.Method == http.MethodGet || r.Method == http.MethodHead {
			need = ScopeRead
		}
		if !who.May(need) {
			return Somebody{}, errScope
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
	return Somebody{Person: p}, err
}
