package explain

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/twinning"
)

// A Line is one event of a history, as its reader is told of it.
type Line struct {
	Event    ledger.Event
	At       time.Time // when it happened, UTC
	Who      string    // who did it, or that it happened by itself
	Sentence Sentence
	NotSent  []Sentence // letters that it made needless, and why
}

// History tells what the reader may see of a life, in the order of the ledger:
// what people did and were refused, what happened by itself, what is received and
// not judged yet and, where letters is set, what became of each letter. An error
// that is a *Hidden says that there is nothing for them.
func (x *Explainer) History(ctx context.Context, stream string, letters bool) ([]Line, error) {
	l, err := x.timeline(ctx, stream)
	if err != nil {
		return nil, err
	}
	who, err := x.readerView(ctx, l)
	if err != nil {
		return nil, err
	}
	if _, isTender := l.last().(twinning.Twinning); isTender {
		who.about.unread = func(evaluator string) bool { return !who.SeesReport(evaluator) }
	}
	var lines []Line
	for i, e := range l.events {
		if h := l.happening(i); who.Withholds(h) || !who.Full() && !who.Event(h) {
			continue
		}
		line, err := x.tell(who, e, l.values[i], l.bodies[i])
		if err != nil {
			return nil, err
		}
		lines = append(lines, line)
	}
	waiting, err := x.waiting(ctx, stream)
	if err != nil {
		return nil, err
	}
	if letters && who.Full() {
		fates, err := x.from.Read(ctx, ledger.Query{Stream: life.Letters(stream)})
		if err != nil {
			return nil, fmt.Errorf("read the letters of %s: %w", stream, err)
		}
		waiting = append(waiting, fates...)
	}
	bodies, err := x.bodies.OpenBodies(ctx, waiting)
	if err != nil {
		return nil, fmt.Errorf("open the inbox and the letters of %s: %w", stream, err)
	}
	for i, e := range waiting {
		if !who.Full() && e.Actor != x.reader.Person {
			continue
		}
		var v law.Event
		if !e.Removed && bodies[i] != nil {
			if v, err = law.Fates.Decode(e.Kind, bodies[i]); err != nil {
				v, err = state.Decode(l.law, e.Kind, bodies[i])
			}
			if err != nil {
				return nil, fmt.Errorf("read position %d: %w", e.Position, err)
			}
		}
		line, err := x.tell(who, e, v, bodies[i])
		if err != nil {
			return nil, err
		}
		lines = append(lines, line)
	}
	if len(lines) == 0 && !who.Full() {
		return nil, &Hidden{Stream: stream, Position: -1}
	}
	sentences := make([]*string, len(lines))
	for i := range lines {
		sentences[i] = &lines[i].Sentence.Text
	}
	if err := x.texts.Sentences(ctx, sentences...); err != nil {
		return nil, err
	}
	for i := range lines {
		lines[i].Sentence.Text = who.covered(lines[i].Sentence.Text)
	}
	slices.SortStableFunc(lines, func(a, b Line) int { return cmp.Compare(a.Event.Position, b.Event.Position) })
	return lines, nil
}

// waiting are the commands of a life that are received and not judged.
func (x *Explainer) waiting(ctx context.Context, stream string) ([]ledger.Event, error) {
	from, ok := x.from.(interface {
		Unanswered(context.Context, string) ([]ledger.Event, error)
	})
	if !ok {
		return nil, fmt.Errorf("what %s has received and not judged is told of now alone", stream)
	}
	return from.Unanswered(ctx, stream)
}

func (x *Explainer) tell(who readerView, e ledger.Event, v law.Event, body []byte) (Line, error) {
	at := state.Around(e)
	line := Line{Event: e, At: at.At(), Who: who.tell.Word("people", "by-itself")}
	if !who.Full() { // how many facts there are tells of those that are not told
		line.Event.Version = 0
	}
	switch {
	case who.foreign(e.Actor):
		line.Who = who.tell.Word("people", "another-person")
		line.Event.Actor, line.Event.For, line.Event.Command, line.Event.Cause = "", "", "", ""
		line.Event.Received = time.Time{} // there is a receipt of it
	case e.Actor != "":
		line.Who = who.name(e.Actor)
	}
	if v == nil {
		line.Sentence = who.sentence(law.Why("event-erased", law.Word("kind", "event", e.Kind)))
		return line, nil
	}
	line.Sentence, line.At = who.toTheSecond(who.about.event(v, at)), law.When(v, at)
	if law.EngineRecord(e.Kind) {
		return line, nil
	}
	notSent, err := law.ReadNotSent(body)
	if err != nil {
		return Line{}, fmt.Errorf("read position %d: %w", e.Position, err)
	}
	if who.Full() {
		for _, p := range notSent {
			line.NotSent = append(line.NotSent, who.sentence(who.about.rung(p, nil)))
		}
	}
	return line, nil
}
