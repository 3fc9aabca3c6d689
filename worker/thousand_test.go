package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/explain"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/twinning"
	"twinning.example/engine/internal/whatif"
)

// A crowd is a call with many tenders, whose lives judge what they received
// without Temporal, eight at a time and in no order.
type crowd struct {
	*lifetest.House
	t    *testing.T
	refs []string
	sent int
}

func newCrowd(t *testing.T, tenders int) *crowd {
	t.Helper()
	h := lifetest.New(t, lifetest.Options{Rate: 1})
	c := &crowd{House: h, t: t}
	h.Activities.Folder = state.NewFolder(h.Ledger, 2*tenders)
	const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
	for i := range tenders {
		c.refs = append(c.refs, fmt.Sprintf("%s-AA%c%c%c%c", calltest.Reference, digits[i>>15&31], digits[i>>10&31], digits[i>>5&31], digits[i&31]))
	}
	return c
}

// received is a command on its way to a life.
type received struct {
	stream, by string
	command    law.Command
}

// receive appends receipts, all at once, as the door does.
func (c *crowd) receive(list ...received) {
	c.t.Helper()
	each(c.t, list, 64, func(ctx context.Context, n int, r received) error {
		command, err := json.Marshal(r.command)
		if err != nil {
			return err
		}
		body, err := json.Marshal(law.CommandReceived{Name: r.command.Kind(), Command: command})
		if err != nil {
			return err
		}
		id := fmt.Sprintf("%05d-%s", c.sent+n, r.command.Kind())
		d := ledger.Draft{Kind: law.CommandReceived{}.Kind(), Body: body, Actor: r.by, Command: id}
		if law.IsSealed(r.command) {
			d.Subjects = []string{r.stream}
		}
		for {
			clock, err := c.Ledger.Clock(ctx)
			if err != nil {
				return err
			}
			d.Received = clock.Now()
			_, err = c.Ledger.Append(ctx, ledger.Request{
				Stream: life.Inbox(r.stream), Expect: ledger.Any, Command: id, Stamp: clock.DatabaseNow, Seen: -1, Drafts: []ledger.Draft{d},
			})
			if errors.Is(err, ledger.ErrStale) {
				continue
			}
			return err
		}
	})
	c.sent += len(list)
}

// settle lets lives judge, and passes on what their facts mean for others,
// until nothing is left.
func (c *crowd) settle(streams ...string) {
	c.t.Helper()
	for len(streams) > 0 {
		each(c.t, streams, 8, func(ctx context.Context, _ int, stream string) error {
			_, err := c.Activities.Judge(ctx, life.JudgeInput{Stream: stream})
			return err
		})
		streams = c.Relay()
	}
}

// each does something with every entry of a list, so many at a time.
func each[T any](t *testing.T, list []T, atOnce int, do func(ctx context.Context, n int, v T) error) {
	t.Helper()
	turn, errs := make(chan struct{}, atOnce), make(chan error, len(list))
	var all sync.WaitGroup
	for n, v := range list {
		turn <- struct{}{}
		all.Go(func() {
			defer func() { <-turn }()
			errs <- do(t.Context(), n, v)
		})
	}
	all.Wait()
	for range list {
		require.NoError(t, <-errs)
	}
}

// 1,000 tenders with three reports each, through law and appender, are
// ranked, decided and explained in under five seconds, and each learns its
// outcome without one waiting for another. With BIG=1 the ledger holds 100,000
// other tenders and 200,000 people from the opening on.
func TestAThousandTendersAreRankedDecidedAndExplainedInFiveSeconds(t *testing.T) {
	if testing.Short() {
		t.Skip("1,000 tenders, and a time limit: make slow")
	}
	const tenders, evaluators = 1000, 30
	c := newCrowd(t, tenders)
	begun := time.Now()
	took := func(what string) time.Duration {
		d := time.Since(begun)
		t.Logf("%-60s %s", what, d.Round(time.Millisecond))
		begun = time.Now()
		return d
	}
	book := lifetest.Book()
	book.Budget, book.Evaluation.PerTender = calltest.EUR("9000000.00"), 3
	to := func(by string, commands ...law.Command) {
		for _, command := range commands {
			c.receive(received{calltest.Stream, by, command})
		}
		c.settle(calltest.Stream)
	}
	to(calltest.Officer, calltest.Opening(book), call.PublishCall{})
	for i := range evaluators {
		p := fmt.Sprintf("p-evaluator-%02d", i)
		to(calltest.Officer, call.AppointEvaluator{Evaluator: p})
		to(p, call.DeclareImpartiality{})
	}
	c.Until(time.Date(2019, 6, 12, 8, 0, 0, 0, time.UTC))
	c.settle(calltest.Stream)
	begun = time.Now()
	c.receive(c.all(func(i int, ref string) received {
		return received{by: calltest.Contact(ref), command: twinning.SubmitTender{Tender: calltest.Costing(ref, fmt.Sprintf("%d.00", 5000+i*37%38000))}}
	})...)
	c.settle(c.streams()...)
	took("1,000 tenders received and judged")
	if os.Getenv("BIG") != "" {
		c.FillLike(c.refs[0], 100, 1000, 200_000)
		took("a ledger with 100,000 more tenders in 100 calls, and 200,000 people")
	}

	c.Until(time.Date(2019, 6, 15, 8, 0, 0, 0, time.UTC))
	to(calltest.Officer, call.OpenTenders{})
	to(calltest.Head, call.OpenTenders{})
	c.receive(c.all(func(int, string) received {
		return received{by: calltest.Officer, command: twinning.DecideEligibility{Eligible: true}}
	})...)
	c.settle(c.streams()...)
	took("1,000 decisions on eligibility")

	to(calltest.Officer, call.DrawAssignments{Seed: "a thousand"})
	took("3,000 assignments drawn and noted by 1,000 lives")
	is := c.state(calltest.Stream).(call.Call)
	require.Len(t, is.Assignments, tenders)
	var reports []received
	for i, ref := range c.refs {
		for n, p := range is.Assignments[ref] {
			points := fmt.Sprintf("%d.%d", 2+(i*7+n*3)%3, (i*13+n)%10)
			reports = append(reports, received{law.TwinningStream(ref), p, calltest.Scores(points)})
		}
	}
	require.Len(t, reports, 3*tenders)
	c.receive(reports...)
	c.settle(c.streams()...)
	took("3,000 reports")

	c.Activities.Folder = state.NewFolder(c.Ledger, 2*tenders) // nothing is remembered: read cold
	begun = time.Now()
	c.receive(received{calltest.Stream, calltest.Officer, call.PrepareAward{}})
	c.settle(calltest.Stream)
	ranked := took("ranked and decided, cold")
	c.receive(received{calltest.Stream, calltest.Head, call.ReleaseAward{}})
	_, err := c.Activities.Judge(t.Context(), life.JudgeInput{Stream: calltest.Stream})
	require.NoError(t, err)
	released := took("decided again and released")
	award := c.explain()
	explained := took("explained, and computed again")
	require.True(t, award.Recomputed.Same, award.Recomputed.Difference)
	require.Len(t, award.Table.Rows, tenders)
	c.asksWhatIf(took)
	require.Less(t, ranked+released+explained, 5*time.Second, "ranked %s, released %s, explained %s", ranked, released, explained)

	begun = time.Now()
	c.settle(c.Relay()...)
	took("1,000 outcomes noted, with their letters")
	counts, letters := map[twinning.Stage]int{}, 0
	for _, stream := range c.streams() {
		folded := c.folded(stream)
		counts[folded.State.(twinning.Twinning).Stage]++
		letters += len(folded.Promised)
	}
	decided := c.state(calltest.Stream).(call.Call).Released
	require.Equal(t, len(decided.With(call.Awarded)), counts[twinning.Awarded])
	require.Equal(t, len(decided.With(call.Reserve)), counts[twinning.Reserve])
	require.Equal(t, len(decided.With(call.Rejected)), counts[twinning.Rejected])
	require.Equal(t, tenders, counts[twinning.Awarded]+counts[twinning.Reserve]+counts[twinning.Rejected])
	require.Greater(t, letters, 2*tenders)
	t.Logf("%d awarded, %d on the reserve list, %d rejected, %d letters promised", counts[twinning.Awarded], counts[twinning.Reserve], counts[twinning.Rejected], letters)
}

// all is one command for every tender.
func (c *crowd) all(one func(i int, ref string) received) []received {
	list := make([]received, len(c.refs))
	for i, ref := range c.refs {
		list[i] = one(i, ref)
		list[i].stream = law.TwinningStream(ref)
	}
	return list
}

func (c *crowd) streams() []string {
	list := make([]string, len(c.refs))
	for i, ref := range c.refs {
		list[i] = law.TwinningStream(ref)
	}
	return list
}

// explain derives the award as it was released, cold.
func (c *crowd) explain() explain.Derivation {
	c.t.Helper()
	var award explain.Derivation
	require.NoError(c.t, c.Ledger.Snapshot(c.t.Context(), func(ctx context.Context, from ledger.Snapshot) error {
		all, err := explain.NewExplainer(c.Ledger, from, explain.Reader{Viewer: access.Operator}).Newest(ctx, calltest.Stream, call.AwardReleased{}.Kind())
		if err == nil {
			require.Len(c.t, all, 1)
			award = all[0]
		}
		return err
	}))
	return award
}

func (c *crowd) folded(stream string) state.Folded {
	c.t.Helper()
	var is state.Folded
	require.NoError(c.t, c.Ledger.Snapshot(c.t.Context(), func(ctx context.Context, from ledger.Snapshot) (err error) {
		is, err = c.Activities.Folder.Fold(ctx, from, stream)
		return err
	}))
	return is
}

func (c *crowd) state(stream string) law.State {
	c.t.Helper()
	return c.folded(stream).State
}

// asksWhatIf asks what the award would have been under another policy. A slider is moved while somebody looks: the best of three
// counts, each read cold, since a machine that is busy with something else may take longer once.
func (c *crowd) asksWhatIf(took func(string) time.Duration) {
	c.t.Helper()
	best := time.Hour
	for range 3 {
		took("before")
		base, err := whatif.Official(c.t.Context(), c.Ledger, calltest.Reference)
		require.NoError(c.t, err)
		read := took("what-if: the award read, cold")
		require.Len(c.t, base.Facts, len(c.refs))
		answer, _, err := base.Ask(call.WhatIf{Policy: call.Skip, Aggregate: call.Median})
		require.NoError(c.t, err)
		require.Len(c.t, answer.Award.Steps, len(c.refs))
		best = min(best, read+took("what-if: asked"))
	}
	require.Less(c.t, best, time.Second, "a what-if over 1,000 tenders")
}
