package query

import (
	"context"
	"errors"
	"slices"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/whatif"
)

// A WhatIfPage is a what-if as it is shown.
type WhatIfPage struct {
	Call     string             `json:"call"`
	Question call.WhatIf        `json:"question"`
	Status   string             `json:"official"` // released, prepared or standing
	Seen     int64              `json:"seen"`
	Waiting  []string           `json:"waiting,omitempty"`
	Same     bool               `json:"same"`
	Official call.AwardDecision `json:"official_award"`
	call.Supposition
	Recorded WhatIfRecord `json:"recorded"`
	// Rules are those of the award.
	Rules call.RuleBook `json:"-"`
}

// A WhatIfRecord is where a question stands in the record.
type WhatIfRecord struct {
	Stream   string `json:"stream"`
	Position int64  `json:"position"`
	By       string `json:"by"`
	Command  string `json:"command_id"`
}

// A WhatIfRow is a recorded question.
type WhatIfRow struct {
	Position int64  `json:"position"`
	At       string `json:"at"` // recorded, UTC
	By       string `json:"by"`
	Command  string `json:"command_id"`
	whatif.Asked
	Gone  bool   `json:"erased,omitempty"` // what was asked was erased
	Check string `json:"check,omitempty"`  // computed again: same, different or erased
}

// checkWhatIf computes a recorded question again: its award is the same or
// different, or cannot be computed any more since something was erased.
func (q *Queries) checkWhatIf(ctx context.Context, asked whatif.Question) (string, error) {
	if asked.Erased {
		return "erased", nil
	}
	base, err := whatif.At(ctx, q.ledger, asked.Asked)
	if err == nil {
		var again whatif.Asked
		if _, again, err = base.Ask(asked.Question); err == nil && again.Award == asked.Award {
			return "same", nil
		}
	}
	if gone, unread := whatif.Gone(ctx, q.ledger, asked.Asked); gone || unread != nil {
		return "erased", unread
	}
	return "different", err
}

// scored finds a call, and refuses who may not see its scores.
func (q *Queries) scored(ctx context.Context, v access.Viewer, reference string) (call.Call, error) {
	if v.Person == "" {
		return call.Call{}, &Nobody{}
	}
	stream := law.CallStream(reference)
	if err := q.MustBegin(ctx, stream); err != nil {
		return call.Call{}, err
	}
	c, err := q.callOf(ctx, stream)
	if err != nil {
		return call.Call{}, err
	}
	if err := c.SeesScores(v.Person); err != nil {
		return c, withheld(reasonOf(err))
	}
	if now, _ := q.standing(stream, c).(call.Call); q.then != nil {
		if err := now.SeesScores(v.Person); err != nil { // they did then, and do not any more
			return c, withheld(reasonOf(err))
		}
	}
	return c, nil
}

// whatIfs are the questions that had been asked about the award of a call, in order.
func (q *Queries) whatIfs(ctx context.Context, reference string) ([]whatif.Question, error) {
	list, err := whatif.Questions(ctx, q.ledger, reference)
	if err != nil || q.then == nil {
		return list, err
	}
	return list, q.snapshot(ctx, func(_ context.Context, from ledger.Snapshot) error {
		list = slices.DeleteFunc(list, func(x whatif.Question) bool { return x.Event.Position >= from.Size() })
		return nil
	})
}

// WhatIf asks what the award of a call would have been with other parameters, and
// records the question with its command id and who asked. read makes the question from
// the rules of the award. Asked again with the same id, the answer is the one over what
// was seen then. It is for who may see scores.
func (q *Queries) WhatIf(ctx context.Context, v access.Viewer, reference, id string, read func(call.Call) (call.WhatIf, error)) (WhatIfPage, error) {
	if err := q.onlyNow(); err != nil { // it is recorded now, over what is recorded now
		return WhatIfPage{}, err
	}
	c, err := q.scored(ctx, v, reference)
	if err != nil {
		return WhatIfPage{}, err
	}
	base, err := whatif.Official(ctx, q.ledger, c.Reference)
	if errors.Is(err, whatif.ErrNothing) {
		return WhatIfPage{}, absent(law.Why("nothing-evaluated-yet", law.Ref("call", c.Reference)))
	}
	if err != nil {
		return WhatIfPage{}, err
	}
	question, err := read(base.Call)
	if err != nil {
		return WhatIfPage{}, err
	}
	if err := question.Check(base.Call.Rules); err != nil {
		return WhatIfPage{}, wrong(err)
	}
	answer, asked, err := base.Ask(question)
	if err != nil {
		return WhatIfPage{}, unasked(err)
	}
	recorded, err := whatif.Record(ctx, q.ledger, v.Person, id, asked)
	if err != nil {
		return WhatIfPage{}, err
	}
	if recorded.Seen != asked.Seen { // asked before
		if base, err = whatif.At(ctx, q.ledger, recorded.Asked); err != nil {
			return WhatIfPage{}, err
		}
		if answer, asked, err = base.Ask(question); err != nil {
			return WhatIfPage{}, unasked(err)
		}
	}
	at := recorded.Event
	return WhatIfPage{
		Call: c.Reference, Question: question, Status: base.Status, Seen: base.Seen, Waiting: base.Waiting, Same: asked.Same,
		Official: base.Official, Supposition: answer, Rules: base.Call.Rules,
		Recorded: WhatIfRecord{Stream: at.Stream, Position: at.Position, By: v.Person, Command: id},
	}, nil
}

// AskedWhatIf is a question that was asked under a command id, answered over what was seen
// then. Nothing is recorded. It is for who may see scores.
func (q *Queries) AskedWhatIf(ctx context.Context, v access.Viewer, reference, id string) (WhatIfPage, error) {
	c, err := q.scored(ctx, v, reference)
	if err != nil {
		return WhatIfPage{}, err
	}
	list, err := q.whatIfs(ctx, c.Reference)
	if err != nil {
		return WhatIfPage{}, err
	}
	i := slices.IndexFunc(list, func(x whatif.Question) bool { return x.Event.Command == id })
	if i < 0 {
		return WhatIfPage{}, absent(law.Why("no-such-what-if", narrate.Verbatim("id", Cut(id)), law.Ref("call", c.Reference)))
	}
	asked := list[i]
	if asked.Erased {
		return WhatIfPage{}, absent(law.Why("what-if-erased", law.Count("position", asked.Event.Position)))
	}
	base, err := whatif.At(ctx, q.ledger, asked.Asked)
	if err != nil {
		return WhatIfPage{}, err
	}
	answer, again, err := base.Ask(asked.Question)
	if err != nil {
		return WhatIfPage{}, unasked(err)
	}
	return WhatIfPage{
		Call: c.Reference, Question: asked.Question, Status: base.Status, Seen: base.Seen, Waiting: base.Waiting, Same: again.Same,
		Official: base.Official, Supposition: answer, Rules: base.Call.Rules,
		Recorded: WhatIfRecord{Stream: asked.Event.Stream, Position: asked.Event.Position, By: asked.Event.Actor, Command: id},
	}, nil
}

// unasked is why a question has no answer: a question of the wrong form is Invalid.
func unasked(err error) error {
	if errors.Is(err, whatif.ErrErased) {
		return err
	}
	return wrong(err)
}

// WhatIfs are the what-ifs that were asked about the award of a call. With check each
// is computed again over the facts that it saw. It is for who may see scores.
func (q *Queries) WhatIfs(ctx context.Context, v access.Viewer, reference string, check bool) ([]WhatIfRow, error) {
	c, err := q.scored(ctx, v, reference)
	if err != nil {
		return nil, err
	}
	list, err := q.whatIfs(ctx, c.Reference)
	if err != nil {
		return nil, err
	}
	rows := make([]WhatIfRow, 0, len(list))
	for _, asked := range list {
		row := WhatIfRow{Position: asked.Event.Position, At: calendar.Instant(asked.Event.Recorded), By: asked.Event.Actor, Command: asked.Event.Command, Asked: asked.Asked, Gone: asked.Erased}
		if check {
			if row.Check, err = q.checkWhatIf(ctx, asked); err != nil {
				return nil, err
			}
		}
		rows = append(rows, row)
	}
	return rows, nil
}
