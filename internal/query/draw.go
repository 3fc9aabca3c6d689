package query

import (
	"context"
	"fmt"
	"strings"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/state"
)

// A Draw is what a draw would give.
type Draw struct {
	Call        string       `json:"call"`
	Seed        string       `json:"seed"`
	Assignments []call.Drawn `json:"assignments"`
}

// Draw is what a draw of evaluators would give now; nothing is recorded. It is for
// whom the law lets draw.
func (q *Queries) Draw(ctx context.Context, v access.Viewer, reference string, o call.DrawAssignments) (Draw, error) {
	if err := o.Check(); err != nil {
		return Draw{}, wrong(err)
	}
	stream := law.CallStream(reference)
	if err := q.MustBegin(ctx, stream); err != nil {
		return Draw{}, err
	}
	c, err := q.callOf(ctx, stream)
	if err != nil {
		return Draw{}, err
	}
	now, err := q.Now(ctx)
	if err != nil {
		return Draw{}, err
	}
	tenders, err := q.foldAll(ctx, call.TenderPrefix(reference))
	if err != nil {
		return Draw{}, err
	}
	events, err := o.Decide(c, facts(tenders), law.Receipt{Actor: v.Person, ReceivedAt: now})
	if refusal, ok := law.Refused(err); ok {
		return Draw{}, withheld(law.Why("would-be-refused", law.BecauseOf("why", *refusal)))
	}
	if err != nil {
		return Draw{}, fmt.Errorf("preview the draw: %w", err)
	}
	row := Draw{Call: reference, Seed: o.Seed}
	for _, e := range events {
		if drawn, ok := e.(call.AssignmentsDrawn); ok {
			row.Assignments = append(row.Assignments, drawn.Assignments...)
		}
	}
	return row, nil
}

// facts are folded lives, as the law asks for them.
type facts map[string]state.Folded

func (f facts) State(stream string) law.State {
	is, ok := f[stream]
	if !ok {
		return nil
	}
	return is.State
}

func (f facts) Streams(prefix string) []string {
	var all []string
	for _, s := range sorted(f) {
		if strings.HasPrefix(s, prefix) {
			all = append(all, s)
		}
	}
	return all
}
