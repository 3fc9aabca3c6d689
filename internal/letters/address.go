package letters

import (
	"fmt"
	"net/mail"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"
)

// CheckAddress refuses an address that no mail server takes. Recording a person
// and sending a letter use the same rules. The error is ErrNoAddress or wraps
// ErrAddress; it says what is wrong and never repeats the address.
func CheckAddress(s string) error {
	_, err := parseAddress(s)
	return err
}

// Mailbox is an address in one form for comparing: the domain in ASCII, and all
// of it in small letters, since hardly any server tells them from capitals. What
// is no address stays as it is written.
func Mailbox(s string) string {
	if address, err := parseAddress(s); err == nil {
		s = address
	}
	return strings.ToLower(s)
}

// parseAddress returns an address as it goes over the wire: the domain in
// A-labels (RFC 5890), the part before the @ as it is written, in form C. That
// part may have letters outside ASCII (RFC 6531), which need a server that
// offers SMTPUTF8. A quoted part and an address literal are refused: few servers
// take the one, and nobody should be written to at the other.
func parseAddress(s string) (string, error) {
	if s == "" {
		return "", ErrNoAddress
	}
	at := strings.LastIndexByte(s, '@')
	if at < 0 {
		return "", wrong("it has no @")
	}
	local, err := localPart(s[:at])
	if err != nil {
		return "", err
	}
	host, err := hostPart(s[at+1:])
	if err != nil {
		return "", err
	}
	address := local + "@" + host
	if len(address) > 254 {
		return "", wrong("it has more than 254 bytes")
	}
	return address, nil
}

func wrong(what string) error { return fmt.Errorf("%w: %s", ErrAddress, what) }

var localForm = regexp.MustCompile("^[\\pL\\pM\\pN!#$%&'*+/=?^_`{|}~-]+(\\.[\\pL\\pM\\pN!#$%&'*+/=?^_`{|}~-]+)*$")

func localPart(s string) (string, error) {
	switch local := norm.NFC.String(s); {
	case !utf8.ValidString(s):
		return "", wrong("it is not valid UTF-8")
	case s == "":
		return "", wrong("nothing stands before the @")
	case strings.IndexFunc(s, unicode.IsControl) >= 0:
		return "", wrong("it has a control character")
	case strings.HasPrefix(s, `"`):
		return "", wrong("the part before the @ is in quotation marks, which most mail servers do not take")
	case len(local) > 64:
		return "", wrong("the part before the @ has more than 64 bytes")
	case !localForm.MatchString(local):
		return "", wrong("the part before the @ has a character or a dot that cannot stand there")
	default:
		return local, nil
	}
}

var digits = regexp.MustCompile(`^[0-9]+$`)

func hostPart(s string) (string, error) {
	switch {
	case s == "":
		return "", wrong("nothing stands after the @")
	case !utf8.ValidString(s): // idna would put U+FFFD in the place of the bytes, and its A-label names no domain
		return "", wrong("it is not valid UTF-8")
	case strings.HasPrefix(s, "["):
		return "", wrong("a number of a machine in brackets stands after the @; a domain is needed, as in programme.example")
	}
	host, err := idna.Lookup.ToASCII(s)
	if err != nil || len(host) > 253 || !domainForm.MatchString(host) {
		return "", wrong("what stands after the @ is not a domain")
	}
	last := host[strings.LastIndexByte(host, '.')+1:]
	switch {
	case last == host:
		return "", wrong("the domain has no dot, so no mail server can be found for it")
	case digits.MatchString(last):
		return "", wrong("a number of a machine stands after the @; a domain is needed, as in programme.example")
	}
	return host, nil
}

// needsUTF8 tells whether an address can go only to a server that offers
// SMTPUTF8.
func needsUTF8(address string) bool {
	return strings.IndexFunc(address, func(r rune) bool { return r > unicode.MaxASCII }) >= 0
}

// parseSender reads who letters are from: an address, or a name and an address
// in angle brackets. Its address is in ASCII, or no letter could go to a server
// without SMTPUTF8.
func parseSender(s string) (*mail.Address, error) {
	from, err := mail.ParseAddress(s)
	if err != nil {
		return nil, ErrAddress
	}
	if from.Address, err = parseAddress(from.Address); err != nil {
		return nil, err
	}
	if needsUTF8(from.Address) {
		return nil, wrong("the part before the @ has letters outside ASCII, which not every mail server takes from a sender")
	}
	from.Name = headerName(from.Name)
	return from, nil
}

// headerName is a name as it stands before an address. net/mail writes a
// backslash among letters beyond ASCII in a way that nobody can read back.
func headerName(s string) string { return strings.ReplaceAll(flat(s), `\`, "/") }
