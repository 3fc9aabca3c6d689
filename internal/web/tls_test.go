package web_test

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/web"
)

// certificate is one of this machine, with its key, in files.
func certificate(t *testing.T) (cert, key string, roots *x509.CertPool) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	is := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true}
	signed, err := x509.CreateCertificate(rand.Reader, is, is, private.Public(), private)
	require.NoError(t, err)
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	require.NoError(t, err)
	cert, key = filepath.Join(t.TempDir(), "cert"), filepath.Join(t.TempDir(), "key")
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: signed})
	require.NoError(t, os.WriteFile(cert, text, 0o600))
	require.NoError(t, os.WriteFile(key, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}), 0o600))
	roots = x509.NewCertPool()
	require.True(t, roots.AppendCertsFromPEM(text))
	return cert, key, roots
}

func TestOverTLSBrowsersComeBackOverTLSAloneAndTheCookieGoesNowhereElse(t *testing.T) {
	cert, key, roots := certificate(t)
	d := &desk{t: t}
	*d = *newDeskSet(t, d.own(), func(o *web.Options) {
		o.URL = strings.Replace(o.URL, "http://", "https://", 1)
		o.Cert, o.Key = cert, key
	})
	at := strings.TrimPrefix(d.url, "http://")
	client := func(c *tls.Config) *http.Client {
		return &http.Client{Transport: &http.Transport{TLSClientConfig: c}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	}
	got, err := client(&tls.Config{RootCAs: roots}).Get("https://" + at + "/sign-in")
	require.NoError(t, err)
	require.NoError(t, got.Body.Close())
	require.Equal(t, http.StatusSeeOther, got.StatusCode)
	require.Equal(t, "max-age=31536000; includeSubDomains", got.Header.Get("Strict-Transport-Security"))
	require.Len(t, got.Cookies(), 1)
	c := got.Cookies()[0]
	require.Equal(t, "__Host-session", c.Name, "a browser takes it of this host alone")
	require.True(t, c.Secure && c.HttpOnly)
	require.Equal(t, http.SameSiteLaxMode, c.SameSite)
	require.Equal(t, "/", c.Path)
	require.Empty(t, c.Domain)

	_, err = client(&tls.Config{RootCAs: roots, MaxVersion: tls.VersionTLS11}).Get("https://" + at + "/")
	require.Error(t, err, "older versions are not spoken")
	plain, err := http.Get("http://" + at + "/")
	require.NoError(t, err)
	require.NoError(t, plain.Body.Close())
	require.Equal(t, http.StatusBadRequest, plain.StatusCode, "nor is HTTP without TLS")
}

// raw sends bytes and leaves the connection open; it tells what comes back until the desk closes it, and after how long.
func (d *desk) raw(text string) (status int, after time.Duration) {
	d.t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(d.url, "http://"))
	require.NoError(d.t, err)
	defer conn.Close()
	began := time.Now()
	require.NoError(d.t, conn.SetDeadline(began.Add(time.Minute)))
	_, err = conn.Write([]byte(text))
	require.NoError(d.t, err)
	in := bufio.NewReader(conn)
	got, err := http.ReadResponse(in, nil)
	if err == nil {
		status = got.StatusCode
		require.NoError(d.t, got.Body.Close())
	}
	for err == nil {
		_, err = in.ReadByte()
	}
	var timeout net.Error
	require.False(d.t, errors.As(err, &timeout) && timeout.Timeout(), "it was held open for a minute: %v", err)
	return status, time.Since(began)
}

func TestAHeaderThatDoesNotEndOrIsTooLargeIsCutOff(t *testing.T) {
	d := &desk{t: t}
	*d = *newDesk(t, d.own())
	d.t = t
	_, after := d.raw("GET / HTTP/1.1\r\nHost: desk\r\nX-Slow: ")
	require.GreaterOrEqual(t, after, 4*time.Second, "a slow line has its time")
	status, _ := d.raw("GET / HTTP/1.1\r\nHost: desk\r\nX-Large: " + strings.Repeat("a", 80<<10) + "\r\n\r\n")
	require.Equal(t, http.StatusRequestHeaderFieldsTooLarge, status)
}
