package explain_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/twinning"
)

// received puts a command into an inbox at an instant, at which it lets the clock stand.
func received(t testing.TB, h *lifetest.House, stream, id, by string, at time.Time, c law.Command) {
	t.Helper()
	command, err := json.Marshal(c)
	require.NoError(t, err)
	body, err := json.Marshal(law.CommandReceived{Name: c.Kind(), Command: command})
	require.NoError(t, err)
	d := ledger.Draft{Kind: law.CommandReceived{}.Kind(), Body: body, Received: at, Actor: by, Command: id}
	if law.IsSealed(c) {
		d.Subjects = []string{stream}
	}
	require.NoError(t, h.Ledger.SetClock(t.Context(), at, 0, false))
	require.NoError(t, h.Stamped(func(clock ledger.Clock) error {
		_, err := h.Ledger.Append(t.Context(), ledger.Request{
			Stream: life.Inbox(stream), Expect: ledger.Any, Command: id, Stamp: clock.DatabaseNow, Seen: -1, Drafts: []ledger.Draft{d},
		})
		return err
	}))
}

func TestADeadlineIsExplainedToTheMicrosecond(t *testing.T) {
	t.Parallel()
	h := lifetest.New(t, lifetest.Options{})
	h.Play([]lifetest.Step{
		{At: lifetest.Start().Add(time.Hour), Stream: calltest.Stream, By: calltest.Officer, Command: lifetest.Opening()},
		{At: lifetest.Start().Add(2 * time.Hour), Stream: calltest.Stream, By: calltest.Officer, Command: call.PublishCall{}},
	})
	limit := time.Date(2019, time.June, 14, 15, 0, 0, 0, time.UTC)
	refs := lifetest.Crowd(3)
	for i, r := range []struct {
		after   time.Duration
		says    string
		outcome string
	}{
		{-time.Microsecond, "= -0.000001 s", "in time"},
		{0, "= +0.000000 s", "in time"},
		{time.Microsecond, "= +0.000001 s", "late"},
	} {
		stream := law.TwinningStream(refs[i])
		received(t, h, stream, "c-1", calltest.Contact(refs[i]), limit.Add(r.after), twinning.SubmitTender{Tender: calltest.Tender(refs[i])})
		h.Judge(stream)
		d := newest(t, h, stream, "")
		text := lines(d)
		require.Contains(t, text, r.says)
		require.Contains(t, text, "the limit itself counts")
		require.Contains(t, d.Outcome.Text, r.outcome)
		require.True(t, d.Recomputed.Same, d.Recomputed.Difference)
		require.Equal(t, "/dates/deadline/date", d.Rule.Values[0].Path)
	}
}
