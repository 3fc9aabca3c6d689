// Package door leads from a request to a receipt. It knows the person, refuses
// nonsense before anything is recorded, stamps the receipt instant by
// PostgreSQL's clock, seals what must be sealed, and appends the command to the
// inbox of its life. That append is the receipt: durable and hashed, even while
// Temporal is away.
package door

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
	"golang.org/x/text/unicode/norm"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/people"
)

// Limit is the most bytes that a command may have.
const Limit = 1 << 20

// Patience is how long the door waits for an answer before it says pending.
const Patience = 5 * time.Second

// The decisions that a caller takes.
var (
	// ErrNonsense is the cause where nothing was recorded because nobody should
	// have sent it.
	ErrNonsense = errors.New("this cannot be received")
	// ErrNotFound is the cause where there is no such call, tender or person.
	ErrNotFound = errors.New("not found")
	// ErrOtherContent is the cause where a command id was used before for
	// something else. Nothing of the first is shown.
	ErrOtherContent = errors.New("the command id was used before with other content")
	// ErrNotReceived is the cause where nothing was acknowledged: try again, with
	// the same id where it is also ledger.ErrUnknown. It may have been received then.
	ErrNotReceived = errors.New("not received, try again")
)

// A Door takes requests. It is safe for any number of goroutines.
type Door struct {
	Ledger *ledger.Ledger
	People *people.Directory
}

// A Request is somebody's wish.
type Request struct {
	Stream  string        // the life
	Command law.Command   // what is wished
	As      string        // alias or id of who acts
	For     string        // id of on whose behalf, "" for their own
	ID      string        // the command's identity; "" draws one
	Wait    time.Duration // for the answer; 0 is Patience, negative does not wait
	Begins  bool          // the life may begin with this command
}

// NewID draws an identity for a command.
func NewID() string { return uuid.Must(uuid.NewV7()).String() }

// Reference gives a tender its reference, which names nobody: its call's, and
// six base32 characters of SHA-256 over the command's id and the actor.
func Reference(call, command, actor string) string {
	sum := sha256.Sum256([]byte(command + "\x00" + actor))
	return call + "-" + base32.StdEncoding.EncodeToString(sum[:])[:6]
}

// Submit receives a command and waits for its answer. The receipt is valid
// also where the error is not nil only if its status says so.
func (d *Door) Submit(ctx context.Context, r Request) (Receipt, error) {
	if r.ID == "" {
		r.ID = NewID()
	}
	received, err := d.receive(ctx, r)
	if err != nil {
		return Receipt{}, err
	}
	return d.await(ctx, r, received)
}

// receive stamps and appends the command, or gives back what was received
// before under its id. A database that does not speak is not waited for.
func (d *Door) receive(ctx context.Context, r Request) (ledger.Event, error) {
	ctx, cancel := context.WithTimeout(ctx, Patience)
	defer cancel()
	actor, body, err := d.check(ctx, r)
	if err != nil {
		return ledger.Event{}, err
	}
	clock, err := d.Ledger.Clock(ctx) // the last byte is here: this is the receipt instant
	if err != nil {
		return ledger.Event{}, notReceived(err)
	}
	draft := ledger.Draft{Kind: law.CommandReceived{}.Kind(), Body: body, Received: clock.Now(), Actor: actor, For: r.For, Command: r.ID}
	if law.IsSealed(r.Command) {
		draft.Subjects = []string{r.Stream}
	}
	received, err := d.Ledger.Append(ctx, ledger.Request{
		Stream: life.Inbox(r.Stream), Expect: ledger.Any, Command: r.ID, Stamp: clock.DatabaseNow, Seen: -1, Drafts: []ledger.Draft{draft},
	})
	switch {
	case errors.Is(err, ledger.ErrInvalid):
		return ledger.Event{}, fmt.Errorf("%w: %w", ErrNonsense, err)
	case err != nil:
		return ledger.Event{}, notReceived(err)
	}
	if received.Known {
		if err := d.same(ctx, received.Events[0], actor, r, body); err != nil {
			return ledger.Event{}, err
		}
	}
	return received.Events[0], nil
}

func notReceived(err error) error {
	if errors.Is(err, ledger.ErrUnknown) {
		return unheard{err}
	}
	return fmt.Errorf("%w: %w", ErrNotReceived, err)
}

// unheard is ErrNotReceived where even that is not sure.
type unheard struct{ cause error }

func (u unheard) Error() string {
	return "nobody can say whether this was received, try again with the same command id: " + u.cause.Error()
}

func (u unheard) Unwrap() []error { return []error{ErrNotReceived, u.cause} }

// check refuses nonsense and unknown people; nothing is recorded.
func (d *Door) check(ctx context.Context, r Request) (actor string, body []byte, err error) {
	if err := law.CheckCode("command id", r.ID); err != nil {
		return "", nil, fmt.Errorf("%w: %w", ErrNonsense, err)
	}
	if r.For != "" && !people.IsID(r.For) {
		return "", nil, fmt.Errorf("%w: --for %q is not a person's id", ErrNonsense, r.For)
	}
	if err := r.Command.Check(); err != nil {
		return "", nil, fmt.Errorf("%w: %w", ErrNonsense, err)
	}
	person, err := d.People.Find(ctx, r.As)
	switch {
	case errors.Is(err, people.ErrUnknown):
		return "", nil, fmt.Errorf("%w: %w", ErrNotFound, err)
	case err != nil:
		return "", nil, notReceived(err)
	case person.Erased:
		return "", nil, fmt.Errorf("%w: %s has been erased and cannot act", ErrNotFound, person.ID)
	}
	command, err := json.Marshal(r.Command)
	if err != nil {
		return "", nil, fmt.Errorf("%w: %w", ErrNonsense, err)
	}
	body, err = json.Marshal(law.CommandReceived{Name: r.Command.Kind(), Command: norm.NFC.Bytes(command)})
	if err != nil {
		return "", nil, fmt.Errorf("%w: %w", ErrNonsense, err)
	}
	if len(body) > Limit {
		return "", nil, fmt.Errorf("%w: it has %d bytes; %d are allowed", ErrNonsense, len(body), Limit)
	}
	if !r.Begins {
		if err := d.exists(ctx, r.Stream); err != nil {
			return "", nil, err
		}
	}
	return person.ID, body, nil
}

// exists refuses a life that never began, so that a mistyped reference leaves
// nothing behind.
func (d *Door) exists(ctx context.Context, stream string) error {
	for _, s := range []string{life.Inbox(stream), stream} {
		events, err := d.Ledger.Read(ctx, ledger.Query{Stream: s, Limit: 1})
		if err != nil {
			return notReceived(err)
		}
		if len(events) > 0 {
			return nil
		}
	}
	kind, _, _ := strings.Cut(stream, "/")
	if kind == "twinning" {
		kind = "tender"
	}
	return fmt.Errorf("%w: there is no %s %s; `twinning %s list` shows what there is", ErrNotFound, kind, law.Reference(stream), kind)
}

// same compares what is sent again with what was received first, by an HMAC
// under the first one's salt over actor, on behalf of, kind and command.
func (d *Door) same(ctx context.Context, first ledger.Event, actor string, r Request, body []byte) error {
	stored, err := d.Ledger.Body(ctx, first)
	if errors.Is(err, ledger.ErrRemoved) {
		return ErrOtherContent // it cannot be compared any more
	}
	if err != nil {
		return notReceived(err)
	}
	if !hmac.Equal(content(first.Salt, first.Actor, first.For, stored), content(first.Salt, actor, r.For, body)) {
		return ErrOtherContent
	}
	return nil
}

func content(salt []byte, actor, on string, body []byte) []byte {
	h := hmac.New(sha256.New, salt)
	for _, part := range [][]byte{[]byte(actor), []byte(on), body} {
		fmt.Fprintf(h, "%d:", len(part))
		h.Write(part)
	}
	return h.Sum(nil)
}
