// Package door leads from a request to a receipt. It knows the person, refuses
// nonsense before anything is recorded, stamps the receipt instant by
// PostgreSQL's clock, seals what must be sealed, and appends the command to the
// inbox of its life. That append is the receipt: durable and hashed, even while
// Temporal is away.
package door

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"golang.org/x/text/unicode/norm"

	"twinning.example/engine/internal/freetext"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/telemetry"
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
	// May says whether a person, by id, may bring a command of a kind before the law of a
	// life; its error is what they are told. nil: anybody may. Asking it takes nothing from
	// the time that they had: the receipt instant is taken before.
	May func(ctx context.Context, person, stream, kind string) error
	// Absent names the first of the files that a command names and that is not in the store for its life, "" where all are. nil: nobody asks.
	Absent func(ctx context.Context, stream string, files []law.StoredFile) (string, error)
	// Handed tells whether a letter of a tender was handed over to a mail server. nil: nobody asks.
	Handed func(ctx context.Context, stream, letter string) (bool, error)
	// Readdressed tells whether the address of whom a letter of a tender did not reach, by its number, is another one than it had. nil: nobody asks.
	Readdressed func(ctx context.Context, person, stream string, number int) (bool, error)
	// Tells are those of some lives of which somebody may be told how far they have come with what follows from their command. nil: nobody waits
	// for that, and nobody is told.
	Tells func(ctx context.Context, person string, streams []string) ([]string, error)
	// TellsBefore tells whether somebody may be told of the event before an answer, which an actor recorded. nil: anybody may.
	TellsBefore func(ctx context.Context, person, stream, actor string) (bool, error)
	// Log is told of lives of which nobody can say who may be told. nil: slog.Default.
	Log *slog.Logger
	// Ending is closed when the process ends: whoever waits for an answer is told at once that it is pending. nil: never.
	Ending <-chan struct{}
}

// Until is a context that ends with the process, too: see Ending.
func (d *Door) Until(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	if d.Ending != nil {
		go func() {
			select {
			case <-d.Ending:
				cancel()
			case <-ctx.Done():
			}
		}()
	}
	return ctx, cancel
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

// Insist is Submit that tries again, some times, where nothing was recorded because the
// machine was too slow between stamp and append, or where nobody can say whether it was.
// The command is recorded once.
func (d *Door) Insist(ctx context.Context, r Request) (Receipt, error) {
	if r.ID == "" {
		r.ID = NewID()
	}
	for tries := 0; ; tries++ {
		receipt, err := d.Submit(ctx, r)
		again := errors.Is(err, ledger.ErrStale) || errors.Is(err, ledger.ErrUnknown)
		if err == nil || tries >= 5 || !again || ctx.Err() != nil {
			return receipt, err
		}
	}
}

// Submit receives a command and waits for its answer. The receipt is valid
// also where the error is not nil only if its status says so.
func (d *Door) Submit(ctx context.Context, r Request) (Receipt, error) {
	if r.ID == "" {
		r.ID = NewID()
	}
	ctx, ended := telemetry.Receive(ctx, r.ID, r.Command.Kind())
	defer ended()
	received, nonce, err := d.receive(ctx, r)
	if err != nil {
		return Receipt{}, err
	}
	receipt, err := d.await(ctx, r, received)
	if receipt.CommandID != "" {
		receipt.Nonce = nonce
		err = errors.Join(err, receipt.Bind())
	}
	return receipt, err
}

// receive stamps and appends the command, or gives back what was received
// before under its id, with the nonce sealed in it. A database that does not
// speak is not waited for.
func (d *Door) receive(ctx context.Context, r Request) (e ledger.Event, nonce string, err error) {
	ctx, cancel := context.WithTimeout(ctx, Patience)
	defer cancel()
	actor, content, err := d.check(ctx, r)
	if err != nil {
		return e, "", err
	}
	if law.IsSealedKind(r.Command) {
		content.Nonce = newNonce()
	}
	body, err := json.Marshal(content)
	if err != nil {
		return e, "", fmt.Errorf("%w: %w", ErrNonsense, err)
	}
	clock, err := d.Ledger.Clock(ctx) // the last byte is here: this is the receipt instant
	if err != nil {
		return e, "", notReceived(err)
	}
	if d.May != nil {
		if err := d.May(ctx, actor, r.Stream, r.Command.Kind()); err != nil {
			if ctx.Err() != nil { // whether they may could not be read in time: nothing was recorded
				return e, "", notReceived(err)
			}
			return e, "", err
		}
	}
	if err := d.filed(ctx, r); err != nil {
		return e, "", err
	}
	if err := d.settled(ctx, r); err != nil {
		return e, "", err
	}
	if err := d.handed(ctx, r); err != nil {
		return e, "", err
	}
	if err := d.readdressed(ctx, actor, r); err != nil {
		return e, "", err
	}
	draft := ledger.Draft{Kind: law.CommandReceived{}.Kind(), Body: body, Received: clock.Now(), Actor: actor, For: r.For, Command: r.ID}
	if law.IsSealed(r.Command) {
		draft.Subjects = []string{r.Stream}
	}
	if freetext.HasText(r.Command) { // with its author goes what they wrote
		draft.Subjects = append(draft.Subjects, people.Stream(actor))
	}
	if to, ok := r.Command.(law.Addressed); ok {
		index, err := d.People.AddressIndex(to.Addressee())
		if err != nil {
			return e, "", err
		}
		draft.Subjects = append(draft.Subjects, index[0], people.InvitedSubject(r.Stream))
	}
	received, err := d.Ledger.Append(ctx, ledger.Request{
		Stream: life.Inbox(r.Stream), Expect: ledger.Any, Command: r.ID, Stamp: clock.DatabaseNow, Seen: -1, Drafts: []ledger.Draft{draft},
	})
	switch {
	case errors.Is(err, ledger.ErrInvalid):
		return e, "", fmt.Errorf("%w: %w", ErrNonsense, err)
	case err != nil:
		return e, "", notReceived(err)
	}
	if received.Known {
		if content.Nonce, err = d.same(ctx, received.Events[0], actor, r, content); err != nil {
			return e, "", err
		}
	}
	return received.Events[0], content.Nonce, nil
}

// newNonce draws the nonce of a sealed command.
func newNonce() string {
	nonce := make([]byte, 16)
	_, _ = rand.Read(nonce) // it never fails
	return hex.EncodeToString(nonce)
}

func notReceived(err error) error {
	if errors.Is(err, ledger.ErrUnknown) {
		return unheard{err}
	}
	return fmt.Errorf("%w: %w", ErrNotReceived, ledger.Named(err))
}

// unheard is ErrNotReceived where even that is not sure.
type unheard struct{ cause error }

func (u unheard) Error() string {
	return "nobody can say whether this was received, try again with the same command id: " + u.cause.Error()
}

func (u unheard) Unwrap() []error { return []error{ErrNotReceived, u.cause} }

// check refuses nonsense and unknown people; nothing is recorded.
func (d *Door) check(ctx context.Context, r Request) (actor string, content law.CommandReceived, err error) {
	if err := law.CheckCode("command id", r.ID); err != nil {
		return "", content, fmt.Errorf("%w: %w", ErrNonsense, err)
	}
	if strings.Contains(r.ID, "/") {
		return "", content, fmt.Errorf("%w: a command id has no /: such ids are given to commands that follow from other facts", ErrNonsense)
	}
	if r.For != "" && !people.IsID(r.For) {
		return "", content, fmt.Errorf("%w: on behalf of %q, which is not a person's id", ErrNonsense, r.For)
	}
	if err := r.Command.Check(); err != nil {
		return "", content, fmt.Errorf("%w: %w", ErrNonsense, err)
	}
	if freetext.HasRef(r.Command) {
		return "", content, fmt.Errorf("%w: it refers to a text in another command", ErrNonsense)
	}
	person, err := d.People.Find(ctx, r.As)
	switch {
	case errors.Is(err, people.ErrUnknown):
		return "", content, fmt.Errorf("%w: %w", ErrNotFound, err)
	case err != nil:
		return "", content, notReceived(err)
	case person.Erased:
		return "", content, fmt.Errorf("%w: %s has been erased and cannot act", ErrNotFound, person.ID)
	}
	command, err := json.Marshal(r.Command)
	if err != nil {
		return "", content, fmt.Errorf("%w: %w", ErrNonsense, err)
	}
	content = law.CommandReceived{Name: r.Command.Kind(), Command: norm.NFC.Bytes(command), Edition: law.Newest}
	if n := len(content.Command); n > Limit {
		return "", content, fmt.Errorf("%w: it has %d bytes; %d are allowed", ErrNonsense, n, Limit)
	}
	if !r.Begins {
		if err := d.exists(ctx, r); err != nil {
			return "", content, err
		}
	}
	return person.ID, content, nil
}

// exists refuses a life that never began, so that a mistyped reference leaves
// nothing behind. One whose every command was refused never began either, unless
// the command was received there before.
func (d *Door) exists(ctx context.Context, r Request) error {
	stream := r.Stream
	first, err := d.Ledger.Read(ctx, ledger.Query{Stream: stream, Limit: 1})
	if err != nil {
		return notReceived(err)
	}
	if len(first) > 0 && !isRefusal(first[0]) {
		return nil
	}
	received, err := d.Ledger.Read(ctx, ledger.Query{Stream: life.Inbox(stream), Limit: manyRefusals})
	if err != nil {
		return notReceived(err)
	}
	if len(received) == manyRefusals || slices.ContainsFunc(received, func(e ledger.Event) bool { return e.Command == r.ID }) {
		return nil
	}
	answers, err := d.Ledger.Read(ctx, ledger.Query{Stream: stream, Limit: manyRefusals})
	if err != nil {
		return notReceived(err)
	}
	if len(answers) < len(received) || slices.ContainsFunc(answers, func(e ledger.Event) bool { return !isRefusal(e) }) {
		return nil // it began, or may begin yet
	}
	kind, ok := lives.Of(stream)
	if !ok {
		return fmt.Errorf("%w: %s is not the stream of a life", ErrNonsense, stream)
	}
	return &NoLifeError{Noun: kind.Noun, Reference: law.Reference(stream)}
}

// manyRefusals is how many commands to a life are read to see that all were refused.
const manyRefusals = 100

func isRefusal(e ledger.Event) bool { return e.Kind == law.CommandRefused{}.Kind() }

// same compares what is sent again with what was received first, by an HMAC
// under the first one's salt over actor, on behalf of, kind and command; not the
// nonce, which is the first one's and is returned, nor the edition of the law, which is the first one's too.
func (d *Door) same(ctx context.Context, first ledger.Event, actor string, r Request, again law.CommandReceived) (nonce string, err error) {
	stored, err := d.Ledger.Body(ctx, first)
	if errors.Is(err, ledger.ErrRemoved) {
		return "", ErrOtherContent // it cannot be compared any more
	}
	if err != nil {
		return "", notReceived(err)
	}
	var was law.CommandReceived
	if err := json.Unmarshal(stored, &was); err != nil {
		return "", fmt.Errorf("read the first receipt: %w", err)
	}
	if !hmac.Equal(digest(first.Salt, first.Actor, first.For, was), digest(first.Salt, actor, r.For, again)) {
		return "", ErrOtherContent
	}
	return was.Nonce, nil
}

func digest(salt []byte, actor, on string, c law.CommandReceived) []byte {
	h := hmac.New(sha256.New, salt)
	for _, part := range [][]byte{[]byte(actor), []byte(on), []byte(c.Name), c.Command} {
		fmt.Fprintf(h, "%d:", len(part))
		h.Write(part)
	}
	return h.Sum(nil)
}

// A NoLifeError says that there is no life of a reference. Its cause is ErrNotFound.
type NoLifeError struct {
	Noun      string // of its kind: call, tender
	Reference string
}

// Error says what there is not.
func (e *NoLifeError) Error() string {
	return fmt.Sprintf("%v: there is no %s %s", ErrNotFound, e.Noun, e.Reference)
}

// Unwrap returns ErrNotFound.
func (e *NoLifeError) Unwrap() error { return ErrNotFound }
