package explain

import (
	"context"
	"fmt"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/narrate"
)

// Plain is an event that is no decision.
type Plain struct {
	Position int64
	From     int64 // the position of the decision that it followed from, where there is one; else 0
	Sentence
}

func (p *Plain) Error() string { return p.Text }

// Hidden says that a reader may not see a decision, or none of a life. It does
// not say what there is.
type Hidden struct {
	Stream   string
	Position int64 // -1 for the whole life
}

func (h *Hidden) Error() string { return narrate.English().Reason(h.Told()) }

// Told is what the sentence is made of.
func (h *Hidden) Told() law.Reason {
	if h.Position >= 0 {
		return law.Why("position-not-yours", law.Count("position", h.Position))
	}
	return law.Why("life-not-yours", law.Ref("life", law.Reference(h.Stream)))
}

// notADecision says what an event is that is no decision.
func (x *Explainer) notADecision(r law.Reason, position, from int64) error {
	tell, err := narrate.New(x.reader.Language, nil, "")
	if err != nil {
		return err
	}
	return &Plain{Position: position, From: from, Sentence: Sentence{Code: r.Code, With: r.With, Text: tell.Reason(r)}}
}

// plain says what an event is that is no decision, and what it followed from.
func (x *Explainer) plain(ctx context.Context, l *timeline, e ledger.Event) error {
	position, kind := law.Count("position", e.Position), law.Word("kind", "event", e.Kind)
	switch e.Stream {
	case life.Inbox(l.stream):
		return x.notADecision(law.Why("no-decision-yet", position, kind), e.Position, 0)
	case life.Letters(l.stream):
		bodies, err := x.bodies.OpenBodies(ctx, []ledger.Event{e})
		if err != nil {
			return err
		}
		if fate, err := law.Fates.Decode(e.Kind, bodies[0]); err == nil {
			var version int64
			if _, err := fmt.Sscanf(letterOf(fate), "%d/", &version); err == nil && version > 0 && int(version) <= len(l.events) {
				from := l.events[version-1]
				return x.notADecision(law.Why("no-decision-but-promised-letter", position, kind, law.Word("of", "event", from.Kind), law.Count("from", from.Position)), e.Position, from.Position)
			}
		}
		return x.notADecision(law.Why("no-decision-but-letter", position, kind), e.Position, 0)
	}
	return x.notADecision(law.Why("no-decision-but-record", position, kind), e.Position, 0)
}

// letterOf is the id of the letter whose fate it is: <event version>/<n>.
func letterOf(fate law.Event) string {
	switch f := fate.(type) {
	case law.LetterWritten:
		return f.Letter
	case law.LetterSending:
		return f.Letter
	case law.LetterSent:
		return f.Letter
	case law.LetterDeferred:
		return f.Letter
	case law.LetterRefused:
		return f.Letter
	case law.LetterInDoubt:
		return f.Letter
	case law.LetterSuppressed:
		return f.Letter
	}
	return ""
}
