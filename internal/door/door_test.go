package door_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/twinning"
)

var opened = time.Date(2019, 6, 11, 7, 0, 0, 0, time.UTC)

// aDoor is a door to a ledger of its own, where two people are known and one
// call has been received. Nobody judges.
func aDoor(t *testing.T) (*door.Door, *ledger.Ledger) {
	l := ledgertest.NewSimulated(t, opened)
	d := &door.Door{Ledger: l, People: people.NewDirectory(l)}
	_, err := d.People.Load(t.Context(), "load-1", law.Engine, []people.Person{
		{Alias: "officer", Name: "Olive Officer", Email: "olive@example.org"},
		{Alias: "contact", Name: "Cora Contact", Email: "cora@example.org"},
	})
	require.NoError(t, err)
	_, err = d.Submit(t.Context(), door.Request{Stream: "call/DHE-2019", Command: calltest.Opening(calltest.Book()), As: "officer", ID: "c-open", Wait: -1, Begins: true})
	require.NoError(t, err)
	return d, l
}

func size(t *testing.T, l *ledger.Ledger) int64 {
	n, err := l.Size(t.Context())
	require.NoError(t, err)
	return n
}

func publish(id string) door.Request {
	return door.Request{Stream: "call/DHE-2019", Command: call.PublishCall{}, As: "officer", ID: id, Wait: -1}
}

func TestTheReceiptIsThereBeforeAnybodyJudges(t *testing.T) {
	t.Parallel()
	d, l := aDoor(t)
	r, err := d.Submit(t.Context(), publish("c-1"))
	require.NoError(t, err)
	require.Equal(t, door.Pending, r.Status)
	require.Equal(t, "2019-06-11T07:00:00.000000Z", r.ReceivedAt)
	require.Equal(t, size(t, l)-1, r.Received.Position)
	require.Len(t, r.Received.Leaf, 64)
	require.Empty(t, r.Events)
}

func TestTheSameCommandAgainGetsItsFirstReceipt(t *testing.T) {
	t.Parallel()
	d, l := aDoor(t)
	first, err := d.Submit(t.Context(), publish("c-1"))
	require.NoError(t, err)
	before := size(t, l)
	require.NoError(t, l.SetClock(t.Context(), opened.Add(time.Hour), 0, false))
	again, err := d.Submit(t.Context(), publish("c-1"))
	require.NoError(t, err)
	require.Equal(t, first, again)
	require.Equal(t, before, size(t, l), "nothing was recorded twice")
}

func TestAReceiptNamesTheEditionOfTheLaw(t *testing.T) {
	t.Parallel()
	d, l := aDoor(t)
	_, err := d.Submit(t.Context(), publish("c-edition"))
	require.NoError(t, err)
	events, err := l.Read(t.Context(), ledger.Query{Stream: life.Inbox(publish("").Stream)})
	require.NoError(t, err)
	body, err := l.Body(t.Context(), events[len(events)-1])
	require.NoError(t, err)
	var received law.CommandReceived
	require.NoError(t, json.Unmarshal(body, &received))
	require.Equal(t, law.Newest, received.Edition)
}

func TestACommandIdForSomethingElseIsRefusedAndShowsNothing(t *testing.T) {
	t.Parallel()
	d, l := aDoor(t)
	_, err := d.Submit(t.Context(), publish("c-1"))
	require.NoError(t, err)
	before := size(t, l)
	for name, other := range map[string]door.Request{
		"another command": {Stream: "call/DHE-2019", Command: call.PrepareAward{}, As: "officer", ID: "c-1", Wait: -1},
		"another person":  {Stream: "call/DHE-2019", Command: call.PublishCall{}, As: "contact", ID: "c-1", Wait: -1},
		"on behalf":       {Stream: "call/DHE-2019", Command: call.PublishCall{}, As: "officer", For: "p-aaaaaaaaaa", ID: "c-1", Wait: -1},
	} {
		r, err := d.Submit(t.Context(), other)
		require.ErrorIs(t, err, door.ErrOtherContent, name)
		require.Equal(t, door.Receipt{}, r, name)
	}
	require.Equal(t, before, size(t, l))
}

func TestNonsenseLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	d, l := aDoor(t)
	before := size(t, l)
	later := calltest.Wall("2019-08-12T17:00")
	long := strings.Repeat("x", law.TextLimit+1)
	for name, c := range map[string]struct {
		request door.Request
		cause   error
		says    string
	}{
		"nobody":            {door.Request{Stream: "call/DHE-2019", Command: call.PublishCall{}, As: "nobody"}, door.ErrNotFound, "nobody is known"},
		"no such call":      {door.Request{Stream: "call/DHE-2020", Command: call.PublishCall{}, As: "officer"}, door.ErrNotFound, "there is no call DHE-2020"},
		"no such tender":    {door.Request{Stream: "twinning/DHE-2019/AAAAAA", Command: twinning.CloseTwinning{}, As: "officer"}, door.ErrNotFound, "there is no tender"},
		"a broken id":       {door.Request{Stream: "call/DHE-2019", Command: call.PublishCall{}, As: "officer", ID: "a b"}, door.ErrNonsense, "no spaces"},
		"a message's id":    {door.Request{Stream: "call/DHE-2019", Command: call.PublishCall{}, As: "officer", ID: "17/0"}, door.ErrNonsense, "has no /"},
		"NUL":               {door.Request{Stream: "call/DHE-2019", Command: call.ExtendDeadline{To: later, Why: "be\x00cause"}, As: "officer"}, door.ErrNonsense, "U+0000"},
		"a text too long":   {door.Request{Stream: "call/DHE-2019", Command: call.ExtendDeadline{To: later, Why: law.Text(long)}, As: "officer"}, door.ErrNonsense, "20000 are allowed"},
		"not UTF-8":         {door.Request{Stream: "call/DHE-2019", Command: call.ExtendDeadline{To: later, Why: "\xff"}, As: "officer"}, door.ErrNonsense, "not valid UTF-8"},
		"on whose behalf":   {door.Request{Stream: "call/DHE-2019", Command: call.PublishCall{}, As: "officer", For: "Mrs Smith"}, door.ErrNonsense, "not a person's id"},
		"no reason at all":  {door.Request{Stream: "call/DHE-2019", Command: call.ExtendDeadline{To: later}, As: "officer"}, door.ErrNonsense, "missing"},
		"a file too large ": {door.Request{Stream: "call/BIG", Command: call.OpenCall{Rules: calltest.Book(), SHA256: strings.Repeat("a", 64), File: strings.Repeat("y", door.Limit)}, As: "officer", Begins: true}, door.ErrNonsense, "1048576 are allowed"},
	} {
		c.request.Wait = -1
		r, err := d.Submit(t.Context(), c.request)
		require.ErrorIs(t, err, c.cause, name)
		require.ErrorContains(t, err, c.says, name)
		require.Equal(t, door.Receipt{}, r, name)
	}
	require.Equal(t, before, size(t, l))
}

func TestTextIsNormalisedSoThatTheSameWordsAreTheSameContent(t *testing.T) {
	t.Parallel()
	d, _ := aDoor(t)
	composed := door.Request{Stream: "call/DHE-2019", Command: call.ExtendDeadline{To: calltest.Wall("2019-08-12T17:00"), Why: "caf\u00e9"}, As: "officer", ID: "c-1", Wait: -1}
	decomposed := composed
	decomposed.Command = call.ExtendDeadline{To: calltest.Wall("2019-08-12T17:00"), Why: "cafe\u0301"}
	first, err := d.Submit(t.Context(), composed)
	require.NoError(t, err)
	again, err := d.Submit(t.Context(), decomposed)
	require.NoError(t, err)
	require.Equal(t, first, again)
}

func TestATenderIsSealedOnItsWayIn(t *testing.T) {
	t.Parallel()
	d, l := aDoor(t)
	ref := door.Reference("DHE-2019", "t-1", "p-contact")
	require.Regexp(t, `^DHE-2019-[A-Z2-7]{6}$`, ref)
	tender := calltest.Tender(ref)
	tender.Title = "a title that nobody may read"
	_, err := d.Submit(t.Context(), door.Request{Stream: law.TwinningStream(ref), Command: twinning.SubmitTender{Tender: tender}, As: "contact", ID: "t-1", Wait: -1, Begins: true})
	require.NoError(t, err)
	events, err := l.Read(t.Context(), ledger.Query{Stream: law.TwinningStream(ref) + "/in"})
	require.NoError(t, err)
	require.Len(t, events, 1)
	require.True(t, events[0].Sealed())
	require.NotContains(t, string(events[0].Stored), "nobody may read")
	require.NotContains(t, string(events[0].HeaderBytes), "Cora")
	body, err := l.Body(t.Context(), events[0])
	require.NoError(t, err)
	require.Contains(t, string(body), "nobody may read")
}

func TestASealedCommandSentAgainIsTheSameAlthoughItsNonceIsDrawnAnew(t *testing.T) {
	t.Parallel()
	d, l := aDoor(t)
	ref := door.Reference("DHE-2019", "t-1", "p-contact")
	r := door.Request{Stream: law.TwinningStream(ref), Command: twinning.SubmitTender{Tender: calltest.Tender(ref)}, As: "contact", ID: "t-1", Wait: -1, Begins: true}
	first, err := d.Submit(t.Context(), r)
	require.NoError(t, err)
	require.Regexp(t, `^[0-9a-f]{32}$`, first.Nonce)
	before := size(t, l)
	again, err := d.Submit(t.Context(), r)
	require.NoError(t, err)
	require.Equal(t, first, again, "with the nonce that was recorded")
	read, err := d.Answer(t.Context(), r.Stream, "t-1")
	require.NoError(t, err)
	require.Equal(t, first, read)
	other := r
	other.Command = twinning.SubmitTender{Tender: calltest.Costing(ref, "1.00")}
	_, err = d.Submit(t.Context(), other)
	require.ErrorIs(t, err, door.ErrOtherContent)
	require.Equal(t, before, size(t, l))

	second := r
	second.ID = "t-2"
	another, err := d.Submit(t.Context(), second)
	require.NoError(t, err)
	require.NotEqual(t, first.Nonce, another.Nonce)
	plain, err := d.Submit(t.Context(), publish("c-1"))
	require.NoError(t, err)
	require.Empty(t, plain.Nonce, "what is not sealed needs none")
}

func TestWhoWaitsLessThanTheAnswerTakesIsToldThatItIsPending(t *testing.T) {
	t.Parallel()
	d, _ := aDoor(t)
	r := publish("c-1")
	r.Wait = 50 * time.Millisecond
	receipt, err := d.Submit(t.Context(), r)
	require.NoError(t, err)
	require.Equal(t, door.Pending, receipt.Status)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = d.Submit(ctx, publish("c-2"))
	require.Error(t, err)
}

// Whoever owns the database adds an answer with its event, and has no key.
func TestNobodyIsToldOfAnAnswerThatNoTrustedKeyRecorded(t *testing.T) {
	t.Parallel()
	d, l := aDoor(t)
	_, err := d.Submit(t.Context(), publish("c-1"))
	require.NoError(t, err)
	body, err := law.WriteEvent(call.CallPublished{}, law.Envelope{})
	require.NoError(t, err)
	_, err = l.Append(t.Context(), ledger.Request{
		Stream: "call/DHE-2019", Expect: ledger.Any, Seen: -1, Command: "c-1",
		Drafts:  []ledger.Draft{{Kind: (call.CallPublished{}).Kind(), Body: body, Command: "c-1"}},
		Answers: []ledger.Answer{{Command: "c-1", Count: 1, Status: door.Done}},
	})
	require.NoError(t, err)
	receipt, err := d.Answer(t.Context(), "call/DHE-2019", "c-1")
	require.NoError(t, err)
	require.Equal(t, door.Done, receipt.Status)

	conn, err := pgx.Connect(t.Context(), ledgertest.Superuser(t))
	require.NoError(t, err)
	defer conn.Close(context.Background())
	_, err = conn.Exec(t.Context(), `SET session_replication_role = replica;
		UPDATE ledger.batches SET signature = decode(repeat('00', 64), 'hex') WHERE size = (SELECT max(size) FROM ledger.batches)`)
	require.NoError(t, err)
	other := ledgertest.Open(t, ledger.Options{}) // one that has not read it before
	_, err = (&door.Door{Ledger: other, People: people.NewDirectory(other)}).Answer(t.Context(), "call/DHE-2019", "c-1")
	require.ErrorIs(t, err, ledger.ErrUntrusted)
}

// A machine that is too busy to read in time whether somebody may send something has received
// nothing, and says so: it is no fault of the command, and no error that nobody can act on.
func TestWhatCannotBeJudgedInTimeAtTheDoorIsNotReceivedAndMayBeSentAgain(t *testing.T) {
	t.Parallel()
	d, l := aDoor(t)
	before := size(t, l)
	d.May = func(ctx context.Context, _, _, _ string) error {
		<-ctx.Done()
		return fmt.Errorf("read a life: %w", ctx.Err())
	}
	_, err := d.Submit(t.Context(), publish("c-1"))
	require.ErrorIs(t, err, door.ErrNotReceived)
	require.Equal(t, before, size(t, l))
}
