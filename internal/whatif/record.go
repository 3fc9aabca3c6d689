package whatif

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/ledger"
)

// ErrOther says that a command id stands for another question already.
var ErrOther = errors.New("this command id stands for another question: leave it out, and a new one is drawn")

// Record appends a question to the stream of questions about its call. Asked
// again with the same command id, it is recorded once, and what is given back
// is what was asked then, over the facts as they stood then; another question
// with it is refused.
func Record(ctx context.Context, l *ledger.Ledger, actor, command string, a Asked) (Question, error) {
	body, err := json.Marshal(a)
	if err != nil {
		return Question{}, fmt.Errorf("write the question: %w", err)
	}
	stream := Stream(a.Call)
	done, err := l.Append(ctx, ledger.Request{
		Stream: stream, Expect: ledger.Any, Command: command, Seen: a.Seen,
		Drafts: []ledger.Draft{{Kind: Kind, Body: body, Subjects: []string{stream}, Actor: actor, Command: command, Rules: a.Rules}},
	})
	if err != nil {
		return Question{}, fmt.Errorf("record the question: %w", err)
	}
	if !done.Known {
		return Question{Event: done.Events[0], Asked: a}, nil
	}
	first, err := read(ctx, l, done.Events[:1])
	if err != nil {
		return Question{}, err
	}
	if first[0].Erased || written(first[0].Question) != written(a.Question) || first[0].Event.Actor != actor {
		return Question{}, ErrOther
	}
	return first[0], nil
}

// written is a question as it is recorded: what is left out is left out.
func written(q call.WhatIf) string {
	b, err := json.Marshal(q)
	if err != nil {
		panic(err) // a question has nothing that JSON cannot say
	}
	return string(b)
}

// A Question is a recorded question with who asked it and when.
type Question struct {
	Event  ledger.Event
	Erased bool // what was asked is gone; that, when and by whom is not
	Asked
}

// Questions lists what was asked about a call, in order.
func Questions(ctx context.Context, l *ledger.Ledger, ref string) ([]Question, error) {
	events, err := l.Read(ctx, ledger.Query{Stream: Stream(ref)})
	if err != nil {
		return nil, fmt.Errorf("read the what-ifs of %s: %w", ref, err)
	}
	return read(ctx, l, events)
}

func read(ctx context.Context, l *ledger.Ledger, events []ledger.Event) ([]Question, error) {
	bodies, err := l.OpenBodies(ctx, events)
	if err != nil {
		return nil, fmt.Errorf("read what-ifs: %w", err)
	}
	list := make([]Question, 0, len(events))
	for i, e := range events {
		q := Question{Event: e, Erased: bodies[i] == nil}
		if q.Erased {
			list = append(list, q)
			continue
		}
		if err := json.Unmarshal(bodies[i], &q.Asked); err != nil {
			return nil, fmt.Errorf("read position %d: %w", e.Position, err)
		}
		list = append(list, q)
	}
	return list, nil
}
