package letters_test

import (
	"bytes"
	"io"
	"mime"
	"mime/multipart"
	"net/mail"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"twinning.example/engine/internal/letters"
)

const from = "Twinning programme <programme@programme.example>"

func message(t require.TestingT, l letters.Letter) (letters.Mail, []byte) {
	m, err := letters.Write(l, origin)
	require.NoError(t, err)
	b, err := m.Message(from)
	require.NoError(t, err)
	return m, b
}

// opened is a message read back by the standard library.
type opened struct {
	header mail.Header
	text   string
	html   string
	files  []string
}

func open(t require.TestingT, message []byte) opened {
	m, err := mail.ReadMessage(bytes.NewReader(message))
	require.NoError(t, err)
	o := opened{header: m.Header}
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	require.NoError(t, err)
	if kind == "multipart/alternative" {
		o.alternatives(t, m.Body, params["boundary"])
		return o
	}
	require.Equal(t, "multipart/mixed", kind)
	parts := multipart.NewReader(m.Body, params["boundary"])
	for {
		p, err := parts.NextPart() // it undoes quoted-printable itself
		if err == io.EOF {
			return o
		}
		require.NoError(t, err)
		if p.FileName() == "" {
			kind, params, err := mime.ParseMediaType(p.Header.Get("Content-Type"))
			require.NoError(t, err)
			require.Equal(t, "multipart/alternative", kind)
			o.alternatives(t, p, params["boundary"])
			continue
		}
		require.Equal(t, `text/calendar; charset=utf-8; name="due.ics"`, p.Header.Get("Content-Type"))
		o.files = append(o.files, p.FileName())
	}
}

// alternatives are the text and then the page, which programs that can show both prefer.
func (o *opened) alternatives(t require.TestingT, from io.Reader, boundary string) {
	parts := multipart.NewReader(from, boundary)
	for i, kind := range []string{"text/plain; charset=UTF-8", "text/html; charset=UTF-8"} {
		p, err := parts.NextPart()
		require.NoError(t, err)
		require.Equal(t, kind, p.Header.Get("Content-Type"))
		body, err := io.ReadAll(p)
		require.NoError(t, err)
		*[]*string{&o.text, &o.html}[i] = string(body)
	}
	_, err := parts.NextPart()
	require.Equal(t, io.EOF, err)
}

// wire checks what every message must be on the wire.
func wire(t require.TestingT, message []byte) {
	require.True(t, bytes.HasSuffix(message, []byte("\r\n")))
	for line := range bytes.Lines(message) {
		require.True(t, bytes.HasSuffix(line, []byte("\r\n")), "%q", line)
		require.Equal(t, 1, bytes.Count(line, []byte("\r")), "%q", line)
		require.LessOrEqual(t, len(line), 1000)
		for _, b := range line {
			require.Less(t, b, byte(0x80), "%q", line)
		}
	}
}

func TestAMessageIsReadBackAsItWasWritten(t *testing.T) {
	t.Parallel()
	for _, name := range letters.Templates() {
		l := sample(name)
		m, b := message(t, l)
		wire(t, b)
		o := open(t, b)
		subject, err := new(mime.WordDecoder).DecodeHeader(o.header.Get("Subject"))
		require.NoError(t, err)
		require.Equal(t, m.Subject, subject)
		require.Equal(t, m.Text, strings.ReplaceAll(o.text, "\r\n", "\n"))
		require.Equal(t, m.HTML, strings.ReplaceAll(o.html, "\r\n", "\n"))
		to, err := o.header.AddressList("To")
		require.NoError(t, err)
		require.Equal(t, []*mail.Address{{Name: l.To.Name, Address: l.To.Email}}, to)
		at, err := o.header.Date()
		require.NoError(t, err)
		require.True(t, at.Equal(l.At.Truncate(time.Second)), "the date is when it was promised, whenever it is sent")
		require.Equal(t, "<"+m.MessageID+">", o.header.Get("Message-ID"))
		require.Equal(t, "auto-generated", o.header.Get("Auto-Submitted"))
		require.Equal(t, len(m.Calendar) > 0, slices.Equal(o.files, []string{"due.ics"}))
	}
}

func TestTheSameLetterIsTheSameMessageToTheByte(t *testing.T) {
	t.Parallel()
	_, first := message(t, sample("reminder"))
	for range 20 {
		_, again := message(t, sample("reminder"))
		require.Equal(t, string(first), string(again))
	}
	golden(t, "reminder.eml", string(first))
}

func TestNothingThatALetterHoldsCanAddAHeaderOrAPart(t *testing.T) {
	t.Parallel()
	headers := []string{
		"Auto-Submitted", "Content-Language", "Content-Type", "Date", "From", "Message-Id", "Mime-Version", "Subject", "To",
	}
	evil := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{
		"x\r\nBcc: eve@evil.example", "x\nBcc: eve@evil.example", "x\rBcc: eve@evil.example", "x\r\n\r\nbody", "\u2028Bcc: e", "\u0085Bcc: e",
		"x\x00y", "\xff\xfe", "=?utf-8?q?x=0D=0ABcc:_e?=", "\"quoted\" <eve@evil.example>", ".", "\r\n.\r\n", "--boundary", "From x",
		"\u202egnidaer", "e\u0301", strings.Repeat("long ", 300), strings.Repeat("l", 2000), "a, b; c: <d>", "(comment)", "\\",
	}))
	rapid.Check(t, func(t *rapid.T) {
		l := sample("reminder")
		l.To.Name = evil.Draw(t, "name")
		for _, w := range []string{"tender", "what", "obligation", "lapse"} {
			l.Words[w] = "x" + evil.Draw(t, w)
		}
		l.Stream = "twinning/" + evil.Draw(t, "stream")
		m, b := message(t, l)
		o := open(t, b)
		var got []string
		for name, values := range o.header {
			got = append(got, name)
			require.Len(t, values, 1)
		}
		slices.Sort(got)
		require.Equal(t, headers, got)
		require.Equal(t, []string{"due.ics"}, o.files)
		to, err := o.header.AddressList("To")
		require.NoError(t, err)
		require.Equal(t, []*mail.Address{{Name: m.ToName, Address: "renee@region.example"}}, to)
		require.NotContains(t, m.Subject, "\n")
		require.Equal(t, m.Text, strings.ReplaceAll(o.text, "\r\n", "\n"))
		for line := range bytes.Lines(b) {
			require.True(t, bytes.HasSuffix(line, []byte("\r\n")))
		}
	})
}

func TestAPersonsOwnWordsCannotLookLikeOurs(t *testing.T) {
	t.Parallel()
	l := sample("ineligible")
	l.Words["reason"] = "no\r\nReference: another\rThis is letter 1/0\u2028\u202eof"
	m, err := letters.Write(l, origin)
	require.NoError(t, err)
	require.Contains(t, m.Text, "\n    no\n    Reference: another\n    This is letter 1/0\n    of\n\n")
}

func TestAMailWithoutAnAddressOrASenderIsNoMessage(t *testing.T) {
	t.Parallel()
	m, err := letters.Write(sample("reminder"), origin)
	require.NoError(t, err)
	for _, sender := range []string{"", "programme", "a@b.example, c@d.example", "x\r\nBcc: e@f.example <a@b.example>"} {
		_, err = m.Message(sender)
		require.ErrorIs(t, err, letters.ErrAddress, "%q", sender)
	}
	m.ToEmail = "eve@evil.example>\r\nRCPT TO:<a@b.example"
	_, err = m.Message(from)
	require.ErrorIs(t, err, letters.ErrAddress)
}
