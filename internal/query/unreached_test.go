package query_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/dispatch"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/letters"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
	"twinning.example/engine/internal/views"
)

// Whom letters of a tender do not reach says who stands behind it: staff are told once it is opened, and not before.
func TestWhoIsNotReachedIsSealedUntilTheOpening(t *testing.T) {
	t.Parallel()
	h := lifetest.New(t, lifetest.Options{})
	q := query.Over(h.Ledger, people.NewDirectory(h.Ledger), func(context.Context) (*views.Store, error) { return h.Store, nil })
	look := func() int {
		n, err := (&dispatch.Unreached{Ledger: h.Ledger, Folder: h.Folder, Store: h.Store, Log: slog.New(slog.DiscardHandler)}).Look(t.Context())
		require.NoError(t, err)
		h.Judge(lifetest.Stream)
		return n
	}
	contact := calltest.Contact(lifetest.Tender)
	told := func() string {
		var all []any
		page, err := q.Tender(t.Context(), access.As(calltest.Officer), lifetest.Tender)
		require.NoError(t, err)
		history, err := q.History(t.Context(), access.As(calltest.Officer), lifetest.Stream, true)
		require.NoError(t, err)
		owed, err := q.Obligations(t.Context(), access.As(calltest.Officer), lifetest.Stream)
		require.NoError(t, err)
		b, err := json.Marshal(append(all, page, history, owed))
		require.NoError(t, err)
		return string(b)
	}
	steps := lifetest.Year()
	sealed := true
	for _, s := range steps {
		if o, opens := s.Command.(call.OpenCall); opens {
			o.Rules.Reminders.Ladders["unreached"] = obligation.Ladder{What: "it", Lapse: "it waits", Rungs: []obligation.Rung{
				{Name: "overdue", Days: 1, To: []string{obligation.Owner}, Letter: "awaited-address"},
			}}
			s.Command = o
		}
		if _, is := s.Command.(twinning.DecideEligibility); is && s.Stream == lifetest.Stream {
			h.Until(s.At)
			break
		}
		h.PlayAll([]lifetest.Step{s})
		if _, is := s.Command.(twinning.SubmitTender); is && s.Stream == lifetest.Stream && sealed {
			sealed = false
			before := told()
			h.Post.Fault = func(string) letters.Fate { return letters.Refused }
			_, err := h.Activities.Notify(t.Context(), life.NotifyInput{Stream: lifetest.Stream})
			require.NoError(t, err)
			h.Post.Fault = nil
			require.Zero(t, look(), "it is sealed")
			after := told()
			require.NotContains(t, after, "unreached")
			require.Equal(t, strings.Count(before, contact), strings.Count(after, contact), "who sent the tender is known, and no letter says more")
		}
	}
	require.False(t, sealed)
	require.Equal(t, 1, look(), "it is looked at again once the tenders are opened")
	page, err := q.Tender(t.Context(), access.As(calltest.Officer), lifetest.Tender)
	require.NoError(t, err)
	require.Len(t, page.Unreached, 1)
	require.Equal(t, contact, page.Unreached[0].To)
	mine, err := q.Tender(t.Context(), access.As(contact), lifetest.Tender)
	require.NoError(t, err)
	require.Empty(t, mine.Unreached)

	// Letters go again only once the address is another one than that of the letter.
	h.Door.Readdressed = q.Readdressed
	again := door.Request{ID: "again", As: calltest.Officer, Stream: lifetest.Stream, Command: twinning.SettleUnreached{Number: 1, How: twinning.ReachedCorrected, Again: true}, Wait: -1}
	submits := func() error {
		for n := 0; ; n++ {
			if _, err := h.Door.Submit(t.Context(), again); !errors.Is(err, door.ErrNotReceived) || n == 50 {
				return err // else it came too late for the tolerance: nothing was kept
			}
		}
	}
	err = submits()
	require.ErrorIs(t, err, door.ErrNonsense)
	require.ErrorContains(t, err, "have the address corrected")
	for _, other := range []string{contact, calltest.Signatory(lifetest.Tender), calltest.Ada, calltest.Auditor} { // the law refuses them, whatever the address is
		said, err := q.Readdressed(t.Context(), other, lifetest.Stream, 1)
		require.NoError(t, err)
		require.True(t, said, "what is no business of %s is not told", other)
	}
	_, err = people.NewDirectory(h.Ledger).Moved(t.Context(), contact, "other@"+lifetest.Canary+".example")
	require.NoError(t, err)
	readdressed, err := q.Readdressed(t.Context(), calltest.Officer, lifetest.Stream, 1)
	require.NoError(t, err)
	require.True(t, readdressed)
	require.NoError(t, submits())
	h.Judge(lifetest.Stream)
	page, err = q.Tender(t.Context(), access.As(calltest.Officer), lifetest.Tender)
	require.NoError(t, err)
	require.False(t, page.Unreached[0].SettledAt.IsZero())
	require.NoError(t, submits(), "the same command again is answered as it was")
}
