package letters

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	netmail "net/mail"
	"os"
	"strings"
	"time"

	"github.com/wneessen/go-mail/smtp"
)

// What a Post does about TLS. On port 465 TLS is spoken from the first byte
// (RFC 8314), unless it is none.
const (
	TLSNone          = "none"          // never: for a server on this machine
	TLSOpportunistic = "opportunistic" // where the server offers it, with a valid certificate
	TLSMandatory     = "mandatory"     // or nothing is sent
)

// Post is how letters reach a mail server.
type Post struct {
	// Addr is the mail server's host:port. There is no default.
	Addr string
	// From is who letters are from: an address, or a name and an address in
	// angle brackets. There is no default. Answers and bounces go there.
	From string
	// PasswordFile holds the password of Username, on its first line. It is read
	// at each connection, so that a new password needs no restart.
	PasswordFile string
	// Timeout bounds the connection and each step of it. Zero means a minute. The
	// answer to a whole letter is waited for ten times as long, ten minutes by
	// default (RFC 5321, 4.5.3.2.6): to give up there is to be in doubt.
	Timeout time.Duration
	// TLS is TLSNone, TLSOpportunistic or TLSMandatory. Empty means
	// TLSMandatory. Certificates are checked against those of the system;
	// SSL_CERT_FILE names others.
	TLS string
	// Username signs in. Empty means without signing in.
	Username string

	roots *x509.CertPool // of tests; nil means the system's
}

// check fills the defaults in and refuses what cannot be meant.
func (p Post) check() (Post, *netmail.Address, error) {
	if p.Timeout == 0 {
		p.Timeout = time.Minute
	}
	if p.TLS == "" {
		p.TLS = TLSMandatory
	}
	if p.TLS != TLSNone && p.TLS != TLSOpportunistic && p.TLS != TLSMandatory {
		return p, nil, fmt.Errorf("TLS is %q; allowed are %s, %s or %s", p.TLS, TLSNone, TLSOpportunistic, TLSMandatory)
	}
	if _, _, err := net.SplitHostPort(p.Addr); err != nil {
		return p, nil, fmt.Errorf("the mail server %q is not host:port: %w", p.Addr, err)
	}
	if p.Username != "" && p.PasswordFile == "" {
		return p, nil, errors.New("a user name without a password file: name the file that holds the password")
	}
	from, err := parseSender(p.From)
	if err != nil {
		return p, nil, fmt.Errorf("the sender %q: %w", p.From, err)
	}
	return p, from, nil
}

// Connect opens a session, signed in. An error says nothing about any letter.
func (p Post) Connect(ctx context.Context) (*Session, error) {
	p, from, err := p.check()
	if err != nil {
		return nil, err
	}
	s := &Session{post: p, from: from}
	if err := s.open(ctx); err != nil {
		return nil, err
	}
	return s, nil
}

// open connects. Whatever fails, nothing stays open.
func (s *Session) open(ctx context.Context) (err error) {
	host, port, err := net.SplitHostPort(s.post.Addr)
	if err != nil {
		return err
	}
	dialer := net.Dialer{Timeout: s.post.Timeout}
	conn, err := dialer.DialContext(ctx, "tcp", s.post.Addr)
	if err != nil {
		return fmt.Errorf("connect to the mail server: %w", err)
	}
	s.wire = &wire{Conn: conn}
	defer func() {
		if err != nil {
			s.drop()
			err = fmt.Errorf("connect to the mail server %s: %w", s.post.Addr, err)
		}
	}()
	secure := &tls.Config{ServerName: host, RootCAs: s.post.roots, MinVersion: tls.VersionTLS12}
	return s.step(ctx, s.post.Timeout, func() error {
		wrapped := net.Conn(s.wire)
		atOnce := port == "465" && s.post.TLS != TLSNone
		if atOnce {
			wrapped = tls.Client(s.wire, secure)
		}
		if s.client, err = smtp.NewClient(wrapped, host); err != nil {
			return err
		}
		if err := s.client.Hello(s.from.Address[strings.LastIndexByte(s.from.Address, '@')+1:]); err != nil {
			return err
		}
		if !atOnce {
			if err := s.secure(secure); err != nil {
				return err
			}
		}
		return s.signIn(host)
	})
}

func (s *Session) secure(c *tls.Config) error {
	offered, _ := s.client.Extension("STARTTLS")
	switch {
	case s.post.TLS == TLSNone, !offered && s.post.TLS == TLSOpportunistic:
		return nil
	case !offered:
		return errors.New("it does not offer TLS, which is mandatory here")
	}
	return s.client.StartTLS(c)
}

// signIn takes the best that the server offers. A password never goes over a
// connection without TLS, but to this machine.
func (s *Session) signIn(host string) error {
	if s.post.Username == "" {
		return nil
	}
	file, err := os.ReadFile(s.post.PasswordFile)
	if err != nil {
		return fmt.Errorf("read the password: %w", err)
	}
	password, _, _ := strings.Cut(string(file), "\n")
	password = strings.TrimSuffix(password, "\r")
	_, offered := s.client.Extension("AUTH")
	for _, how := range []struct {
		name string
		auth smtp.Auth
	}{
		{"SCRAM-SHA-256", smtp.ScramSHA256Auth(s.post.Username, password)},
		{"PLAIN", smtp.PlainAuth("", s.post.Username, password, host, false)},
		{"LOGIN", smtp.LoginAuth(s.post.Username, password, host, false)},
	} {
		for _, name := range strings.Fields(offered) {
			if strings.EqualFold(name, how.name) {
				return s.client.Auth(how.auth)
			}
		}
	}
	return fmt.Errorf("it offers none of SCRAM-SHA-256, PLAIN and LOGIN to sign in, but %q", offered)
}

// wire is the connection below TLS. It remembers whether anything that was
// written could not be handed over whole.
type wire struct {
	net.Conn
	broken error // of the first write that failed
}

func (w *wire) Write(b []byte) (int, error) {
	n, err := w.Conn.Write(b)
	if err != nil && w.broken == nil {
		w.broken = err
	}
	return n, err
}
