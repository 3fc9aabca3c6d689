package query_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
	"twinning.example/engine/internal/views"
)

// A list narrows by tables what each tender would be asked for by itself: nobody may miss a tender by that, or be
// shown one more, at any time of a call.
func TestAListOfTendersIsThatOfEachTenderAskedByItselfForEverybodyAtEveryStep(t *testing.T) {
	t.Parallel()
	h := lifetest.Played(t, lifetest.Options{}, []string{calltest.Stranger}, nil)
	q := query.Over(h.Ledger, people.NewDirectory(h.Ledger), func(context.Context) (*views.Store, error) { return h.Store, nil })
	other := lifetest.Crowd(1)[0]
	viewers := []access.Viewer{{}, access.Operator}
	for _, id := range []string{
		calltest.Officer, calltest.Head, calltest.Auditor, calltest.Stranger, calltest.Ada, calltest.Ben, calltest.Cleo, calltest.Procurer, calltest.Payer,
		calltest.Contact(lifetest.Tender), calltest.Contact(other), calltest.Signatory(other),
	} {
		viewers = append(viewers, access.As(id))
	}
	if testing.Short() {
		viewers = slices.DeleteFunc(viewers, func(v access.Viewer) bool {
			return !slices.Contains([]string{"", calltest.Officer, calltest.Stranger, calltest.Ada, calltest.Contact(lifetest.Tender), calltest.Contact(other)}, v.Person)
		})
	}
	// later records so much else that nothing of the tenders is among what was recorded last, and the dispatcher has seen it.
	later := func() {
		drafts := make([]ledger.Draft, 2100)
		for i := range drafts {
			drafts[i] = ledger.Draft{Kind: "noted.v1", Body: []byte("{}")}
		}
		_, err := h.Ledger.Append(t.Context(), ledger.Request{Stream: "elsewhere/A", Expect: ledger.Any, Seen: -1, Drafts: drafts})
		require.NoError(t, err)
		size, err := h.Ledger.Size(t.Context())
		require.NoError(t, err)
		require.NoError(t, h.Store.Move(t.Context(), views.DispatcherPlace, size))
	}
	some, found := 0, 0
	step, thin := 0, testing.Short()
	compare := func(when string) {
		t.Helper()
		step++
		for n, v := range viewers {
			if thin && (n+step)%3 != 0 { // each at every third step, the others at the next ones
				continue
			}
			want, err := q.EveryTender(t.Context(), v)
			require.NoError(t, err)
			got, err := q.Tenders(t.Context(), v, "")
			require.NoError(t, err)
			require.Equal(t, want, got, "%v %s", v, when)
			var paged []query.TenderRow
			for after := ""; ; {
				page, err := q.TendersPage(t.Context(), v, "", after, 1)
				require.NoError(t, err)
				require.LessOrEqual(t, len(page.Items), 1)
				paged = append(paged, page.Items...)
				if after = page.Next; after == "" {
					break
				}
			}
			require.Len(t, paged, len(want), "%v %s", v, when)
			for _, reference := range []string{lifetest.Tender, other} {
				one, err := q.TenderRows(t.Context(), v, reference)
				require.NoError(t, err)
				require.Equal(t, slices.DeleteFunc(slices.Clone(want), func(r query.TenderRow) bool { return r.Reference != reference }), one, "%v %s", v, when)
			}
			some += len(got)

			awarded := slices.DeleteFunc(slices.Clone(want), func(r query.TenderRow) bool { return r.Outcome == nil || r.Outcome.Verdict != call.Awarded })
			paged = []query.TenderRow{}
			for after := ""; ; {
				page, err := q.Awarded(t.Context(), v, after, 1)
				require.NoError(t, err)
				require.LessOrEqual(t, len(page.Items), 1)
				paged = append(paged, page.Items...)
				if after = page.Next; after == "" {
					break
				}
			}
			require.Equal(t, awarded, paged, "%v %s", v, when)
			for _, words := range [][]string{{"sample"}, {strings.ToLower(lifetest.Tender[:len(lifetest.Tender)-2])}, {"DHE", "sample"}, {"nothing-like-this"}} {
				is, err := q.FindTenders(t.Context(), v, words, 10)
				require.NoError(t, err)
				require.True(t, is.Whole)
				require.ElementsMatch(t, slices.DeleteFunc(slices.Clone(want), func(r query.TenderRow) bool { return !query.Matches(words, r.Reference, r.Title) }), is.Rows, "%v %s %s", v, when, words)
				found += len(is.Rows)
				few, err := q.FindTenders(t.Context(), v, words, 1)
				require.NoError(t, err)
				require.Len(t, few.Rows, min(1, len(is.Rows)))
				require.True(t, len(is.Rows) < 2 || !few.Whole)
			}
			own, err := q.OwnTenders(t.Context(), v)
			require.NoError(t, err)
			for _, r := range want {
				is, err := q.Tender(t.Context(), v, r.Reference)
				require.NoError(t, err)
				if is.Tender != nil && v.Person != "" && (is.Tender.Contact == v.Person || is.Tender.Signatory == v.Person) {
					require.Contains(t, own, r, "%v %s", v, when)
				}
			}
			if v == access.As(calltest.Head) && strings.Contains(when, " of ") {
				require.Empty(t, own, "a role in the call is no part in a tender")
			}
		}
	}
	steps := lifetest.Contracts(lifetest.Tender, other)
	for i, s := range steps {
		h.Play([]lifetest.Step{s})
		if i%3 == 0 && (!testing.Short() || i%4 == 0) {
			later()
		}
		compare(s.Command.Kind() + " of " + s.Stream)
	}
	require.Positive(t, found)
	require.Positive(t, some)
	thin = false

	t.Run("a row that says nothing of people hides nothing", func(t *testing.T) {
		_, err := h.Store.Pool().Exec(t.Context(), `UPDATE views.lives SET people = NULL`)
		require.NoError(t, err)
		later()
		compare("without people")
	})
	t.Run("a tender of which nothing is judged is listed", func(t *testing.T) {
		waits := calltest.Reference + "-WWWWWW"
		h.Receive(lifetest.Step{At: steps[len(steps)-1].At.Add(time.Hour), Stream: law.TwinningStream(waits), By: calltest.Stranger, Command: twinning.SubmitTender{Tender: calltest.Tender(waits)}})
		compare("while it waits")
	})
}
