package client

import (
	"crypto/rand"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// A Client asks one desk, as one person. Its fields are set before it is first used.
type Client struct {
	// HTTP sends the requests. New makes one that follows no redirects.
	HTTP *http.Client
	// Language is the language of sentences: en, fr or de; "" is English.
	Language string
	// Retries is how often a request is tried again; 0 is DefaultRetries, negative never.
	Retries int
	// Pause is the first pause between two tries, where the desk names none; it doubles
	// from try to try, up to 30 s. 0 is half a second.
	Pause time.Duration

	url   string
	token string
}

// DefaultRetries is how often a request is tried again where nobody says.
const DefaultRetries = 6

// New is a client of the desk at an address, as in https://desk.example.org, for whoever
// a machine token is of; without a token it is the public. An error says what is wrong
// with the address; nothing is sent yet.
func New(address, token string) (*Client, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || u.Path != "" && u.Path != "/" {
		return nil, errors.New("this is no address of a desk: write it as in https://desk.example.org")
	}
	host := u.Hostname()
	local := host == "localhost" || host == "127.0.0.1" || host == "::1" || strings.HasSuffix(host, ".localhost")
	if u.Scheme != "https" && (u.Scheme != "http" || !local) {
		return nil, errors.New("this address is not https: what is sent there could be read on the way")
	}
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &Client{HTTP: &http.Client{CheckRedirect: stay}, url: u.Scheme + "://" + u.Host, token: token}, nil
}

// NewID draws the id of a command, for whoever keeps it before the command is sent.
func NewID() string { return rand.Text() }

// A Life is what commands are sent to and questions are asked about.
type Life struct {
	Noun      string // call, tender, programme or administration
	Reference string // as in DHE-2019
}

// Call is a call by its reference, as in DHE-2019.
func Call(reference string) Life { return Life{"call", reference} }

// TenderOf is a tender, or the twinning that it has become, by its reference, as in
// DHE-2019-K7Q2MD.
func TenderOf(reference string) Life { return Life{"tender", reference} }

// Programme is a programme by its reference, as in DigitalHealthEurope.
func Programme(reference string) Life { return Life{"programme", reference} }

// Administration is the one life of the administrators.
func Administration() Life { return Life{"administration", "ADMINISTRATORS"} }

func (l Life) path() string { return "/" + l.Noun + "s/" + url.PathEscape(l.Reference) }
