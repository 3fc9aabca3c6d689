// Package web faces people and programs: it signs them in, says who asks, guards
// every request, and hands it to the pages or the API. What anybody may see is decided
// by package access, what anybody may do by the law; this package only says who they are.
package web

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/jackc/pgx/v5/pgxpool"

	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/telemetry"
	"twinning.example/engine/internal/throttle"
)

// The limits of one request (our choice).
const (
	headerTime = 5 * time.Second
	readTime   = time.Minute
	idleTime   = 2 * time.Minute
	headerSize = 64 << 10
	bodySize   = 7 << 20
)

// Options are how a server is set.
type Options struct {
	// URL is the address under which people reach the server, such as
	// https://desk.example.org. Over http only on this machine.
	URL    string
	People *people.Directory
	// Pool reaches the schema web: sessions, tokens and who read what.
	Pool *pgxpool.Pool
	// SignIn is the provider of sign-in.
	SignIn Provider
	// Records are the records of organisations, of which people name or make one when they register; nil: they name none.
	Records *Records
	// Cert and Key are the files of the server's certificate; "" behind a proxy, or on
	// this machine.
	Cert, Key string
	// Proxies are the addresses of proxies whose X-Forwarded-For is believed.
	Proxies []netip.Prefix
	// SignInRate is how many sign-ins, registrations and codes of one address a second
	// are let through; 0 is 1.
	SignInRate float64
	// Rate is how many pages a second are let through of one identity or address, and five times that at once; of polls of
	// programs that wait for their person, and of wrong tokens, as many each of one address. 0 is no limit.
	Rate float64
	// AlsoReads says which requests to the API that send something are answered with what is read: a machine token needs
	// both scopes for them. nil: none.
	AlsoReads func(*http.Request) bool
	// Uploads says which requests may bring a file, of at most UploadSize bytes; nil: none.
	// Any other brings at most 5 MiB.
	Uploads    func(*http.Request) bool
	UploadSize int64
	Log        *slog.Logger
}

// A Server signs people in, and guards what it serves.
type Server struct {
	url      *url.URL
	people   *people.Directory
	records  *Records
	sessions *scs.SessionManager
	tokens   *Tokens
	devices  devices
	signIn   signIn
	signIns  *throttle.Limits
	limits   *throttle.Limits // of pages
	asked    *throttle.Limits // of polls of an address
	wrong    *throttle.Limits // of wrong tokens of an address
	found    foundTokens
	polls    *throttle.Limits // of one program that waits for its person
	proxies  []netip.Prefix
	cert     string
	key      string
	uploads  func(*http.Request) bool
	most     int64 // bytes of an upload
	log      *slog.Logger

	alsoReads func(*http.Request) bool
}

// New makes a server. It asks the provider of sign-in when somebody first signs in, so
// that either may start first.
func New(o Options) (*Server, error) {
	u, err := url.Parse(o.URL)
	if err != nil || u.Host == "" || u.Path != "" && u.Path != "/" || u.Scheme != "https" && !(u.Scheme == "http" && isLoopback(u.Hostname())) {
		return nil, fmt.Errorf("%q is not an address for people: write https://HOST, or http://127.0.0.1:PORT on this machine", o.URL)
	}
	u.Path = ""
	s := &Server{
		url: u, people: o.People, records: o.Records, tokens: NewTokens(o.Pool), devices: devices{o.Pool}, proxies: o.Proxies, cert: o.Cert, key: o.Key, log: o.Log, uploads: o.Uploads, most: o.UploadSize,
		signIns: throttle.New(cmp.Or(o.SignInRate, signInRate), max(signInBurst, int(o.SignInRate))),
		limits:  throttle.New(o.Rate, int(5*o.Rate)), asked: throttle.New(o.Rate, int(5*o.Rate)), wrong: throttle.New(o.Rate, int(5*o.Rate)), polls: throttle.New(1/deviceEvery.Seconds(), devicePolls), alsoReads: o.AlsoReads,
	}
	s.sessions = s.newSessions(o.Pool, u.Scheme == "https")
	s.signIn = signIn{provider: o.SignIn, callback: u.String() + callbackPath, home: u.String() + "/"}
	return s, nil
}

// isLoopback tells whether a host is this machine, as every name below localhost is (RFC 6761, 6.3).
func isLoopback(host string) bool {
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	a, err := netip.ParseAddr(host)
	return err == nil && a.IsLoopback()
}

// Handler serves pages and, under /api/, the API, to whoever it says asks.
func (s *Server) Handler(pages, api http.Handler) (http.Handler, error) {
	mux := http.NewServeMux()
	for _, r := range s.routes() {
		mux.HandleFunc(r.pattern, func(w http.ResponseWriter, q *http.Request) {
			telemetry.Route(q.Context(), r.pattern)
			r.serve(w, q)
		})
	}
	mux.Handle("/api/", api)
	mux.Handle("/", pages)

	cross := http.NewCrossOriginProtection()
	if err := cross.AddTrustedOrigin(s.url.String()); err != nil {
		return nil, fmt.Errorf("trust the server's own address: %w", err)
	}
	cross.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.deny(w, r, http.StatusForbidden, "cross-site", "deny.cross")
	}))
	h := cross.Handler(s.withSession(s.identify(mux)))
	return s.guarded(s.readable(s.limited(h))), nil
}

// A route is one pattern of the router and what answers it.
type route struct {
	pattern string
	serve   http.HandlerFunc
}

// routes are what the server answers itself.
func (s *Server) routes() []route {
	return []route{
		{"GET " + SignInPath, s.seldom(s.begin)},
		{"GET " + callbackPath, s.seldom(s.callback)},
		{"GET " + registerPath, s.registerForm},
		{"POST " + registerPath, s.seldom(s.register)},
		{"POST " + SignOutPath, s.signOut},
		{"GET " + DevicePath, s.devicePage},
		{"POST " + DevicePath, s.seldom(s.confirmDevice)},
		{"POST " + DeviceBeginPath, s.seldom(s.beginDevice)},
		{"POST " + DeviceTokenPath, s.deviceToken},
	}
}

// Patterns are the patterns of what the server answers itself.
func Patterns() []string {
	var list []string
	for _, r := range (&Server{}).routes() {
		list = append(list, r.pattern)
	}
	return list
}

// Of one address: so many sign-ins, registrations and codes a second, and at once (our choice). Behind one address there may be an office.
const (
	signInRate  = 1
	signInBurst = 30
)

// seldom lets one address ask only so often: for what makes rows, asks the provider, or could be guessed.
func (s *Server) seldom(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if delay := s.signIns.Wait(throttle.Of(r.RemoteAddr), time.Now()); delay > 0 {
			s.later(w, r, delay, "refuse.often")
			return
		}
		next(w, r)
	}
}

// Serve answers on a listener until the context ends, and then finishes what it holds
// for at most grace.
func (s *Server) Serve(ctx context.Context, on net.Listener, h http.Handler, grace time.Duration) error {
	server := &http.Server{
		Handler: h, ReadHeaderTimeout: headerTime, ReadTimeout: readTime, IdleTimeout: idleTime, MaxHeaderBytes: headerSize,
		ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
	}
	failed := make(chan error, 1)
	go func() {
		if s.cert != "" {
			failed <- server.ServeTLS(on, s.cert, s.key)
			return
		}
		failed <- server.Serve(on)
	}()
	select {
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	if err := server.Shutdown(ending); err != nil {
		return errors.Join(fmt.Errorf("finish what was asked: %w", err), server.Close())
	}
	return nil
}

// Address is the address of whoever asks: of the connection or, behind a proxy that is
// trusted, what the proxy says.
func (s *Server) Address(r *http.Request) netip.Addr {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	at := peer.Addr().Unmap()
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && s.isProxy(at); i-- {
		next, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		at = next.Unmap()
	}
	return at
}

func (s *Server) isProxy(a netip.Addr) bool {
	for _, p := range s.proxies {
		if p.Contains(a) {
			return true
		}
	}
	return false
}
