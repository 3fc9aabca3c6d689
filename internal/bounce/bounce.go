// Package bounce reads what mail servers send back about letters that they did not deliver: delivery status notifications (RFC 3464).
package bounce

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/textproto"
	"regexp"
	"strings"

	"twinning.example/engine/internal/law"
)

// Limit is the most that a message may have: what it returns of the letter is cut by most servers.
const Limit = 1 << 20

// mostParts is how many parts of a message are looked at.
const mostParts = 20

// A Report is what a message says of one letter.
type Report struct {
	MessageID string // of the letter, without its angle brackets
	Failed    bool   // it was not delivered, and is not tried again
	Status    law.EnhancedStatus
}

var (
	idForm   = regexp.MustCompile(`<([!-;=?-~]{3,200})>`)
	enhanced = regexp.MustCompile(`[245]\.[0-9]{1,3}\.[0-9]{1,3}`)
)

func noReport() error {
	return law.NewNonsense("the file is no delivery status notification (RFC 3464)", law.Why("bounce-no-report"))
}

// Read reads a message. An error says that it is no such message; of a delay, or of a delivery, the report has not failed.
func Read(message []byte) (Report, error) {
	if len(message) > Limit {
		return Report{}, law.Nonsensef(law.Why("bounce-large", law.Count("limit", Limit)), "the message has more than %d bytes", Limit)
	}
	m, err := mail.ReadMessage(bytes.NewReader(message))
	if err != nil {
		return Report{}, noReport()
	}
	kind, parameters, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/report" || parameters["boundary"] == "" || !strings.EqualFold(parameters["report-type"], "delivery-status") {
		return Report{}, noReport()
	}
	var r Report
	told := false
	parts := multipart.NewReader(m.Body, parameters["boundary"])
	for range mostParts {
		p, err := parts.NextRawPart()
		if err != nil {
			break // the end, or a message that was cut: what there is must do
		}
		body := decoded(p.Header.Get("Content-Transfer-Encoding"), p)
		switch kind, _, _ := mime.ParseMediaType(p.Header.Get("Content-Type")); kind {
		case "message/delivery-status", "message/global-delivery-status":
			told = r.status(body) || told
		case "message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers", "message/rfc822-headers":
			r.letter(body)
		}
	}
	if !told || r.MessageID == "" {
		return Report{}, noReport()
	}
	return r, nil
}

// decoded is the body of a part without its transfer encoding.
func decoded(encoding string, body io.Reader) io.Reader {
	switch strings.ToLower(strings.TrimSpace(encoding)) {
	case "base64":
		return base64.NewDecoder(base64.StdEncoding, body)
	case "quoted-printable":
		return quotedprintable.NewReader(body)
	}
	return body
}

// status reads the fields about the message, and those about each recipient. Ours have one.
func (r *Report) status(body io.Reader) (told bool) {
	fields := textproto.NewReader(bufio.NewReader(body))
	for range mostParts {
		about, err := fields.ReadMIMEHeader()
		if action := strings.ToLower(strings.TrimSpace(about.Get("Action"))); action != "" {
			told = true
			r.Failed = r.Failed || action == "failed"
			if found := enhanced.FindString(about.Get("Status")); found != "" {
				r.Status = law.EnhancedStatus(found)
			}
		}
		if err != nil {
			return told
		}
	}
	return told
}

// letter reads which letter it is, from its own headers.
func (r *Report) letter(body io.Reader) {
	headers, err := textproto.NewReader(bufio.NewReader(body)).ReadMIMEHeader()
	if err != nil && len(headers) == 0 {
		return
	}
	if found := idForm.FindStringSubmatch(headers.Get("Message-Id")); found != nil {
		r.MessageID = found[1]
	}
}
