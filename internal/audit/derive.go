package audit

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/twinning"
)

// A Derivation says why one decision is what it is: the rule, the facts, the
// arithmetic and the outcome, and whether the law says the same today over the
// same facts. Instants are UTC, with six digits.
type Derivation struct {
	Stream     string     `json:"stream"`
	Position   int64      `json:"position"`
	Version    int64      `json:"version"`
	Kind       string     `json:"kind"`
	At         string     `json:"at"` // when it happened
	RecordedAt string     `json:"recorded_at"`
	Before     string     `json:"stage_before"`
	After      string     `json:"stage_after"`
	Decision   string     `json:"decision"` // in one sentence
	Rule       Rule       `json:"rule"`
	Facts      []Fact     `json:"facts"`
	Arithmetic []string   `json:"arithmetic"`
	Table      *Table     `json:"table,omitempty"` // arithmetic of many rows, as of an award
	Outcome    string     `json:"outcome"`
	Command    *Asked     `json:"command,omitempty"` // what it answers
	Moment     *Passing   `json:"moment,omitempty"`  // what it follows from, where nobody asked
	Seen       int64      `json:"seen"`              // how many events of the ledger it was decided over
	Recomputed Recomputed `json:"recomputed"`
}

// A Fact is an event that a decision rests on.
type Fact struct {
	Stream   string `json:"stream"`
	Position int64  `json:"position"`
	Kind     string `json:"kind"`
	What     string `json:"what"`
	InTable  bool   `json:"-"` // its position stands in the table as well
}

// A Table is arithmetic with one line for each of many things.
type Table struct {
	Header []string   `json:"header"`
	Rows   [][]string `json:"rows"`
}

// Asked is the command that a decision answers.
type Asked struct {
	ID         string `json:"id"`
	Kind       string `json:"kind"`
	Actor      string `json:"actor"` // id; "" where the reader may not know
	Who        string `json:"who"`
	For        string `json:"for,omitempty"`
	ReceivedAt string `json:"received_at"`
	Position   int64  `json:"position"` // of its receipt
}

// Passing is the moment of the law that a decision follows from.
type Passing struct {
	Key string `json:"key"`
	At  string `json:"at,omitempty"`
}

// Recomputed is what the law says today, over the facts that the decision had.
type Recomputed struct {
	Same       bool   `json:"same"` // every event of it, byte for byte
	Difference string `json:"difference,omitempty"`
	// Blind is why it cannot be computed again: something before it was erased.
	Blind string `json:"blind,omitempty"`
}

// An Explainer derives decisions from one moment of the ledger. It reads and
// folds each stream once. It is for one reader, by one goroutine.
type Explainer struct {
	bodies Bodies
	from   Source
	reader Reader

	lines     map[string]*line
	prefixes  map[string][]string
	books     map[string]*ruleDoc
	standings map[string]standing
	erased    map[string]int64 // by need of a law: the first position whose body was erased
}

// NewExplainer explains to a reader what a moment of the ledger holds.
func NewExplainer(bodies Bodies, from Source, reader Reader) *Explainer {
	return &Explainer{
		bodies: bodies, from: from, reader: reader,
		lines: map[string]*line{}, prefixes: map[string][]string{}, books: map[string]*ruleDoc{}, standings: map[string]standing{},
		erased: map[string]int64{},
	}
}

// Stream derives every decision of a life that the reader may see, in their
// order. An error that is a *Hidden says that there is none for them.
func (x *Explainer) Stream(ctx context.Context, stream string) ([]Derivation, error) {
	l, err := x.line(ctx, stream)
	if err != nil {
		return nil, err
	}
	all := make([]int, len(l.events))
	for i := range all {
		all[i] = i
	}
	return x.derive(ctx, l, all)
}

// Newest derives the newest decision of a life that the reader may see and, where
// kind is not "", of that kind.
func (x *Explainer) Newest(ctx context.Context, stream, kind string) ([]Derivation, error) {
	l, err := x.line(ctx, stream)
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
	l, err := x.line(ctx, stream)
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
func (x *Explainer) none(ctx context.Context, l *line) ([]Derivation, error) {
	who, err := x.standing(ctx, l)
	if err == nil && !who.full {
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
		return nil, &Plain{Position: position, What: "is not in the ledger"}
	}
	e := at[0]
	stream := LifeOf(e.Stream)
	if stream == "" {
		if x.reader.ID != "" {
			return nil, &Hidden{Position: position, Stream: e.Stream}
		}
		return nil, &Plain{Position: position, Kind: e.Kind, What: "is an event of " + e.Stream + ", which is no life: nothing is decided there"}
	}
	l, err := x.line(ctx, stream)
	if err != nil {
		return nil, err
	}
	var some []int
	for i, other := range l.events {
		if e.Stream == stream && other.Position == position || e.Stream == life.Inbox(stream) && other.Command == e.Command {
			some = append(some, i)
		}
	}
	who, err := x.standing(ctx, l)
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
	if !who.full {
		return nil, &Hidden{Position: position, Stream: stream}
	}
	return nil, x.plain(ctx, l, e)
}

// derive derives some events of a life, but for those the reader may not see.
func (x *Explainer) derive(ctx context.Context, l *line, some []int) ([]Derivation, error) {
	who, err := x.standing(ctx, l)
	if err != nil {
		return nil, err
	}
	out := make([]Derivation, 0, len(some))
	hidden := 0
	var again Recomputed
	groupEnd := -1
	for _, i := range some {
		if !decides(l.events[i].Kind) {
			continue
		}
		if !who.sees(l, i) {
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
	if len(out) == 0 && (hidden > 0 || !who.full) {
		return nil, &Hidden{Stream: l.stream, Position: -1}
	}
	return out, nil
}

func (x *Explainer) one(ctx context.Context, l *line, i int, who standing, again Recomputed) (Derivation, error) {
	e := l.events[i]
	m := &matter{x: x, ctx: ctx, line: l, i: i, e: e, v: l.values[i], before: l.states[i], after: l.states[i+1], who: who}
	m.d = Derivation{
		Stream: e.Stream, Position: e.Position, Version: e.Version, Kind: e.Kind,
		RecordedAt: calendar.Instant(e.Recorded), Before: m.before.StageName(), After: m.after.StageName(),
		Facts: []Fact{}, Arithmetic: []string{}, Seen: e.Seen, Recomputed: again,
	}
	if err := m.fill(); err != nil {
		return Derivation{}, err
	}
	return who.scrub(m.d), nil
}

// decides tells whether an event of a life is a decision: all but the records
// that the engine makes of itself.
func decides(kind string) bool { return kind != law.HistoryKept{}.Kind() }

// LifeOf is the life that a stream belongs to, "" for none: twinning/X of
// twinning/X/in.
func LifeOf(stream string) string {
	stream = strings.TrimSuffix(strings.TrimSuffix(stream, life.InboxSuffix), life.LettersSuffix)
	if life.WorkflowOf(stream) == "" {
		return ""
	}
	return stream
}

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

// callLine is the call that a life belongs to, or is.
func (x *Explainer) callLine(ctx context.Context, l *line) (*line, error) {
	if l.law.Name() == call.Law.Name() {
		return l, nil
	}
	return x.line(ctx, law.CallStream(law.CallOf(law.Reference(l.stream))))
}

// now is the call of a life as it stands now.
func (x *Explainer) now(ctx context.Context, l *line) (call.Call, error) {
	of, err := x.callLine(ctx, l)
	if err != nil {
		return call.Call{}, err
	}
	c, _ := of.last().(call.Call)
	return c, nil
}

// matter is one decision that is being derived.
type matter struct {
	x             *Explainer
	ctx           context.Context
	line          *line
	i             int
	e             ledger.Event
	v             law.Event // nil where its body was erased
	before, after law.State
	facts         past
	who           standing
	receipt       *receipt   // nil where it follows from a moment
	moment        law.Moment // where it follows from one that the law knows
	book          *ruleDoc
	d             Derivation
}

func (m *matter) call() call.Call {
	if c, ok := m.before.(call.Call); ok {
		return c
	}
	c, _ := m.facts.State(law.CallStream(law.CallOf(law.Reference(m.line.stream)))).(call.Call)
	return c
}

func (m *matter) tender() twinning.Twinning {
	t, _ := m.before.(twinning.Twinning)
	return t
}

// instant is when the command was received or the moment passed.
func (m *matter) instant() time.Time {
	if m.receipt != nil {
		return m.receipt.ReceivedAt
	}
	if !m.moment.At.IsZero() {
		return m.moment.At
	}
	if m.v != nil {
		return When(m.v, Around(m.e))
	}
	return m.e.Recorded
}

// zone is the zone of the rule book, or UTC.
func (m *matter) zone() *time.Location {
	if z, err := calendar.Zone(m.book.rules.Zone); err == nil {
		return z
	}
	return time.UTC
}

func (m *matter) day() calendar.Date { return calendar.DateOf(m.instant(), m.zone()) }

// say adds a line of arithmetic, with names for ids.
func (m *matter) say(format string, args ...any) {
	m.d.Arithmetic = append(m.d.Arithmetic, m.who.text(fmt.Sprintf(format, args...)))
}

func (m *matter) outcome(format string, args ...any) {
	m.d.Outcome = m.who.text(fmt.Sprintf(format, args...))
}

// fact adds an event that the decision rests on.
func (m *matter) fact(e ledger.Event, format string, args ...any) {
	m.d.Facts = append(m.d.Facts, Fact{Stream: e.Stream, Position: e.Position, Kind: e.Kind, What: m.who.text(fmt.Sprintf(format, args...))})
}

// own is the last event of this life before this one that which selects.
func (m *matter) own(which func(law.Event) bool) (ledger.Event, bool) {
	return m.line.find(m.e.Position, which)
}

// of is the last event of another life, among those seen, that which selects.
func (m *matter) of(stream string, which func(law.Event) bool) (ledger.Event, bool) {
	l, err := m.x.line(m.ctx, stream)
	if err != nil {
		return ledger.Event{}, false
	}
	return l.find(m.e.Seen, which)
}

// isA selects events of a type.
func isA[T law.Event](v law.Event) bool { _, ok := v.(T); return ok }
