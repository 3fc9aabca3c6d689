package dispatch

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"time"

	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/parking"
	"twinning.example/engine/internal/telemetry"
)

// deliver tries until the life has judged, however long Temporal is away, or
// until the life is parked.
func (d *Dispatcher) deliver(ctx context.Context, stream string, e delivery) {
	for pause := 100 * time.Millisecond; ; pause = min(2*pause, 5*time.Second) {
		select {
		case d.slots <- struct{}{}:
		case <-ctx.Done():
			return
		}
		others := d.delivered.Load()
		err := d.judge(ctx, stream, e)
		<-d.slots
		if err == nil || ctx.Err() != nil {
			return
		}
		d.log.Warn("a life cannot be reached; trying again", "stream", stream, "through", e.last, "error", err)
		if d.failed(ctx, stream, err, d.delivered.Load() > others) {
			return
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return
		}
	}
}

// judge has the life judge, and makes sure that the receipt was answered: a life
// that knows more of the ledger than there is, as after a restore from before,
// takes what it is brought for judged already.
func (d *Dispatcher) judge(ctx context.Context, stream string, e delivery) error {
	if !lives.Is(stream) {
		d.log.Error("a receipt for a stream that has no life", "stream", stream)
		return nil
	}
	if err := d.update(telemetry.Resume(ctx, d.options.Traces, e.command), stream, e); err != nil {
		return err
	}
	d.delivered.Add(1)
	if e.reason != "" || e.command == "" || d.followed(stream, e) {
		return nil
	}
	left, err := d.ledger.StillWaiting(ctx, []ledger.Waiting{{Position: e.last, Stream: stream, Command: e.command}})
	if err != nil || len(left) == 0 {
		return err
	}
	if parked, err := d.store.IsParked(ctx, stream); err != nil || parked {
		return err
	}
	e.reason = "again"
	return d.update(ctx, stream, e)
}

// followed tells whether the life will be brought something later than this: its next delivery finds out whether both were answered. The
// dispatcher's place waits for that one.
func (d *Dispatcher) followed(stream string, e delivery) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	next, pending := d.pending[stream]
	if !pending || next.last < e.last || d.parked[stream] {
		return false
	}
	next.first = min(next.first, e.first)
	d.pending[stream] = next
	return true
}

// updateID identifies an update within its run. The leaf tells a receipt from
// another one at the same position of a ledger that was restored from before.
func updateID(e delivery) string {
	if e.reason != "" {
		return e.reason + "-" + time.Now().UTC().Format(time.RFC3339Nano)
	}
	return fmt.Sprintf("receive-%d-%s", e.last, hex.EncodeToString(e.leaf[:4]))
}

// update waits until the life has judged. It starts the life if it does not run: whether it does is asked together with the update unless this
// dispatcher has met it running, since both together cost Temporal more.
func (d *Dispatcher) update(ctx context.Context, stream string, e delivery) error {
	ctx, cancel := context.WithTimeout(ctx, d.options.DeliveryTimeout)
	defer cancel()
	through := e.last
	if e.reason != "" {
		through = math.MaxInt64 >> 1
	}
	asks := client.UpdateWorkflowOptions{
		WorkflowID: stream, UpdateID: updateID(e), UpdateName: life.Receive, WaitForStage: client.WorkflowUpdateStageCompleted,
		Args: []any{life.Through{Commands: life.Kinds(e.kinds), Reason: e.reason, Position: through}},
	}
	if d.met.has(stream) {
		err := completed(ctx, func() (client.WorkflowUpdateHandle, error) { return d.temporal.UpdateWorkflow(ctx, asks) })
		var ended *serviceerror.NotFound // or Temporal has forgotten it
		if !errors.As(err, &ended) {
			return err
		}
		d.met.forget(stream)
	}
	asks.WorkflowID = "" // that of the start
	err := completed(ctx, func() (client.WorkflowUpdateHandle, error) {
		return d.temporal.UpdateWithStartWorkflow(ctx, client.UpdateWithStartWorkflowOptions{UpdateOptions: asks, StartWorkflowOperation: d.starting(stream)})
	})
	if err == nil {
		d.met.add(stream)
	}
	return err
}

func completed(ctx context.Context, update func() (client.WorkflowUpdateHandle, error)) error {
	handle, err := update()
	if err != nil {
		return err
	}
	return handle.Get(ctx, nil)
}

// starting begins a life, or finds it running.
func (d *Dispatcher) starting(stream string) client.WithStartWorkflowOperation {
	return d.temporal.NewWithStartWorkflowOperation(client.StartWorkflowOptions{
		ID: stream, TaskQueue: life.TaskQueue, WorkflowTaskTimeout: TaskTimeout,
		StaticSummary: law.Reference(stream), StaticDetails: staticDetails(stream), Memo: map[string]any{"reference": law.Reference(stream)},
		WorkflowIDConflictPolicy: enums.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING,
		WorkflowIDReusePolicy:    enums.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE,
	}, lives.Workflow(stream), life.Input{Stream: stream})
}

// failed counts a failure to reach one life, and tells whether the life is
// parked now. What Temporal refuses for reasons of its own counts for nothing,
// nor does silence while no other life was reached either.
func (d *Dispatcher) failed(ctx context.Context, stream string, cause error, othersReached bool) bool {
	switch {
	case aboutTemporal(cause):
		return false
	case timedOut(cause) && !othersReached:
		return false
	}
	if errors.Is(cause, ledger.ErrUnavailable) || errors.Is(cause, ledger.ErrUnknown) || isDatabase(cause) {
		return false
	}
	own := &parking.Error{Stream: stream, Code: parking.Unreachable, Detail: "the life does not take its commands: " + kindOf(cause)}
	parked, err := d.lot.Failed(ctx, stream, parking.ByDispatcher, own)
	if err != nil {
		if ctx.Err() == nil {
			d.log.Warn("a failure of a life cannot be counted", "stream", stream, "error", err)
		}
		return false
	}
	if parked {
		d.mu.Lock()
		d.parked[stream] = true
		d.mu.Unlock()
	}
	return parked
}
