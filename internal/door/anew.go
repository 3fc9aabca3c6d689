package door

import (
	"context"
	"errors"
)

// mostAnew is how many refusals of a series are looked at.
const mostAnew = 100

// Anew sends the first request of a series that was not refused: a command is answered for ever as it was first, so that whoever sends it again
// after a refusal needs another id. What was received and is pending or done is not sent twice, and is answered as it stands. request makes the nth
// of the series, from 1.
func (d *Door) Anew(ctx context.Context, request func(nth int) Request, send func(Request) (Receipt, error)) (Request, Receipt, error) {
	for nth := 1; ; nth++ {
		q := request(nth)
		was, err := d.Answer(ctx, q.Stream, q.ID)
		switch {
		case errors.Is(err, ErrNotFound):
			was, err = send(q)
			return q, was, err
		case err != nil, was.Status != Refused, nth == mostAnew:
			return q, was, err
		}
	}
}
