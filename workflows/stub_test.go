package workflows_test

import (
	"context"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
	common "go.temporal.io/api/common/v1"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/converter"
	sdklog "go.temporal.io/sdk/log"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/workflow"

	"twinning.example/engine/internal/life"
	"twinning.example/engine/workflows"
)

var silent = sdklog.NewStructuredLogger(slog.New(slog.DiscardHandler))

// A stub is a life whose activities say what a test wants, and which counts
// what the life does.
type stub struct {
	env     *testsuite.TestWorkflowEnvironment
	name    string
	in      life.Input
	runID   string
	execute func(n int) (life.Now, error)
	deliver func(n int) life.Left

	takes, deliverTakes, keepTakes time.Duration // of the test's clock

	mu                                   sync.Mutex
	executes, delivers, locals, regulars int
	kept                                 []string
	timers                               []time.Duration
	fired, cancelled, answered           int
	brought                              int
}

func newStub(t *testing.T) *stub {
	t.Helper()
	var suite testsuite.WorkflowTestSuite
	suite.SetLogger(silent)
	s := &stub{env: suite.NewTestWorkflowEnvironment(), name: life.Twinning, in: life.Input{Stream: "twinning/T/AAAAAA"}}
	s.env.SetStartTime(day0)
	s.env.SetTestTimeout(20 * time.Second)
	s.env.RegisterWorkflowWithOptions(s.twinning, workflow.RegisterOptions{Name: s.name})
	s.env.RegisterActivityWithOptions(s.Judge, activity.RegisterOptions{Name: life.Judge})
	s.env.RegisterActivityWithOptions(s.Notify, activity.RegisterOptions{Name: life.Notify})
	s.env.RegisterActivityWithOptions(s.Archive, activity.RegisterOptions{Name: life.Archive})
	s.env.OnActivity(life.Judge, mock.Anything, mock.Anything).AfterFn(func() time.Duration { return s.takes }).Return(s.Judge)
	s.env.OnActivity(life.Notify, mock.Anything, mock.Anything).AfterFn(func() time.Duration { return s.deliverTakes }).Return(s.Notify)
	s.env.OnActivity(life.Archive, mock.Anything, mock.Anything).AfterFn(func() time.Duration { return s.keepTakes }).Return(s.Archive)
	s.env.SetOnTimerScheduledListener(func(_ string, d time.Duration) { s.timers = append(s.timers, d) })
	s.env.SetOnTimerFiredListener(func(string) { s.fired++ })
	s.env.SetOnTimerCanceledListener(func(string) { s.cancelled++ })
	s.env.SetOnLocalActivityStartedListener(func(*activity.Info, context.Context, []any) { s.locals++ })
	s.env.SetOnActivityStartedListener(func(i *activity.Info, _ context.Context, _ converter.EncodedValues) {
		if i.ActivityType.Name == life.Judge {
			s.regulars++
		}
	})
	return s
}

// twinning is the life itself; it tells the test its run.
func (s *stub) twinning(ctx workflow.Context, in life.Input) error {
	s.runID = workflow.GetInfo(ctx).WorkflowExecution.RunID
	return workflows.Twinning(ctx, in)
}

// Now is the test's clock.
func (s *stub) Now() time.Time { return s.env.Now().UTC() }

func (s *stub) Judge(context.Context, life.JudgeInput) (life.Now, error) {
	s.mu.Lock() // an attempt whose time is over may still be at it
	defer s.mu.Unlock()
	s.executes++
	return s.execute(s.executes)
}

func (s *stub) Notify(context.Context, life.NotifyInput) (life.Left, error) {
	s.delivers++
	return s.deliver(s.delivers), nil
}

func (s *stub) Archive(_ context.Context, in life.ArchiveInput) error {
	s.kept = append(s.kept, in.Run)
	return nil
}

// bring says to the life, some time after its start: judge through a position.
func (s *stub) bring(after time.Duration, through int64) {
	s.brought++
	id := time.Duration(s.brought).String()
	s.env.RegisterDelayedCallback(func() {
		s.env.UpdateWorkflow(life.Receive, id, answered(func(err error) {
			if err == nil {
				s.answered++
			}
		}), life.Through{Position: through})
	}, after)
}

// run lets the life come to its end.
func (s *stub) run(t *testing.T) {
	t.Helper()
	s.env.ExecuteWorkflow(s.name, s.in)
	require.True(t, s.env.IsWorkflowCompleted())
	require.NoError(t, s.env.GetWorkflowError())
}

func (s *stub) decode(from *common.Payloads, to any) error {
	return converter.GetDefaultDataConverter().FromPayloads(from, to)
}

// answered hears how an update ends.
type answered func(err error)

func (answered) Accept()                     {}
func (a answered) Reject(err error)          { a(err) }
func (a answered) Complete(_ any, err error) { a(err) }
