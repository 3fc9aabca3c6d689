package workflows_test

import (
	"time"

	"go.temporal.io/sdk/interceptor"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"twinning.example/engine/internal/life"
)

// A meddler makes another loop of the loop, while histories are replayed.
type meddler struct {
	interceptor.WorkerInterceptorBase
	more, timer, regular, asleep, ends, hides bool
	without, renames                          string
}

func (m *meddler) InterceptWorkflow(_ workflow.Context, next interceptor.WorkflowInboundInterceptor) interceptor.WorkflowInboundInterceptor {
	return &inbound{WorkflowInboundInterceptorBase: interceptor.WorkflowInboundInterceptorBase{Next: next}, meddler: m}
}

type inbound struct {
	interceptor.WorkflowInboundInterceptorBase
	*meddler
}

func (i *inbound) Init(out interceptor.WorkflowOutboundInterceptor) error {
	return i.Next.Init(&outbound{WorkflowOutboundInterceptorBase: interceptor.WorkflowOutboundInterceptorBase{Next: out}, meddler: i.meddler})
}

func (i *inbound) ExecuteWorkflow(ctx workflow.Context, in *interceptor.ExecuteWorkflowInput) (any, error) {
	if i.timer {
		workflow.NewTimer(ctx, time.Hour)
	}
	if i.ends {
		return nil, nil
	}
	return i.Next.ExecuteWorkflow(ctx, in)
}

type outbound struct {
	interceptor.WorkflowOutboundInterceptorBase
	*meddler
}

func (o *outbound) ExecuteLocalActivity(ctx workflow.Context, name string, args ...any) workflow.Future {
	regular := workflow.WithActivityOptions(ctx, workflow.ActivityOptions{StartToCloseTimeout: time.Minute})
	if o.more {
		o.Next.ExecuteActivity(regular, "Look", args...)
	}
	if o.regular {
		return o.Next.ExecuteActivity(regular, name, args...)
	}
	return o.Next.ExecuteLocalActivity(ctx, o.named(name), args...)
}

func (o *outbound) ExecuteActivity(ctx workflow.Context, name string, args ...any) workflow.Future {
	if name == o.without {
		done, set := workflow.NewFuture(ctx)
		if name == life.Notify {
			set.Set(life.Left{Version: 1 << 62}, nil)
		} else {
			set.Set(nil, nil)
		}
		return done
	}
	return o.Next.ExecuteActivity(ctx, o.named(name), args...)
}

func (o *outbound) NewTimer(ctx workflow.Context, d time.Duration) workflow.Future {
	if o.asleep {
		never, _ := workflow.NewFuture(ctx)
		return never
	}
	return o.Next.NewTimer(ctx, d)
}

func (o *outbound) NewTimerWithOptions(ctx workflow.Context, d time.Duration, with workflow.TimerOptions) workflow.Future {
	if o.asleep {
		never, _ := workflow.NewFuture(ctx)
		return never
	}
	return o.Next.NewTimerWithOptions(ctx, d, with)
}

func (o *outbound) UpsertTypedSearchAttributes(ctx workflow.Context, set ...temporal.SearchAttributeUpdate) error {
	if o.hides {
		return nil
	}
	return o.Next.UpsertTypedSearchAttributes(ctx, set...)
}

func (o *outbound) named(name string) string {
	if name == o.renames {
		return name + "2"
	}
	return name
}
