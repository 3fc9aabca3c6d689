package provider

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// How long a sign-in may take, and its tokens last.
const (
	signInTime = 10 * time.Minute
	tokenTime  = 5 * time.Minute
)

// storage keeps sign-ins that are on their way, in memory: who was on the way begins
// again after a restart.
type storage struct {
	options Options
	key     *rsa.PrivateKey
	keyID   string

	mu       sync.Mutex
	requests map[string]*request // by id
	codes    map[string]string   // ids of requests, by code
	tokens   map[string]token    // access tokens, by id
}

type token struct {
	account Account
	expires time.Time
}

func newStorage(o Options) (*storage, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil, fmt.Errorf("make the key of the provider of sign-in: %w", err)
	}
	return &storage{options: o, key: key, keyID: rand.Text(), requests: map[string]*request{}, codes: map[string]string{}, tokens: map[string]token{}}, nil
}

// A request is one sign-in on its way. It implements op.AuthRequest.
type request struct {
	id      string
	asked   oidc.AuthRequest
	account *Account // once they have signed in
	at      time.Time
	began   time.Time
}

func (r *request) GetID() string          { return r.id }
func (r *request) GetACR() string         { return "" }
func (r *request) GetAMR() []string       { return []string{"pwd"} }
func (r *request) GetAudience() []string  { return []string{r.asked.ClientID} }
func (r *request) GetAuthTime() time.Time { return r.at }
func (r *request) GetClientID() string    { return r.asked.ClientID }
func (r *request) GetCodeChallenge() *oidc.CodeChallenge {
	return &oidc.CodeChallenge{Challenge: r.asked.CodeChallenge, Method: r.asked.CodeChallengeMethod}
}
func (r *request) GetNonce() string                   { return r.asked.Nonce }
func (r *request) GetRedirectURI() string             { return r.asked.RedirectURI }
func (r *request) GetResponseType() oidc.ResponseType { return r.asked.ResponseType }
func (r *request) GetResponseMode() oidc.ResponseMode { return r.asked.ResponseMode }
func (r *request) GetScopes() []string                { return r.asked.Scopes }
func (r *request) GetState() string                   { return r.asked.State }
func (r *request) Done() bool                         { return r.account != nil }
func (r *request) GetSubject() string {
	if r.account == nil {
		return ""
	}
	return r.account.ID
}

var errPKCE = errors.New("a code challenge with the method S256 is needed")

// CreateAuthRequest begins a sign-in. Without PKCE by S256 there is none.
func (s *storage) CreateAuthRequest(_ context.Context, asked *oidc.AuthRequest, _ string) (op.AuthRequest, error) {
	if asked.CodeChallenge == "" || asked.CodeChallengeMethod != oidc.CodeChallengeMethodS256 {
		return nil, oidc.ErrInvalidRequest().WithDescription("a code challenge with the method S256 is needed").WithParent(errPKCE)
	}
	r := &request{id: rand.Text(), asked: *asked, began: time.Now()}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sweep()
	s.requests[r.id] = r
	return r, nil
}

// sweep forgets what has taken too long.
func (s *storage) sweep() {
	for id, r := range s.requests {
		if time.Since(r.began) > signInTime {
			delete(s.requests, id)
		}
	}
	for code, id := range s.codes {
		if s.requests[id] == nil {
			delete(s.codes, code)
		}
	}
	for id, t := range s.tokens {
		if time.Now().After(t.expires) {
			delete(s.tokens, id)
		}
	}
}

// done says who has signed in.
func (s *storage) done(id string, a Account) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.requests[id]
	if r == nil || time.Since(r.began) > signInTime {
		return false
	}
	is := *r
	is.account, is.at = &a, time.Now()
	s.requests[id] = &is
	return true
}

var errGone = errors.New("this sign-in is over, or was never begun")

func (s *storage) AuthRequestByID(_ context.Context, id string) (op.AuthRequest, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r := s.requests[id]; r != nil {
		return r, nil
	}
	return nil, errGone
}

// AuthRequestByCode gives a sign-in for its code, once.
func (s *storage) AuthRequestByCode(_ context.Context, code string) (op.AuthRequest, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.requests[s.codes[code]]
	delete(s.codes, code)
	if r == nil {
		return nil, errGone
	}
	return r, nil
}

func (s *storage) SaveAuthCode(_ context.Context, id, code string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.requests[id] == nil {
		return errGone
	}
	s.codes[code] = id
	return nil
}

func (s *storage) DeleteAuthRequest(_ context.Context, id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.requests, id)
	return nil
}

func (s *storage) CreateAccessToken(_ context.Context, asked op.TokenRequest) (string, time.Time, error) {
	r, ok := asked.(*request)
	if !ok || r.account == nil {
		return "", time.Time{}, errGone
	}
	id, expires := rand.Text(), time.Now().Add(tokenTime)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tokens[id] = token{account: *r.account, expires: expires}
	return id, expires, nil
}

var errNoRefresh = errors.New("there are no refresh tokens here")

func (s *storage) CreateAccessAndRefreshTokens(context.Context, op.TokenRequest, string) (string, string, time.Time, error) {
	return "", "", time.Time{}, errNoRefresh
}

func (s *storage) TokenRequestByRefreshToken(context.Context, string) (op.RefreshTokenRequest, error) {
	return nil, op.ErrInvalidRefreshToken
}

func (s *storage) GetRefreshTokenInfo(context.Context, string, string) (string, string, error) {
	return "", "", op.ErrInvalidRefreshToken
}

// TerminateSession has nothing to end: each sign-in asks for the password.
func (s *storage) TerminateSession(context.Context, string, string) error { return nil }

func (s *storage) RevokeToken(_ context.Context, id, _, _ string) *oidc.Error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.tokens, id)
	return nil
}

func (s *storage) SigningKey(context.Context) (op.SigningKey, error) { return signing{s}, nil }

func (s *storage) SignatureAlgorithms(context.Context) ([]jose.SignatureAlgorithm, error) {
	return []jose.SignatureAlgorithm{jose.RS256}, nil
}

func (s *storage) KeySet(context.Context) ([]op.Key, error) { return []op.Key{public{s}}, nil }

type signing struct{ s *storage }

func (k signing) SignatureAlgorithm() jose.SignatureAlgorithm { return jose.RS256 }
func (k signing) Key() any                                    { return k.s.key }
func (k signing) ID() string                                  { return k.s.keyID }

type public struct{ s *storage }

func (k public) ID() string                         { return k.s.keyID }
func (k public) Algorithm() jose.SignatureAlgorithm { return jose.RS256 }
func (k public) Use() string                        { return "sig" }
func (k public) Key() any                           { return &k.s.key.PublicKey }

// Health tells that it works.
func (s *storage) Health(context.Context) error { return nil }
