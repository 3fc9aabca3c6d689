package letters_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/letters"
	"twinning.example/engine/internal/letters/sink"
)

// box is a sink that fails as a test says, and what it keeps.
type box struct {
	addr string
	dir  string
}

func newBox(t *testing.T, fault func(n int) sink.Fault) box {
	var n atomic.Int32
	return openBox(t, sink.Options{Fault: func(string) sink.Fault { return fault(int(n.Add(1))) }})
}

func openBox(t *testing.T, o sink.Options) box {
	dir := t.TempDir()
	o.Dir = dir
	s, err := sink.Open(o)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx) }()
	t.Cleanup(func() {
		cancel()
		require.NoError(t, <-done)
	})
	return box{addr: s.Addr(), dir: dir}
}

// first fails with the first letter only.
func first(f sink.Fault) func(int) sink.Fault {
	return func(n int) sink.Fault {
		if n == 1 {
			return f
		}
		return sink.None
	}
}

func (b box) kept(t *testing.T) [][]byte {
	files, err := filepath.Glob(filepath.Join(b.dir, "*.eml"))
	require.NoError(t, err)
	var all [][]byte
	for _, f := range files {
		m, err := os.ReadFile(f)
		require.NoError(t, err)
		all = append(all, m)
	}
	return all
}

func post(addr string) letters.Post {
	return letters.Post{Addr: addr, From: from, TLS: letters.TLSNone, Timeout: 5 * time.Second}
}

func connect(t *testing.T, p letters.Post) *letters.Session {
	s, err := p.Connect(t.Context())
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

func written(t *testing.T, template string) letters.Mail {
	m, err := letters.Write(sample(template), origin)
	require.NoError(t, err)
	return m
}

func TestALetterIsSentAsItIsWritten(t *testing.T) {
	t.Parallel()
	b := newBox(t, first(sink.None))
	s := connect(t, post(b.addr))
	for i, name := range letters.Templates() {
		m := written(t, name)
		fate, err := s.Send(t.Context(), m)
		require.NoError(t, err)
		require.Equal(t, letters.Sent, fate)
		want, err := m.Message(from)
		require.NoError(t, err)
		kept := b.kept(t)
		require.Len(t, kept, i+1)
		require.Equal(t, string(want), string(kept[i]))
	}
	require.Equal(t, fmt.Sprintf("2.0.0 kept as %06d.eml", len(letters.Templates())), s.Reply(), "the server says by which name it knows the last one")
}

func TestAnAddressInAnyAlphabetIsWrittenToWhereTheServerTakesIt(t *testing.T) {
	t.Parallel()
	l := sample("reminder")
	l.To.Email = "rene\u0301e@région.example"
	abroad, err := letters.Write(l, origin)
	require.NoError(t, err)
	require.Equal(t, "ren\u00e9e@xn--rgion-bsa.example", abroad.ToEmail)
	at := written(t, "reminder")

	b := openBox(t, sink.Options{})
	s := connect(t, post(b.addr))
	for i, m := range []letters.Mail{at, abroad, at} {
		fate, err := s.Send(t.Context(), m)
		require.NoError(t, err)
		require.Equal(t, letters.Sent, fate)
		read, err := mail.ReadMessage(bytes.NewReader(b.kept(t)[i]))
		require.NoError(t, err)
		to, err := mail.ParseAddress(read.Header.Get("To"))
		require.NoError(t, err)
		require.Equal(t, m.ToEmail, to.Address)
		require.Equal(t, m.ToName, to.Name)
	}
}

func TestAnAddressThatTheServerCannotTakeIsRefusedAndTheNextLetterGoes(t *testing.T) {
	t.Parallel()
	b := openBox(t, sink.Options{ASCIIOnly: true})
	s := connect(t, post(b.addr))
	l := sample("reminder")
	l.To.Email = "renée@region.example"
	abroad, err := letters.Write(l, origin)
	require.NoError(t, err)
	for range 2 {
		fate, err := s.Send(t.Context(), abroad)
		require.Equal(t, letters.Refused, fate)
		require.Equal(t, law.Hindrance{Why: law.LetterNotASCII}, letters.HindranceOf(err))
		require.NotContains(t, err.Error(), "ren")
		fate, err = s.Send(t.Context(), written(t, "reminder"))
		require.NoError(t, err)
		require.Equal(t, letters.Sent, fate)
	}
	require.Len(t, b.kept(t), 2)
}

func TestWhatIsAllASCIIIsNotMarkedAsUTF8(t *testing.T) {
	t.Parallel()
	script := newScript(t, nil, answers{"EHLO": "250-script\r\n250 SMTPUTF8"})
	s := connect(t, post(script.addr))
	_, err := s.Send(t.Context(), written(t, "reminder"))
	require.NoError(t, err)
	l := sample("reminder")
	l.To.Email = "renée@region.example"
	abroad, err := letters.Write(l, origin)
	require.NoError(t, err)
	_, err = s.Send(t.Context(), abroad)
	require.NoError(t, err)
	require.Equal(t, 2, script.count("MAIL"))
	utf8 := 0
	for _, line := range script.lines() {
		if strings.HasPrefix(line, "MAIL") && strings.Contains(line, "SMTPUTF8") {
			utf8++
		}
	}
	require.Equal(t, 1, utf8, "any next server can take a letter that is all ASCII")
}

func TestEachFateIsToldExactly(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		fault sink.Fault
		fate  letters.Fate
		why   law.Hindrance
		said  string // for the log
		kept  int
	}{
		{"the person is refused", sink.RefusePerson, letters.Refused, law.Hindrance{Why: law.LetterPersonNotTaken, Status: 550, Enhanced: "5.1.1"}, "550 5.1.1 <(address)>: no such person here", 0},
		{"the person is deferred", sink.DeferPerson, letters.Deferred, law.Hindrance{Why: law.LetterPersonNotTaken, Status: 451, Enhanced: "4.2.1"}, "451 4.2.1 <(address)>: come again later", 0},
		{"the letter is refused", sink.RefuseLetter, letters.Refused, law.Hindrance{Why: law.LetterNotTaken, Status: 554, Enhanced: "5.6.0"}, "554 5.6.0 this letter is not wanted", 0},
		{"the letter is deferred", sink.DeferLetter, letters.Deferred, law.Hindrance{Why: law.LetterNotTaken, Status: 452, Enhanced: "4.3.1"}, "452 4.3.1 no room for this letter now", 0},
		{"the server dies before the letter", sink.DieAtPerson, letters.Deferred, law.Hindrance{Why: law.LetterPersonNotTaken}, "", 0},
		{"the server dies with the letter", sink.DieWithLetter, letters.InDoubt, law.Hindrance{Why: law.LetterNoAnswer}, "", 0},
		{"the server dies after the letter", sink.DieAfterLetter, letters.InDoubt, law.Hindrance{Why: law.LetterNoAnswer}, "", 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := newBox(t, first(c.fault))
			s := connect(t, post(b.addr))
			m := written(t, "reminder")
			fate, err := s.Send(t.Context(), m)
			require.Equal(t, c.fate, fate)
			require.Equal(t, c.why, letters.HindranceOf(err))
			require.ErrorContains(t, err, c.said)
			require.Empty(t, s.Reply())
			require.Len(t, b.kept(t), c.kept)

			fate, err = s.Send(t.Context(), written(t, "overdue"))
			require.NoError(t, err, "the next letter of the session is sent whatever became of this one")
			require.Equal(t, letters.Sent, fate)
			require.Len(t, b.kept(t), c.kept+1)
		})
	}
}

func TestAServerThatDiesWithinALetterHasNotTakenIt(t *testing.T) {
	t.Parallel()
	b := newBox(t, first(sink.DieInLetter))
	s := connect(t, post(b.addr))
	m := written(t, "ineligible")
	m.Text = strings.Repeat("More than any buffer between us and the server can hold.\n", 300_000)
	fate, err := s.Send(t.Context(), m)
	require.Equal(t, letters.Deferred, fate)
	require.Equal(t, law.Hindrance{Why: law.LetterBrokenOff}, letters.HindranceOf(err))
	require.Empty(t, b.kept(t))
}

// A dotless connection breaks with the final dot, the last that is written of a letter.
type dotless struct{ net.Conn }

func (c dotless) Write(b []byte) (int, error) {
	if string(b) == ".\r\n" {
		return 1, errors.New("connection reset by peer")
	}
	return c.Conn.Write(b)
}

func TestALetterWhoseFinalDotWasNotHandedOverIsNotInDoubt(t *testing.T) {
	t.Parallel()
	b := newBox(t, first(sink.None))
	p := post(b.addr)
	p.Timeout = 400 * time.Millisecond
	s := connect(t, p)
	s.Through(func(c net.Conn) net.Conn { return dotless{c} })
	fate, err := s.Send(t.Context(), written(t, "reminder"))
	require.Equal(t, letters.Deferred, fate)
	require.ErrorContains(t, err, "broken-off: connection reset by peer")
	require.Empty(t, b.kept(t))
}

func TestALetterInDoubtIsSentAgainWithTheSameMessageIDAndTheSameBytes(t *testing.T) {
	t.Parallel()
	b := newBox(t, first(sink.DieAfterLetter))
	m := written(t, "reminder")
	fate, err := connect(t, post(b.addr)).Send(t.Context(), m)
	require.Error(t, err)
	require.Equal(t, letters.InDoubt, fate)

	fate, err = connect(t, post(b.addr)).Send(t.Context(), written(t, "reminder"))
	require.NoError(t, err)
	require.Equal(t, letters.Sent, fate)
	kept := b.kept(t)
	require.Len(t, kept, 2)
	require.Equal(t, string(kept[0]), string(kept[1]))
	got, err := mail.ReadMessage(bytes.NewReader(kept[1]))
	require.NoError(t, err)
	require.Equal(t, "<"+m.MessageID+">", got.Header.Get("Message-ID"))
}

func TestNothingIsSentOnceItsTimeIsOver(t *testing.T) {
	t.Parallel()
	b := newBox(t, first(sink.None))
	s := connect(t, post(b.addr))
	over, cancel := context.WithCancel(t.Context())
	cancel()
	fate, err := s.Send(over, written(t, "reminder"))
	require.Equal(t, letters.Deferred, fate)
	require.ErrorContains(t, err, "context canceled")
	require.Empty(t, b.kept(t))
	_, err = post(b.addr).Connect(over)
	require.ErrorIs(t, err, context.Canceled)
}

func TestAMailThatCannotBeAMessageIsRefused(t *testing.T) {
	t.Parallel()
	b := newBox(t, first(sink.None))
	s := connect(t, post(b.addr))
	m := written(t, "reminder")
	m.ToEmail = ""
	fate, err := s.Send(t.Context(), m)
	require.Equal(t, letters.Refused, fate)
	require.ErrorIs(t, err, letters.ErrNoAddress)
	require.Equal(t, law.Hindrance{Why: law.LetterNoAddress}, letters.HindranceOf(err))
}

func TestWhatAServerSaysIsKeptWithoutWhomTheLetterWasFor(t *testing.T) {
	t.Parallel()
	m := letters.Mail{ToName: "Renée Müller", ToEmail: "renee.m@region.example"}
	for said, kept := range map[string]string{
		"550 5.1.1 <renee.m@region.example>: unknown":                  "550 5.1.1 <(address)>: unknown",
		"550 Renee.M@REGION.example, see srs0=x=y@other.example":       "550 (address), see (address)",
		"550 no mailbox RENEE.M here for Renée Müller\r\n2nd\x00 line": "550 no mailbox (person) here for (person) 2nd line",
		"554 premeetings renee.minister":                               "554 premeetings renee.minister",
		"250 2.0.0 Ok: queued as 4XyZ1":                                "250 2.0.0 Ok: queued as 4XyZ1",
		strings.Repeat("é", 300):                                       strings.Repeat("é", 200) + "...",
	} {
		require.Equal(t, kept, letters.Hide(m, said))
	}
}
