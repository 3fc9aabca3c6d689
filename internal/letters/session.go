package letters

import (
	"context"
	"errors"
	netmail "net/mail"
	"net/textproto"
	"time"

	"github.com/wneessen/go-mail/smtp"

	"twinning.example/engine/internal/law"
)

// A Fate is what became of one attempt to hand a letter over.
type Fate string

// The fates of an attempt.
const (
	// Sent: the mail server took the letter and answers for it.
	Sent Fate = "sent"
	// Refused: it will not take this letter, now or later.
	Refused Fate = "refused"
	// Deferred: it has not taken it, for sure, and may take it later.
	Deferred Fate = "deferred"
	// InDoubt: the whole letter was handed over and there was no answer. Nobody
	// can know whether it was taken (RFC 1047).
	InDoubt Fate = "in doubt"
)

// A Session is a connection to the mail server. Send and Close must not be
// called at the same time. A connection that was lost is opened again by the
// next Send.
type Session struct {
	post   Post
	from   *netmail.Address
	wire   *wire
	client *smtp.Client // nil while there is no connection
	used   bool         // a letter was offered on this connection
	reply  string
}

// Reply is what the mail server said when it took the last letter that was
// sent: often the name by which it knows it. No name or address is in it.
func (s *Session) Reply() string { return s.reply }

// Close ends the session.
func (s *Session) Close() error {
	if s.client == nil {
		return nil
	}
	// Whether the server hears it changes nothing: what it took, it took.
	_ = s.step(context.Background(), min(s.post.Timeout, 5*time.Second), s.client.Quit)
	s.drop()
	return nil
}

// drop ends the connection at once. Nothing else may follow a letter that broke
// off: the next command would first end it, and the server take a torso.
func (s *Session) drop() {
	if s.wire != nil {
		_ = s.wire.Close()
	}
	s.wire, s.client, s.used = nil, nil, false
}

// step does one exchange, which ends with the time or with ctx.
func (s *Session) step(ctx context.Context, limit time.Duration, exchange func() error) error {
	wire := s.wire
	stop := context.AfterFunc(ctx, func() { _ = wire.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	if err := wire.SetDeadline(time.Now().Add(limit)); err != nil {
		return err
	}
	if ctx.Err() != nil { // the order matters: a deadline set by stop is never replaced unseen
		return context.Cause(ctx)
	}
	return exchange()
}

// Send hands one letter over. The error says why where the fate is not Sent: a
// [*Problem], or why the letter cannot be written. It holds no name and no address.
//
// Refused is what the server says for good about this person or this letter. A
// refusal of the sender, or of us, is for the operator to mend: Deferred.
func (s *Session) Send(ctx context.Context, m Mail) (Fate, error) {
	s.reply = ""
	message, err := m.message(s.from)
	if err != nil {
		return Refused, err
	}
	if err := s.offer(ctx, needsUTF8(m.ToEmail)); err != nil {
		if errors.Is(err, errASCIIOnly) {
			return Refused, problem(m, law.LetterNotASCII, err)
		}
		return Deferred, problem(m, law.LetterServerClosed, err)
	}
	if err := s.step(ctx, s.post.Timeout, func() error { return s.client.Rcpt("<" + m.ToEmail + ">") }); err != nil {
		return s.no(ctx, m, law.LetterPersonNotTaken, err)
	}
	return s.hand(ctx, m, message)
}

// errASCIIOnly: a letter to such an address can go to no server that does not
// offer SMTPUTF8 (RFC 6531, 3.2).
var errASCIIOnly = errors.New("the person's address has letters outside ASCII before the @, and the mail server does not take such addresses (it does not offer SMTPUTF8)")

// offer opens a transaction. A connection that has been used may have been
// ended by the server meanwhile, which says nothing: then there is a new one.
func (s *Session) offer(ctx context.Context, utf8 bool) error {
	offer := func() error {
		if offered, _ := s.client.Extension("SMTPUTF8"); utf8 && !offered {
			return errASCIIOnly
		}
		s.client.SkipSMTPUTF8(!utf8) // a letter that is all ASCII can be taken by any next server
		return s.client.Mail("<" + s.from.Address + ">")
	}
	if s.client != nil && s.used {
		err := s.step(ctx, s.post.Timeout, offer)
		if err == nil || errors.Is(err, errASCIIOnly) {
			return err
		}
		s.drop() // always: an answer that comes late must not be read as the next one
		if ctx.Err() != nil {
			return err
		}
	}
	if s.client == nil {
		if err := s.open(ctx); err != nil {
			return err
		}
	}
	err := s.step(ctx, s.post.Timeout, offer)
	if errors.Is(err, errASCIIOnly) {
		return err
	}
	if err != nil {
		s.drop()
		return err
	}
	s.used = true
	return nil
}

// hand gives the letter itself.
func (s *Session) hand(ctx context.Context, m Mail, message []byte) (Fate, error) {
	var to interface {
		Write([]byte) (int, error)
		Close() error
	}
	err := s.step(ctx, s.post.Timeout, func() (err error) {
		to, err = s.client.Data()
		return err
	})
	if err != nil {
		return s.no(ctx, m, law.LetterNotTaken, err)
	}
	// All of it but the final dot, and out of our own buffer: what breaks up to
	// here leaves the server without a whole letter.
	err = s.step(ctx, s.post.Timeout, func() error {
		if _, err := to.Write(message); err != nil {
			return err
		}
		return s.client.Text.W.Flush()
	})
	if err != nil {
		s.drop()
		return Deferred, problem(m, law.LetterBrokenOff, err)
	}
	ended := false
	err = s.step(ctx, 10*s.post.Timeout, func() error {
		ended = true
		return to.Close()
	})
	if !ended {
		s.drop()
		return Deferred, problem(m, law.LetterBrokenOff, err)
	}
	if data, ok := to.(*smtp.DataCloser); ok && err == nil {
		s.reply = hide(m, data.ServerResponse())
	}
	return s.judge(ctx, m, err)
}

// judge tells what became of a letter from the answer to its final dot.
func (s *Session) judge(ctx context.Context, m Mail, err error) (Fate, error) {
	var answer *textproto.Error
	switch {
	case err == nil:
		return Sent, nil
	case errors.As(err, &answer) && answer.Code/100 == 2:
		s.reply = hide(m, answer.Msg)
		return Sent, nil
	case errors.As(err, &answer) && (answer.Code/100 == 4 || answer.Code/100 == 5):
		return s.no(ctx, m, law.LetterNotTaken, err)
	}
	// A write that failed, failed before the last byte of the dot: go-mail keeps
	// that to itself, the wire does not.
	broken := s.wire.broken
	s.drop()
	if broken != nil {
		return Deferred, problem(m, law.LetterBrokenOff, broken)
	}
	return InDoubt, problem(m, law.LetterNoAnswer, err)
}

// no is a refusal, or the end of the connection, before a letter was taken.
func (s *Session) no(ctx context.Context, m Mail, why law.LetterCause, err error) (Fate, error) {
	var answer *textproto.Error
	if !errors.As(err, &answer) || answer.Code == 421 {
		s.drop()
		return Deferred, problem(m, why, err)
	}
	if reset := s.step(ctx, s.post.Timeout, s.client.Reset); reset != nil {
		s.drop()
	}
	if answer.Code/100 == 5 && !ours(answer.Code) {
		return Refused, problem(m, why, err)
	}
	return Deferred, problem(m, why, err)
}

// ours tells the refusals that are about how we speak, or whether we may, and
// not about the letter: RFC 5321 has 500 to 504 for the one, RFC 4954 has 53x for
// the other. 501 is how some servers refuse an address.
func ours(code int) bool {
	return code/10 == 53 || code/10 == 50 && code != 501
}
