package letters

import (
	"bytes"
	"fmt"
	netmail "net/mail"
	"regexp"
	"strconv"

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
	)
	msg.SetMessageIDWithValue(flat(m.MessageID))
	msg.SetDateWithValue(m.Date.UTC())
	msg.FromMailAddress(from)
	msg.ToMailAddress(&netmail.Address{Name: headerName(m.ToName), Address: to})
	msg.Subject(flat(m.Subject))
	msg.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: no absence notice answers it
	msg.SetGenHeader("Content-Language", Language(m.Language))
	msg.SetBodyString(mail.TypeTextPlain, m.Text)
	if m.HTML != "" {
		msg.AddAlternativeString(mail.TypeTextHTML, m.HTML)
	}
	if len(m.Calendar) > 0 {
		kind := "text/calendar; charset=utf-8"
		if m.Method != "" {
			kind += "; method=" + m.Method // RFC 6047: as in the file
		}
		err := msg.AttachReader(calendarName, bytes.NewReader(m.Calendar), mail.WithFileContentType(mail.ContentType(kind)))
		if err != nil {
			return nil, fmt.Errorf("attach the calendar entry: %w", err)
		}
	}
	var b bytes.Buffer
	if _, err := msg.WriteTo(&b); err != nil {
		return nil, fmt.Errorf("write the message: %w", err)
	}
	return m.bounded(b.Bytes()), nil
}

var boundary = regexp.MustCompile(`\r\nContent-Type: multipart/[a-z]+;\r\n boundary=([0-9a-f]{20,70})\r\n`)

// bounded has the parts of a message parted by what is drawn from them, so that no part
// can hold it and the same mail is the same bytes. go-mail draws them at random.
func (m Mail) bounded(message []byte) []byte {
	for i, found := range boundary.FindAllSubmatch(message, -1) {
		own := token("boundary", strconv.Itoa(i), m.MessageID, m.Text, m.HTML, string(m.Calendar))
		message = bytes.ReplaceAll(message, found[1], []byte(own))
	}
	return message
}
