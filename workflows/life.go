package workflows

import (
	"fmt"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"twinning.example/engine/internal/life"
)

const (
	// leastWait is waited where a timer rang and nothing had changed: never a hot loop.
	leastWait = time.Minute
	// longestPause is the most that letters which could not be sent are left alone.
	longestPause = time.Hour
)

// A running life keeps just where it stands, what Execute said last, and the
// one timer for its next moment.
type running struct {
	stream string
	now    life.Now
	turn   workflow.Mutex // one Execute at a time
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
			l.keep(ctx, in.Ended)
			l.files = false
		})
	}
	if err := l.judge(ctx, func() bool { return true }); err != nil {
		return err
	}
	workflow.Go(ctx, l.deliver)
	for {
		switch {
		case l.done(ctx):
			l.keep(ctx, workflow.GetInfo(ctx).WorkflowExecution.RunID)
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

// listen takes the dispatcher's word: judge through position N. It returns nothing.
func (l *running) listen(ctx workflow.Context) error {
	return workflow.SetUpdateHandler(ctx, life.Judge, func(ctx workflow.Context, t life.Through) error {
		return l.judge(ctx, func() bool { return l.now.Judged <= t.Position })
	})
}

// judge lets the activity judge whatever there is, if that is still needed once
// it is our turn, and keeps what it says, never a lower version.
func (l *running) judge(ctx workflow.Context, needed func() bool) error {
	if err := l.turn.Lock(ctx); err != nil {
		return err
	}
	defer l.turn.Unlock()
	if !needed() {
		return nil
	}
	info := workflow.GetInfo(ctx).WorkflowExecution
	now, err := executed(ctx, life.ExecuteInput{Stream: l.stream, Workflow: info.ID, Run: info.RunID, Version: l.now.Version})
	if err != nil {
		return fmt.Errorf("execute %s: %w", l.stream, err)
	}
	if now.Version >= l.now.Version || now.Restored || now.Parked {
		l.now = now
		workflow.SetCurrentDetails(ctx, details(now))
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
	if err := l.judge(ctx, same); err != nil { // a command may have been judged just then
		return err
	}
	l.rung = l.now.Version == was && same()
	return nil
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
	l.timer, l.armed = workflow.NewTimer(timed, after), l.now.Moment
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

// deliver runs beside the loop: letters that wait are sent, and again later
// what could not be.
func (l *running) deliver(ctx workflow.Context) {
	for pause := time.Duration(0); ; {
		if err := workflow.Await(ctx, func() bool { return l.now.Letters > 0 }); err != nil {
			return // the life ended or was cancelled
		}
		l.mail = true
		left, err := delivered(ctx, life.DeliverInput{Stream: l.stream})
		l.mail = false
		if err != nil {
			return
		}
		if left.Version >= l.now.Version { // else more may have been promised meanwhile
			l.now.Letters = left.Letters
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
	again := workflow.NewTimer(timed, after)
	return workflow.Await(ctx, func() bool { return again.IsReady() || l.now.Letters > than })
}

// keep has the history of a run stored. What cannot be kept is not waited for.
func (l *running) keep(ctx workflow.Context, run string) {
	in := life.KeepInput{Stream: l.stream, Workflow: workflow.GetInfo(ctx).WorkflowExecution.ID, Run: run}
	if err := kept(ctx, in); err != nil {
		workflow.GetLogger(ctx).Error("the history of a run is not kept", "run", run, "error", err)
	}
}

// details is what Temporal's page shows of a life. It names nobody.
func details(now life.Now) string {
	s := "**" + now.Stage + "**"
	if now.Stage == "" {
		s = "**nothing in time yet**"
	}
	switch {
	case now.Parked:
		s += ": parked after failures, until an operator nudges it"
	case now.Over:
		s += ": over"
	case now.Moment.IsZero():
		s += ": waits for people"
	default:
		s += ": the next moment is " + now.Moment.UTC().Format("2006-01-02 15:04 MST")
	}
	if now.Letters > 0 {
		s += fmt.Sprintf("; %d letters wait", now.Letters)
	}
	return s
}

// Time-outs. Execute is a local activity first: a few milliseconds. Where that
// fails, the database is away or slow, and the same Execute goes on as a regular
// activity without a limit of attempts.
const (
	localStartToClose    = 2 * time.Second
	localScheduleToClose = 3 * time.Second
	executeStartToClose  = 30 * time.Second
	deliverStartToClose  = 5 * time.Minute
	keepStartToClose     = time.Minute
)

// patiently retries for ever, at most a minute apart.
var patiently = temporal.RetryPolicy{InitialInterval: 250 * time.Millisecond, BackoffCoefficient: 2, MaximumInterval: time.Minute}

func executed(ctx workflow.Context, in life.ExecuteInput) (life.Now, error) {
	var now life.Now
	local := workflow.WithLocalActivityOptions(ctx, workflow.LocalActivityOptions{
		StartToCloseTimeout: localStartToClose, ScheduleToCloseTimeout: localScheduleToClose,
		RetryPolicy: &temporal.RetryPolicy{InitialInterval: 50 * time.Millisecond, BackoffCoefficient: 2, MaximumAttempts: 3},
	})
	if err := workflow.ExecuteLocalActivity(local, life.Execute, in).Get(local, &now); err == nil || temporal.IsCanceledError(err) {
		return now, err
	}
	regular := workflow.WithActivityOptions(ctx, workflow.ActivityOptions{StartToCloseTimeout: executeStartToClose, HeartbeatTimeout: life.Silence, RetryPolicy: &patiently})
	return now, workflow.ExecuteActivity(regular, life.Execute, in).Get(regular, &now)
}

func delivered(ctx workflow.Context, in life.DeliverInput) (life.Left, error) {
	var left life.Left
	ctx = workflow.WithActivityOptions(ctx, workflow.ActivityOptions{StartToCloseTimeout: deliverStartToClose, HeartbeatTimeout: life.Silence, RetryPolicy: &patiently})
	return left, workflow.ExecuteActivity(ctx, life.Deliver, in).Get(ctx, &left)
}

func kept(ctx workflow.Context, in life.KeepInput) error {
	ctx = workflow.WithActivityOptions(ctx, workflow.ActivityOptions{StartToCloseTimeout: keepStartToClose, RetryPolicy: &patiently})
	return workflow.ExecuteActivity(ctx, life.Keep, in).Get(ctx, nil)
}
