package workflows

import (
	"fmt"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"twinning.example/engine/internal/life"
)

// Time-outs. Judge is a local activity first: a few milliseconds. Where that
// fails, the database is away or slow, and the same Judge goes on as a regular
// activity without a limit of attempts.
const (
	localStartToClose    = 2 * time.Second
	localScheduleToClose = 3 * time.Second
	judgeStartToClose    = 30 * time.Second
	notifyStartToClose   = 5 * time.Minute
	archiveStartToClose  = time.Minute
)

// patiently retries for ever, at most a minute apart.
var patiently = temporal.RetryPolicy{InitialInterval: 250 * time.Millisecond, BackoffCoefficient: 2, MaximumInterval: time.Minute}

func judged(ctx workflow.Context, why string, in life.JudgeInput) (life.Now, error) {
	var now life.Now
	local := workflow.WithLocalActivityOptions(ctx, workflow.LocalActivityOptions{
		Summary: why, StartToCloseTimeout: localStartToClose, ScheduleToCloseTimeout: localScheduleToClose,
		RetryPolicy: &temporal.RetryPolicy{InitialInterval: 50 * time.Millisecond, BackoffCoefficient: 2, MaximumAttempts: 3},
	})
	if err := workflow.ExecuteLocalActivity(local, life.Judge, in).Get(local, &now); err == nil || temporal.IsCanceledError(err) {
		return now, err
	}
	regular := workflow.WithActivityOptions(ctx, workflow.ActivityOptions{Summary: why, StartToCloseTimeout: judgeStartToClose, HeartbeatTimeout: life.Silence, RetryPolicy: &patiently})
	return now, workflow.ExecuteActivity(regular, life.Judge, in).Get(regular, &now)
}

// notified has letters sent. Where Judge said that they are few, Notify is a local
// activity first: no Action more than the judgement that promised them, and five
// events less. It begins no letter after two seconds, and leaves what is slow to a
// regular activity. A letter that was begun is ended: meanwhile the workflow task is
// prolonged every four seconds, and updates go on. Histories from before Judge said so
// replay as they ran.
func notified(ctx workflow.Context, now life.Now, in life.NotifyInput) (life.Left, error) {
	var left life.Left
	summary := fmt.Sprintf("letters: %d", now.Letters)
	if now.Few {
		local := workflow.WithLocalActivityOptions(ctx, workflow.LocalActivityOptions{
			Summary: summary, StartToCloseTimeout: notifyStartToClose, RetryPolicy: &temporal.RetryPolicy{MaximumAttempts: 1},
		})
		if err := workflow.ExecuteLocalActivity(local, life.Notify, in).Get(local, &left); err == nil || temporal.IsCanceledError(err) {
			return left, err
		}
	}
	regular := workflow.WithActivityOptions(ctx, workflow.ActivityOptions{Summary: summary, StartToCloseTimeout: notifyStartToClose, HeartbeatTimeout: life.Silence, RetryPolicy: &patiently})
	return left, workflow.ExecuteActivity(regular, life.Notify, in).Get(regular, &left)
}

func archived(ctx workflow.Context, in life.ArchiveInput) error {
	ctx = workflow.WithActivityOptions(ctx, workflow.ActivityOptions{Summary: "history of run " + in.Run, StartToCloseTimeout: archiveStartToClose, RetryPolicy: &patiently})
	return workflow.ExecuteActivity(ctx, life.Archive, in).Get(ctx, nil)
}
