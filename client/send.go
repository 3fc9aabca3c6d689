package client

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// What a receipt says of a command, and a dry run of what would become of one.
const (
	StatusPending = "pending" // received and not judged yet
	StatusDone    = "done"
	StatusRefused = "refused"
)

// A Command is what somebody wishes of a life.
type Command struct {
	// To is the life. A call and a programme begin under the reference that is named
	// here; a tender begins with KindSubmitTender sent to its call, and its receipt says
	// its reference.
	To Life
	// Kind is the kind of the command, as KindPublishCall. Each is sent to lives of one
	// kind.
	Kind string
	// Content is written as JSON; nil is {}. The desk's /api/v1/docs shows its schema.
	Content any
	// ID is the identity of the command: sent again with it, it is done once and answered
	// as the first time. "" draws one, which the receipt names.
	ID string
	// OnBehalfOf is the id of the person on whose behalf the command is sent; "" is nobody.
	OnBehalfOf string
	// IfVersion refuses the command with status 412 where the life has moved on from this
	// version, as State tells it, when the command arrives; nil does not ask. How many facts
	// a life has is told to who is told all of them: others name its Tag.
	IfVersion *int64
	// IfTag is IfVersion by what Tag has told; "" does not ask.
	IfTag string
	// Wait is how long the desk waits for the answer, at most a minute; 0 is 5 seconds,
	// negative does not wait. A command that is not judged by then is pending: see Await.
	Wait time.Duration
}

// Send sends a command, and returns its receipt. A command that the law refuses is a
// *Problem with the receipt: see Refused. One that nobody has judged in time is no error:
// its receipt is pending.
func (c *Client) Send(ctx context.Context, o Command) (Receipt, error) {
	var r Receipt
	q, err := o.request(false)
	if err == nil {
		err = c.read(ctx, q, &r)
	}
	return r, err
}

// Tag is another one whenever a life looks otherwise to you. The administration has none.
func (c *Client) Tag(ctx context.Context, of Life) (string, error) {
	_, header, err := c.text(ctx, request{method: http.MethodGet, path: of.path()})
	return header.Get("ETag"), err
}

// DryRun says what the law would say of a command now. Nothing is recorded. A refusal is
// a *Problem with the dry run.
func (c *Client) DryRun(ctx context.Context, o Command) (DryRun, error) {
	var d DryRun
	q, err := o.request(true)
	if err == nil {
		err = c.read(ctx, q, &d)
	}
	return d, err
}

func (o Command) request(dry bool) (request, error) {
	if o.ID == "" {
		o.ID = NewID()
	}
	q := request{method: http.MethodPost, path: o.To.path() + "/" + url.PathEscape(o.Kind), values: url.Values{}, header: http.Header{}, wait: max(o.Wait, 0)}
	q.header.Set("Idempotency-Key", o.ID)
	if o.IfVersion != nil {
		q.header.Set("If-Match", `"`+number(*o.IfVersion)+`"`)
	}
	if o.IfTag != "" {
		q.header.Set("If-Match", o.IfTag)
	}
	if o.OnBehalfOf != "" {
		q.values.Set("on-behalf-of", o.OnBehalfOf)
	}
	if o.Wait != 0 {
		q.values.Set("wait", seconds(max(o.Wait, 0)))
	}
	if dry {
		q.values.Set("dry-run", "true")
	}
	return q, q.sent(o.Content)
}

// Receipt is the receipt of a command of a life, by the command's id, as it stands now.
func (c *Client) Receipt(ctx context.Context, of Life, id string) (Receipt, error) {
	var r Receipt
	return r, c.read(ctx, receipt(of, id), &r)
}

// Proof is the receipt of a command with what proves it to who has neither database nor
// network: the bytes that `twinning receipt check` takes.
func (c *Client) Proof(ctx context.Context, of Life, id string) ([]byte, error) {
	q := receipt(of, id)
	q.values.Set("proof", "true")
	text, _, err := c.text(ctx, q)
	return text, err
}

func receipt(of Life, id string) request {
	return request{method: http.MethodGet, path: of.path() + "/receipts/" + url.PathEscape(id), values: url.Values{}}
}

// Await asks for a receipt that is pending until the command is judged or the context
// ends; every other receipt it returns at once. A command that is refused is in the
// receipt, with status refused, and no error.
func (c *Client) Await(ctx context.Context, r Receipt) (Receipt, error) {
	of := lifeOf(r)
	for pause := 200 * time.Millisecond; r.Status == StatusPending; pause = min(2*pause, 10*time.Second) {
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return r, ctx.Err()
		}
		next, err := c.Receipt(ctx, of, r.CommandID)
		if err != nil {
			return r, err
		}
		r = next
	}
	return r, nil
}

// lifeOf is the life that a receipt is of. The stream of a tender begins with twinning/.
func lifeOf(r Receipt) Life {
	noun, _, _ := strings.Cut(r.Stream, "/")
	if noun == "twinning" {
		noun = "tender"
	}
	return Life{noun, r.Reference}
}
