package letters

import (
	"crypto/x509"
	"net"
	"time"
)

// Trusting is p with certificates of a test's own.
func (p Post) Trusting(roots *x509.CertPool) Post {
	p.roots = roots
	return p
}

// Through sends what s writes from now on through another connection.
func (s *Session) Through(wrap func(net.Conn) net.Conn) { s.wire.Conn = wrap(s.wire.Conn) }

// Hide is hide.
var Hide = hide

// NeedsIn are the words that a template needs in a language.
func NeedsIn(lang, template string) []string { return forms()[lang][template].needs }

// Hurry bounds each step from now on.
func (s *Session) Hurry(each time.Duration) { s.post.Timeout = each }
