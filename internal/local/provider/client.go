package provider

import (
	"context"
	"errors"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// CallbackPath is where the one client takes what the provider says.
const CallbackPath = "/sign-in/callback"

// client is the one client: the stack's own server. It is public, so that PKCE binds
// the code to it.
type client struct{ o Options }

func (c client) GetID() string                       { return c.o.Client }
func (c client) RedirectURIs() []string              { return []string{c.o.Home + CallbackPath} }
func (c client) PostLogoutRedirectURIs() []string    { return []string{c.o.Home + "/"} }
func (c client) ApplicationType() op.ApplicationType { return op.ApplicationTypeNative } // http on the loopback address
func (c client) AuthMethod() oidc.AuthMethod         { return oidc.AuthMethodNone }
func (c client) ResponseTypes() []oidc.ResponseType {
	return []oidc.ResponseType{oidc.ResponseTypeCode}
}
func (c client) GrantTypes() []oidc.GrantType        { return []oidc.GrantType{oidc.GrantTypeCode} }
func (c client) LoginURL(id string) string           { return "/login?id=" + id }
func (c client) AccessTokenType() op.AccessTokenType { return op.AccessTokenTypeBearer }
func (c client) IDTokenLifetime() time.Duration      { return tokenTime }
func (c client) DevMode() bool                       { return false }
func (c client) RestrictAdditionalIdTokenScopes() func([]string) []string {
	return func(scopes []string) []string { return scopes }
}

func (c client) RestrictAdditionalAccessTokenScopes() func([]string) []string {
	return func(scopes []string) []string { return scopes }
}
func (c client) IsScopeAllowed(string) bool           { return false }
func (c client) IDTokenUserinfoClaimsAssertion() bool { return true } // address and name stand in the ID token
func (c client) ClockSkew() time.Duration             { return 0 }

var errClient = errors.New("there is no such client")

func (s *storage) GetClientByClientID(_ context.Context, id string) (op.Client, error) {
	if id != s.options.Client {
		return nil, errClient
	}
	return client{s.options}, nil
}

// AuthorizeClientIDSecret refuses: the client has no secret.
func (s *storage) AuthorizeClientIDSecret(context.Context, string, string) error { return errClient }

// SetUserinfoFromScopes is replaced by SetUserinfoFromRequest.
func (s *storage) SetUserinfoFromScopes(context.Context, *oidc.UserInfo, string, string, []string) error {
	return nil
}

// SetUserinfoFromRequest says in the ID token who signed in.
func (s *storage) SetUserinfoFromRequest(_ context.Context, info *oidc.UserInfo, asked op.IDTokenRequest, _ []string) error {
	if r, ok := asked.(*request); ok && r.account != nil {
		tell(info, *r.account)
	}
	return nil
}

func (s *storage) SetUserinfoFromToken(_ context.Context, info *oidc.UserInfo, id, _, _ string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	t, ok := s.tokens[id]
	if !ok || time.Now().After(t.expires) {
		return errGone
	}
	tell(info, t.account)
	return nil
}

func tell(info *oidc.UserInfo, a Account) {
	info.Subject, info.Name, info.PreferredUsername = a.ID, a.Name, a.Alias
	info.Email, info.EmailVerified = a.Email, true
}

func (s *storage) SetIntrospectionFromToken(context.Context, *oidc.IntrospectionResponse, string, string, string) error {
	return errClient
}

func (s *storage) GetPrivateClaimsFromScopes(context.Context, string, string, []string) (map[string]any, error) {
	return nil, nil
}

func (s *storage) GetKeyByIDAndClientID(context.Context, string, string) (*jose.JSONWebKey, error) {
	return nil, errClient
}

func (s *storage) ValidateJWTProfileScopes(context.Context, string, []string) ([]string, error) {
	return nil, errClient
}
