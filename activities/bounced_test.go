package activities_test

import (
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/dispatch"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/twinning"
)

// A letter that came back is an obligation of the officers as one that was refused is, and once the address is corrected, both go again, once.
func TestLettersThatDidNotComeGoAgainOnceTheAddressIsCorrected(t *testing.T) {
	t.Parallel()
	h := lifetest.New(t, lifetest.Options{})
	var steps []lifetest.Step
	for _, s := range lifetest.Year() {
		if s.At.After(lifetest.Book().Dates.Start.AddDays(10).Start(time.UTC)) {
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
	require.Zero(t, deliver(t, h).Letters)
	contact := calltest.Contact(lifetest.Tender)
	first := letterTo(t, h, contact, "")
	refused := letterTo(t, h, contact, first)
	refuse(t, h, lifetest.Stream, `{"letter":"`+refused+`","why":"person-not-taken"}`)
	do := func(c law.Command) {
		h.PlayAll([]lifetest.Step{{Stream: lifetest.Stream, By: calltest.Officer, Command: c}})
	}
	do(twinning.ReportBounce{Letter: first, Status: "5.1.1"})
	look := func() (told int) {
		u := &dispatch.Unreached{Ledger: h.Ledger, Folder: h.Folder, Store: h.Store, Log: slog.New(slog.DiscardHandler)}
		for range 3 { // one note to a tender waits for its answer at a time
			n, err := u.Look(t.Context())
			require.NoError(t, err)
			told += n
			h.Judge(lifetest.Stream)
		}
		return told
	}
	require.Equal(t, 1, look(), "one for both letters of the person")
	is := stands(t, h)
	require.Len(t, is.Unreached, 1)
	require.Equal(t, contact, is.Unreached[0].To)
	o, _ := obligation.Find(is.Obligations, "unreached-1")
	require.True(t, o.Open())

	before := len(folded(t, h).Promised)
	do(twinning.SettleUnreached{Number: 1, How: twinning.ReachedCorrected, Again: true})
	require.Equal(t, 1, look())
	require.Zero(t, look(), "once, whoever leads")
	all := folded(t, h).Promised
	template := func(id string) string {
		return all[slices.IndexFunc(all, func(p law.Promised) bool { return p.ID == id })].Template
	}
	var again []string
	for _, p := range all[before:] {
		require.Equal(t, contact, p.To)
		again = append(again, p.Template)
	}
	require.ElementsMatch(t, []string{template(first), template(refused)}, again)
	require.Zero(t, deliver(t, h).Letters, "and they go")
}
