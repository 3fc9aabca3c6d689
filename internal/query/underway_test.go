package query_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/door/receipt"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
	"twinning.example/engine/internal/views"
)

// "Done" means that its effects are there: whoever waits for the answer waits for them, too, and whoever does not is told what is on its way. Who
// may not know of a life is not told that something is on its way to it.
func TestWhatIsDoneHasItsEffectsInOtherLivesOrSaysWhichAreOnTheirWay(t *testing.T) {
	t.Parallel()
	h := lifetest.Played(t, lifetest.Options{}, []string{calltest.Stranger}, nil)
	q := query.Over(h.Ledger, people.NewDirectory(h.Ledger), func(context.Context) (*views.Store, error) { return h.Store, nil })
	h.Door.Tells = q.TellsEffects
	assign := call.AssignEvaluators{Tender: lifetest.Tender, Evaluators: []string{calltest.Ada, calltest.Ben}}
	for _, s := range lifetest.Year() {
		if _, is := s.Command.(call.AssignEvaluators); is {
			h.Until(s.At)
			break
		}
		h.PlayAll([]lifetest.Step{s})
	}
	before, err := q.Receipt(t.Context(), access.As(calltest.Officer), calltest.Stream, "0001-open-call", false)
	require.NoError(t, err)
	require.Equal(t, door.Done, before.Status)
	require.Empty(t, before.UnderWay, "what was done long ago has its effects")

	type answer struct {
		receipt door.Receipt
		err     error
	}
	answers := make(chan answer, 1)
	go func() {
		r, err := h.Door.Insist(t.Context(), door.Request{Stream: calltest.Stream, As: calltest.Officer, Command: assign, ID: "assign", Wait: 2 * time.Minute})
		answers <- answer{r, err}
	}()
	require.Eventually(t, func() bool {
		_, received, err := h.Ledger.Answer(t.Context(), calltest.Stream+"/in", "assign")
		return err == nil && received
	}, time.Minute, 5*time.Millisecond)
	h.Judge(calltest.Stream)
	told := func(v access.Viewer) []string {
		t.Helper()
		r, err := q.Receipt(t.Context(), v, calltest.Stream, "assign", false)
		require.NoError(t, err)
		require.Equal(t, door.Done, r.Status)
		return r.UnderWay
	}
	early, err := q.Receipt(t.Context(), access.As(calltest.Officer), calltest.Stream, "assign", true)
	require.NoError(t, err)
	require.NotEmpty(t, early.UnderWay)
	kept, err := json.Marshal(early)
	require.NoError(t, err)
	_, err = receipt.Read(kept)
	require.NoError(t, err)
	for _, who := range []string{calltest.Officer, calltest.Head, calltest.Contact(lifetest.Tender)} {
		require.Equal(t, []string{lifetest.Tender}, told(access.As(who)), who)
	}
	for _, v := range []access.Viewer{{}, access.As(calltest.Stranger), access.As(calltest.Ada)} {
		require.Empty(t, told(v), "%q is not told of a life", v.Person)
	}
	select {
	case a := <-answers:
		t.Fatalf("it came back before the tender knew of it: %+v", a)
	case <-time.After(100 * time.Millisecond):
	}
	require.Equal(t, []string{lifetest.Stream}, h.Relay())
	require.Equal(t, []string{lifetest.Tender}, told(access.As(calltest.Officer)), "received is not judged")
	h.Judge(lifetest.Stream)
	a := <-answers
	require.NoError(t, a.err)
	require.Equal(t, door.Done, a.receipt.Status)
	require.Empty(t, a.receipt.UnderWay)
	require.Empty(t, told(access.As(calltest.Officer)))
	late, err := q.Receipt(t.Context(), access.As(calltest.Officer), calltest.Stream, "assign", true)
	require.NoError(t, err)
	for _, r := range []*door.Receipt{&early, &late} {
		r.Signed = nil // which batch and keys prove it may grow
	}
	kept, err = json.Marshal(early)
	require.NoError(t, err)
	again, err := json.Marshal(late)
	require.NoError(t, err)
	require.Equal(t, string(kept), string(again), "what is kept of a command does not say how far others had come")
}

// Each read has its own time: whoever waits longer than one read may take is not told that all is there while it is not. Where nobody can say of
// which lives may be told, the answer is pending.
func TestWhoWaitsLongerThanAReadTakesIsToldOfEachLifeThatIsNotThereYet(t *testing.T) {
	t.Parallel()
	h := lifetest.New(t, lifetest.Options{})
	q := query.Over(h.Ledger, people.NewDirectory(h.Ledger), func(context.Context) (*views.Store, error) { return h.Store, nil })
	h.Door.Tells = q.TellsEffects
	for _, s := range lifetest.Year() {
		h.PlayAll([]lifetest.Step{s})
		if _, is := s.Command.(twinning.SubmitTender); is {
			break
		}
	}
	other := strings.Replace(lifetest.Stream, "AAAAAA", "BBBBBB", 1)
	h.PlayAll([]lifetest.Step{
		{Stream: other, By: calltest.Contact(calltest.B), Command: twinning.SubmitTender{Tender: calltest.Tender(calltest.B)}},
		{Stream: calltest.Stream, By: calltest.Head, Command: call.CancelCall{Why: "no money"}},
	})
	type answer struct {
		receipt door.Receipt
		err     error
	}
	answers := make(chan answer, 1)
	go func() {
		r, err := h.Door.Insist(t.Context(), door.Request{Stream: calltest.Stream, As: calltest.Officer, Command: call.SignProposal{Number: 1}, ID: "release", Wait: 2 * time.Minute})
		answers <- answer{r, err}
	}()
	require.Eventually(t, func() bool {
		_, received, err := h.Ledger.Answer(t.Context(), calltest.Stream+"/in", "release")
		return err == nil && received
	}, time.Minute, 5*time.Millisecond)
	h.Judge(calltest.Stream)
	time.Sleep(door.Patience + time.Second) // time itself: longer than somebody is kept waiting
	to := h.Relay()
	require.Equal(t, []string{lifetest.Stream, other}, slices.Sorted(slices.Values(to)))
	h.Judge(to[len(to)-1])
	select {
	case a := <-answers:
		t.Fatalf("it came back before %s knew of it: %+v", to[0], a)
	case <-time.After(500 * time.Millisecond):
	}
	again := func() door.Receipt {
		t.Helper()
		r, err := h.Door.Answer(t.Context(), calltest.Stream, "release")
		require.NoError(t, err)
		return r
	}
	require.Equal(t, []string{law.Reference(to[0])}, again().UnderWay)
	h.Door.Tells = func(context.Context, string, []string) ([]string, error) { return nil, ledger.ErrUnavailable }
	require.Equal(t, door.Pending, again().Status, "nobody can say now whether all is there")
	h.Door.Tells = func(ctx context.Context, _ string, _ []string) ([]string, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	require.Equal(t, door.Pending, again().Status, "only the time of the read has ended: that is no error")
	asked := 0
	h.Door.Tells = func(ctx context.Context, person string, streams []string) ([]string, error) {
		if asked++; slices.Contains(streams, to[0]) {
			return nil, errors.New("it is stored in no form that anybody reads")
		}
		return q.TellsEffects(ctx, person, streams)
	}
	var logged bytes.Buffer
	h.Door.Log = slog.New(slog.NewTextHandler(&logged, nil))
	for range 2 {
		r := again()
		require.Equal(t, door.Done, r.Status, "nobody will ever be able to say it")
		require.Equal(t, []string{receipt.Unnamed}, r.UnderWay)
	}
	require.Equal(t, 6, asked, "once for both, and once for each of them")
	require.Contains(t, logged.String(), to[0])
	require.NotContains(t, logged.String(), to[1])
	h.Door.Tells = q.TellsEffects
	h.Judge(to[0])
	a := <-answers
	require.NoError(t, a.err)
	require.Equal(t, door.Done, a.receipt.Status)
	require.Empty(t, a.receipt.UnderWay)
	require.Empty(t, again().UnderWay)
}
