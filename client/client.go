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
	then  url.Values // at or recorded, of every question
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

// AsOf is a client like this one that asks its questions as of an instant before now: by
// what had happened by then. The desk answers as it answered then, to whoever may see that
// now. It refuses what is known of now alone (people, invitations, records of organisations,
// letters, who read what, what-ifs, one file of evidence) with a *Problem of status 400.
// Commands, receipts, the feed and the content of files are as without it.
func (c *Client) AsOf(at time.Time) *Client { return c.asked("at", at) }

// AsRecorded is AsOf by what was recorded by an instant. Could is asked by what had
// happened, and the client does not send it.
func (c *Client) AsRecorded(by time.Time) *Client { return c.asked("recorded", by) }

func (c *Client) asked(as string, t time.Time) *Client {
	is := *c
	is.then = given(as, instant(t))
	return &is
}

// NewID draws the id of a command, for whoever keeps it before the command is sent.
func NewID() string { return rand.Text() }

// A Life is what commands are sent to and questions are asked about.
type Life struct {
	Noun      string // call, tender, programme, administration, invitation, organisation, market, entry or interest
	Reference string // as in DHE-2019
}

// Call is a call by its reference, as in DHE-2019.
func Call(reference string) Life { return Life{"call", reference} }

// TenderOf is a tender, or the twinning that it has become, by its reference, as in
// DHE-2019-K7Q2MD.
func TenderOf(reference string) Life { return Life{"tender", reference} }

// Programme is a programme by its reference, as in DigitalHealthEurope.
func Programme(reference string) Life { return Life{"programme", reference} }

// Invitation is an invitation by its reference, as in DHE-2019-K7Q2MDAAAA.
func Invitation(reference string) Life { return Life{"invitation", reference} }

// OrganisationOf is the record of an organisation by its reference, as in K7Q2MDAAAA.
func OrganisationOf(reference string) Life { return Life{"organisation", reference} }

// Administration is the one life of the administrators.
func Administration() Life { return Life{"administration", "ADMINISTRATORS"} }

// MarketOf is a marketplace by its reference, as in HEALTH.
func MarketOf(reference string) Life { return Life{"market", reference} }

// EntryOf is an entry of a marketplace by its reference, as in HEALTH-K7Q2MDAAAAAA.
func EntryOf(reference string) Life { return Life{"entry", reference} }

// InterestOf is an interest in an entry by its reference, as in HEALTH-4KX2PAAAAAAA.
func InterestOf(reference string) Life { return Life{"interest", reference} }

func (l Life) path() string {
	collection := l.Noun + "s"
	if strings.HasSuffix(l.Noun, "s") {
		collection = l.Noun + "es"
	}
	if base, y := strings.CutSuffix(l.Noun, "y"); y && !strings.HasSuffix(base, "e") {
		collection = base + "ies"
	}
	return "/" + collection + "/" + url.PathEscape(l.Reference)
}
