package explain

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/texts"
)

// An Explainer derives decisions from one moment of the ledger. It reads and
// folds each stream once. It is for one reader, by one goroutine.
type Explainer struct {
	bodies state.Bodies
	from   state.Source
	reader Reader
	texts  *texts.Texts

	asIf func(call.Call) call.Call // in tests: as if the call stood otherwise

	timelines map[string]*timeline
	prefixes  map[string][]string
	books     map[string]*ruleDoc
	views     map[string]readerView
	erased    map[string]int64 // by need of a law: the first position whose body was erased
}

// NewExplainer explains to a reader what a moment of the ledger holds.
func NewExplainer(bodies state.Bodies, from state.Source, reader Reader) *Explainer {
	return &Explainer{
		bodies: bodies, from: from, reader: reader, texts: texts.New(receipts{bodies, from}),
		timelines: map[string]*timeline{}, prefixes: map[string][]string{}, books: map[string]*ruleDoc{}, views: map[string]readerView{},
		erased: map[string]int64{},
	}
}

// Stream derives every decision of a life that the reader may see, in their
// order. An error that is a *Hidden says that there is none for them.
func (x *Explainer) Stream(ctx context.Context, stream string) ([]Derivation, error) {
	l, err := x.timeline(ctx, stream)
	if err != nil {
		return nil, err
	}
	all := make([]int, len(l.events))
	for i := range all {
		all[i] = i
	}
	return x.derive(ctx, l, all)
}

// A Recount says whether one decision comes out again as it is recorded. It tells nothing of what was decided.
type Recount struct {
	Position   int64
	Kind       string
	Difference string // code of what is otherwise; "" for the same
	Blind      bool   // it cannot be computed again: something before it was erased
}

// Recount computes every decision of a life once more, whoever may see it.
func (x *Explainer) Recount(ctx context.Context, stream string) ([]Recount, error) {
	l, err := x.timeline(ctx, stream)
	if err != nil {
		return nil, err
	}
	var list []Recount
	var again recomputed
	groupEnd := -1
	for i, e := range l.events {
		if !decides(e.Kind) {
			continue
		}
		if i >= groupEnd {
			if again, err = x.again(ctx, l, i); err != nil {
				return nil, err
			}
			_, groupEnd = l.group(i)
		}
		list = append(list, Recount{Position: e.Position, Kind: e.Kind, Difference: again.difference.Code, Blind: !again.blind.IsZero()})
	}
	return list, nil
}

// Newest derives the newest decision of a life that the reader may see and, where
// kind is not "", of that kind.
func (x *Explainer) Newest(ctx context.Context, stream, kind string) ([]Derivation, error) {
	l, err := x.timeline(ctx, stream)
	if err != nil {
		return nil, err
	}
	for i := len(l.events) - 1; i >= 0; i-- {
		if kind != "" && l.events[i].Kind != kind {
			continue
		}
		one, err := x.derive(ctx, l, []int{i})
		if _, hidden := err.(*Hidden); !hidden && (err != nil || len(one) > 0) {
			return one, err
		}
	}
	return x.none(ctx, l)
}

// Kind derives the decisions of one kind.
func (x *Explainer) Kind(ctx context.Context, stream, kind string) ([]Derivation, error) {
	l, err := x.timeline(ctx, stream)
	if err != nil {
		return nil, err
	}
	var some []int
	for i, e := range l.events {
		if e.Kind == kind {
			some = append(some, i)
		}
	}
	if len(some) == 0 {
		return x.none(ctx, l)
	}
	return x.derive(ctx, l, some)
}

// none says that a reader sees nothing, or that there is nothing to see.
func (x *Explainer) none(ctx context.Context, l *timeline) ([]Derivation, error) {
	who, err := x.readerView(ctx, l)
	if err == nil && !who.Full() {
		err = &Hidden{Stream: l.stream, Position: -1}
	}
	return nil, err
}

// Position derives the decision at a position; that of a receipt, the answer
// to it, which may be several events. An event that is no decision is a *Plain.
func (x *Explainer) Position(ctx context.Context, position int64) ([]Derivation, error) {
	at, err := x.from.Read(ctx, ledger.Query{From: position, To: position + 1})
	if err != nil {
		return nil, fmt.Errorf("read position %d: %w", position, err)
	}
	if len(at) == 0 {
		return nil, x.notADecision(law.Why("no-position", law.Count("position", position)), position, 0)
	}
	e := at[0]
	stream := lives.At(e.Stream)
	if stream == "" {
		if !x.reader.Operator {
			return nil, &Hidden{Position: position, Stream: e.Stream}
		}
		if of, asked := strings.CutPrefix(e.Stream, "what-if/"); asked {
			return nil, x.notADecision(law.Why("no-decision-but-question", law.Count("position", position), law.Word("kind", "event", e.Kind), law.Ref("call", of)), position, 0)
		}
		return nil, x.notADecision(law.Why("no-decision-in-stream", law.Count("position", position), law.Word("kind", "event", e.Kind), law.Word("stream", "stream", e.Stream)), position, 0)
	}
	l, err := x.timeline(ctx, stream)
	if err != nil {
		return nil, err
	}
	var some []int
	for i, other := range l.events {
		if e.Stream == stream && other.Position == position || e.Stream == life.Inbox(stream) && other.Command == e.Command {
			some = append(some, i)
		}
	}
	who, err := x.readerView(ctx, l)
	if err != nil {
		return nil, err
	}
	if len(some) > 0 && !slices.ContainsFunc(some, func(i int) bool { return !decides(l.events[i].Kind) }) {
		out, err := x.derive(ctx, l, some)
		if _, hidden := err.(*Hidden); hidden {
			err = &Hidden{Position: position, Stream: stream}
		}
		return out, err
	}
	if !who.Full() {
		return nil, &Hidden{Position: position, Stream: stream}
	}
	return nil, x.plain(ctx, l, e)
}

// derive derives some events of a life, but for those the reader may not see.
func (x *Explainer) derive(ctx context.Context, l *timeline, some []int) ([]Derivation, error) {
	who, err := x.readerView(ctx, l)
	if err != nil {
		return nil, err
	}
	out := make([]Derivation, 0, len(some))
	hidden := 0
	var again recomputed
	groupEnd := -1
	for _, i := range some {
		if !decides(l.events[i].Kind) {
			continue
		}
		if !who.Event(l.happening(i)) {
			hidden++
			continue
		}
		if i >= groupEnd {
			if again, err = x.again(ctx, l, i); err != nil {
				return nil, err
			}
			_, groupEnd = l.group(i)
		}
		d, err := x.one(ctx, l, i, who, again)
		if err != nil {
			return nil, err
		}
		out = append(out, d)
	}
	if len(out) == 0 && (hidden > 0 || !who.Full()) {
		return nil, &Hidden{Stream: l.stream, Position: -1}
	}
	return out, nil
}

func (x *Explainer) one(ctx context.Context, l *timeline, i int, who readerView, again recomputed) (Derivation, error) {
	e := l.events[i]
	m := &deriver{x: x, ctx: ctx, timeline: l, i: i, e: e, v: l.values[i], before: l.states[i], after: l.states[i+1], who: who}
	m.d = Derivation{
		Stream: e.Stream, Position: e.Position, Version: e.Version, Kind: e.Kind,
		RecordedAt: calendar.Instant(e.Recorded), Before: m.before.StageName(), After: m.after.StageName(),
		Facts: []Fact{}, Arithmetic: []Sentence{}, Seen: e.Seen, Recomputed: Recomputed{Same: again.blind.IsZero() && again.difference.IsZero()},
	}
	if !again.blind.IsZero() {
		m.d.Recomputed.Blind = who.sentence(again.blind)
	}
	if !again.difference.IsZero() {
		m.d.Recomputed.Difference = who.sentence(again.difference)
	}
	if err := m.fill(); err != nil {
		return Derivation{}, err
	}
	if err := x.texts.Sentences(ctx, m.d.sentences()...); err != nil {
		return Derivation{}, err
	}
	return who.scrub(m.d), nil
}

// receipts are those of one moment of the ledger.
type receipts struct {
	state.Bodies
	state.Source
}

// decides tells whether an event of a life is a decision: all but the records
// that the engine makes of itself.
func decides(kind string) bool { return !law.EngineRecord(kind) }

// callTimeline is the call that a life belongs to, or is.
func (x *Explainer) callTimeline(ctx context.Context, l *timeline) (*timeline, error) {
	home := lives.Home(l.stream)
	if home == l.stream {
		return l, nil
	}
	return x.timeline(ctx, home)
}

// now is the call of a life as it stands now.
func (x *Explainer) now(ctx context.Context, l *timeline) (call.Call, error) {
	of, err := x.callTimeline(ctx, l)
	if err != nil {
		return call.Call{}, err
	}
	c, _ := of.last().(call.Call)
	if x.asIf != nil {
		c = x.asIf(c)
	}
	return c, nil
}
