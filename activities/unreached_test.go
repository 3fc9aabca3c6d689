package activities_test

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/dispatch"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/letters"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/twinning"
)

// A mail server that takes nothing to one address leaves an obligation of the officers, once for all letters to its person,
// whoever tells the tender and however often.
func TestALetterThatDoesNotComeIsAnObligationOfTheOfficers(t *testing.T) {
	t.Parallel()
	h := lifetest.New(t, lifetest.Options{})
	var steps []lifetest.Step
	for _, s := range lifetest.Year() {
		if s.At.After(time.Date(2019, 7, 24, 0, 0, 0, 0, time.UTC)) {
			break
		}
		if o, opens := s.Command.(call.OpenCall); opens {
			o.Rules.Reminders.Ladders["unreached"] = obligation.Ladder{What: "it", Lapse: "it waits", Rungs: []obligation.Rung{
				{Name: "overdue", Days: 1, To: []string{obligation.Owner}, Letter: "awaited-address"},
			}}
			s.Command = o
		}
		steps = append(steps, s)
	}
	h.PlayAll(steps)
	missed := func() *dispatch.Unreached {
		return &dispatch.Unreached{Ledger: h.Ledger, Folder: h.Folder, Store: h.Store, Log: slog.New(slog.DiscardHandler)}
	}
	first := missed()
	told, err := first.Look(t.Context())
	require.NoError(t, err)
	require.Zero(t, told, "nothing was refused yet")
	h.Post.Fault = func(to string) letters.Fate {
		if strings.HasPrefix(to, calltest.Contact(lifetest.Tender)+"@") {
			return letters.Refused
		}
		return ""
	}
	require.Zero(t, deliver(t, h).Letters)
	for _, of := range []*dispatch.Unreached{first, missed()} { // the second one is a worker that leads after it
		_, err := of.Look(t.Context())
		require.NoError(t, err)
		h.Judge(lifetest.Stream)
	}
	var is twinning.Twinning
	require.NoError(t, h.Ledger.Snapshot(t.Context(), func(ctx context.Context, from ledger.Snapshot) error {
		now, err := h.Folder.Fold(ctx, from, lifetest.Stream)
		is, _ = now.State.(twinning.Twinning)
		return err
	}))
	require.Len(t, is.Unreached, 1)
	require.Equal(t, calltest.Contact(lifetest.Tender), is.Unreached[0].To)
	o, _ := obligation.Find(is.Obligations, "unreached-1")
	require.True(t, o.Open())
	require.Equal(t, []string{calltest.Officer}, o.Who)
	received := len(kinds(t, h, life.Inbox(lifetest.Stream)))
	_, err = missed().Look(t.Context())
	require.NoError(t, err)
	require.Len(t, kinds(t, h, life.Inbox(lifetest.Stream)), received, "nobody is told again")
}
