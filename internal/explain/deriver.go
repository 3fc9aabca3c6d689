package explain

import (
	"context"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/twinning"
)

// A deriver works out why one decision is what it is.
type deriver struct {
	x             *Explainer
	ctx           context.Context
	timeline      *timeline
	i             int
	e             ledger.Event
	v             law.Event // nil where its body was erased
	before, after law.State
	facts         factsAt
	who           readerView
	receipt       *receipt   // nil where it follows from a moment
	moment        law.Moment // where it follows from one that the law knows
	book          *ruleDoc
	d             Derivation
}

func (m *deriver) call() call.Call {
	if c, ok := m.before.(call.Call); ok {
		return c
	}
	c, _ := m.facts.State(lives.Home(m.timeline.stream)).(call.Call)
	return c
}

func (m *deriver) tender() twinning.Twinning {
	t, _ := m.before.(twinning.Twinning)
	return t
}

// instant is when the command was received or the moment passed.
func (m *deriver) instant() time.Time {
	if m.receipt != nil {
		return m.receipt.ReceivedAt
	}
	if !m.moment.At.IsZero() {
		return m.moment.At
	}
	if m.v != nil {
		return law.When(m.v, state.Around(m.e))
	}
	return m.e.Recorded
}

// zone is the zone of the rule book, or UTC.
func (m *deriver) zone() *time.Location {
	if z, err := calendar.Zone(m.book.rules.Zone); err == nil {
		return z
	}
	return time.UTC
}

func (m *deriver) day() calendar.Date { return calendar.DateOf(m.instant(), m.zone()) }

// say adds a line of arithmetic.
func (m *deriver) say(code string, with ...law.Param) {
	m.d.Arithmetic = append(m.d.Arithmetic, m.who.sentence(law.Reason{Code: code, With: with}))
}

func (m *deriver) outcome(code string, with ...law.Param) {
	m.d.Outcome = m.who.sentence(law.Reason{Code: code, With: with})
}

// fact adds an event that the decision rests on, but for one of the same life that the reader is not told of.
func (m *deriver) fact(e ledger.Event, code string, with ...law.Param) {
	if m.who.counted() && e.Stream == m.timeline.stream && !m.who.Event(m.timeline.happening(int(e.Version)-1)) {
		return
	}
	m.d.Facts = append(m.d.Facts, Fact{Stream: e.Stream, Position: e.Position, Kind: e.Kind, What: m.who.sentence(law.Reason{Code: code, With: with})})
}

// table adds arithmetic of many rows.
func (m *deriver) table(columns []string, cells [][]law.Param) {
	t := &Table{Columns: columns, Cells: make([][]law.Param, len(cells)), Rows: make([][]string, len(cells))}
	for _, c := range columns {
		t.Header = append(t.Header, m.who.tell.Word("column", c))
	}
	for i, row := range cells {
		t.Cells[i], t.Rows[i] = m.who.shown(row), make([]string, len(row))
		for k, cell := range row {
			t.Rows[i][k] = m.who.text(m.who.tell.Param(cell))
		}
	}
	m.d.Table = t
}

// own is the last event of this life before this one that which selects.
func (m *deriver) own(which func(law.Event) bool) (ledger.Event, bool) {
	return m.timeline.find(m.e.Position, which)
}

// of is the last event of another life, among those seen, that which selects.
func (m *deriver) of(stream string, which func(law.Event) bool) (ledger.Event, bool) {
	l, err := m.x.timeline(m.ctx, stream)
	if err != nil {
		return ledger.Event{}, false
	}
	return l.find(m.e.Seen, which)
}

// isA selects events of a type.
func isA[T law.Event](v law.Event) bool { _, ok := v.(T); return ok }
