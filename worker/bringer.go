package main

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/views"
)

// atOnce is the most lives that are brought something at the same time.
const atOnce = 50

// taskTimeout is how long Temporal waits for a worker that died in mid-task.
const taskTimeout = 5 * time.Second

// A bringer follows the ledger and brings each life its commands: one update in
// flight a life, which says only "judge through position N". What arrives
// meanwhile is brought together by the next one. Its place is the first receipt
// that it has not seen judged, so a bringer that dies loses nothing.
type bringer struct {
	temporal client.Client
	ledger   *ledger.Ledger
	store    *views.Store
	log      *slog.Logger
	resume   func(ctx context.Context, prefix string) (int, error) // sends messages that wait; nil: there are none

	slots chan struct{}
	moved chan struct{} // holds one: the place may have moved

	mu    sync.Mutex
	want  map[string]errand
	busy  map[string]errand
	calls map[string]bool // calls whose tenders wait, but not for ever
	seen  int64           // the follower's place
	wakes sync.WaitGroup
}

// An errand is what a life must be brought: judge through the last position;
// first is where the bringer's place must wait.
type errand struct {
	first, last int64
	nudge       string    // a life that is looked at without a receipt: why
	since       time.Time // when somebody set out
}

const bringerPlace = "bringer"

func newBringer(c client.Client, l *ledger.Ledger, s *views.Store, log *slog.Logger) *bringer {
	return &bringer{
		temporal: c, ledger: l, store: s, log: log,
		slots: make(chan struct{}, atOnce), moved: make(chan struct{}, 1), want: map[string]errand{}, busy: map[string]errand{}, calls: map[string]bool{},
	}
}

// run follows the ledger until the context ends.
func (b *bringer) run(ctx context.Context) error {
	place, err := b.store.Place(ctx, bringerPlace)
	if err != nil {
		return err
	}
	b.seen = place
	ctx, stop := context.WithCancel(ctx)
	defer b.wakes.Wait()
	defer stop()
	b.wakes.Go(func() { b.remember(ctx) })
	return b.ledger.Follow(ctx, place, func(ctx context.Context, events []ledger.Event) error {
		for _, e := range events {
			if stream, ok := strings.CutSuffix(e.Stream, life.InboxSuffix); ok {
				b.bring(ctx, stream, errand{first: e.Position, last: e.Position})
			}
		}
		b.mu.Lock()
		b.seen = events[len(events)-1].Position + 1
		b.mu.Unlock()
		b.move()
		return nil
	})
}

// bring puts an errand to a life's others, and sets out if nobody is on the way.
func (b *bringer) bring(ctx context.Context, stream string, e errand) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if was, ok := b.want[stream]; ok {
		e.first, e.last = min(was.first, e.first), max(was.last, e.last)
		if e.nudge == "" {
			e.nudge = was.nudge
		}
	}
	b.want[stream] = e
	b.setOut(ctx, stream)
}

// setOut takes what a life is wanted for and goes, unless somebody is on the way
// or a tender should wait for its call. The caller holds the lock.
func (b *bringer) setOut(ctx context.Context, stream string) {
	e, wanted := b.want[stream]
	if _, busy := b.busy[stream]; busy || !wanted || ctx.Err() != nil || b.waits(ctx, stream, e) {
		return
	}
	delete(b.want, stream)
	e.since = time.Now()
	b.busy[stream] = e
	b.wakes.Go(func() {
		b.deliver(ctx, stream, e)
		b.mu.Lock()
		defer b.mu.Unlock()
		delete(b.busy, stream)
		b.move()
		b.setOut(ctx, stream)
		b.setOutTenders(ctx, stream)
	})
}

// deliver tries until the life has judged, however long Temporal is away.
func (b *bringer) deliver(ctx context.Context, stream string, e errand) {
	for pause := 100 * time.Millisecond; ; pause = min(2*pause, 5*time.Second) {
		select {
		case b.slots <- struct{}{}:
		case <-ctx.Done():
			return
		}
		err := b.judge(ctx, stream, e)
		<-b.slots
		if err == nil || ctx.Err() != nil {
			return
		}
		b.log.Warn("a life cannot be reached; trying again", "stream", stream, "through", e.last, "error", err)
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return
		}
	}
}

// judge starts the life if it does not run, and has it judge.
func (b *bringer) judge(ctx context.Context, stream string, e errand) error {
	workflow := life.WorkflowOf(stream)
	if workflow == "" {
		b.log.Error("a receipt for a stream that has no life", "stream", stream)
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	id := fmt.Sprintf("judge-%d", e.last)
	through := e.last
	if e.nudge != "" {
		id, through = fmt.Sprintf("%s-%s", e.nudge, time.Now().UTC().Format(time.RFC3339Nano)), 1<<62
	}
	handle, err := b.temporal.UpdateWithStartWorkflow(ctx, client.UpdateWithStartWorkflowOptions{
		StartWorkflowOperation: b.temporal.NewWithStartWorkflowOperation(client.StartWorkflowOptions{
			ID: stream, TaskQueue: life.TaskQueue, WorkflowTaskTimeout: taskTimeout,
			WorkflowIDConflictPolicy: enums.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING,
			WorkflowIDReusePolicy:    enums.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE,
		}, workflow, life.Input{Stream: stream}),
		UpdateOptions: client.UpdateWorkflowOptions{
			UpdateID: id, UpdateName: life.Judge, Args: []any{life.Through{Position: through}},
			WaitForStage: client.WorkflowUpdateStageCompleted,
		},
	})
	if err != nil {
		return err
	}
	return handle.Get(ctx, nil)
}

// move tells remember that the place may have moved.
func (b *bringer) move() {
	select {
	case b.moved <- struct{}{}:
	default:
	}
}

// remember keeps the place in its row, soon after it has moved: what was
// brought and not remembered is brought again, which costs a little.
func (b *bringer) remember(ctx context.Context) {
	var kept int64
	for {
		select {
		case <-ctx.Done():
			return
		case <-b.moved:
		}
		select { // others may be about to move it, too
		case <-ctx.Done():
			return
		case <-time.After(10 * time.Millisecond):
		}
		place := b.place()
		if place == kept {
			continue
		}
		if err := b.store.Move(ctx, bringerPlace, place); err != nil {
			if ctx.Err() == nil {
				b.log.Warn("the bringer's place cannot be kept; trying again", "error", err)
				b.move()
			}
			continue
		}
		kept = place
	}
}

// place is the first receipt that has not been judged for sure.
func (b *bringer) place() int64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	place := b.seen
	for _, errands := range []map[string]errand{b.want, b.busy} {
		for _, e := range errands {
			place = min(place, e.first)
		}
	}
	return place
}
