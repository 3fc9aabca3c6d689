package workflows_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/workflow"

	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/workflows"
)

// A played is one life in Temporal's test environment, with the real activities
// over a real ledger, while the other life of the script judges by hand. The
// ledger's clock follows the environment's, which skips what is waited for.
type played struct {
	t      *testing.T
	house  *lifetest.House
	stream string
	other  string
	env    *testsuite.TestWorkflowEnvironment
	suite  testsuite.WorkflowTestSuite

	steps  []lifetest.Step
	next   int
	now    time.Time
	renew  map[int]bool // steps after which the server suggests another run
	broken map[int]bool // Executes, counted from 1, that fail

	mu       sync.Mutex
	last     life.Now
	executes int
	runs     int
	open     map[string]bool // timers
	most     int             // timers open at once, before a step
	timers   int
	moments  int      // how often the moment that the life waits for was another one
	ended    []string // runs whose history was to be kept
}

func newPlayed(t *testing.T, stream, other string) *played {
	t.Helper()
	return &played{
		t: t, house: lifetest.New(t, lifetest.Options{}), stream: stream, other: other, steps: lifetest.Year(), now: lifetest.Start(),
		renew: map[int]bool{}, broken: map[int]bool{}, open: map[string]bool{},
	}
}

// play runs the life from its first step to its end, run after run.
func (p *played) play() {
	p.t.Helper()
	for begun := false; !begun; { // a life begins with its first command, which waits for it
		begun, p.now = p.steps[p.next].Stream == p.stream, p.steps[p.next].At
		p.step(func() {})
	}
	in := life.Input{Stream: p.stream}
	for {
		p.runs++
		p.run(in)
		p.now = p.env.Now()
		err := p.env.GetWorkflowError()
		if !workflow.IsContinueAsNewError(err) {
			require.NoError(p.t, err)
			return
		}
		in.Ended = p.env.Now().Format(time.RFC3339Nano)
	}
}

func (p *played) run(in life.Input) {
	p.suite.SetLogger(silent)
	p.env = p.suite.NewTestWorkflowEnvironment()
	p.env.SetStartTime(p.now)
	p.env.SetTestTimeout(time.Minute)
	name := lives.Workflow(p.stream)
	p.env.RegisterWorkflowWithOptions(map[string]any{life.Call: workflows.Call, life.Twinning: workflows.Twinning}[name], workflow.RegisterOptions{Name: name})
	p.env.RegisterActivityWithOptions(p.execute, activity.RegisterOptions{Name: life.Judge})
	p.env.RegisterActivityWithOptions(p.house.Activities.Notify, activity.RegisterOptions{Name: life.Notify})
	p.env.RegisterActivityWithOptions(p.keep, activity.RegisterOptions{Name: life.Archive})
	clear(p.open)
	p.env.SetOnTimerScheduledListener(func(id string, _ time.Duration) {
		p.timers++
		p.open[id] = true // the one it takes the place of is said to be cancelled a little later
	})
	p.env.SetOnTimerFiredListener(func(id string) { delete(p.open, id) })
	p.env.SetOnTimerCanceledListener(func(id string) { delete(p.open, id) })
	p.arm()
	p.env.ExecuteWorkflow(name, in)
	require.True(p.t, p.env.IsWorkflowCompleted())
}

// arm sets the next step of the script; the one after it is set once it was answered.
func (p *played) arm() {
	if p.next < len(p.steps) {
		p.env.RegisterDelayedCallback(func() { p.step(p.arm) }, max(p.steps[p.next].At.Sub(p.env.Now()), 0))
	}
}

// step takes one step, lets both lives judge what follows from it, and goes on.
func (p *played) step(then func()) {
	s := p.steps[p.next]
	p.next++
	p.most = max(p.most, len(p.open))
	p.house.Until(s.At)
	p.house.Judge(p.other)
	position := p.house.Receive(s)
	after := func() {
		p.follow(func() {
			if p.renew[p.next] {
				p.env.SetContinueAsNewSuggested(true)
			}
			then()
		})
	}
	if s.Stream == p.stream && p.env != nil {
		p.bring(position, after)
		return
	}
	if s.Stream == p.other {
		p.house.Judge(p.other)
	}
	after()
}

// follow passes facts on until no life has anything more to say.
func (p *played) follow(then func()) {
	to := p.house.Relay()
	if len(to) == 0 {
		then()
		return
	}
	p.house.Judge(p.other)
	for _, stream := range to {
		if stream == p.stream && p.env != nil {
			p.bring(1<<62, func() { p.follow(then) })
			return
		}
	}
	p.follow(then)
}

func (p *played) bring(position int64, then func()) {
	p.env.UpdateWorkflow(life.Receive, p.env.Now().String()+time.Duration(p.next).String(), answered(func(err error) {
		require.NoError(p.t, err)
		then()
	}), life.Through{Position: position})
}

// execute is the real one, by a clock that follows the environment's.
func (p *played) execute(ctx context.Context, in life.JudgeInput) (life.Now, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.executes++
	if p.broken[p.executes] {
		return life.Now{}, context.DeadlineExceeded
	}
	now := p.env.Now().Add(time.Second) // a life's timer may ring before the ledger's clock is there
	if m := p.last.Moment; p.last.Wakes && m.Sub(now).Abs() < 30*time.Second {
		now = m.Add(time.Second)
	}
	p.house.Until(now)
	said, err := p.house.Activities.Judge(ctx, in)
	if said.Wakes && !said.Moment.Equal(p.last.Moment) {
		p.moments++
	}
	p.last = said
	return said, err
}

func (p *played) keep(ctx context.Context, in life.ArchiveInput) error {
	p.ended = append(p.ended, in.Run)
	return p.house.Activities.Archive(ctx, in)
}
