package parking

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"runtime"

	"github.com/jackc/pgx/v5/pgconn"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/views"
)

// The codes of failures.
const (
	LawPanicked = "law-panicked" // the law panicked over a moment
	NoEvent     = "no-event"     // the law let a moment elapse and recorded nothing
	Unreadable  = "unreadable"   // a fact of the life cannot be read
	Unreachable = "unreachable"  // the life does not take its commands, while others do
)

// An Error is a failure of one life. Its text holds no personal data.
type Error struct {
	Stream string
	Moment string // key of the moment; "" none
	Code   string
	Detail string
}

func (e *Error) Error() string {
	if e.Moment != "" {
		return fmt.Sprintf("%s: moment %s: %s", e.Stream, e.Moment, e.Detail)
	}
	return e.Stream + ": " + e.Detail
}

// Panicked makes an error of what the law panicked with over a moment. What a
// panic holds may quote a tender, so that only the runtime's own texts are kept.
func Panicked(stream, moment string, p any) *Error {
	e := &Error{Stream: stream, Moment: moment, Code: LawPanicked, Detail: fmt.Sprintf("the law panicked with a value of type %T", p)}
	if own, ok := p.(runtime.Error); ok {
		e.Detail = "the law panicked: " + own.Error()
	}
	return e
}

// AboutLife tells whether an error concerns one life alone. Errors of the
// database, of the key file, of a ledger that others write to, and kinds of
// events that a newer version wrote concern more than that.
func AboutLife(err error) bool {
	if err == nil {
		return false
	}
	var own *Error
	if errors.As(err, &own) {
		return true
	}
	for _, whole := range []error{
		context.Canceled, context.DeadlineExceeded, io.EOF, io.ErrUnexpectedEOF, net.ErrClosed,
		ledger.ErrConflict, ledger.ErrStale, ledger.ErrTooEarly, ledger.ErrUnavailable, ledger.ErrUnknown, ledger.ErrClosed, ledger.ErrNoKey, ledger.ErrNoTrust, ledger.ErrRevoked,
		law.ErrUnknownKind,
	} {
		if errors.Is(err, whole) {
			return false
		}
	}
	var said *pgconn.PgError
	var connecting *pgconn.ConnectError
	var network net.Error
	return !errors.As(err, &said) && !errors.As(err, &connecting) && !errors.As(err, &network) && !pgconn.SafeToRetry(err)
}

// Text is what an operator may read of an error: it quotes nothing that a
// person wrote.
func Text(err error) string {
	var own *Error
	if errors.As(err, &own) {
		return own.Error()
	}
	if errors.Is(err, ledger.ErrCorrupt) {
		return ledger.ErrCorrupt.Error()
	}
	return "a fact of this life cannot be read; the worker's log says which"
}

func failureOf(stream, by string, cause error) views.Failure {
	code := Unreadable
	var own *Error
	if errors.As(cause, &own) {
		code = own.Code
	}
	return views.Failure{Stream: stream, By: by, Code: code, Text: Text(cause)}
}

func momentOf(cause error) string {
	var own *Error
	if errors.As(cause, &own) {
		return own.Moment
	}
	return ""
}
