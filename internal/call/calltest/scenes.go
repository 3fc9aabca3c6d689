package calltest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"runtime/metrics"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/freetext"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/twinning"
)

// A Scene is a world in which a command is about to be judged.
type Scene struct {
	World   *World
	Stream  string
	Kind    string
	Body    []byte
	Receipt law.Receipt
}

// Scenes are those of every command that the stories give to the lives whose
// streams have a prefix.
func Scenes(t T, prefix string) []Scene {
	t.Helper()
	var scenes []Scene
	story := func() *World {
		w := New(t)
		w.Judging = func(stream string, c law.Command, r law.Receipt) {
			if !strings.HasPrefix(stream, prefix) {
				return
			}
			body, err := json.Marshal(c)
			require.NoError(t, err)
			before := w.Clone(t)
			before.Judging = nil
			scenes = append(scenes, Scene{before, stream, c.Kind(), body, r})
		}
		return w
	}
	story().year()
	story().disputes()
	story().changes()
	story().roles()
	require.NotEmpty(t, scenes)
	return scenes
}

// year is a call of which one twinning is closed.
func (w *World) year() {
	w.Running().Do(Tendering(B), Head, twinning.SuspendTwinning{Reason: "no staff"})
	w.Do(Tendering(B), Head, twinning.TerminateTwinning{Reason: "no staff at all"})
	w.Logged(A, Claim("X", twinning.Direct, "100.00"))
	w.Approved("X", twinning.Verify, twinning.Authorise, twinning.Pay).Reported(A)
	w.Do(Tendering(A), Head, twinning.CloseTwinning{})
}

// disputes is a call with complaints: one is upheld, one is not.
func (w *World) disputes() {
	w.Told(ContestedBook()).Complain(C).Uphold(C).Again(C, "4.5")
	w.Complain(D).Dismiss(D)
	w.Do(Tendering(A), Signatory(A), twinning.DeclineContract{Reason: "no staff"})
}

// changes is a call whose rule book and deadline change, and which is cancelled.
func (w *World) changes() {
	w.Opened(Book()).Published()
	w.Revise(Change(Book(), "a second version"))
	w.Do(Stream, Head, call.ExtendDeadline{To: Wall("2019-08-14T17:00"), Why: "a storm"})
	w.Submitted(A, B)
	w.Do(Tendering(B), Contact(B), twinning.WithdrawTender{Reason: "no staff"})
	w.Do(Stream, Head, call.CancelCall{Why: "no budget"})
	w.Countersign(Stream)
}

// roles is a call in which people come and go, and a tender that another person
// speaks for.
func (w *World) roles() {
	w.Opened(Book()).Published().Submitted(A)
	w.Do(Stream, Head, call.GiveRole{Role: law.Officer, Person: "p-new-officer", Why: "more work"})
	w.Do(Stream, Head, call.ReplaceRole{Role: law.Head, Person: Head, By: "p-new-head", From: Date("2019-07-01"), Why: "retires"})
	w.Do(Stream, Officer, call.SetAbsence{Person: Verifier, Deputy: "p-new-officer", From: Date("2019-06-20"), Until: Date("2019-06-25")})
	w.Do(Tendering(A), Contact(A), twinning.ChangeContact{Person: "p-new-contact", Why: "has left"})
	w.Do(Tendering(A), "p-new-contact", twinning.AcceptChange{Role: law.Contact})
	w.At("2019-07-02T09:00").Do(Stream, "p-new-head", call.WithdrawRole{Role: law.Officer, Person: SecondHand, Why: "another unit"})
	w.Do(Stream, Officer, call.SetAbsence{Person: Verifier, Deputy: "p-new-officer", Until: Date("2019-07-10")})
	w.Do(Stream, Officer, call.EndAbsence{Person: Verifier})
	w.Sealed().Do(Stream, Officer, call.OpenTenders{})
	w.Do(Stream, "p-new-officer", call.OpenTenders{})
	w.Do(Tendering(A), "p-new-officer", twinning.DecideEligibility{Eligible: true})
}

// actors are those who may try a command.
var actors = []string{
	Officer, SecondHand, Head, Procurer, Verifier, Authoriser, Payer, Auditor, Jack, Ada, Ben, OfAlpha, Undeclared, Stranger,
	Contact(A), Signatory(A), Contact(B), Contact(C),
}

// Judge gives the life another command in place of the one of the scene, by
// another actor (0 is the same) and so much later, and checks what holds of every
// command that the door takes: it is decided in the same way twice, with nothing
// but what the law says that it needs, and it is refused or gives events that
// are read back as they were and that the other lives hear of.
func (s Scene) Judge(t T, actor uint8, later time.Duration, kind string, body []byte) {
	t.Helper()
	w := s.World.Clone(t)
	l, _ := w.life(s.Stream)
	c, err := l.Command(kind, body)
	if err != nil || c.Check() != nil || s.Receipt.Actor != law.Engine && freetext.HasRef(c) {
		return
	}
	r := s.Receipt
	if actor > 0 && r.Actor != law.Engine {
		r.Actor = actors[int(actor-1)%len(actors)]
	}
	w.Slow, r.ReceivedAt = true, r.ReceivedAt.Add(later)
	w.Now = r.ReceivedAt
	w.catchUp(s.Stream, r.ReceivedAt)
	l, is := w.life(s.Stream)

	before := allocated()
	facts := needed{w, t, l.Needs(is, c)}
	first := decided(t, l, is, facts, c, r)
	again, err := l.Command(kind, body)
	require.NoError(t, err)
	require.Equal(t, first, decided(t, l, is, facts, again, r), "%s is decided in two ways", kind)
	require.Less(t, allocated()-before, uint64(256<<20), "a command of %d bytes takes too much memory", len(body))

	if _, err := w.judge(s.Stream, c, r); err == nil {
		w.deliver()
	}
}

// decided is what a decision gives, as it is stored.
func decided(t T, l law.Law, is law.State, f law.Facts, c law.Command, r law.Receipt) string {
	t.Helper()
	c, err := law.Referred(c, r)
	require.NoError(t, err)
	events, err := l.Decide(is, f, c, r)
	if err != nil {
		return sentenced(t, c.Kind(), err)
	}
	var all strings.Builder
	for _, e := range events {
		next := l.Evolve(is, e, law.Recorded{Position: r.Position + 1, RecordedAt: r.ReceivedAt, ReceivedAt: r.ReceivedAt, Actor: r.Actor, Command: r.Command})
		body, err := law.WriteEvent(e, law.Enclose(l, is, next, f, e))
		require.NoError(t, err)
		all.WriteString(e.Kind() + " " + string(body) + "\n")
		is = next
	}
	return all.String() + sum(t, is)
}

// sentenced is a refusal as engineers read it. Its rule and code are of the closed set: they have a sentence, which these parameters fill.
func sentenced(t T, kind string, err error) string {
	t.Helper()
	refusal, refused := law.Refused(err)
	require.True(t, refused, "%s: %v", kind, err)
	require.NotEqual(t, refusal.String(), narrate.English().Refusal(*refusal), "a refusal of %s has no sentence", kind)
	return refusal.String()
}

// needed are the facts that a law said it needs.
type needed struct {
	*World
	t    T
	list []string
}

func (n needed) State(stream string) law.State {
	n.t.Helper()
	for _, s := range n.list {
		if prefix, all := strings.CutSuffix(s, "*"); s == stream || all && strings.HasPrefix(stream, prefix) {
			return n.World.State(stream)
		}
	}
	n.t.Errorf("%s is read and is not among what is needed, %v", stream, n.list)
	return n.World.State(stream)
}

func (n needed) Streams(prefix string) []string {
	n.t.Helper()
	if !slices.Contains(n.list, prefix+"*") {
		n.t.Errorf("%s* is read and is not among what is needed, %v", prefix, n.list)
	}
	return n.World.Streams(prefix)
}

// Add adds an event to the life of a scene, as the ledger could hold it, and
// checks that the same event gives the same state, and leaves the state before it
// as it was. An event that the law cannot have given here may make the fold
// panic, which every reader of a ledger recovers.
func (s Scene) Add(t T, kind string, body []byte) {
	t.Helper()
	l, is := s.World.Clone(t).life(s.Stream)
	e, err := l.Event(kind, body)
	if err != nil {
		return
	}
	require.Equal(t, kind, e.Kind())
	reread(t, l, e, law.Envelope{})
	start, before := allocated(), sum(t, is)
	at := law.Recorded{Position: s.Receipt.Position, Version: 1, RecordedAt: s.Receipt.ReceivedAt, ReceivedAt: s.Receipt.ReceivedAt, Actor: s.Receipt.Actor}
	require.Equal(t, folded(t, l, is, e, at), folded(t, l, is, e, at), "%s gives two states", kind)
	require.Equal(t, before, sum(t, is), "%s changed the state it was given", kind)
	require.Less(t, allocated()-start, uint64(256<<20), "an event of %d bytes takes too much memory", len(body))
}

// folded is the state after an event, with what other lives are told, "" where
// the event does not fit the state.
func folded(t T, l law.Law, is law.State, e law.Event, at law.Recorded) (state string) {
	t.Helper()
	defer func() {
		if recover() != nil {
			state = ""
		}
	}()
	is, messages := l.Evolve(is, e, at), l.Messages(is, e)
	reread(t, l, e, law.Envelope{Messages: messages})
	return sum(t, is)
}

// allocated is how many bytes this process has allocated so far.
func allocated() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

// Examples are the frozen bodies in a folder under testdata, each with its kind.
func Examples(f *testing.F, dir string, add func(kind string, body []byte)) {
	f.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", dir, "*.json"))
	require.NoError(f, err)
	require.NotEmpty(f, files)
	for _, file := range files {
		body, err := os.ReadFile(file) //nolint:gosec // a name of ours
		require.NoError(f, err)
		kind, _, _ := strings.Cut(strings.TrimSuffix(filepath.Base(file), ".json"), ".2")
		add(kind, body)
	}
}
