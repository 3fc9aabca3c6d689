// Package letters is the words of each letter, the calendar entry that goes
// with a due date, and the post that takes both to a mail server and says
// exactly what became of them.
//
// The law promises a letter by the name of a template, with words that name
// nobody. Who it is for is known only when it is sent. No error of this package
// holds a name or an address, since errors are recorded and records are for ever.
package letters

import (
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"twinning.example/engine/internal/law"
)

// A Person is whom a letter is for, as known at the time of sending.
type Person struct {
	ID       string
	Name     string
	Email    string
	Language string // ISO 639-1; see Language for that of the letter
}

// A Letter is one promise of the law.
type Letter struct {
	Stream   string            // of the life that promised it
	ID       string            // <version>/<n>: the promise, one for ever in its stream
	Template string            // which words; see Templates
	Words    map[string]string // what the template needs; see Needs
	To       Person
	At       time.Time // when it was promised, UTC
	// Secret is of the link of an invitation; "" for every other letter. Desk is the address of
	// the desk for people, as in https://desk.example.org; "" where it is not known.
	Secret, Desk string
	Organizer    string       // who invites to meetings: the sender of the letters; "" where that is not known
	Language     string       // what the letter is written in, and its words told in: en, fr or de; "" is English
	Wording      *law.Wording // how its call words it; nil: as the template does
}

// A Mail is a letter as it is posted. The same letter to the same person is
// the same mail, to the byte, however often it is written.
type Mail struct {
	MessageID string    // without its angle brackets
	Date      time.Time // when the letter was promised
	ToName    string    // one line; may be empty
	ToEmail   string    // checked, its domain in ASCII
	Subject   string    // one line
	Text      string    // lines end with LF here, with CRLF in the message
	HTML      string    // the same letter as a page; it loads nothing
	Language  string    // of both: en, fr or de
	Calendar  []byte    // an iCalendar file, or nothing
	Method    string    // of the iCalendar file (RFC 5546), where it has one
}

// Why a letter cannot be written. Both are the cause of what Write returns.
var (
	// ErrNoAddress says that nobody can be written to: the person was erased.
	ErrNoAddress = errors.New("no address is known: the person was erased, or never had one")
	// ErrAddress says that the address cannot be one.
	ErrAddress = errors.New("this is no e-mail address that can be written to")
)

// Write writes a letter. The origin is the name of the ledger, as its
// checkpoints give it, and begins with a domain: ledger.example.eu.
func Write(l Letter, origin string) (Mail, error) {
	host, err := domain(origin)
	if err != nil {
		return Mail{}, err
	}
	version, err := l.version()
	if err != nil {
		return Mail{}, err
	}
	switch {
	case l.Stream == "":
		return Mail{}, errors.New("a letter needs the stream that promised it")
	case l.At.IsZero():
		return Mail{}, errors.New("a letter needs the instant at which it was promised")
	}
	address, err := parseAddress(l.To.Email)
	if err != nil {
		return Mail{}, err
	}
	w, err := l.render()
	if err != nil {
		return Mail{}, err
	}
	m := Mail{
		MessageID: token(origin, l.Stream, l.ID) + "@" + host,
		Date:      l.At.UTC(), ToName: headerName(l.To.Name), ToEmail: address,
		Subject: w.subject, Text: w.text, HTML: w.html, Language: l.language(),
	}
	if strings.HasPrefix(l.Template, "twinning-meeting-") {
		m.Method, m.Calendar, err = l.meeting(origin, host, version)
	} else {
		m.Calendar, err = l.calendar(origin, host, version, w)
	}
	if err != nil {
		return Mail{}, err
	}
	return m, nil
}

var idForm = regexp.MustCompile(`^(0|[1-9][0-9]{0,8})/(0|[1-9][0-9]{0,8})$`)

// version is the version of the event that promised the letter.
func (l Letter) version() (int, error) {
	m := idForm.FindStringSubmatch(l.ID)
	if m == nil {
		return 0, fmt.Errorf("%q is not the id of a letter; one is <version>/<n>, as in 12/0", l.ID)
	}
	return strconv.Atoi(m[1])
}

// reference is what the letter is about, as people quote it: the tender, the
// call or else the stream.
func (l Letter) reference() string {
	for _, name := range []string{"tender", "call"} {
		if ref := flat(l.Words[name]); ref != "" {
			return ref
		}
	}
	return flat(law.Reference(l.Stream))
}

// token is a name that only these parts have: base32 of their SHA-256.
func token(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:]))
}

var domainForm = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$`)

// domain is what an origin begins with, on the right of every Message-ID.
func domain(origin string) (string, error) {
	host := strings.ToLower(origin)
	if i := strings.IndexByte(host, '/'); i >= 0 {
		host = host[:i]
	}
	if len(host) > 253 || !domainForm.MatchString(host) {
		return "", fmt.Errorf("the origin %q does not begin with a domain, as ledger.example.eu does", origin)
	}
	return host, nil
}
