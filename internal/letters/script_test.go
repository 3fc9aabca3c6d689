package letters_test

import (
	"bufio"
	"cmp"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A script is a mail server that says what a test tells it to say. Each
// connection has a script of its own, the last one for all that follow.
type script struct {
	addr string

	mu    sync.Mutex
	heard []string // the commands, in order, without the lines of letters
}

// answers are what a server says to a command, by its first word; "." is the
// final dot, "hello" the greeting. Without one it says 250 or what fits. The
// answer "-" ends the connection, "..." says nothing at all.
type answers map[string]string

func newScript(t *testing.T, secure *tls.Config, connections ...answers) *script {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	return newScriptAt(t, l, secure, connections...)
}

func newScriptAt(t *testing.T, l net.Listener, secure *tls.Config, connections ...answers) *script {
	s := &script{addr: l.Addr().String()}
	var all sync.WaitGroup
	all.Go(func() {
		for n := 0; ; n++ {
			c, err := l.Accept()
			if err != nil {
				return
			}
			all.Go(func() { s.serve(c, secure, connections[min(n, len(connections)-1)]) })
		}
	})
	t.Cleanup(func() {
		_ = l.Close()
		all.Wait()
	})
	return s
}

func (s *script) serve(c net.Conn, secure *tls.Config, said answers) {
	defer func() { _ = c.Close() }()
	_ = c.SetDeadline(time.Now().Add(20 * time.Second))
	r := bufio.NewReader(c)
	say := func(command, otherwise string) bool {
		if a, ok := said[command]; ok {
			otherwise = a
		}
		switch otherwise {
		case "-":
			return false
		case "...":
			return true
		}
		_, err := fmt.Fprintf(c, "%s\r\n", otherwise)
		return err == nil
	}
	for ok := say("hello", "220 script"); ok; {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		s.mu.Lock()
		s.heard = append(s.heard, strings.TrimSpace(line))
		s.mu.Unlock()
		switch command, _, _ := strings.Cut(strings.TrimSpace(line), " "); command {
		case "STARTTLS":
			if ok = say(command, "220 go on"); ok {
				over := tls.Server(c, secure)
				c, r = over, bufio.NewReader(over)
			}
		case "DATA":
			ok = say(command, "354 go on")
			for line = ""; ok && line != ".\r\n" && strings.HasPrefix(cmp.Or(said[command], "354"), "354"); {
				if line, err = r.ReadString('\n'); err != nil {
					return
				}
			}
			ok = ok && (line != ".\r\n" || say(".", "250 taken"))
		case "AUTH":
			ok = say(command, "235 welcome")
		case "QUIT":
			ok = say(command, "221 bye")
		default:
			ok = say(command, "250 fine")
		}
	}
}

func (s *script) lines() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.heard)
}

func (s *script) count(prefix string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, line := range s.heard {
		if strings.HasPrefix(line, prefix) {
			n++
		}
	}
	return n
}

// certificate is a server's own, for 127.0.0.1, and what trusts it.
func certificate(t *testing.T) (*tls.Config, *x509.CertPool) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	c := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "script"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)
	require.NoError(t, err)
	parsed, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	roots := x509.NewCertPool()
	roots.AddCert(parsed)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}, MinVersion: tls.VersionTLS12}, roots
}
