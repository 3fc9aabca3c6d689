package activities

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/parking"
	"twinning.example/engine/internal/state"
)

// attempts is how often a command that makes the law panic is tried.
const attempts = 3

// A judgement is what one snapshot leads to: events in their order, and what they
// answer. The state moves on with each of them.
type judgement struct {
	s       *snapshot
	log     *slog.Logger
	state   law.State
	version int64
	at      time.Time // the ledger's clock, for events whose recording lies ahead
	drafts  []ledger.Draft
	answers []ledger.Answer
	elapsed time.Time // the last moment that elapsed
	// waits is until a moment that stands before a command may elapse: waitsFor.
	waits    time.Duration
	waitsFor time.Time
}

// judge goes through the commands in the order of instants, and before each of
// them through every moment of the law that lies before it, each as of its own
// instant. A moment elapses only when the clock has passed it by the
// tolerance: as no older receipt is taken, nothing in time can still arrive.
func (a *Activities) judge(_ context.Context, s *snapshot) (*judgement, error) {
	j := &judgement{s: s, log: a.Parking.Log, state: s.is.State, version: s.is.Version, at: s.clock.Now()}
	for _, o := range s.pending {
		if !o.untrusted {
			if done, err := j.elapseBefore(o.receipt.ReceivedAt); err != nil || !done {
				return j, err
			}
		}
		if err := j.answer(o); err != nil {
			return nil, err
		}
	}
	if s.more {
		return j, nil // they come before whatever has passed since
	}
	return j, j.elapsePassed()
}

// kinds lists what the judgement records.
func (j *judgement) kinds() []string {
	kinds := make([]string, len(j.drafts))
	for i, d := range j.drafts {
		kinds[i] = d.Kind
	}
	return kinds
}

// whole tells that nothing is left to judge: no command, and no moment that has passed.
func (j *judgement) whole() bool { return !j.s.more && len(j.answers) == len(j.s.pending) }

// elapseBefore lets every moment before an instant elapse; false where one of
// them must still wait.
func (j *judgement) elapseBefore(instant time.Time) (bool, error) {
	for {
		m, ok := j.s.is.Law.Next(j.state, j.s.facts)
		if !ok || !m.At.Before(instant) {
			return true, nil
		}
		if wait, passed := j.passed(m.At); !passed {
			j.waits, j.waitsFor = wait, m.At
			return false, nil
		}
		if err := j.elapse(m); err != nil {
			return false, err
		}
	}
}

// elapsePassed lets what has passed elapse, up to the last moment that anyone
// waits for.
func (j *judgement) elapsePassed() error {
	for {
		w, ok := j.s.is.Law.Wakes(j.state, j.s.facts)
		if !ok {
			return nil
		}
		if _, passed := j.passed(w.At); !passed {
			return nil
		}
		m, _ := j.s.is.Law.Next(j.state, j.s.facts)
		if err := j.elapse(m); err != nil {
			return err
		}
	}
}

// passed tells whether the clock has passed a moment by the tolerance, or for
// how long to wait until it has.
func (j *judgement) passed(at time.Time) (time.Duration, bool) {
	if by, ok := j.s.clock.PassedFor(at); ok {
		if by >= j.s.tolerance {
			return 0, true
		}
		return j.s.tolerance - by + timerMargin, false
	}
	if until, ever := j.s.clock.Until(at); ever {
		return until + j.s.tolerance + timerMargin, false
	}
	return 0, false // the clock stands still: whoever moves it brings the life
}

// elapse records what a moment leads to. Where the law panics over it, the error
// names stream and moment: it concerns this life alone.
func (j *judgement) elapse(m law.Moment) (err error) {
	defer recovered(j.s.stream, m.Key, &err)
	events := j.s.is.Law.Elapse(j.state, j.s.facts, m)
	if len(events) == 0 {
		return &parking.Error{Stream: j.s.stream, Moment: m.Key, Code: parking.NoEvent, Detail: "it leads to no event"}
	}
	if m.At.After(j.elapsed) {
		j.elapsed = m.At
	}
	for _, e := range events {
		if err := j.add(e, ledger.Draft{Cause: m.Key, Due: m.At}); err != nil {
			return err
		}
	}
	return nil
}

// recovered turns a panic of the law into an error of one life.
func recovered(stream, moment string, err *error) {
	if p := recover(); p != nil {
		*err = parking.Panicked(stream, moment, p)
	}
}

// answer judges one command. Every receipt gets an answer: a refusal is a
// fact, and what cannot be judged at all never stops the life.
func (j *judgement) answer(o pendingCommand) error {
	first := len(j.drafts)
	events, status := j.decide(o)
	code := ""
	for _, e := range events {
		d := ledger.Draft{
			Command: o.receipt.Command, Actor: o.receipt.Actor, For: o.receipt.For, Received: o.receipt.ReceivedAt,
			Cause: fmt.Sprint(o.receipt.Position),
		}
		if says, ok := e.(law.Outcome); ok {
			code, d.Due = says.Outcome()
		}
		err := j.add(e, d)
		if err != nil {
			return err
		}
	}
	sum, err := law.Hash(j.state)
	if err != nil {
		return err
	}
	j.answers = append(j.answers, ledger.Answer{
		Command: o.receipt.Command, First: first, Count: len(j.drafts) - first, Fold: j.s.is.Law.Fold(), State: sum, Status: status, Code: code,
	})
	return nil
}

// The statuses of an answer.
const (
	StatusDone     = "done"
	StatusRefused  = "refused"
	StatusUnjudged = "unjudged"
)

func (j *judgement) decide(o pendingCommand) ([]law.Event, string) {
	why := o.broken
	for n := 0; why == nil && n < attempts; n++ {
		events, err := j.try(o)
		if r, refused := law.Refused(err); refused {
			return []law.Event{law.CommandRefused{Name: o.kind, Refusal: *r}}, StatusRefused
		}
		if err == nil {
			for _, e := range events {
				if r, ok := e.(interface{ Refuses() bool }); ok && r.Refuses() {
					return events, StatusRefused
				}
			}
			return events, StatusDone
		}
		if n == attempts-1 {
			why = err
		}
	}
	code := law.UnjudgedCode(why, law.Failed)
	if o.broken != nil {
		code = law.UnjudgedCode(o.broken, law.Unreadable)
	}
	j.log.Error("a command cannot be judged", "stream", j.s.stream, "position", o.receipt.Position, "kind", o.kind, "code", code, "cause", cause(why))
	return []law.Event{law.CommandUnjudged{
		Name: o.kind, Code: code, Attempts: attempts,
		Promise: law.Promise{Letters: law.To(j.s.is.Law.Staff(j.state, j.s.facts), "unjudged",
			law.Word("stream", "stream", j.s.stream), law.Word("kind", "command", o.kind), law.Word("command", "command-id", o.receipt.Command))},
	}}, StatusUnjudged
}

// cause is what the log says of an error that is met while a command is judged, and
// what the record does not: without what the command may hold.
func cause(err error) string {
	var own *parking.Error
	if errors.As(err, &own) {
		return own.Detail
	}
	return fmt.Sprintf("an error of type %T", err)
}

// try asks the law once, which may panic, and plays what it says through the
// fold and the envelopes.
func (j *judgement) try(o pendingCommand) (events []law.Event, err error) {
	defer func() {
		if p := recover(); p != nil {
			events, err = nil, parking.Panicked(j.s.stream, "", p)
		}
	}()
	if events, err = j.s.is.Law.Decide(j.state, j.s.facts, o.command, o.receipt); err != nil {
		return nil, err
	}
	if len(events) == 0 {
		return nil, fmt.Errorf("the law says nothing")
	}
	state := j.state
	for _, e := range events {
		before := state
		state = j.s.is.Law.Evolve(state, e, law.Recorded{RecordedAt: j.at, ReceivedAt: o.receipt.ReceivedAt, Actor: o.receipt.Actor})
		law.Enclose(j.s.is.Law, before, state, j.s.facts, e)
	}
	return events, nil
}

// add puts an event behind the others, in its envelope, and moves the state on.
// The rule book that held is the one before the event.
func (j *judgement) add(e law.Event, d ledger.Draft) error {
	after, around := j.state, law.Envelope{}
	if !state.IsEngine(e.Kind()) {
		after = j.s.is.Law.Evolve(j.state, e, law.Recorded{
			Version: j.version + 1, RecordedAt: j.at, ReceivedAt: d.Received, Actor: d.Actor, For: d.For, Command: d.Command,
		})
		around = law.Enclose(j.s.is.Law, j.state, after, j.s.facts, e)
	}
	body, err := law.WriteEvent(e, around)
	if err != nil {
		return err
	}
	d.Kind, d.Body, d.Rules = e.Kind(), body, j.rulesSHA()
	if law.IsSealed(e) {
		d.Subjects = []string{j.s.stream}
	}
	j.drafts = append(j.drafts, d)
	j.state = after
	j.version++
	return nil
}

// rulesSHA is the rule book that an event is decided under: the one the life is
// pinned to, or else the one of its call.
func (j *judgement) rulesSHA() string {
	if sha := j.state.RulesSHA(); sha != "" {
		return sha
	}
	for _, s := range j.s.needs {
		if f := j.s.facts.State(s); f != nil && f.RulesSHA() != "" {
			return f.RulesSHA()
		}
	}
	return ""
}

// request is the append: it fails if the life has moved, if a stream that was
// needed has grown or, where a moment elapsed, if the inbox has grown.
func (j *judgement) request(s *snapshot) ledger.Request {
	r := ledger.Request{
		Stream: s.stream, Expect: s.is.Version, Seen: s.size, Guards: s.needs,
		Elapsed: j.elapsed, Drafts: j.drafts, Answers: j.answers,
	}
	if !j.elapsed.IsZero() {
		r.Guards = append(append([]string{}, s.needs...), life.Inbox(s.stream))
	}
	return r
}
