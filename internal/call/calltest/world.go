package calltest

import (
	"encoding/json"
	"fmt"
	"maps"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/twinning"
)

// T is a test, or a drawn one.
type T interface {
	Helper()
	Errorf(format string, args ...any)
	FailNow()
}

// A World is a call and its tenders as they live on one ledger. It is a value
// but for its tests: a clone goes its own way.
type World struct {
	t        T
	Now      time.Time
	position int64
	states   map[string]law.State
	sums     map[string]string // of the states, as JSON
	history  map[string][]Fact
	inbox    []delivery
	last     map[string]time.Time // by stream: the instant of the last command or moment
	keys     map[string]bool      // stream and key of every moment that was recorded
	rungs    rungs
	texts    []law.Command // those that people sent, whose texts are referred to by their place here
	Refusals []string      // of messages between lives
	// Pick chooses which of so many streams is heard next; nil hears them in the
	// order of their facts. Each stream is heard in its own order.
	Pick func(n int) int
	// Deaf lets messages wait: no life hears of another.
	Deaf bool
	// Slow lets no timer ring: a life does what its moments ask only before it
	// judges a command, as after an outage.
	Slow bool
	// Judging is told of each command before it is judged.
	Judging func(stream string, c law.Command, r law.Receipt)
	// Unread tells that who signs a contract names no text: else they have read it, as on a page.
	Unread bool
	// Edition is that of the law when commands are received.
	Edition law.Edition
}

// A Fact is an event with what stands around it.
type Fact struct {
	Event   law.Event
	At      law.Recorded
	NotSent []obligation.Passed // rungs that it made needless
}

type delivery struct {
	id   string
	from string
	law.Message
}

// New is a world in which nothing has happened, on the day before the call.
func New(t T) *World {
	hurry()
	w := &World{t: t, states: map[string]law.State{}, sums: map[string]string{}, history: map[string][]Fact{}, last: map[string]time.Time{}, keys: map[string]bool{}, Edition: law.Newest, rungs: rungs{map[string]time.Time{}, map[string]obligation.Passed{}}}
	w.Now = w.Clock("2019-06-10T09:00")
	return w
}

// hurry collects less garbage with -short: the process ends soon.
var hurry = sync.OnceFunc(func() {
	if testing.Testing() && testing.Short() {
		debug.SetGCPercent(400)
	}
})

// Clone is the same world in another test.
func (w *World) Clone(t T) *World {
	c := *w
	c.t, c.states, c.last, c.keys, c.rungs = t, maps.Clone(w.states), maps.Clone(w.last), maps.Clone(w.keys), w.rungs.clone()
	c.sums = maps.Clone(w.sums)
	c.history, c.inbox, c.Refusals = map[string][]Fact{}, slices.Clone(w.inbox), slices.Clone(w.Refusals)
	for s, h := range w.history {
		c.history[s] = slices.Clip(h)
	}
	return &c
}

// Clock is an instant by the clocks in Brussels: 2019-08-07T17:00, with
// fractions of a second where there are any.
func (w *World) Clock(s string) time.Time {
	w.t.Helper()
	zone, err := time.LoadLocation("Europe/Brussels")
	require.NoError(w.t, err)
	for _, layout := range []string{"2006-01-02T15:04", "2006-01-02T15:04:05.000000"} {
		if at, err := time.ParseInLocation(layout, s, zone); err == nil {
			return at.UTC()
		}
	}
	require.Fail(w.t, "no instant: "+s)
	return time.Time{}
}

// State makes a World the facts of the law.
func (w *World) State(stream string) law.State { return w.states[stream] }

// Streams lists the lives under a prefix.
func (w *World) Streams(prefix string) []string {
	var all []string
	for _, s := range slices.Sorted(maps.Keys(w.states)) {
		if strings.HasPrefix(s, prefix) {
			all = append(all, s)
		}
	}
	return all
}

// Call and Twinning are the states of lives.
func (w *World) Call() call.Call { c, _ := w.states[Stream].(call.Call); return c }

// book is the call of a tender.
func (w *World) book(stream string) call.Call {
	c, _ := w.states[law.CallStream(law.CallOf(law.Reference(stream)))].(call.Call)
	return c
}

func (w *World) Twinning(ref string) twinning.Twinning {
	t, _ := w.states[Tendering(ref)].(twinning.Twinning)
	return t
}

// Administered makes somebody the first administrator, as the owner of the database does.
func (w *World) Administered(person string) *World {
	w.record(governance.AdministrationStream, governance.FirstAdministratorMade{Person: person}, law.Recorded{ReceivedAt: w.Now})
	return w
}

// History lists the facts of a life.
func (w *World) History(stream string) []Fact { return w.history[stream] }

func (w *World) life(stream string) (law.Law, law.State) {
	l, ok := lives.Law(stream)
	require.True(w.t, ok, stream)
	if s, ok := w.states[stream]; ok {
		return l, s
	}
	return l, l.Zero(stream)
}

// At lets the time pass until an instant by the clocks in Brussels, and every
// moment before it elapse.
func (w *World) At(clock string) *World {
	w.t.Helper()
	w.Until(w.Clock(clock))
	return w
}

// Until is At for an instant. It does not go back.
func (w *World) Until(to time.Time) {
	w.t.Helper()
	for n := 0; !w.Slow; n++ {
		require.Less(w.t, n, 100_000, "moments never end")
		stream, m, ok := w.next()
		if !ok || !m.At.Before(to) {
			break
		}
		if m.At.After(w.Now) {
			w.Now = m.At
		}
		w.elapse(stream, m)
		w.deliver()
	}
	if to.After(w.Now) {
		w.Now = to
	}
}

// next is the first moment of all lives.
func (w *World) next() (stream string, first law.Moment, ok bool) {
	for _, s := range slices.Sorted(maps.Keys(w.states)) {
		l, is := w.life(s)
		if m, has := l.Next(is, w); has && (!ok || m.At.Before(first.At)) {
			stream, first, ok = s, m, true
		}
	}
	return stream, first, ok
}

// catchUp lets the moments of one life before an instant elapse.
func (w *World) catchUp(stream string, before time.Time) {
	w.t.Helper()
	for n := 0; ; n++ {
		require.Less(w.t, n, 100_000, "moments never end")
		l, is := w.life(stream)
		m, ok := l.Next(is, w)
		if !ok || !m.At.Before(before) {
			return
		}
		w.elapse(stream, m)
	}
}

func (w *World) elapse(stream string, m law.Moment) {
	w.t.Helper()
	l, is := w.life(stream)
	require.False(w.t, w.keys[stream+" "+m.Key], "the moment %s of %s comes twice", m.Key, stream)
	require.False(w.t, m.At.Before(w.last[stream]), "the moment %s of %s, %s, lies before what was recorded last, %s", m.Key, stream, m.At, w.last[stream])
	require.Equal(w.t, time.UTC, m.At.Location())
	w.keys[stream+" "+m.Key], w.last[stream] = true, m.At
	events := l.Elapse(is, w, m)
	require.NotEmpty(w.t, events, "the moment %s of %s leads to nothing", m.Key, stream)
	for _, e := range events {
		w.record(stream, e, law.Recorded{})
		require.False(w.t, m.Idle && len(law.Letters(e)) > 0, "the idle moment %s promises letters", m.Key)
	}
	_, after := w.life(stream)
	require.False(w.t, m.Idle && after.StageName() != is.StageName(), "the idle moment %s moves %s", m.Key, stream)
}

// Send gives a command to a life, a second after the last one, and returns what
// it led to. Messages to other lives are delivered.
func (w *World) Send(stream, actor string, c law.Command) ([]law.Event, error) {
	w.t.Helper()
	w.Until(w.Now.Add(time.Second))
	r := law.Receipt{Command: fmt.Sprintf("c-%d", w.position), Actor: actor, ReceivedAt: w.Now, Edition: w.Edition}
	if o, signs := c.(twinning.SignContract); signs && !w.Unread && r.By(law.Edition3) {
		is, _ := w.State(stream).(twinning.Twinning)
		c = o.Read(is, w.book(stream), r)
	}
	events, err := w.judge(stream, c, r)
	w.deliver()
	return events, err
}

// Do is Send of a command that must not be refused.
func (w *World) Do(stream, actor string, c law.Command) []law.Event {
	w.t.Helper()
	events, err := w.Send(stream, actor, c)
	require.NoError(w.t, err, "%s by %s to %s", c.Kind(), actor, stream)
	return events
}

func (w *World) judge(stream string, c law.Command, r law.Receipt) ([]law.Event, error) {
	w.t.Helper()
	require.NoError(w.t, c.Check(), c.Kind())
	r.Position = w.position
	if w.Judging != nil {
		w.Judging(stream, c, r)
	}
	w.position++ // the receipt stands in the inbox
	c = w.referred(c, r)
	w.catchUp(stream, r.ReceivedAt)
	l, is := w.life(stream)
	before := w.sum(stream, is)
	events, err := l.Decide(is, w, c, r)
	require.Equal(w.t, before, sum(w.t, is), "deciding on %s changed the state", c.Kind())
	if err != nil {
		_, refused := law.Refused(err)
		require.True(w.t, refused, "%s: %v", c.Kind(), err)
		return nil, err
	}
	require.NotEmpty(w.t, events, c.Kind())
	w.last[stream] = r.ReceivedAt
	for _, e := range events {
		w.record(stream, e, law.Recorded{ReceivedAt: r.ReceivedAt, Actor: r.Actor, For: r.For, Command: r.Command})
	}
	return events, nil
}

// Hear lets every life hear what it has not heard yet.
func (w *World) Hear() {
	w.t.Helper()
	w.Deaf = false
	w.deliver()
}

// deliver brings the messages of facts to the other lives, as commands.
func (w *World) deliver() {
	w.t.Helper()
	for len(w.inbox) > 0 && !w.Deaf {
		i := w.pick()
		d := w.inbox[i]
		w.inbox = slices.Delete(slices.Clone(w.inbox), i, i+1)
		w.Now = w.Now.Add(time.Microsecond)
		l, _ := w.life(d.Stream)
		body, err := json.Marshal(d.Body)
		require.NoError(w.t, err)
		c, err := l.Command(d.Kind, body)
		require.NoError(w.t, err)
		if _, err := w.judge(d.Stream, c, law.Receipt{Command: d.id, Actor: law.Engine, ReceivedAt: w.Now}); err != nil {
			w.Refusals = append(w.Refusals, d.Kind+" to "+d.Stream+": "+err.Error())
		}
	}
}

// pick is the place of the message that is brought next.
func (w *World) pick() int {
	if w.Pick == nil {
		return 0
	}
	var first []int
	heard := map[string]bool{}
	for i, d := range w.inbox {
		if !heard[d.from] {
			heard[d.from] = true
			first = append(first, i)
		}
	}
	return first[w.Pick(len(first))]
}
