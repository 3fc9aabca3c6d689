package web

import (
	"context"
	"errors"
	"net/http"
	"time"

	"twinning.example/engine/internal/people"
)

// Still tells whether whoever sent a request that is still being answered is who they
// were: signed in by the same session, which nobody ended, or with the same token. It
// does not prolong the session.
func (s *Server) Still(r *http.Request) (bool, error) {
	was := Asker(r).Person.ID
	ctx, cancel := context.WithTimeout(r.Context(), 5*time.Second)
	defer cancel()
	id := ""
	switch secret, withToken := bearer(r); {
	case withToken:
		t, err := s.tokens.Use(ctx, secret)
		if errors.Is(err, ErrToken) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		id = t.Person
	default:
		cookie, err := r.Cookie(s.sessions.Cookie.Name)
		if err != nil {
			return was == "", nil
		}
		id, err = s.holds(ctx, cookie.Value)
		if err != nil {
			return false, err
		}
	}
	if id == "" || id != was {
		return id == was, nil
	}
	p, err := s.people.Find(ctx, id)
	if errors.Is(err, people.ErrUnknown) {
		return false, nil
	}
	return !p.Erased, err
}

// holds is who has a session now, "" for nobody.
func (s *Server) holds(ctx context.Context, token string) (string, error) {
	fresh, cancel := context.WithCancel(context.Background()) // the request holds the session as it was
	defer cancel()
	defer context.AfterFunc(ctx, cancel)()
	fresh, err := s.sessions.Load(fresh, token)
	if err != nil {
		return "", err
	}
	return s.sessions.GetString(fresh, "person"), nil
}
