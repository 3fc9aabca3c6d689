package letters_test

import (
	"bytes"
	"io"
	"mime"
	"net/mail"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/letters"
)

func FuzzAddressesAreTakenOrRefused(f *testing.F) {
	for _, seed := range []string{
		"renee@region.example", "renée@région.example", "a@b", `"a b"@c.example`, "a@[127.0.0.1]", "a@127.0.0.1", "a.@b.example", "",
		"a@b.example\r\nBcc: c@d.example", "@", "a@xn--rgion-bsa.example", "a@ﬁ.example", "a@b.example.",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		form := letters.Mailbox(s)
		if err := letters.CheckAddress(s); err != nil {
			if len(s) > 4 {
				require.NotContains(t, err.Error(), s, "an error repeats no address")
			}
			return
		}
		require.NoError(t, letters.CheckAddress(form), "%q is compared as %q", s, form)
		require.Equal(t, form, letters.Mailbox(form))
		require.LessOrEqual(t, len(form), 254+64)
		require.Equal(t, -1, strings.IndexAny(form, "\r\n\x00 <>,;:"))
	})
}

// Whatever a person is called and whatever a word says, it gives a message of one
// recipient, with the headers that letters have and no other.
func FuzzAMessageHasNoHeaderButItsOwn(f *testing.F) {
	templates := letters.Templates()
	for n := range templates {
		f.Add(uint8(n), "Renée Müller-Sánchez", "renee@region.example", "words")
	}
	f.Add(uint8(0), "a\r\nBcc: c@d.example", "a@b.example", "x\r\n\r\n.\r\nQUIT\r\n")
	f.Add(uint8(1), "\u202e\\\"", "é@b.example", "=?utf-8?q?=0D=0A?=\x00{{.}}")
	f.Fuzz(func(t *testing.T, template uint8, name, email, word string) {
		l := sample(templates[int(template)%len(templates)])
		l.To.Name, l.To.Email = name, email
		for _, need := range letters.Needs(l.Template) {
			if l.Words[need] != "" && !strings.ContainsAny(l.Words[need], "0123456789") {
				l.Words[need] = word
			}
		}
		m, err := letters.Write(l, origin)
		if err != nil {
			return
		}
		text, err := m.Message("Programme <programme@programme.example>")
		require.NoError(t, err)
		again, err := m.Message("Programme <programme@programme.example>")
		require.NoError(t, err)
		require.Equal(t, text, again)
		read, err := mail.ReadMessage(bytes.NewReader(text))
		require.NoError(t, err, "%s", text)
		for header, values := range read.Header {
			require.Contains(t, []string{
				"Auto-Submitted", "Content-Language", "Content-Transfer-Encoding", "Content-Type", "Date", "From", "Message-Id", "Mime-Version", "Subject", "To",
			}, header)
			require.Len(t, values, 1, header)
		}
		to, err := read.Header.AddressList("To")
		require.NoError(t, err, "%s", text)
		require.Len(t, to, 1)
		require.Equal(t, m.ToEmail, to[0].Address)
		subject, err := new(mime.WordDecoder).DecodeHeader(read.Header.Get("Subject"))
		require.NoError(t, err)
		require.Equal(t, m.Subject, subject)
		_, err = io.ReadAll(read.Body)
		require.NoError(t, err)
		for line := range strings.Lines(string(text)) {
			require.True(t, strings.HasSuffix(line, "\r\n"), "%q", line)
			require.LessOrEqual(t, len(line), 1000, "%q", line)
		}
	})
}
