package letters

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// replyLimit is how much of a server's words is kept, in bytes.
const replyLimit = 400

var anyAddress = regexp.MustCompile(`[^\s<>@,;:"]+@[^\s<>@,;:"]+`)

// hide takes out of a server's words whom the letter was for. Servers like to
// repeat the address; the record of the letter's fate must not have it.
func hide(m Mail, s string) string {
	s = anyAddress.ReplaceAllString(flat(s), "(address)")
	local, _, _ := strings.Cut(m.ToEmail, "@")
	for _, name := range []string{m.ToName, local} {
		if utf8.RuneCountInString(name) < 2 {
			continue
		}
		s = regexp.MustCompile(`(?i)(^|[^\pL\pN])`+regexp.QuoteMeta(name)+`($|[^\pL\pN])`).ReplaceAllString(s, "$1(person)$2")
	}
	if len(s) > replyLimit {
		s = strings.ToValidUTF8(s[:replyLimit], "") + "..."
	}
	return s
}
