// Package provider is the stack's own provider of sign-in: OpenID Connect for one
// machine, on a certified library, with the people that the ledger knows. Everybody has
// one password for ever, made from a secret in the stack's folder. It exists for trying
// out and for tests; production has a provider of its own, and cannot be set to this one.
package provider

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"embed"
	"encoding/base32"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/zitadel/oidc/v3/pkg/op"
)

// An Account is somebody who can sign in.
type Account struct {
	ID    string // opaque: the subject
	Alias string
	Name  string
	Email string
}

// ErrNobody is what Find says where it knows nobody of that name.
var ErrNobody = errors.New("nobody is known by that name")

// Options are how the provider is set.
type Options struct {
	Issuer string // its address: http://127.0.0.1:PORT
	Client string // the id of its one client
	Home   string // the address of the server that it signs people in for
	Secret []byte // passwords are made from it
	// Find knows somebody by alias, id or address.
	Find func(ctx context.Context, who string) (Account, error)
}

// Password is somebody's, for ever: four groups of four letters and digits.
func Password(secret []byte, id string) string {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte("password\n" + id))
	w := strings.ToLower(base32.StdEncoding.EncodeToString(mac.Sum(nil))[:16])
	return w[:4] + "-" + w[4:8] + "-" + w[8:12] + "-" + w[12:]
}

//go:embed login.html
var files embed.FS

var login = template.Must(template.ParseFS(files, "login.html"))

// Provider answers at its issuer's address.
type Provider struct {
	options Options
	store   *storage
	op      *op.Provider

	mu    sync.Mutex
	tries map[string]int // wrong passwords in a row, by who
}

// New makes a provider.
func New(o Options) (*Provider, error) {
	store, err := newStorage(o)
	if err != nil {
		return nil, err
	}
	config := &op.Config{
		CodeMethodS256: true, GrantTypeRefreshToken: false, DefaultLogoutRedirectURI: o.Home + "/",
		SupportedScopes: []string{"openid", "email", "profile"},
	}
	if _, err := rand.Read(config.CryptoKey[:]); err != nil {
		return nil, fmt.Errorf("make a key: %w", err)
	}
	inner, err := op.NewProvider(config, store, op.StaticIssuer(o.Issuer), op.WithAllowInsecure()) // http, on this machine alone
	if err != nil {
		return nil, fmt.Errorf("make the provider of sign-in: %w", err)
	}
	return &Provider{options: o, store: store, op: inner, tries: map[string]int{}}, nil
}

// Handler is what listens at the issuer's address.
func (p *Provider) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /login", p.show)
	mux.Handle("POST /login", http.NewCrossOriginProtection().Handler(op.NewIssuerInterceptor(p.op.IssuerFromRequest).HandlerFunc(p.check)))
	mux.Handle("/", p.op)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Cache-Control", "no-store")
		mux.ServeHTTP(w, r)
	})
}

// A form is what the page of sign-in shows.
type form struct{ ID, Who, Problem string }

func (p *Provider) show(w http.ResponseWriter, r *http.Request) {
	p.page(w, http.StatusOK, form{ID: r.FormValue("id")})
}

// wrongTries is after how many wrong passwords in a row each further one takes a while.
const wrongTries = 5

// check takes alias and password.
func (p *Provider) check(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 4<<10)
	id, who, password := r.PostFormValue("id"), strings.TrimSpace(r.PostFormValue("who")), strings.TrimSpace(r.PostFormValue("password"))
	a, err := p.options.Find(r.Context(), who)
	if err != nil && !errors.Is(err, ErrNobody) {
		p.page(w, http.StatusServiceUnavailable, form{ID: id, Who: who, Problem: "The database does not answer. Try again in a moment."})
		return
	}
	if p.slow(who) {
		time.Sleep(time.Second)
	}
	right := subtle.ConstantTimeCompare([]byte(password), []byte(Password(p.options.Secret, a.ID))) == 1
	if err != nil || !right {
		p.count(who, 1)
		p.page(w, http.StatusUnauthorized, form{ID: id, Who: who, Problem: "Name or password is wrong. The stack's folder holds the passwords, in the file sign-ins."})
		return
	}
	p.count(who, 0)
	if !p.store.done(id, a) {
		p.page(w, http.StatusBadRequest, form{Who: who, Problem: "This sign-in was begun too long ago. Go back to the page that you came from and sign in again."})
		return
	}
	http.Redirect(w, r, op.AuthCallbackURL(p.op)(r.Context(), id), http.StatusSeeOther)
}

func (p *Provider) slow(who string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.tries[who] >= wrongTries
}

func (p *Provider) count(who string, more int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if more == 0 {
		delete(p.tries, who)
		return
	}
	if len(p.tries) > 1000 {
		clear(p.tries)
	}
	p.tries[who] += more
}

func (p *Provider) page(w http.ResponseWriter, status int, f form) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_ = login.ExecuteTemplate(w, "login.html", f) // who asked has gone
}
