// Package bill tells what a run of a life costs on Temporal, from its history.
package bill

import (
	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/history/v1"
)

// A Bill is what one run of a life cost, told from its history. Updates are updates and signals.
type Bill struct {
	Start, Updates, Timers, Activities, Retries, Judgements, Upserts int
	Events                                                           int
	Cancelled                                                        int // timers that another took the place of; they cost nothing more
}

// Actions is the sum, by the rules that Temporal bills by: all local activities
// of one workflow task are one Action.
func (b Bill) Actions() int {
	return b.Start + b.Updates + b.Timers + b.Activities + b.Retries + b.Judgements + b.Upserts
}

// Of reads a history.
func Of(h *history.History) Bill {
	b := Bill{Events: len(h.Events)}
	task := int64(0)
	for _, e := range h.Events {
		switch e.EventType {
		case enums.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED:
			b.Start++
		case enums.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED, enums.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED:
			b.Updates++
		case enums.EVENT_TYPE_TIMER_STARTED:
			b.Timers++
		case enums.EVENT_TYPE_TIMER_CANCELED:
			b.Cancelled++
		case enums.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED:
			b.Activities++
		case enums.EVENT_TYPE_ACTIVITY_TASK_STARTED:
			b.Retries += int(e.GetActivityTaskStartedEventAttributes().GetAttempt()) - 1
		case enums.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES:
			b.Upserts++
		case enums.EVENT_TYPE_MARKER_RECORDED:
			if at := e.GetMarkerRecordedEventAttributes().GetWorkflowTaskCompletedEventId(); at != task {
				task = at
				b.Judgements++
			}
		}
	}
	return b
}
