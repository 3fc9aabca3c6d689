package query_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/reads"
	"twinning.example/engine/internal/views"
)

type readers struct{ list []reads.Read }

func (r *readers) Record(_ context.Context, is reads.Read) error {
	r.list = append(r.list, is)
	return nil
}

// What the staff and auditors read of the year of a twinning is recorded, part by part; what its own party reads is not.
func TestWhoReadsOfTheYearOfATwinningIsRecordedUnlessItIsTheirOwn(t *testing.T) {
	t.Parallel()
	h := lifetest.New(t, lifetest.Options{})
	steps := lifetest.Year()
	h.Play(slices.DeleteFunc(steps, func(s lifetest.Step) bool { return !s.At.Before(time.Date(2019, 12, 5, 0, 0, 0, 0, time.UTC)) }))
	log := &readers{}
	q := query.Over(h.Ledger, people.NewDirectory(h.Ledger), func(context.Context) (*views.Store, error) { return h.Store, nil }).Recording(log)
	const expense = "e1"
	for what, ask := range map[string]func(access.Viewer) error{
		"expense " + expense: func(v access.Viewer) error { _, err := q.Claim(t.Context(), v, lifetest.Stream, expense); return err },
		"recoveries":         func(v access.Viewer) error { _, err := q.Recoveries(t.Context(), v, lifetest.Stream); return err },
		"closure":            func(v access.Viewer) error { _, err := q.Closure(t.Context(), v, lifetest.Stream); return err },
		"amendments":         func(v access.Viewer) error { _, err := q.Amendments(t.Context(), v, lifetest.Stream); return err },
	} {
		for person, rule := range map[string]string{calltest.Officer: "staff", calltest.Contact(lifetest.Tender): ""} {
			log.list = nil
			require.NoError(t, ask(access.As(person)), what)
			if rule == "" {
				require.Empty(t, log.list, "%s, by its own party", what)
				continue
			}
			require.Equal(t, []reads.Read{{Person: person, Stream: lifetest.Stream, What: what, Rule: rule}}, log.list, what)
		}
		log.list = nil
		require.Error(t, ask(access.As(calltest.Stranger)), what)
		require.Empty(t, log.list, "who is refused has read nothing")
	}
}
