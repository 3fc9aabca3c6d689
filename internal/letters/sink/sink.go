// Package sink is a mail server that keeps what it is sent as files: for the
// local stack, where letters must arrive somewhere but leave nowhere, and for
// tests, which need a server that fails on command. It takes mail from this
// machine only, from anybody, for anybody.
package sink

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"strings"
	"time"
	"unicode"

	"github.com/emersion/go-smtp"
)

// Options say where mail is kept.
type Options struct {
	// Addr is where to listen. It must be on this machine only. Empty means a
	// port of 127.0.0.1 that is free.
	Addr string
	// Dir is where messages are kept. It is made if it is not there. One sink
	// writes to it at a time.
	Dir string
	// Fault is asked at each recipient what is to go wrong. Nil means nothing is.
	// It may be called by several connections at once.
	Fault func(to string) Fault
	// MaxBytes is the size of the largest message taken. Zero means 1 MiB.
	MaxBytes int64
	// ASCIIOnly makes a server of it that does not offer SMTPUTF8.
	ASCIIOnly bool
}

// A Fault is what goes wrong with one message.
type Fault int

// The faults.
const (
	None           Fault = iota
	RefusePerson         // 550 to the recipient
	DeferPerson          // 451 to the recipient
	RefuseLetter         // 554 to the whole letter
	DeferLetter          // 452 to the whole letter
	DieAtPerson          // the connection ends at the recipient
	DieInLetter          // the connection ends within the letter
	DieWithLetter        // it ends after the final dot: the letter is lost
	DieAfterLetter       // it ends after the final dot: the letter is kept
)

// A Sink is a mail server.
type Sink struct {
	box      *box
	fault    func(to string) Fault
	listener net.Listener
	server   *smtp.Server
}

// Open listens. Serve takes the mail.
func Open(o Options) (*Sink, error) {
	if o.Addr == "" {
		o.Addr = "127.0.0.1:0"
	}
	if o.MaxBytes == 0 {
		o.MaxBytes = 1 << 20
	}
	if o.Fault == nil {
		o.Fault = func(string) Fault { return None }
	}
	box, err := openBox(o.Dir)
	if err != nil {
		return nil, fmt.Errorf("open the mail sink: %w", err)
	}
	listener, err := listen(o.Addr)
	if err != nil {
		return nil, fmt.Errorf("open the mail sink: %w", err)
	}
	s := &Sink{box: box, fault: o.Fault, listener: listener}
	s.server = smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		return &session{sink: s, conn: c}, nil
	}))
	s.server.Domain = "sink.localhost"
	s.server.MaxMessageBytes = o.MaxBytes + 1 // go-smtp refuses a message that has just as many
	s.server.EnableSMTPUTF8 = !o.ASCIIOnly
	s.server.ReadTimeout, s.server.WriteTimeout = 5*time.Minute, time.Minute
	s.server.ErrorLog = log.New(io.Discard, "", 0) // it would write of connections that end, which is their business
	return s, nil
}

// listen refuses to listen to other machines.
func listen(addr string) (net.Listener, error) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, err
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, fmt.Errorf("%q is not on this machine only; use 127.0.0.1", addr)
	}
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, err
	}
	if at, ok := l.Addr().(*net.TCPAddr); !ok || !at.IP.IsLoopback() {
		return nil, errors.Join(fmt.Errorf("%q is not on this machine only; use 127.0.0.1", addr), l.Close())
	}
	return l, nil
}

// Addr is where it listens.
func (s *Sink) Addr() string { return s.listener.Addr().String() }

// Serve takes mail until ctx ends. A letter on its way then breaks off, which
// whoever sends it must be able to bear from any server.
func (s *Sink) Serve(ctx context.Context) error {
	stop := context.AfterFunc(ctx, func() { _ = s.Close() })
	defer stop()
	err := s.server.Serve(s.listener)
	if ctx.Err() != nil {
		return nil
	}
	return errors.Join(err, s.Close())
}

// Close ends it at once.
func (s *Sink) Close() error {
	// The listener first: the server does not know it until it serves.
	if err := s.listener.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
		return err
	}
	if err := s.server.Close(); err != nil && !errors.Is(err, smtp.ErrServerClosed) && !errors.Is(err, net.ErrClosed) {
		return err
	}
	return nil
}

// A session is one connection.
type session struct {
	sink  *Sink
	conn  *smtp.Conn
	fault Fault
	utf8  bool // this letter came with SMTPUTF8
}

func (s *session) Reset()        { s.fault, s.utf8 = None, false }
func (s *session) Logout() error { return nil }

func (s *session) Mail(_ string, o *smtp.MailOptions) error {
	s.utf8 = o != nil && o.UTF8
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	if !s.utf8 && strings.IndexFunc(to, func(r rune) bool { return r > unicode.MaxASCII }) >= 0 {
		return &smtp.SMTPError{Code: 553, EnhancedCode: smtp.EnhancedCode{5, 6, 7}, Message: "an address outside ASCII needs SMTPUTF8"}
	}
	s.fault = s.sink.fault(to)
	switch s.fault {
	case RefusePerson:
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "<" + to + ">: no such person here"}
	case DeferPerson:
		return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 2, 1}, Message: "<" + to + ">: come again later"}
	case DieAtPerson:
		return s.die()
	}
	return nil
}

func (s *session) Data(r io.Reader) error {
	if s.fault == DieInLetter {
		_, _ = r.Read(make([]byte, 1))
		return s.die()
	}
	message, err := io.ReadAll(r)
	if err != nil {
		return err // too large, or the client went away before the end: nothing is kept
	}
	switch s.fault {
	case RefuseLetter:
		return &smtp.SMTPError{Code: 554, EnhancedCode: smtp.EnhancedCode{5, 6, 0}, Message: "this letter is not wanted"}
	case DeferLetter:
		return &smtp.SMTPError{Code: 452, EnhancedCode: smtp.EnhancedCode{4, 3, 1}, Message: "no room for this letter now"}
	case DieWithLetter:
		return s.die()
	}
	name, err := s.sink.box.keep(bytes.NewReader(message))
	if err != nil {
		return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "the letter could not be kept"}
	}
	if s.fault == DieAfterLetter {
		return s.die()
	}
	return &smtp.SMTPError{Code: 250, EnhancedCode: smtp.EnhancedCode{2, 0, 0}, Message: "kept as " + name}
}

// die ends the connection as a machine that stops does: without a word.
func (s *session) die() error {
	if tcp, ok := s.conn.Conn().(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = s.conn.Conn().Close()
	return errors.New("the connection was ended on command")
}
