package letters

import (
	"bytes"
	"fmt"
	netmail "net/mail"

	"github.com/wneessen/go-mail"
)

// calendarName is what the entry is called among the attachments.
const calendarName = "due.ics"

// Message is the mail as it goes over the wire: RFC 5322, lines of ASCII that
// end with CRLF; an address with letters outside ASCII stands there in UTF-8
// (RFC 6532). It depends on nothing but the mail and its sender, so that a
// second attempt sends the same bytes.
func (m Mail) Message(from string) ([]byte, error) {
	sender, err := parseSender(from)
	if err != nil {
		return nil, fmt.Errorf("read the sender: %w", err)
	}
	return m.message(sender)
}

func (m Mail) message(from *netmail.Address) ([]byte, error) {
	to, err := parseAddress(m.ToEmail)
	if err != nil {
		return nil, err
	}
	msg := mail.NewMsg(
		mail.WithNoDefaultUserAgent(),
		mail.WithEncoding(mail.EncodingQP),
		// Drawn from what it parts, so that no part can hold it.
		mail.WithBoundary(token("boundary", m.MessageID, m.Text, string(m.Calendar))),
	)
	msg.SetMessageIDWithValue(flat(m.MessageID))
	msg.SetDateWithValue(m.Date.UTC())
	msg.FromMailAddress(from)
	msg.ToMailAddress(&netmail.Address{Name: headerName(m.ToName), Address: to})
	msg.Subject(flat(m.Subject))
	msg.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: no absence notice answers it
	msg.SetGenHeader("Content-Language", "en")
	msg.SetBodyString(mail.TypeTextPlain, m.Text)
	if len(m.Calendar) > 0 {
		err := msg.AttachReader(calendarName, bytes.NewReader(m.Calendar), mail.WithFileContentType("text/calendar; charset=utf-8"))
		if err != nil {
			return nil, fmt.Errorf("attach the calendar entry: %w", err)
		}
	}
	var b bytes.Buffer
	if _, err := msg.WriteTo(&b); err != nil {
		return nil, fmt.Errorf("write the message: %w", err)
	}
	return b.Bytes(), nil
}
