package dispatch_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/dispatch"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/views"
)

// A place has a ledger and a relay, and events written by hand: of kinds that
// no law of this build has.
type place struct {
	*testing.T
	ledger *ledger.Ledger
	store  *views.Store
	relay  *dispatch.Relay
	parked parked
}

// Parked is who is told of streams that wait.
type parked struct {
	mu   sync.Mutex
	told []string
}

func (p *parked) Park(_ context.Context, stream string, _ error) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.told = append(p.told, stream)
	return nil
}

func newPlace(t *testing.T) *place {
	t.Helper()
	p := &place{T: t, ledger: ledgertest.New(t)}
	var err error
	p.store, err = views.Open(t.Context(), ledgertest.DSN(t, ledger.RoleApp), 4)
	require.NoError(t, err)
	t.Cleanup(p.store.Close)
	p.relay = p.another(p.ledger)
	return p
}

// another is a relay over the same ledger, as another worker has it.
func (p *place) another(l *ledger.Ledger) *dispatch.Relay {
	return &dispatch.Relay{Ledger: l, Store: p.store, Log: slog.New(slog.DiscardHandler), Parker: &p.parked}
}

// happens appends an event with messages, and returns its position.
func (p *place) happens(stream string, sealed bool, messages ...law.StoredMessage) int64 {
	p.Helper()
	body, err := json.Marshal(struct {
		What     string              `json:"what"`
		Messages []law.StoredMessage `json:"messages,omitempty"`
	}{What: `it may hold "messages": [] in a text`, Messages: messages})
	require.NoError(p, err)
	d := ledger.Draft{Kind: "thing-happened.v7", Body: body}
	if sealed {
		d.Subjects = []string{stream}
	}
	a, err := p.ledger.Append(p.Context(), ledger.Request{Stream: stream, Expect: ledger.Any, Seen: -1, Drafts: []ledger.Draft{d}})
	require.NoError(p, err)
	return a.Events[0].Position
}

func to(stream, words string) law.StoredMessage {
	return law.StoredMessage{Stream: stream, Kind: "note-thing", Body: json.RawMessage(fmt.Sprintf(`{"words":%q}`, words))}
}

func (p *place) catchUp(r *dispatch.Relay) []string {
	p.Helper()
	streams, err := r.CatchUp(p.Context())
	require.NoError(p, err)
	size, err := p.ledger.Size(p.Context())
	require.NoError(p, err)
	passed, err := p.store.Place(p.Context(), views.RelayPlace)
	require.NoError(p, err)
	require.Equal(p, size, passed, "the place is past what waits, too")
	return streams
}

// received is what stands in the inbox of a life: ids and words.
func (p *place) received(stream string) (list []string) {
	p.Helper()
	events, err := p.ledger.Read(p.Context(), ledger.Query{Stream: life.Inbox(stream)})
	require.NoError(p, err)
	for _, e := range events {
		body, err := p.ledger.Body(p.Context(), e)
		require.NoError(p, err)
		var c law.CommandReceived
		require.NoError(p, json.Unmarshal(body, &c))
		require.Equal(p, law.Engine, e.Actor)
		require.Equal(p, "note-thing", c.Name)
		position, _, _ := strings.Cut(e.Command, "/")
		require.Equal(p, position, e.Cause)
		var said struct{ Words string }
		require.NoError(p, json.Unmarshal(c.Command, &said))
		list = append(list, e.Command+" "+said.Words)
	}
	return list
}

func (p *place) waiting() (list []string) {
	p.Helper()
	all, err := p.store.Unsent(p.Context(), "")
	require.NoError(p, err)
	for _, u := range all {
		list = append(list, fmt.Sprintf("%d %s %t", u.Position, u.Stream, u.Whole))
	}
	return list
}

func TestAnEventOfAKindThatThisBuildDoesNotKnowIsPassedOn(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	at := p.happens("call/A", false, to("twinning/A/AAAAA2", "one"), to("twinning/A/AAAAA3", "two"), to("twinning/A/AAAAA2", "three"))
	require.Equal(t, []string{"twinning/A/AAAAA2", "twinning/A/AAAAA3"}, p.catchUp(p.relay))
	require.Equal(t, []string{fmt.Sprintf("%d/0 one", at), fmt.Sprintf("%d/2 three", at)}, p.received("twinning/A/AAAAA2"))
	require.Equal(t, []string{fmt.Sprintf("%d/1 two", at)}, p.received("twinning/A/AAAAA3"))
}

func TestAMessageIsReceivedOnceHoweverOftenItsEventIsRead(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	for n := range 20 {
		p.happens("call/A", n%2 == 0, to(fmt.Sprintf("twinning/A/AAAAA%d", 2+n%3), "one"), to("call/B", "two"))
	}
	p.catchUp(p.relay)
	size, err := p.ledger.Size(t.Context())
	require.NoError(t, err)

	conn, err := pgx.Connect(t.Context(), ledgertest.Superuser(t))
	require.NoError(t, err)
	defer conn.Close(context.Background())
	_, err = conn.Exec(t.Context(), "DELETE FROM views.places")
	require.NoError(t, err)
	var both sync.WaitGroup // and two leaders at once, as when one is slow to learn that it is none any more
	for range 2 {
		both.Go(func() { _, err := p.another(p.ledger).CatchUp(context.Background()); require.NoError(t, err) })
	}
	both.Wait()
	again, err := p.ledger.Size(t.Context())
	require.NoError(t, err)
	require.Equal(t, size, again)
	require.Len(t, p.received("call/B"), 20)
}

func TestTheMessagesOfASealedEventAreReadAndASealedCommandIsReceivedSealed(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	secret := to("call/A", "whisper")
	secret.Subjects = []string{"twinning/A/AAAAA2", "call/A"}
	p.happens("twinning/A/AAAAA2", true, secret, to("call/A", "aloud"))
	p.catchUp(p.relay)
	require.Len(t, p.received("call/A"), 2)
	events, err := p.ledger.Read(t.Context(), ledger.Query{Stream: "call/A/in"})
	require.NoError(t, err)
	require.True(t, events[0].Sealed())
	require.NotContains(t, string(events[0].Stored), "whisper")
	require.False(t, events[1].Sealed())
}

func TestAMessageThatIsRefusedWaitsWithThoseBehindItAndTheOthersGoOn(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	secret := to("twinning/A/AAAAA2", "first")
	secret.Subjects = []string{"twinning/A/AAAAA2"}
	first := p.happens("call/A", false, secret, to("twinning/A/AAAAA3", "one"))
	behind := p.happens("call/A", false, to("twinning/A/AAAAA2", "second"), to("twinning/A/AAAAA3", "two"))
	nowhere := p.happens("call/B", false, to("Survey/S", "a stream that this ledger does not take"), to("twinning/B/AAAAA2", "three"))
	blind, err := ledger.Open(t.Context(), ledger.Options{DSN: ledgertest.DSN(t, ledger.RoleApp), SignKey: ledgertest.SignKey(t, "every"), Conns: 4}) // it has no key and can seal nothing
	require.NoError(t, err)
	defer blind.Close()

	require.Equal(t, []string{"twinning/A/AAAAA3", "twinning/B/AAAAA2"}, p.catchUp(p.another(blind)))
	require.Empty(t, p.received("twinning/A/AAAAA2"), "what came later would overtake what came before")
	require.Len(t, p.received("twinning/A/AAAAA3"), 2)
	require.Len(t, p.received("twinning/B/AAAAA2"), 1)
	require.Equal(t, []string{
		fmt.Sprintf("%d twinning/A/AAAAA2 false", first), fmt.Sprintf("%d twinning/A/AAAAA2 false", behind), fmt.Sprintf("%d Survey/S false", nowhere),
	}, p.waiting())
	require.Equal(t, []string{"twinning/A/AAAAA2", "Survey/S"}, p.parked.told, "once each")

	later := p.happens("call/A", false, to("twinning/A/AAAAA2", "third"))
	require.Empty(t, p.catchUp(p.relay), "another leader knows what waits")
	sent, err := p.relay.Resume(t.Context(), "twinning/A/AAAAA2")
	require.NoError(t, err)
	require.Equal(t, 3, sent)
	require.Equal(t, []string{fmt.Sprintf("%d/0 first", first), fmt.Sprintf("%d/0 second", behind), fmt.Sprintf("%d/0 third", later)}, p.received("twinning/A/AAAAA2"))
	require.Equal(t, []string{fmt.Sprintf("%d Survey/S false", nowhere)}, p.waiting())
	p.happens("call/A", false, to("twinning/A/AAAAA2", "fourth"))
	require.Equal(t, []string{"twinning/A/AAAAA2"}, p.catchUp(p.relay))

	sent, err = p.relay.Resume(t.Context(), "")
	require.NoError(t, err)
	require.Zero(t, sent, "this build does not have that life either")
	require.Len(t, p.waiting(), 1)
	require.Len(t, p.parked.told, 2)
}

func TestAnEventThatCannotBeReadHoldsUpItsOwnStreamAlone(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	conn, err := pgx.Connect(t.Context(), ledgertest.Superuser(t))
	require.NoError(t, err)
	defer conn.Close(context.Background())
	_, err = conn.Exec(t.Context(), "SET session_replication_role = replica")
	require.NoError(t, err)
	flip := func(position int64) {
		tag, err := conn.Exec(t.Context(), "UPDATE ledger.events SET body = set_byte(body, length(body) - 1, get_byte(body, length(body) - 1) # 1) WHERE position = $1", position)
		require.NoError(t, err)
		require.EqualValues(t, 1, tag.RowsAffected())
	}
	for name, sealed := range map[string]bool{"its JSON is damaged": false, "its seal is damaged": true} {
		t.Log(name)
		call, tender := fmt.Sprintf("call/A%t", sealed), fmt.Sprintf("twinning/A%t/AAAAA3", sealed)
		damaged := p.happens(call, sealed, to(tender, "first"))
		behind := p.happens(call, false, to(tender, "second"))
		p.happens("call/B", true, to("twinning/B/AAAAA2", "other"))
		flip(damaged)
		require.Equal(t, []string{"twinning/B/AAAAA2"}, p.catchUp(p.relay))
		require.Empty(t, p.received(tender))
		require.Equal(t, []string{fmt.Sprintf("%d %s true", damaged, call), fmt.Sprintf("%d %s true", behind, call)}, p.waiting())
		require.Equal(t, call, p.parked.told[len(p.parked.told)-1])

		sent, err := p.relay.Resume(t.Context(), call)
		require.NoError(t, err)
		require.Zero(t, sent)
		flip(damaged)
		sent, err = p.relay.Resume(t.Context(), call)
		require.NoError(t, err)
		require.Equal(t, 2, sent)
		require.Equal(t, []string{fmt.Sprintf("%d/0 first", damaged), fmt.Sprintf("%d/0 second", behind)}, p.received(tender))
		require.Empty(t, p.waiting())
	}
}

// A message of an event that can be read again takes its turn among those that
// wait for the same life.
func TestMessagesThatWaitForTwoReasonsAreSentInTheOrderOfTheLedger(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	ctx := t.Context()
	first := p.happens("call/A", false, to("twinning/A/AAAAA2", "first"))
	second := p.happens("call/B", false, to("twinning/A/AAAAA2", "second"))
	for _, u := range []views.Unsent{
		{Position: first, Stream: "call/A", Whole: true, Cause: "it could not be read"},
		{Position: second, Stream: "twinning/A/AAAAA2", Cause: "it was refused"},
	} {
		require.NoError(t, p.store.KeepUnsent(ctx, u))
	}
	require.NoError(t, p.store.Move(ctx, views.RelayPlace, second+1))
	running, stop := context.WithCancel(ctx)
	defer stop()
	ended := make(chan error, 1)
	go func() { ended <- p.relay.Run(running) }() // who begins to lead tries once what waits
	require.Eventually(t, func() bool { return len(p.received("twinning/A/AAAAA2")) == 2 }, 10*time.Second, 5*time.Millisecond)
	require.Equal(t, []string{fmt.Sprintf("%d/0 first", first), fmt.Sprintf("%d/0 second", second)}, p.received("twinning/A/AAAAA2"))
	p.happens("call/B", false, to("twinning/A/AAAAA2", "third"))
	require.Eventually(t, func() bool { return len(p.received("twinning/A/AAAAA2")) == 3 }, 10*time.Second, 5*time.Millisecond)
	stop()
	require.Error(t, <-ended)
	require.Empty(t, p.waiting())
}

// The ids of messages can be guessed.
func TestACommandOfSomebodyElseNeverPassesForAMessage(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	size, err := p.ledger.Size(t.Context())
	require.NoError(t, err)
	guess := fmt.Sprintf("%d/0", size+1)
	body, err := json.Marshal(law.CommandReceived{Name: "note-thing", Command: json.RawMessage(`{"words":"mine"}`)})
	require.NoError(t, err)
	_, err = p.ledger.Append(t.Context(), ledger.Request{Stream: "call/A/in", Expect: ledger.Any, Command: guess, Seen: -1, Drafts: []ledger.Draft{{
		Kind: law.CommandReceived{}.Kind(), Body: body, Actor: "p-AAAAAAAAAA", Command: guess,
	}}})
	require.NoError(t, err)
	at := p.happens("twinning/A/AAAAA2", false, to("call/A", "ours"))
	require.Equal(t, size+1, at)
	require.Empty(t, p.catchUp(p.relay))
	require.Equal(t, []string{fmt.Sprintf("%d call/A false", at)}, p.waiting(), "it is not taken for sent")
}

func TestADatabaseThatIsAwayParksNothing(t *testing.T) {
	t.Parallel()
	server := ledgertest.NewServer(t)
	dir := t.TempDir()
	require.NoError(t, ledger.Migrate(t.Context(), server.DSN("postgres", "postgres"), ledgertest.Signing(t, dir)))
	dsn := server.DSN(ledger.RoleApp, "postgres")
	patient, err := ledger.Open(t.Context(), ledger.Options{DSN: dsn, SignKey: dir + "/every", Patience: time.Minute})
	require.NoError(t, err)
	defer patient.Close()
	hasty, err := ledger.Open(t.Context(), ledger.Options{DSN: dsn, SignKey: dir + "/every", Patience: 50 * time.Millisecond})
	require.NoError(t, err)
	defer hasty.Close()
	p := &place{T: t, ledger: patient}
	p.store, err = views.Open(t.Context(), dsn, 4)
	require.NoError(t, err)
	defer p.store.Close()
	relay := p.another(hasty)
	const events = 300
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for ctx.Err() == nil { // as the worker runs it
			_ = relay.Run(ctx)
			time.Sleep(20 * time.Millisecond) // asks again
		}
	}()
	for n := range events {
		p.happens("call/A", false, to(fmt.Sprintf("twinning/A/AAAAA%c", "ABCDEFGHIJ"[n%10]), fmt.Sprint(n)))
		if n == events/3 || n == 2*events/3 {
			require.NoError(t, server.Kill())
			time.Sleep(200 * time.Millisecond) // time itself: it is away for a while
			require.NoError(t, server.Start())
		}
	}
	got := func() (n int) {
		for i := range 10 {
			n += len(p.received(fmt.Sprintf("twinning/A/AAAAA%c", "ABCDEFGHIJ"[i])))
		}
		return n
	}
	require.Eventually(t, func() bool { return got() >= events }, 30*time.Second, 50*time.Millisecond)
	stop()
	<-ended
	require.Equal(t, events, got())
	require.Empty(t, p.waiting())
	require.Empty(t, p.parked.told)
}
