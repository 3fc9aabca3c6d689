package query

import (
	"context"
	"slices"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/explain"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/narrate"
)

// A Why is what somebody wants explained: one event by its position, or the decisions
// of a life.
type Why struct {
	Position int64  // where Stream is ""
	Stream   string // of the life
	Kind     string // only decisions of this kind, with or without its version
	Last     bool   // only the newest
}

// Explain tells why something was decided: rule, facts, arithmetic, outcome, and
// whether the law, asked again over the same facts, says the same; in the language of
// ctx (narrate.WithLanguage). The position of a receipt stands for the answer to it.
func (q *Queries) Explain(ctx context.Context, v access.Viewer, why Why) ([]explain.Derivation, error) {
	kind, err := kindOf(why.Kind)
	if err != nil {
		return nil, err
	}
	stream := why.Stream
	if stream == "" {
		if stream, err = q.lifeAt(ctx, why.Position); err != nil {
			return nil, err
		}
	}
	reader, c, err := q.reader(ctx, v, stream)
	if err != nil {
		return nil, err
	}
	if err := q.readOf(ctx, v, c, stream, "explanation"); err != nil {
		return nil, err
	}
	var all []explain.Derivation
	err = q.snapshot(ctx, func(ctx context.Context, from ledger.Snapshot) (err error) {
		x := explain.NewExplainer(q.ledger, from, reader)
		switch {
		case why.Stream == "":
			all, err = x.Position(ctx, why.Position)
		case why.Last:
			all, err = x.Newest(ctx, stream, kind)
		case kind != "":
			all, err = x.Kind(ctx, stream, kind)
		default:
			all, err = x.Stream(ctx, stream)
		}
		return err
	})
	switch {
	case err != nil:
		return nil, err
	case len(all) == 0 && kind != "":
		return nil, absent(law.Why("no-decision-of-kind", law.Ref("life", law.Reference(stream)), narrate.Verbatim("kind", kind)))
	case len(all) == 0:
		return nil, absent(law.Why("nothing-decided-yet", law.Ref("life", law.Reference(stream))))
	}
	return all, nil
}

// kindOf takes a kind as people write it, with or without its version.
func kindOf(text string) (string, error) {
	if text == "" {
		return "", nil
	}
	known := slices.Clone(law.EngineEvents.Kinds())
	for _, k := range lives.All() {
		known = append(known, k.Law.Events().Kinds()...)
	}
	for _, k := range known {
		if k == text || len(k) > len(text) && k[:len(text)+1] == text+"." {
			return k, nil
		}
	}
	return "", invalid(law.Why("no-kind-of-event", narrate.Verbatim("kind", Cut(text))))
}

// lifeAt is the life of the event at a position, "" where it is of none.
func (q *Queries) lifeAt(ctx context.Context, position int64) (string, error) {
	if position >= 0 {
		events, err := q.events(ctx, ledger.Query{From: position, To: position + 1})
		if err != nil {
			return "", err
		}
		if len(events) > 0 {
			return lives.At(events[0].Stream), nil
		}
	}
	var size int64
	err := q.snapshot(ctx, func(_ context.Context, from ledger.Snapshot) error { size = from.Size(); return nil })
	if err != nil {
		return "", err
	}
	return "", absent(law.Why("position-beyond", law.Count("position", position), law.Count("size", size)))
}

// reader is who is told, with the call of a life as it stands now.
func (q *Queries) reader(ctx context.Context, v access.Viewer, stream string) (explain.Reader, call.Call, error) {
	to := explain.Reader{Viewer: v, Language: narrate.LanguageOf(ctx)}
	if stream == "" {
		return to, call.Call{}, nil
	}
	c, err := q.callOf(ctx, stream)
	if err != nil {
		return to, c, err
	}
	is, err := q.fold(ctx, stream)
	if err != nil {
		return to, c, err
	}
	to.Name = q.known(ctx, is.State, c, v)
	return to, c, nil
}
