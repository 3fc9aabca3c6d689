package explain

import (
	"context"
	"fmt"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/life"
)

// Plain is an event that is no decision.
type Plain struct {
	Position int64
	Kind     string
	What     string // what it is, and what it followed from
	From     int64  // the position of the decision that it followed from, where there is one; else 0
}

func (p *Plain) Error() string {
	if p.Kind == "" {
		return fmt.Sprintf("position %d %s", p.Position, p.What)
	}
	return fmt.Sprintf("position %d is no decision: %s %s", p.Position, p.Kind, p.What)
}

// Hidden says that a reader may not see a decision, or none of a life. It does
// not say what there is.
type Hidden struct {
	Stream   string
	Position int64 // -1 for the whole life
}

func (h *Hidden) Error() string {
	if h.Position >= 0 {
		return fmt.Sprintf("what stands at position %d is not yours to see", h.Position)
	}
	return fmt.Sprintf("nothing in %s is yours to see", law.Reference(h.Stream))
}

// plain says what an event is that is no decision, and what it followed from.
func (x *Explainer) plain(ctx context.Context, l *line, e ledger.Event) error {
	p := &Plain{Position: e.Position, Kind: e.Kind}
	switch {
	case e.Stream == life.Inbox(l.stream):
		p.What = "was received and has not been judged yet"
	case e.Stream == life.Letters(l.stream):
		p.What = "is the fate of a letter"
		bodies, err := x.bodies.OpenBodies(ctx, []ledger.Event{e})
		if err != nil {
			return err
		}
		if fate, err := law.Fates.Decode(e.Kind, bodies[0]); err == nil {
			var version int64
			if _, err := fmt.Sscanf(letterOf(fate), "%d/", &version); err == nil && version > 0 && int(version) <= len(l.events) {
				from := l.events[version-1]
				p.From = from.Position
				p.What += fmt.Sprintf(" that %s at position %d promised", from.Kind, from.Position)
			}
		}
	default:
		p.What = "is the engine's record of a run that ended"
	}
	return p
}

// letterOf is the id of the letter whose fate it is: <event version>/<n>.
func letterOf(fate law.Event) string {
	switch f := fate.(type) {
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
