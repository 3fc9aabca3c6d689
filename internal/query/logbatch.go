package query

import (
	"context"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/twinning"
)

// A LogBatch is every log of a call that waits for its acceptance, and what the law would say now. Nothing is recorded: each log is accepted by a
// command of its own, with a receipt of its own.
type LogBatch struct {
	Call   string        `json:"call"`
	Rows   []LogBatchRow `json:"rows"`
	Count  int           `json:"count"`  // of those that would be accepted
	Others int           `json:"others"` // that would be refused
}

// A LogBatchRow is one log of a batch.
type LogBatchRow struct {
	Tender string `json:"tender"`
	Month  int    `json:"month"`
	Why    string `json:"why,omitempty"` // the law would refuse it now
}

// Sends is the command that accepts it.
func (r LogBatchRow) Sends() twinning.AcceptLog { return twinning.AcceptLog{Month: r.Month} }

// LogBatch is the preview of accepting all logs of a call that wait for it.
func (q *Queries) LogBatch(ctx context.Context, v access.Viewer, reference string) (LogBatch, error) {
	is := LogBatch{Call: reference, Rows: []LogBatchRow{}}
	if _, err := q.Call(ctx, v, reference); err != nil { // who may not know of it is told that there is none
		return is, err
	}
	c, err := q.openedCall(ctx, reference)
	if err != nil {
		return is, err
	}
	if !access.OfCall(v, c).Full() { // nothing would wait for them, and that would look as if all were done
		return is, withheld(law.Why("for-staff-and-auditors", law.Ref("call", c.Reference)))
	}
	waiting, err := q.Work(ctx, v, reference)
	if err != nil {
		return is, err
	}
	tell := narrate.For(ctx)
	for _, x := range waiting {
		if x.What != "log" {
			continue
		}
		row := LogBatchRow{Tender: x.Tender, Month: x.Month}
		dry, err := q.Dry(ctx, v, law.TwinningStream(x.Tender), "", row.Sends())
		switch {
		case err != nil:
			return is, err
		case dry.Refusal != nil:
			row.Why = tell.Refusal(*dry.Refusal)
			is.Others++
		default:
			is.Count++
		}
		is.Rows = append(is.Rows, row)
	}
	return is, nil
}
