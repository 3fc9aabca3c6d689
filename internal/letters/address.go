package letters

import (
	"net/mail"
	"regexp"
	"strings"

	"golang.org/x/net/idna"
)

var localForm = regexp.MustCompile("^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$")

// parseAddress returns an address as a mail server takes it, its domain in
// ASCII. An address whose part before the @ is quoted, or not ASCII, is refused:
// few servers would take it.
func parseAddress(s string) (string, error) {
	if s == "" {
		return "", ErrNoAddress
	}
	at := strings.LastIndexByte(s, '@')
	if at < 1 || at > 64 || !localForm.MatchString(s[:at]) {
		return "", ErrAddress
	}
	host, err := idna.Lookup.ToASCII(s[at+1:])
	if err != nil || len(host) > 253 || !domainForm.MatchString(host) {
		return "", ErrAddress
	}
	address := s[:at] + "@" + host
	if len(address) > 254 {
		return "", ErrAddress
	}
	return address, nil
}

// parseSender reads who letters are from: an address, or a name and an address
// in angle brackets.
func parseSender(s string) (*mail.Address, error) {
	from, err := mail.ParseAddress(s)
	if err != nil {
		return nil, ErrAddress
	}
	if from.Address, err = parseAddress(from.Address); err != nil {
		return nil, err
	}
	from.Name = headerName(from.Name)
	return from, nil
}

// headerName is a name as it stands before an address. net/mail writes a
// backslash among letters beyond ASCII in a way that nobody can read back.
func headerName(s string) string { return strings.ReplaceAll(flat(s), `\`, "/") }
