package query

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"twinning.example/engine/internal/narrate"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/texts"
	"twinning.example/engine/internal/twinning"
)

// A StateRow is a life as it stood.
type StateRow struct {
	Stream      string          `json:"stream"`
	Reference   string          `json:"reference"`
	Stage       string          `json:"stage"`
	Version     int64           `json:"version,omitempty"`  // 0 for who is not told how many facts there are
	Position    int64           `json:"position,omitempty"` // of its last event then; 0 as Version
	As          string          `json:"as_of,omitempty"`
	Fold        int             `json:"fold"`
	StateSHA256 string          `json:"state_sha256,omitempty"` // where nothing is kept from the reader
	Pending     int             `json:"pending"`                // commands received and not judged, now: the reader's own, or all as Version
	Sealed      bool            `json:"sealed"`
	Withheld    []access.Aspect `json:"withheld,omitempty"` // the parts that are kept from the reader
	Doubts      []Doubt         `json:"does_not_count,omitempty"`
	Obligations []ObligationRow `json:"obligations"`
	State       json.RawMessage `json:"state"`

	Sealing string `json:"-"` // why what it says is kept from the reader, where it is sealed
	naming
}

// A Then is the instant, or the position, as of which a life is looked at. The zero
// Then is now.
type Then struct {
	// At is an instant: RFC 3339, or a date (its end) or wall-clock time in the zone of
	// the call.
	At string
	// Recorded reads At by what the ledger had recorded by then, not by what had happened.
	Recorded bool
	// Position is the event after which it is looked at; nil for none.
	Position *int64
}

func (t Then) past() bool { return t.At != "" || t.Position != nil }

// redact puts into a row what its reader may see: by how the life stands now,
// whenever it is looked at.
func (q *Queries) redact(ctx context.Context, row *StateRow, is state.Folded, c call.Call, v access.Viewer, then time.Time) error {
	now, err := q.fold(ctx, is.Stream)
	if err != nil {
		return err
	}
	shown := is.State
	full := true
	switch s := is.State.(type) {
	case twinning.Twinning:
		sight := access.Of(v, c, now.State.(twinning.Twinning))
		if !sight.Sees(access.Listed) {
			return hidden(is.Stream)
		}
		row.Version, row.Position = versionFor(sight, row.Version), versionFor(sight, row.Position)
		var t twinning.Twinning
		t, row.Withheld = sight.Tender(s)
		shown, full, row.Sealed = t, len(row.Withheld) == 0, sight.Sealed()
		if row.Sealed {
			row.naming, row.Sealing = office(c), narrate.For(ctx).Reason(shownTo(c))
		}
		if sight.Sees(access.Conflicts) && !row.Sealed {
			row.Doubts = doubts(narrate.For(ctx), t, Zone(c))
		}
	case call.Call:
		sight := access.OfCall(v, now.State.(call.Call))
		seen, left := sight.Call(s)
		shown, full = seen, !left
		row.Version, row.Position = versionFor(sight, row.Version), versionFor(sight, row.Position)
	default:
		home, err := q.home(ctx, now)
		if err != nil {
			return err
		}
		sight := sightOf(v, home, now)
		row.Version, row.Position = versionFor(sight, row.Version), versionFor(sight, row.Position)
		if p, isProgramme := s.(governance.Programme); isProgramme && listed(v, now, state.Folded{}) {
			p, left := sight.Programme(p)
			shown, full = p, !left
		} else if !sight.Full() {
			return hidden(is.Stream)
		} else if kept, left := sight.Life(s, now.State); left {
			shown, full = kept, false
		}
	}
	if full {
		sum, err := law.Hash(is.State) // of what is not shown it would confirm a guess
		if err != nil {
			return err
		}
		row.StateSHA256 = hex.EncodeToString(sum[:])
	}
	is.State = shown
	if !row.Sealed {
		row.Obligations = obligationRows(narrate.For(ctx), is, homeOf(is, c), then)
	}
	if shown, err = texts.Told(ctx, texts.New(q.ledger), shown); err != nil {
		return err
	}
	if row.State, err = json.Marshal(shown); err != nil {
		return fmt.Errorf("write the state: %w", err)
	}
	return nil
}

// homeOf is the state of the life that steers one: its call, or itself.
func homeOf(is state.Folded, c call.Call) law.State {
	if lives.Home(is.Stream) == is.Stream {
		return is.State
	}
	return c
}

// stood is a stream as it stood, and the instant at which it did.
func (q *Queries) stood(ctx context.Context, stream string, at Then, zone *time.Location) (is state.Folded, then time.Time, err error) {
	l := q.ledger
	find := state.Before
	if at.Recorded {
		find = state.RecordedBefore
	}
	err = l.Snapshot(ctx, func(ctx context.Context, from ledger.Snapshot) error {
		before := int64(0) // all
		then = from.Clock().Now()
		switch {
		case at.At != "":
			if then, err = passed(at.At, zone, then); err != nil {
				return err
			}
			last, any, err := find(ctx, l, from, stream, then)
			if err != nil {
				return err
			}
			if !any { // it had not begun
				is, err = state.Zero(stream)
				return err
			}
			before = last
		case at.Position != nil && *at.Position >= from.Size():
			return absent(law.Why("position-beyond", law.Count("position", *at.Position), law.Count("size", from.Size())))
		case at.Position != nil && *at.Position >= 0:
			events, err := from.Read(ctx, ledger.Query{From: *at.Position, To: *at.Position + 1})
			if err != nil {
				return err
			}
			if len(events) == 1 {
				then = events[0].Recorded
			}
			before = *at.Position + 1
		}
		is, err = state.FoldAt(ctx, l, from, stream, before)
		return err
	})
	return is, then, err
}

// passed reads an instant that is not after now; of today's date it is now. How
// something will stand nobody knows.
func passed(text string, zone *time.Location, now time.Time) (time.Time, error) {
	then, err := ParseAt(text, zone)
	if err != nil || !then.After(now) {
		return then, err
	}
	if d, err := calendar.ParseDate(text); err == nil && !d.Start(zone).After(now) {
		return now, nil
	}
	return time.Time{}, invalid(law.Why("lies-ahead", narrate.Verbatim("at", Cut(text)), narrate.Verbatim("now", now.In(zone).Format(time.RFC3339))))
}

// ParseAt reads an instant: RFC 3339, or a wall-clock time or the end of a date
// in a zone.
func ParseAt(text string, zone *time.Location) (time.Time, error) {
	if t, err := time.Parse(time.RFC3339Nano, text); err == nil {
		return t.UTC(), nil
	}
	if d, err := calendar.ParseDate(text); err == nil {
		return d.End(zone).Add(-time.Microsecond), nil
	}
	w, err := calendar.ParseWallClock(text)
	if err != nil {
		return time.Time{}, invalid(law.Why("no-instant", narrate.Verbatim("text", Cut(text))))
	}
	t, err := w.Resolve(zone.String())
	if err != nil {
		return time.Time{}, invalid(law.Why("not-one-instant", law.Clock("at", w, zone.String())))
	}
	return t, nil
}

// shownTo says to whom, or when, a tender that is sealed is shown.
func shownTo(c call.Call) law.Reason {
	switch {
	case c.Stage == call.Cancelled:
		return law.Why("shown-to-parties-cancelled", law.Ref("call", c.Reference))
	case access.Opened(c):
		return law.Why("shown-to-parties-withdrawn")
	}
	return law.Why("shown-after-opening", law.Ref("call", c.Reference))
}

// State is a life as it stands, or as it stood then, as far as the viewer may see it
// now.
func (q *Queries) State(ctx context.Context, v access.Viewer, stream string, at Then) (StateRow, error) {
	c, err := q.callOf(ctx, stream)
	if err != nil {
		return StateRow{}, err
	}
	zone, err := q.LifeZone(ctx, stream)
	if err != nil {
		return StateRow{}, err
	}
	is, then, err := q.stood(ctx, stream, at, zone)
	if err != nil {
		return StateRow{}, err
	}
	if at.past() && is.Version == 0 {
		return StateRow{}, absent(law.Why("not-there-then", law.Ref("life", law.Reference(stream))))
	}
	row := StateRow{
		Stream: stream, Reference: law.Reference(stream), Stage: is.State.StageName(), Version: is.Version, Position: is.Position,
		Fold: is.Law.Fold(),
	}
	if at.past() {
		row.As = calendar.Instant(then)
	}
	if err := q.redact(ctx, &row, is, c, v, then); err != nil {
		return StateRow{}, err
	}
	if row.Pending, err = q.pending(ctx, v, stream); err != nil {
		return StateRow{}, err
	}
	return row, q.readOf(ctx, v, c, stream, "state")
}
