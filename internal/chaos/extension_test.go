package chaos

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/twinning"
)

// Of the 200 submissions so many are sent before the limit, after it, beside the
// extension, and once it is answered.
const (
	before, after, beside, behind = 70, 50, 70, 10
	submissions                   = before + after + beside + behind
)

// unusual stands in every tender, and nowhere else.
const unusual = "Zyxomma petiolatum"

func TestAnExtensionAndTwoHundredSubmissionsRace(t *testing.T) {
	inFull(t)
	h := inProgrammeTime(t)
	began := time.Now()
	c := h.opens(t, h.now(t).Truncate(time.Minute).Add(10*time.Minute))
	h.moveTo(t, c.deadline.Add(-4*time.Second), 1)
	sent := make([]door.Receipt, submissions)
	errs := make(chan error, submissions+1)
	var all sync.WaitGroup
	next := 0
	submit := func(many int, over time.Duration) {
		for n := next; n < next+many; n++ {
			pause := over * time.Duration(n-next) / time.Duration(many)
			all.Go(func() {
				time.Sleep(pause) // time itself: when a door sends
				w := c.unusual(n)
				r, err := h.send(t.Context(), door.Request{Stream: w.stream, Command: w.command, As: w.as, Begins: true, Wait: -1})
				sent[n] = r
				errs <- err
			})
		}
		next += many
	}
	submit(before, 2*time.Second)
	for h.now(t).Before(c.deadline.Add(10 * time.Millisecond)) {
		time.Sleep(5 * time.Millisecond) // asks again
	}
	submit(after, 500*time.Millisecond)
	time.Sleep(600 * time.Millisecond) // time itself: the clock runs
	submit(beside, 1500*time.Millisecond)
	time.Sleep(100 * time.Millisecond) // time itself: the clock runs
	h.do(t, c.stream, "head", call.ExtendDeadline{To: wall(t, c.deadline.Add(time.Hour)), Inclusive: true, Why: "the portal was slow"})
	submit(behind, 0)
	all.Wait()
	close(errs)
	for err := range errs {
		require.NoError(t, err)
	}
	h.rests(t, time.Minute)
	h.moveTo(t, time.Time{}, 0)
	raced := time.Since(began)

	late := h.everyVerdictIsThePureOne(t, c, sent)
	require.GreaterOrEqual(t, len(late), after/2, "some were late")
	require.LessOrEqual(t, len(late), after+beside, "and who came first, or last, was not")
	h.sentAgain(t, c, late)
	h.keptItsPromises(t)
	h.logsSayNothing(t)
	lost := len(late) - len(slices.DeleteFunc(slices.Clone(late), func(n int) bool { return n >= before+after }))
	t.Logf("%d in time and %d late; of %d beside the extension %d came before it; raced in %s, all in %s (load %.1f)", submissions-len(late), len(late), beside, lost, raced.Round(time.Millisecond), time.Since(began).Round(time.Millisecond), load())
}

// unusual is the wish to submit a tender that says something unusual.
func (c *tendering) unusual(n int) wish {
	w := c.submits(n, "40000.00")
	o := w.command.(twinning.SubmitTender)
	o.Tender.Title, o.Tender.Solution = unusual, unusual
	w.command = o
	return w
}

// everyVerdictIsThePureOne judges each submission again, from its receipt and
// the versions that are recorded, and returns the tenders that were late.
func (h *house) everyVerdictIsThePureOne(t *testing.T, c *tendering, sent []door.Receipt) (late []int) {
	t.Helper()
	is, err := state.NewFolder(h.ledger, 0).Fold(t.Context(), none{h.ledger}, c.stream)
	require.NoError(t, err)
	events, bodies, err := h.read(t.Context(), c.stream)
	require.NoError(t, err)
	for i, e := range events {
		is, err = state.Step(is, e, bodies[i])
		require.NoError(t, err)
	}
	of := is.State.(call.Call)
	require.Len(t, of.Deadlines, 2)
	for n, r := range sent {
		events, bodies := h.verdicts(t, r.Stream)
		require.Len(t, events, 1, "exactly one verdict: %v", r)
		require.Equal(t, r.CommandID, events[0].Command)
		fact, err := twinning.Law.Event(events[0].Kind, bodies[0])
		require.NoError(t, err)
		received, err := r.ReceivedInstant()
		require.NoError(t, err)
		d, ok := of.DeadlineFor(received, r.Received.Position, nil, r.Reference, events[0].Actor)
		require.True(t, ok)
		pure := twinning.TimeVerdict{InTime: d.Rule.InTime(received), Deadline: d.Rule, Position: d.Position, Why: twinning.Judged(d.Rule, received, zone)}
		switch e := fact.(type) {
		case twinning.TenderSubmitted:
			require.True(t, pure.InTime, pure.Why)
			require.Equal(t, pure, e.Verdict)
		case twinning.TenderRefusedLate:
			require.False(t, pure.InTime, pure.Why)
			require.Equal(t, pure, e.Verdict)
			late = append(late, n)
		default:
			require.Fail(t, "no verdict", "%T", e)
		}
	}
	return late
}

// verdicts are the events of a tender that judge a submission.
func (h *house) verdicts(t *testing.T, stream string) (events []ledger.Event, bodies [][]byte) {
	t.Helper()
	all, texts, err := h.read(t.Context(), stream)
	require.NoError(t, err)
	for i, e := range all {
		if strings.HasPrefix(e.Kind, "tender-") || e.Command != "" && e.Kind != "history-kept.v1" && !strings.Contains(e.Command, "/") { // and no message
			events, bodies = append(events, e), append(bodies, texts[i])
		}
	}
	return events, bodies
}

// sentAgain sends what was late once more, under the same reference: it is in
// time now, and its refusal stays.
func (h *house) sentAgain(t *testing.T, c *tendering, late []int) {
	t.Helper()
	wishes := make([]wish, len(late))
	for i, n := range late {
		wishes[i] = c.unusual(n)
	}
	for _, r := range h.race(t, 30*time.Second, wishes...) {
		now, err := h.door.Answer(t.Context(), r.Stream, r.CommandID)
		require.NoError(t, err)
		require.Equal(t, door.Done, now.Status, "%+v", now.Refusal)
		require.Equal(t, door.InTime, now.Verdict)
		events, _ := h.verdicts(t, r.Stream)
		require.Len(t, events, 2)
		require.Equal(t, "tender-refused-late.v1", events[0].Kind, "what was refused stays refused")
		require.Equal(t, "tender-submitted.v1", events[1].Kind)
	}
}

// logsSayNothing looks for what a sealed tender says in everything that the
// processes wrote, and in every letter.
func (h *house) logsSayNothing(t *testing.T) {
	t.Helper()
	logs, err := filepath.Glob(filepath.Join(h.dir, "logs", "*"))
	require.NoError(t, err)
	require.NotEmpty(t, logs)
	letters, err := filepath.Glob(filepath.Join(h.stack.MailDir, "*.eml"))
	require.NoError(t, err)
	logs = append(logs, letters...)
	for _, name := range logs {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		for _, word := range []string{unusual, "40000.00", fmt.Sprintf("%x", unusual)} {
			require.NotContains(t, string(text), word, name)
		}
		require.NotContains(t, strings.ToLower(string(text)), "zyxomma", name)
	}
}
