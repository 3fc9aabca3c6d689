package workflows

import (
	"fmt"
	"time"

	"go.temporal.io/sdk/workflow"

	"twinning.example/engine/internal/life"
)

const (
	// leastWait is waited where a timer rang and nothing had changed: never a hot loop.
	leastWait = time.Minute
	// longestPause is the most that letters which could not be sent are left alone.
	longestPause = time.Hour
)

// A running life keeps just where it stands, what Judge said last, and the
// one timer for its next moment.
type running struct {
	stream string
	now    life.Now
	turn   workflow.Mutex // one Judge at a time
	mail   bool           // letters are on their way
	files  bool           // the history of the run before is being kept

	timer workflow.Future
	stop  workflow.CancelFunc
	armed time.Time // the moment that the timer is for
	rung  bool      // the timer for this moment rang, and nothing had changed
}

// live is the loop of every life: judge what has arrived, wait for people or
// for the next moment, send letters, until nothing is awaited any more.
func live(ctx workflow.Context, in life.Input, again any) error {
	l := &running{stream: in.Stream, turn: workflow.NewMutex(ctx)}
	if err := l.listen(ctx); err != nil {
		return err
	}
	if in.Ended != "" { // beside the loop: nobody waits for an archive
		l.files = true
		workflow.Go(ctx, func(ctx workflow.Context) {
			l.archive(ctx, in.Ended)
			l.files = false
		})
	}
	why := "begin"
	if in.Ended != "" {
		why = "go on in a new run"
	}
	first := func() bool { return l.now.Judged == 0 } // else the update that started the life was first
	if err := l.judge(ctx, why, first); err != nil {
		return err
	}
	workflow.Go(ctx, l.notify)
	for {
		switch {
		case l.done(ctx):
			l.archive(ctx, workflow.GetInfo(ctx).WorkflowExecution.RunID)
			if ctx.Err() != nil || l.done(ctx) {
				return ctx.Err()
			}
		case l.renews(ctx):
			return l.renew(ctx, again)
		default:
			if err := l.wait(ctx); err != nil {
				return err
			}
		}
	}
}

// listen takes the dispatcher's update: judge through position N. It returns nothing.
func (l *running) listen(ctx workflow.Context) error {
	return workflow.SetUpdateHandler(ctx, life.Receive, func(ctx workflow.Context, t life.Through) error {
		return l.judge(ctx, brought(t), func() bool { return l.now.Judged <= t.Position })
	})
}

// judge lets the activity judge whatever there is, if that is still needed once
// it is our turn, and keeps what it says, never a lower version. Why is the
// summary of the activity.
func (l *running) judge(ctx workflow.Context, why string, needed func() bool) error {
	if err := l.turn.Lock(ctx); err != nil {
		return err
	}
	defer l.turn.Unlock()
	if !needed() {
		return nil
	}
	info := workflow.GetInfo(ctx).WorkflowExecution
	now, err := judged(ctx, why, life.JudgeInput{Stream: l.stream, Workflow: info.ID, Run: info.RunID, Version: l.now.Version})
	if err != nil {
		return fmt.Errorf("judge %s: %w", l.stream, err)
	}
	if now.Version >= l.now.Version || now.Restored || now.Parked {
		l.now = now
		workflow.SetCurrentDetails(ctx, details(now))
		return l.index(ctx, now.Fell)
	}
	return nil
}

// wait is until people or the clock change something: a command that the
// dispatcher brings, or the next moment.
func (l *running) wait(ctx workflow.Context) error {
	l.arm(ctx)
	timer := l.timer
	rang := func() bool { return timer != nil && timer.IsReady() }
	err := workflow.Await(ctx, func() bool { return rang() || l.moved() || l.done(ctx) || l.renews(ctx) })
	if err != nil || !rang() {
		return err
	}
	l.timer = nil
	was := l.now.Version
	same := func() bool { return l.now.Wakes && l.now.Moment.Equal(l.armed) }
	if err := l.judge(ctx, purpose(l.now), same); err != nil { // a command may have been judged just then
		return err
	}
	l.rung = l.now.Version == was && same()
	return l.index(ctx, true)
}

// moved tells that the next moment is another one than the timer is for.
func (l *running) moved() bool {
	return l.now.Wakes != (l.timer != nil) || l.now.Wakes && !l.now.Moment.Equal(l.armed)
}

// arm sets the one timer, and replaces it only when the moment has changed.
func (l *running) arm(ctx workflow.Context) {
	if !l.moved() {
		return
	}
	if l.timer != nil {
		l.stop()
		l.timer = nil
	}
	if !l.now.Wakes {
		return
	}
	after := l.now.WakeAfter
	if l.rung {
		after = max(after, leastWait)
	}
	l.rung = false
	var timed workflow.Context
	timed, l.stop = workflow.WithCancel(ctx)
	l.timer, l.armed = workflow.NewTimerWithOptions(timed, after, workflow.TimerOptions{Summary: purpose(l.now)}), l.now.Moment
}

// done tells that nothing is awaited any more, and nobody is in the middle of something.
func (l *running) done(ctx workflow.Context) bool {
	return l.now.Over && l.now.Letters == 0 && l.quiet(ctx)
}

func (l *running) quiet(ctx workflow.Context) bool {
	return !l.mail && !l.files && workflow.AllHandlersFinished(ctx)
}

// renews tells that this run should end and another go on: the server suggests
// it, or the workers have another version, and nobody is in the middle of something.
func (l *running) renews(ctx workflow.Context) bool {
	info := workflow.GetInfo(ctx)
	return (info.GetContinueAsNewSuggested() || info.GetTargetWorkerDeploymentVersionChanged()) && l.quiet(ctx)
}

// renew ends this run; the next one keeps its history.
func (l *running) renew(ctx workflow.Context, again any) error {
	ended := workflow.GetInfo(ctx).WorkflowExecution.RunID
	return workflow.NewContinueAsNewError(ctx, again, life.Input{Stream: l.stream, Ended: ended})
}

// notify runs beside the loop: letters that wait are sent, and again later
// what could not be.
func (l *running) notify(ctx workflow.Context) {
	for pause := time.Duration(0); ; {
		if err := workflow.Await(ctx, func() bool { return l.now.Letters > 0 }); err != nil {
			return // the life ended or was cancelled
		}
		l.mail = true
		left, err := notified(ctx, l.now, life.NotifyInput{Stream: l.stream})
		l.mail = false
		if err != nil {
			return
		}
		if left.Version >= l.now.Version { // else more may have been promised meanwhile
			l.now.Letters, l.now.Few = left.Letters, false // what is left could not be sent at once
			workflow.SetCurrentDetails(ctx, details(l.now))
		}
		if left.RetryAfter == 0 {
			pause = 0
			continue
		}
		pause = min(max(2*pause, left.RetryAfter), longestPause)
		if l.moreLetters(ctx, left.Letters, pause) != nil {
			return
		}
	}
}

// moreLetters waits for a while, or until more letters wait than could not be sent.
func (l *running) moreLetters(ctx workflow.Context, than int, after time.Duration) error {
	timed, stop := workflow.WithCancel(ctx)
	defer stop()
	again := workflow.NewTimerWithOptions(timed, after, workflow.TimerOptions{Summary: fmt.Sprintf("try letters again: %d", than)})
	return workflow.Await(ctx, func() bool { return again.IsReady() || l.now.Letters > than })
}

// archive has the history of a run stored. What cannot be kept is not waited for.
func (l *running) archive(ctx workflow.Context, run string) {
	in := life.ArchiveInput{Stream: l.stream, Workflow: workflow.GetInfo(ctx).WorkflowExecution.ID, Run: run}
	if err := archived(ctx, in); err != nil {
		workflow.GetLogger(ctx).Error("the history of a run is not kept", "run", run, "error", err)
	}
}
