package query_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/views"
)

// The table of what is owed narrows what would be found by looking at each tender: nobody may miss by that what they owe or what waits for them,
// or be shown more, at any time of a call.
func TestWhatIsOwedIsThatOfEachTenderLookedAtByItselfForEverybodyAtEveryStep(t *testing.T) {
	t.Parallel()
	h := lifetest.Played(t, lifetest.Options{}, []string{calltest.Stranger}, nil)
	q := query.Over(h.Ledger, people.NewDirectory(h.Ledger), func(context.Context) (*views.Store, error) { return h.Store, nil }).Remembering(1000)
	other := lifetest.Crowd(1)[0]
	viewers := []access.Viewer{{}, access.Operator}
	for _, id := range []string{
		calltest.Officer, calltest.Head, calltest.Auditor, calltest.Stranger, calltest.Ada, calltest.Ben, calltest.Cleo, calltest.Procurer, calltest.Verifier,
		calltest.Authoriser, calltest.Payer, calltest.Contact(lifetest.Tender), calltest.Contact(other), calltest.Signatory(other),
	} {
		viewers = append(viewers, access.As(id))
	}
	if testing.Short() {
		viewers = slices.DeleteFunc(viewers, func(v access.Viewer) bool {
			return !slices.Contains([]string{"", calltest.Officer, calltest.Stranger, calltest.Ada, calltest.Contact(lifetest.Tender), calltest.Contact(other)}, v.Person)
		})
	}
	known := func(is bool) {
		set := "-1"
		if is {
			set = "version"
		}
		_, err := h.Store.Pool().Exec(t.Context(), "UPDATE views.lives SET owed_at = "+set)
		require.NoError(t, err)
	}
	type told struct {
		owed, ofCall, paged []query.ObligationRow
		waits               []query.WaitRow
		asked               []query.AskedRow
	}
	ask := func(v access.Viewer) (is told) {
		var err error
		is.owed, err = q.Obligations(t.Context(), v, "")
		require.NoError(t, err)
		is.ofCall, err = q.Obligations(t.Context(), v, calltest.Stream)
		require.NoError(t, err)
		is.paged = []query.ObligationRow{}
		for after := ""; ; {
			page, err := q.ObligationsPage(t.Context(), v, "", after, 3)
			require.NoError(t, err)
			require.LessOrEqual(t, len(page.Items), 3)
			is.paged = append(is.paged, page.Items...)
			if after = page.Next; after == "" {
				break
			}
		}
		require.Equal(t, is.owed, is.paged)
		if v.Person == "" {
			return is
		}
		is.waits, err = q.Waiting(t.Context(), v)
		require.NoError(t, err)
		for _, size := range []int{1, 2, 7} {
			paged := []query.WaitRow{}
			for after := ""; ; {
				page, err := q.WaitingPage(t.Context(), v, after, size)
				require.NoError(t, err)
				require.LessOrEqual(t, len(page.Items), size)
				paged = append(paged, page.Items...)
				if after = page.Next; after == "" {
					break
				}
			}
			require.Equal(t, is.waits, paged, "by pages of %d", size)
		}
		is.asked, err = q.Asked(t.Context(), v)
		require.NoError(t, err)
		return is
	}
	owed, waits := 0, 0
	steps := lifetest.Contracts(lifetest.Tender, other)
	for i, s := range steps {
		h.Play([]lifetest.Step{s})
		if i%4 > 0 && i < len(steps)-1 {
			continue
		}
		for _, v := range viewers {
			known(true)
			got := ask(v)
			known(false)
			require.Equal(t, ask(v), got, "%v after %s of %s", v, s.Command.Kind(), s.Stream)
			owed, waits = owed+len(got.owed), waits+len(got.waits)
		}
		known(true)
	}
	require.Positive(t, owed)
	require.Positive(t, waits)

	t.Run("a life whose row is behind is looked at itself", func(t *testing.T) {
		want := ask(access.As(calltest.Officer))
		_, err := h.Store.Pool().Exec(t.Context(), "UPDATE views.lives SET version = 1, owed_at = 1 WHERE stream = $1", lifetest.Stream)
		require.NoError(t, err)
		_, err = h.Store.Pool().Exec(t.Context(), "DELETE FROM views.owed WHERE stream = $1", lifetest.Stream)
		require.NoError(t, err)
		again, err := views.Open(t.Context(), h.Store.Pool().Config().ConnString(), 2) // one that has seen nothing yet
		require.NoError(t, err)
		defer again.Close()
		was := q
		defer func() { q = was }()
		q = query.Over(h.Ledger, people.NewDirectory(h.Ledger), func(context.Context) (*views.Store, error) { return again, nil })
		require.Equal(t, want, ask(access.As(calltest.Officer)))
	})
}

// Who gets a role later is told what waits for it, and who lost it is told no more.
func TestWhatIsOwedByARoleIsOwedByWhoeverHasItNow(t *testing.T) {
	t.Parallel()
	h := lifetest.Played(t, lifetest.Options{}, []string{calltest.Stranger}, nil)
	q := query.Over(h.Ledger, people.NewDirectory(h.Ledger), func(context.Context) (*views.Store, error) { return h.Store, nil }).Remembering(1000)
	owed := func(id string) (n int) {
		rows, err := q.Obligations(t.Context(), access.As(id), "")
		require.NoError(t, err)
		for _, r := range rows {
			if r.Met == "" && r.Why == "" && r.Stream == lifetest.Stream && slices.Contains(r.Who, id) {
				n++
			}
		}
		return n
	}
	waits := func(id string) (n int) {
		rows, err := q.Waiting(t.Context(), access.As(id))
		require.NoError(t, err)
		for _, r := range rows {
			if r.Stream == lifetest.Stream {
				n++
			}
		}
		return n
	}
	steps := lifetest.Contracts(lifetest.Tender)
	for i := 0; waits(calltest.Officer) == 0; i++ {
		require.Less(t, i, len(steps))
		h.Play(steps[i : i+1])
		if waits(calltest.Officer) > 0 {
			h.Play([]lifetest.Step{{
				At: steps[i].At.Add(time.Minute), Stream: calltest.Stream, By: calltest.Head,
				Command: call.ReplaceRole{Role: law.Officer, Person: calltest.Officer, By: calltest.Stranger, Why: "leave"},
			}})
			break
		}
	}
	require.Zero(t, owed(calltest.Officer))
	require.Zero(t, waits(calltest.Officer))
	require.Positive(t, owed(calltest.Stranger))
	require.Positive(t, waits(calltest.Stranger))
}
