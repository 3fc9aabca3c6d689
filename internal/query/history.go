package query

import (
	"context"
	"time"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/explain"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/twinning"
)

// A HistoryLine is one event of a history.
type HistoryLine struct {
	Position   int64  `json:"position"`
	Stream     string `json:"stream"`
	Version    int64  `json:"version,omitempty"` // 0 for who is not told how many facts there are
	Kind       string `json:"kind"`
	At         string `json:"at"` // when it happened, UTC
	RecordedAt string `json:"recorded_at"`
	ReceivedAt string `json:"received_at,omitempty"`
	Actor      string `json:"actor,omitempty"` // id
	Who        string `json:"who"`             // as known now
	For        string `json:"for,omitempty"`
	Command    string `json:"command_id,omitempty"`
	Cause      string `json:"cause,omitempty"`
	Sentence   string `json:"sentence"`
	// Code and With are what the sentence is made of.
	Code string      `json:"code"`
	With []law.Param `json:"with,omitempty"`
	// NotSent are letters that the event made needless, and why.
	NotSent  []explain.Sentence `json:"letters_not_sent,omitempty"`
	Instant  time.Time          `json:"-"` // At
	Recorded time.Time          `json:"-"` // RecordedAt
}

// A History is what happened in a life, in order, and the zone of its call.
type History struct {
	Lines []HistoryLine
	Zone  *time.Location
}

// History tells who did what when in a life, and why, in sentences of the language of
// ctx (narrate.WithLanguage); with letters also the fate of each letter, and those that
// are not sent.
func (q *Queries) History(ctx context.Context, v access.Viewer, stream string, letters bool) (History, error) {
	reader, c, err := q.reader(ctx, v, stream)
	if err != nil {
		return History{}, err
	}
	if err := q.readOf(ctx, v, c, stream, "history"); err != nil {
		return History{}, err
	}
	zone, err := q.LifeZone(ctx, stream)
	if err != nil {
		return History{}, err
	}
	var told []explain.Line
	err = q.snapshot(ctx, func(ctx context.Context, from ledger.Snapshot) (err error) {
		told, err = explain.NewExplainer(q.ledger, from, reader).History(ctx, stream, letters)
		return err
	})
	h := History{Lines: make([]HistoryLine, len(told)), Zone: zone}
	for i, t := range told {
		h.Lines[i] = newLine(t)
	}
	return h, err
}

// known is what people are called before a reader: by alias and role; the
// parties of a sealed tender are ids to everyone but themselves.
func (q *Queries) known(ctx context.Context, s law.State, c call.Call, v access.Viewer) func(id string) string {
	n := q.Names(ctx, c.Roles, c.Evaluators)
	tell := narrate.For(ctx)
	t, isTender := s.(twinning.Twinning)
	sealed := isTender && access.Of(v, c, t).Sealed()
	unnamed := sealed || !isTender && c.Stage != call.None && !access.Opened(c) // whom a deadline covers may be who tenders
	return func(id string) string {
		if id == law.Engine {
			return tell.Param(law.Word("by", "people", "engine"))
		}
		name, role := n.Of(id), law.Word("role", "role", roleOf(c, t, id))
		if unnamed && id != v.Person && id != law.Engine && !access.Office(c, id) {
			if name, role = id, law.Word("role", "people", "tenderer"); !isTender {
				role = law.Word("role", "people", "another-person")
			}
		}
		if role.Value == "" || tell.Param(role) == name {
			return name
		}
		return tell.Reason(law.Why("person-in-role", narrate.Verbatim("person", name), role))
	}
}

// roleOf is in which role somebody acts in a tender, or in its call: who speaks for the tender does so, whatever else the call has them as.
func roleOf(c call.Call, t twinning.Twinning, id string) law.Role {
	for _, role := range law.StaffRoles() {
		if c.Has(id, role) {
			return role
		}
	}
	switch {
	case id != "" && id == t.Tender.Contact:
		return law.Contact
	case id != "" && id == t.Tender.Signatory:
		return law.Signatory
	case c.Has(id, law.Evaluator):
		return law.Evaluator
	}
	return ""
}

func newLine(t explain.Line) HistoryLine {
	e := t.Event
	said := HistoryLine{
		Position: e.Position, Stream: e.Stream, Version: e.Version, Kind: e.Kind, At: calendar.Instant(t.At), RecordedAt: calendar.Instant(e.Recorded),
		Actor: e.Actor, Who: t.Who, For: e.For, Command: e.Command, Cause: e.Cause, NotSent: t.NotSent, Instant: t.At, Recorded: e.Recorded,
		Sentence: t.Sentence.Text, Code: t.Sentence.Code, With: t.Sentence.With,
	}
	if !e.Received.IsZero() {
		said.ReceivedAt = calendar.Instant(e.Received)
	}
	return said
}
