package explain

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/twinning"
)

// paper is a ledger of one event, which says all that an event of its kind can say.
type paper []ledger.Event

func (p paper) Read(_ context.Context, q ledger.Query) ([]ledger.Event, error) {
	var found []ledger.Event
	for _, e := range p {
		if q.Stream == e.Stream || q.Prefix != "" && strings.HasPrefix(e.Stream, q.Prefix) || q.Stream == "" && q.Prefix == "" && e.Position == q.From {
			found = append(found, e)
		}
	}
	return found, nil
}

func (p paper) Streams(context.Context, string) ([]string, error) { return nil, nil }

func (p paper) OpenBodies(_ context.Context, events []ledger.Event) ([][]byte, error) {
	bodies := make([][]byte, len(events))
	for i, e := range events {
		bodies[i] = e.Stored
	}
	return bodies, nil
}

// Whatever an event says, and however little is known around it, there is a
// derivation of it, for everybody who may see it; and it is never taken for
// what the law says.
func TestEveryKindIsDerivedWhateverItSays(t *testing.T) {
	t.Parallel()
	check := func(stream string, v law.Event) {
		e := ledger.Event{
			Header: ledger.Header{
				Position: 7, Stream: stream, Version: 1, Kind: v.Kind(), Recorded: time.Unix(2, 0).UTC(), Received: time.Unix(1, 0).UTC(),
				Actor: "p-aaaaaaaaaa", Command: "c", Cause: "3", Seen: 5,
			},
			Stored: calltest.Filled(t, v),
		}
		p := paper{e}
		if _, err := NewExplainer(p, p, Reader{Viewer: access.Operator}).timeline(t.Context(), stream); err != nil {
			require.ErrorContains(t, err, "cannot be folded", v.Kind()) // it never comes first
			return
		}
		for _, sealed := range []bool{false, true} {
			x := NewExplainer(p, p, Reader{Viewer: access.Operator})
			staff := readerView{Sight: access.OfAnother(access.As("p-officer"), "", []string{"p-officer"}), reader: Reader{Viewer: access.As("p-officer")}, sealed: sealed}
			staff.about, staff.tell = describer{sealed: sealed}, narrate.English()
			x.views[stream] = staff
			all, err := x.Position(t.Context(), 7)
			require.NoError(t, err, v.Kind())
			require.Len(t, all, 1, v.Kind())
			require.False(t, all[0].Recomputed.Same, v.Kind())
			for _, line := range all[0].Arithmetic {
				require.NotEqual(t, "step-unworkable", line.Code, v.Kind())
			}
			for _, line := range append(all[0].Arithmetic, all[0].Decision, all[0].Outcome) {
				require.NotContains(t, line.Text, "%!", v.Kind())
				require.NotContains(t, line.Text, line.Code+" ", "%s has parameters that its sentence does not have", line.Code)
			}
		}
	}
	for _, k := range call.Events.Kinds() {
		v, _ := call.Events.Zero(k)
		check(calltest.Stream, v)
	}
	for _, k := range twinning.Events.Kinds() {
		v, _ := twinning.Events.Zero(k)
		check(calltest.Tendering(calltest.A), v)
	}
	check(calltest.Stream, law.CommandRefused{})
	check(calltest.Stream, law.CommandUnjudged{})
}
