package demo

import (
	"context"
	"encoding/json"
	"fmt"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/twinning"
)

var (
	historyKept  = law.HistoryKept{}.Kind()
	refusedKind  = law.CommandRefused{}.Kind()
	unjudgedKind = law.CommandUnjudged{}.Kind()
	tooLateKind  = twinning.TenderRefusedLate{}.Kind()
	notTakenKind = twinning.TenderRefused{}.Kind()
	receivedKind = law.CommandReceived{}.Kind()
)

const unjudged = "unjudged/unjudged"

// An answer is what the law said to one command.
type answer struct {
	refusal  string // rule/code, "" where it was done
	kind     string // of the command
	sentence string
	engine   bool // nobody sent it: it follows from a fact
}

// An observer reads the ledger as it grows, and knows every answer.
type observer struct {
	seen    int64
	answers map[[2]string]answer // by stream and command
}

func newObserver() observer { return observer{answers: map[[2]string]answer{}} }

// read hears what was answered since.
func (w *observer) read(ctx context.Context, l *ledger.Ledger) error {
	events, err := l.Read(ctx, ledger.Query{From: w.seen})
	if err != nil {
		return err
	}
	for _, e := range events {
		w.seen = e.Position + 1
		if e.Command == "" || !lives.Is(e.Stream) {
			continue
		}
		a := answer{engine: e.Actor == law.Engine}
		switch e.Kind {
		case tooLateKind:
			var no twinning.TenderRefusedLate
			if err := open(ctx, l, e, &no); err != nil {
				return err
			}
			a.refusal, a.kind, a.sentence = lateRefusal, twinning.SubmitTender{}.Kind(), narrate.English().Reason(no.Verdict.Why)
		case notTakenKind:
			var no twinning.TenderRefused
			if err := open(ctx, l, e, &no); err != nil {
				return err
			}
			a.refusal, a.kind, a.sentence = no.Rule+"/"+no.Code, twinning.SubmitTender{}.Kind(), narrate.English().Refusal(no.Refusal)
		case refusedKind:
			var no law.CommandRefused
			if err := open(ctx, l, e, &no); err != nil {
				return err
			}
			a.refusal, a.kind, a.sentence = no.Rule+"/"+no.Code, no.Name, narrate.English().Refusal(no.Refusal)
		case unjudgedKind:
			var no law.CommandUnjudged
			if err := open(ctx, l, e, &no); err != nil {
				return err
			}
			a.refusal, a.kind, a.sentence = unjudged, no.Name, narrate.English().Word("unjudged", no.Code)
		}
		w.answers[[2]string{e.Stream, e.Command}] = a
	}
	return nil
}

func open(ctx context.Context, l *ledger.Ledger, e ledger.Event, v any) error {
	body, err := l.Body(ctx, e)
	if err != nil {
		return fmt.Errorf("open position %d: %w", e.Position, err)
	}
	if err := json.Unmarshal(body, v); err != nil {
		return fmt.Errorf("read position %d: %w", e.Position, err)
	}
	return nil
}

// heard compares the answer to an order with the one that must come.
func (w *observer) heard(o order) error {
	a, ok := w.answers[[2]string{o.stream, o.id}]
	switch {
	case o.hidden && ok:
		return fmt.Errorf("%s on %s is recorded, and nobody told its sender that there is such a life", o.id, o.stream)
	case o.hidden:
		return nil
	case !ok:
		return fmt.Errorf("%s on %s has no answer", o.id, o.stream)
	case a.refusal == o.want:
		return nil
	case o.want == "":
		return fmt.Errorf("%s on %s was refused (%s): %s", o.id, o.stream, a.refusal, a.sentence)
	case a.refusal == "":
		return fmt.Errorf("%s on %s was done, and must be refused (%s)", o.id, o.stream, o.want)
	}
	return fmt.Errorf("%s on %s was refused for %s, and must be for %s: %s", o.id, o.stream, a.refusal, o.want, a.sentence)
}
