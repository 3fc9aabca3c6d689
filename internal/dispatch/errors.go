package dispatch

import (
	"context"
	"errors"
	"fmt"
	"net"

	"github.com/jackc/pgx/v5/pgconn"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"
)

// aboutTemporal tells whether an error is one of Temporal as a whole: it is
// away, overloaded, or does not let us in. Such errors never park a life.
func aboutTemporal(err error) bool {
	if timedOut(err) {
		return false
	}
	var (
		unavailable *serviceerror.Unavailable
		exhausted   *serviceerror.ResourceExhausted
		denied      *serviceerror.PermissionDenied
		internal    *serviceerror.Internal
		canceled    *serviceerror.Canceled
		namespace   *serviceerror.NamespaceNotFound
		inactive    *serviceerror.NamespaceNotActive
		invalid     *serviceerror.NamespaceInvalidState
		loss        *serviceerror.DataLoss
		network     net.Error
	)
	return errors.Is(err, context.Canceled) || errors.As(err, &unavailable) || errors.As(err, &exhausted) || errors.As(err, &denied) ||
		errors.As(err, &internal) || errors.As(err, &canceled) || errors.As(err, &namespace) || errors.As(err, &inactive) ||
		errors.As(err, &invalid) || errors.As(err, &loss) || errors.As(err, &network)
}

// timedOut tells whether nobody answered in time: the life, or all of Temporal.
func timedOut(err error) bool {
	var deadline *serviceerror.DeadlineExceeded
	var update *client.WorkflowUpdateServiceTimeoutOrCanceledError
	return errors.Is(err, context.DeadlineExceeded) || errors.As(err, &deadline) || errors.As(err, &update)
}

func isDatabase(err error) bool {
	var said *pgconn.PgError
	var connecting *pgconn.ConnectError
	return errors.As(err, &said) || errors.As(err, &connecting) || pgconn.SafeToRetry(err)
}

// kindOf names an error without its text, which may quote a tender.
func kindOf(err error) string {
	var application *temporal.ApplicationError
	switch {
	case timedOut(err):
		return "no answer in time, while other lives answered"
	case errors.As(err, &application):
		return "the update failed with " + application.Type()
	}
	for inner := err; inner != nil; inner = errors.Unwrap(inner) {
		err = inner
	}
	return fmt.Sprintf("Temporal answers %T", err)
}
