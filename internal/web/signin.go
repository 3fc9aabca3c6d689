package web

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/letters"
	"twinning.example/engine/internal/people"
)

// Where people sign in and out.
const (
	SignInPath   = "/sign-in"
	SignOutPath  = "/sign-out"
	callbackPath = "/sign-in/callback"
	registerPath = "/register"
)

// A Provider is whoever says who somebody is, by OpenID Connect.
type Provider struct {
	Issuer string // its address
	ID     string // of this client
	Secret string // of this client; "" for a public one
}

// signIn leads people to the provider and back: code flow with PKCE (S256), state and nonce.
type signIn struct {
	provider       Provider
	callback, home string

	mu    sync.Mutex
	found *found
}

// found is what the provider says of itself.
type found struct {
	config   oauth2.Config
	verifier *oidc.IDTokenVerifier
	end      string // where its own session is ended; "" where it cannot be
}

// providerTime is how long the provider may take to answer.
const providerTime = 10 * time.Second

// ask asks the provider about itself, once.
func (s *signIn) ask(ctx context.Context) (*found, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.found != nil {
		return s.found, nil
	}
	// The key set goes on with this context: it must not end with the request.
	p, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), &http.Client{Timeout: providerTime}), s.provider.Issuer)
	if err != nil {
		return nil, fmt.Errorf("ask the provider of sign-in: %w", err)
	}
	var more struct {
		End string `json:"end_session_endpoint"`
	}
	if err := p.Claims(&more); err != nil {
		return nil, fmt.Errorf("read what the provider of sign-in says of itself: %w", err)
	}
	s.found = &found{
		config: oauth2.Config{
			ClientID: s.provider.ID, ClientSecret: s.provider.Secret, Endpoint: p.Endpoint(), RedirectURL: s.callback,
			Scopes: []string{oidc.ScopeOpenID, "email", "profile"},
		},
		verifier: p.Verifier(&oidc.Config{ClientID: s.provider.ID}), end: more.End,
	}
	return s.found, nil
}

// begin leads to the provider. What must come back is kept in the session.
func (s *Server) begin(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	p, err := s.signIn.ask(ctx)
	if err != nil {
		s.away(w, r, err)
		return
	}
	state, nonce, verifier := rand.Text(), rand.Text(), oauth2.GenerateVerifier()
	s.sessions.Put(ctx, "state", state)
	s.sessions.Put(ctx, "nonce", nonce)
	s.sessions.Put(ctx, "verifier", verifier)
	s.sessions.Put(ctx, "back", back(r.URL.Query().Get("back")))
	how := []oauth2.AuthCodeOption{oidc.Nonce(nonce), oauth2.S256ChallengeOption(verifier)}
	if r.URL.Query().Has("again") { // whoever is signed in there says once more who they are
		how = append(how, oauth2.SetAuthURLParam("max_age", "0"))
		if acr := r.URL.Query().Get("acr"); acr != "" && law.CheckCode("acr", acr) == nil {
			how = append(how, oauth2.SetAuthURLParam("acr_values", acr))
		}
	}
	http.Redirect(w, r, p.config.AuthCodeURL(state, how...), http.StatusSeeOther)
}

// back is where to go after sign-in: a path of this server and nothing else.
func back(path string) string {
	u, err := url.Parse(path)
	if err != nil || u.Scheme != "" || u.Host != "" || !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\r\n") {
		return "/"
	}
	return path
}

// claims are what the provider says of somebody.
type claims struct {
	Email    string `json:"email"`
	Verified bool   `json:"email_verified"`
	Name     string `json:"name"`
	Locale   string `json:"locale"`
	AuthTime int64  `json:"auth_time"` // when they signed in there, in seconds since 1970
	ACR      string `json:"acr"`       // in which class of authentication
}

// callback takes what the provider says. The session gets a new token.
func (s *Server) callback(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	state, nonce, verifier := s.sessions.PopString(ctx, "state"), s.sessions.PopString(ctx, "nonce"), s.sessions.PopString(ctx, "verifier")
	said := r.URL.Query()
	if state == "" || subtle.ConstantTimeCompare([]byte(state), []byte(said.Get("state"))) != 1 {
		s.refuse(w, r, http.StatusBadRequest, "refuse.window")
		return
	}
	if said.Has("error") {
		s.refuse(w, r, http.StatusForbidden, "refuse.provider")
		return
	}
	i, c, err := s.signIn.exchange(ctx, said.Get("code"), nonce, verifier)
	if err != nil {
		var denied *oauth2.RetrieveError
		if errors.As(err, &denied) || errors.Is(err, errNotBelieved) {
			s.log.Warn("a sign-in is not believed", "error", err)
			s.refuse(w, r, http.StatusForbidden, "refuse.believed")
			return
		}
		s.away(w, r, err)
		return
	}
	if err := s.sessions.RenewToken(ctx); err != nil {
		s.away(w, r, err)
		return
	}
	p, err := s.people.ByIdentity(ctx, i)
	if !people.ByAddress(c.Email) { // who somebody is is looked up by what they are called, too
		c.Email = ""
	}
	if errors.Is(err, people.ErrUnknown) && c.Verified && c.Email != "" {
		if p, err = s.people.Find(ctx, c.Email); err == nil && !p.Erased {
			err = s.people.Link(ctx, p.ID, i)
		}
	}
	if err == nil && !p.Erased && c.Verified && c.Email != "" {
		// An address that another person has stays theirs: who signs in keeps the one that is recorded.
		if _, err = s.people.Moved(ctx, p.ID, c.Email); errors.Is(err, people.ErrAddress) || errors.Is(err, letters.ErrAddress) {
			s.log.Warn("an address that a provider has verified is not recorded", "person", p.ID, "error", err)
			err = nil
		}
	}
	switch {
	case err == nil && !p.Erased:
		s.signedIn(ctx, p.ID, c.AuthTime, c.ACR)
		http.Redirect(w, r, s.sessions.PopString(ctx, "back"), http.StatusSeeOther)
	case err == nil, errors.Is(err, people.ErrUnknown) && !c.Verified:
		s.refuse(w, r, http.StatusForbidden, "refuse.unverified")
	case errors.Is(err, people.ErrUnknown):
		for key, value := range map[string]string{"issuer": i.Issuer, "subject": i.Subject, "email": c.Email, "name": c.Name, "locale": c.Locale} {
			s.sessions.Put(ctx, "new-"+key, value)
		}
		s.sessions.Put(ctx, "new-auth", c.AuthTime)
		s.sessions.Put(ctx, "new-acr", c.ACR)
		http.Redirect(w, r, registerPath, http.StatusSeeOther)
	default:
		s.away(w, r, err)
	}
}

var errNotBelieved = errors.New("the provider's answer is not what was asked for")

// exchange takes the code to the provider, and checks what it says.
func (s *signIn) exchange(ctx context.Context, code, nonce, verifier string) (people.Identity, claims, error) {
	ctx, cancel := context.WithTimeout(ctx, providerTime)
	defer cancel()
	var c claims
	p, err := s.ask(ctx)
	if err != nil {
		return people.Identity{}, c, err
	}
	token, err := p.config.Exchange(ctx, code, oauth2.VerifierOption(verifier))
	if err != nil {
		return people.Identity{}, c, fmt.Errorf("exchange the code: %w", err)
	}
	raw, ok := token.Extra("id_token").(string)
	if !ok {
		return people.Identity{}, c, fmt.Errorf("%w: it has no id_token", errNotBelieved)
	}
	id, err := p.verifier.Verify(ctx, raw)
	if err != nil {
		return people.Identity{}, c, fmt.Errorf("%w: %w", errNotBelieved, err)
	}
	if nonce == "" || subtle.ConstantTimeCompare([]byte(nonce), []byte(id.Nonce)) != 1 {
		return people.Identity{}, c, fmt.Errorf("%w: another nonce", errNotBelieved)
	}
	if err := id.Claims(&c); err != nil {
		return people.Identity{}, c, fmt.Errorf("%w: %w", errNotBelieved, err)
	}
	return people.Identity{Issuer: id.Issuer, Subject: id.Subject}, c, nil
}

// signedIn makes the session somebody's.
func (s *Server) signedIn(ctx context.Context, person string, authTime int64, acr string) {
	s.sessions.Put(ctx, "person", person)
	s.sessions.Put(ctx, "auth-time", authTime)
	s.sessions.Put(ctx, "acr", acr)
}

// signOut ends the session here and, where the provider can, there.
func (s *Server) signOut(w http.ResponseWriter, r *http.Request) {
	if err := s.sessions.Destroy(r.Context()); err != nil {
		s.away(w, r, err)
		return
	}
	to := s.signIn.home
	if p, err := s.signIn.ask(r.Context()); err == nil && p.end != "" && origin(p.end) == origin(s.signIn.provider.Issuer) { // the policy of pages lets a form lead to no other site
		to = p.end + "?" + url.Values{"client_id": {s.signIn.provider.ID}, "post_logout_redirect_uri": {s.signIn.home}}.Encode()
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// away says that somebody else does not answer; the log says who.
func (s *Server) away(w http.ResponseWriter, r *http.Request, err error) {
	s.log.Error("a sign-in cannot go on", "path", r.URL.Path, "error", err)
	w.Header().Set("Retry-After", "5")
	s.refuse(w, r, http.StatusServiceUnavailable, "refuse.away")
}
