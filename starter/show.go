package main

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/explain"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/texts"
	"twinning.example/engine/internal/twinning"
)

// A stateRow is a life as it stood.
type stateRow struct {
	Stream      string          `json:"stream"`
	Reference   string          `json:"reference"`
	Stage       string          `json:"stage"`
	Version     int64           `json:"version"`
	Position    int64           `json:"position"` // of its last event then
	As          string          `json:"as_of,omitempty"`
	Fold        int             `json:"fold"`
	StateSHA256 string          `json:"state_sha256,omitempty"` // where nothing is kept from the reader
	Pending     int             `json:"pending"`                // commands received and not judged, now
	Sealed      bool            `json:"sealed"`
	Withheld    []access.Aspect `json:"withheld,omitempty"` // the parts that are kept from the reader
	Doubts      []doubt         `json:"does_not_count,omitempty"`
	Obligations []obligationRow `json:"obligations"`
	State       json.RawMessage `json:"state"`
}

func (a *app) show() *cobra.Command {
	var v view
	cmd := &cobra.Command{
		Use: "show STREAM", Short: "Show a call or a tender as it stands, or as it stood",
		Long: `Show a call or a tender as it stands, or as it stood: after all that had happened by
an instant (--at), after all that the ledger had recorded by then (with --recorded:
what anybody could read then, were a part of the stack away), or after the event at
a position (--position). The state is folded from the events, and its SHA-256 can be
compared with the one that stands with the answer given then.`,
		Example: `  twinning show DHE-2019
  twinning show DHE-2019-K7Q2MD --at 2019-08-07T17:00
  twinning show DHE-2019-K7Q2MD --position 120 -o json`,
		Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			if cmd.Flags().Changed("position") && (v.at != "" || v.position < 0) {
				return usage("give --at INSTANT or --position N, a position from 0 on")
			}
			if v.recorded && v.at == "" {
				return usage("--recorded says how to read --at, which is missing")
			}
			stream, err := a.find(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			return a.showState(cmd.Context(), stream, v)
		},
	}
	f := cmd.Flags()
	f.StringVar(&v.at, "at", "", "as it stood at an `INSTANT`: RFC 3339, or a date or wall-clock time in the zone of the call")
	f.BoolVar(&v.recorded, "recorded", false, "by what had been recorded at that instant, not by what had happened")
	f.Int64Var(&v.position, "position", -1, "as it stood after the event at this position")
	f.StringVar(&v.as, "as", "", "show a party what is theirs: alias or id of a `PERSON`")
	return cmd
}

// A view says when a life is looked at, and who looks.
type view struct {
	at       string
	recorded bool
	position int64 // -1 for none
	as       string
}

// past tells whether it is looked at as it stood.
func (v view) past() bool { return v.at != "" || v.position >= 0 }

func (a *app) showState(ctx context.Context, stream string, v view) error {
	c, err := a.callOf(ctx, stream)
	if err != nil {
		return err
	}
	reader, err := a.reader(ctx, v.as)
	if err != nil {
		return err
	}
	pending, err := a.pending(ctx, stream)
	if err != nil {
		return err
	}
	is, then, err := a.stood(ctx, stream, v, zoneOf(c))
	if err != nil {
		return err
	}
	if v.past() && is.Version == 0 {
		return notFound("%s did not exist yet then", law.Reference(stream))
	}
	row := stateRow{
		Stream: stream, Reference: law.Reference(stream), Stage: is.State.StageName(), Version: is.Version, Position: is.Position,
		Fold: is.Law.Fold(), Pending: len(pending),
	}
	if v.past() {
		row.As = calendar.Instant(then)
	}
	n := a.names(ctx)
	if err := a.redact(ctx, &row, is, c, access.As(reader), then); err != nil {
		return err
	}
	if row.Sealed {
		n = n.office(c)
	}
	return a.print(row, func(w io.Writer) { a.stateText(w, row, c, n) })
}

// redact puts into a row what its reader may see: by how the life stands now,
// whenever it is looked at.
func (a *app) redact(ctx context.Context, row *stateRow, is state.Folded, c call.Call, v access.Viewer, then time.Time) error {
	now, err := a.fold(ctx, is.Stream)
	if err != nil {
		return err
	}
	shown := is.State
	full := true
	switch s := is.State.(type) {
	case twinning.Twinning:
		sight := access.Of(v, c, now.State.(twinning.Twinning))
		if !sight.Sees(access.Listed) {
			return hidden(is.Stream, v.Person)
		}
		var t twinning.Twinning
		t, row.Withheld = sight.Tender(s)
		shown, full, row.Sealed = t, len(row.Withheld) == 0, sight.Sealed()
		if sight.Sees(access.Conflicts) && !row.Sealed {
			row.Doubts = doubts(t, zoneOf(c))
		}
	case call.Call:
		sight := access.OfCall(v, now.State.(call.Call))
		seen, left := sight.Call(s)
		shown, full = seen, !left
	default:
		if sight := access.OfAnother(v, is.Law.Staff(now.State, state.Only(is.Stream, now.State))); !sight.Full() {
			return hidden(is.Stream, v.Person)
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
		row.Obligations = obligationRows(is, homeOf(is, c), then)
	}
	if shown, err = texts.Told(ctx, texts.New(a.ledger), shown); err != nil {
		return err
	}
	if row.State, err = json.Marshal(shown); err != nil {
		return fmt.Errorf("write the state: %w", err)
	}
	return nil
}

// hidden refuses a reader whose business a life is not.
func hidden(stream, who string) error {
	return unexplained(&explain.Hidden{Stream: stream, Position: -1}, who)
}

// homeOf is the state of the life that steers one: its call, or itself.
func homeOf(is state.Folded, c call.Call) law.State {
	if lives.Home(is.Stream) == is.Stream {
		return is.State
	}
	return c
}

// stood is a stream as it stood, and the instant at which it did.
func (a *app) stood(ctx context.Context, stream string, v view, zone *time.Location) (is state.Folded, then time.Time, err error) {
	l, err := a.open(ctx)
	if err != nil {
		return is, then, err
	}
	find := state.Before
	if v.recorded {
		find = state.RecordedBefore
	}
	err = l.Snapshot(ctx, func(ctx context.Context, from ledger.Snapshot) error {
		before := int64(0) // all
		then = from.Clock().Now()
		switch {
		case v.at != "":
			if then, err = parseAt(v.at, zone); err != nil {
				return err
			}
			last, any, err := find(ctx, l, from, stream, then)
			if err != nil || !any {
				return err
			}
			before = last
		case v.position >= from.Size():
			return notFound("there is no position %d: the ledger has %d events", v.position, from.Size())
		case v.position >= 0:
			at, err := from.Read(ctx, ledger.Query{From: v.position, To: v.position + 1})
			if err != nil {
				return err
			}
			if len(at) == 1 {
				then = at[0].Recorded
			}
			before = v.position + 1
		}
		is, err = state.FoldAt(ctx, l, from, stream, before)
		return err
	})
	return is, then, err
}

// parseAt reads an instant: RFC 3339, or a wall-clock time or the end of a date
// in a zone.
func parseAt(text string, zone *time.Location) (time.Time, error) {
	if t, err := time.Parse(time.RFC3339Nano, text); err == nil {
		return t.UTC(), nil
	}
	if d, err := calendar.ParseDate(text); err == nil {
		return d.End(zone).Add(-time.Microsecond), nil
	}
	w, err := calendar.ParseWallClock(text)
	if err != nil {
		return time.Time{}, usage("--at %q is no instant: write 2019-08-07T15:00:00Z, or 2019-08-07T17:00 or 2019-08-07 (its end) in the zone of the call", cut(text))
	}
	t, err := w.Resolve(zone.String())
	if err != nil {
		return time.Time{}, usage("--at %s", err)
	}
	return t, nil
}

// pending are the commands of a life that have been received and not judged.
func (a *app) pending(ctx context.Context, stream string) ([]ledger.Event, error) {
	l, err := a.open(ctx)
	if err != nil {
		return nil, err
	}
	var waiting []ledger.Event
	err = l.Snapshot(ctx, func(ctx context.Context, from ledger.Snapshot) error {
		waiting, err = from.Unanswered(ctx, stream)
		return err
	})
	return waiting, err
}
