package lifetest

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/history/v1"
)

// Actions is what the server counts of this namespace: its metric `action`,
// read when it stands still, since it lags behind.
func (c *Temporal) Actions(ctx context.Context) (int, error) {
	last, since := -1, time.Now()
	for time.Since(since) < 2500*time.Millisecond {
		n, err := c.counted(ctx)
		if err != nil {
			return 0, err
		}
		if n != last {
			last, since = n, time.Now()
		}
		select {
		case <-ctx.Done():
			return 0, ctx.Err()
		case <-time.After(200 * time.Millisecond):
		}
	}
	return last, nil
}

func (c *Temporal) counted(ctx context.Context) (int, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, c.server.metrics, nil)
	if err != nil {
		return 0, err
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	total := 0.0
	lines := bufio.NewScanner(answer.Body)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		line := lines.Text()
		if strings.HasPrefix(line, "action{") && strings.Contains(line, `namespace="`+c.Namespace+`"`) {
			n, err := strconv.ParseFloat(line[strings.LastIndexByte(line, ' ')+1:], 64)
			if err != nil {
				return 0, fmt.Errorf("read %q: %w", line, err)
			}
			total += n
		}
	}
	return int(total), lines.Err()
}

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

// BillOf reads a history.
func BillOf(h *history.History) Bill {
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
