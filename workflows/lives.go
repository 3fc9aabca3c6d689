package workflows

import (
	"go.temporal.io/sdk/workflow"

	"twinning.example/engine/internal/life"
)

// Call is the life of a call: from its rule book to the end of its last twinning.
func Call(ctx workflow.Context, in life.Input) error { return live(ctx, in, Call) }

// Twinning is the life of a tender, from its first submission, and of the
// twinning that it may become, to the end of its retention.
func Twinning(ctx workflow.Context, in life.Input) error { return live(ctx, in, Twinning) }

// Of is the workflow of a workflow type. A kind of life that has no function of
// its own above is driven by the same loop under its own name.
func Of(workflowType string) func(workflow.Context, life.Input) error {
	switch workflowType {
	case life.Call:
		return Call
	case life.Twinning:
		return Twinning
	}
	return func(ctx workflow.Context, in life.Input) error { return live(ctx, in, workflowType) }
}
