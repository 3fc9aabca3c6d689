package activities_test

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/dispatch"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/letters"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/twinning"
	"twinning.example/engine/internal/views"
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
	refused := countOf(t, h, law.CommandRefused{}.Kind())
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
	is := stands(t, h)
	require.Len(t, is.Unreached, 1)
	require.Equal(t, calltest.Contact(lifetest.Tender), is.Unreached[0].To)
	o, _ := obligation.Find(is.Obligations, "unreached-1")
	require.True(t, o.Open())
	require.Equal(t, []string{calltest.Officer}, o.Who)
	received := len(kinds(t, h, life.Inbox(lifetest.Stream)))
	_, err = missed().Look(t.Context())
	require.NoError(t, err)
	require.Len(t, kinds(t, h, life.Inbox(lifetest.Stream)), received, "nobody is told again")
	require.Equal(t, refused, countOf(t, h, law.CommandRefused{}.Kind()), "one note for several letters of a person")

	// Once the person was reached, letters of before come back with no other worker, even with one that reads them all anew.
	h.PlayAll([]lifetest.Step{{Stream: lifetest.Stream, By: calltest.Officer, Command: twinning.SettleUnreached{Number: 1, How: twinning.ReachedCorrected}}})
	require.NoError(t, h.Store.Move(t.Context(), views.UnreachedPlace, 0))
	told, err = missed().Look(t.Context())
	require.NoError(t, err)
	require.Zero(t, told)

	// A letter that is refused after that is another matter.
	refuse(t, h, lifetest.Stream, `{"letter":"`+letterTo(t, h, calltest.Contact(lifetest.Tender), is.Unreached[0].Letter)+`","why":"person-not-taken"}`)
	told, err = missed().Look(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, told)
	h.Judge(lifetest.Stream)
	require.Len(t, stands(t, h).Unreached, 2)
}

// One letter of which nobody can be told holds up no other one, and is not passed; a letter that cannot be written is no matter of its person.
func TestALetterThatCannotBeReadHoldsUpNoOther(t *testing.T) {
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
	for range 3 {
		refuse(t, h, strings.Replace(lifetest.Stream, "AAAAAA", "BBBBBB", 1), `{"letter":7}`)
	}
	refuse(t, h, lifetest.Stream, `{"letter":"`+letterTo(t, h, calltest.Signatory(lifetest.Tender), "")+`","why":"unwritable"}`)
	before, err := h.Ledger.Size(t.Context())
	require.NoError(t, err)
	refuse(t, h, lifetest.Stream, `{"letter":"`+letterTo(t, h, calltest.Contact(lifetest.Tender), "")+`","why":"person-not-taken"}`)
	told, err := (&dispatch.Unreached{Ledger: h.Ledger, Folder: h.Folder, Store: h.Store, Log: slog.New(slog.DiscardHandler)}).Look(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, told)
	h.Judge(lifetest.Stream)
	require.Len(t, stands(t, h).Unreached, 1)
	require.Equal(t, calltest.Contact(lifetest.Tender), stands(t, h).Unreached[0].To, "the other letter is seen to by operators")
	place, err := h.Store.Place(t.Context(), views.UnreachedPlace)
	require.NoError(t, err)
	require.Less(t, place, before, "the letter that cannot be read is looked at again")
}

func stands(t *testing.T, h *lifetest.House) twinning.Twinning {
	t.Helper()
	is, _ := folded(t, h).State.(twinning.Twinning)
	return is
}

func countOf(t *testing.T, h *lifetest.House, kind string) (n int) {
	t.Helper()
	for _, k := range kinds(t, h, lifetest.Stream) {
		if k == kind {
			n++
		}
	}
	return n
}

func folded(t *testing.T, h *lifetest.House) (is state.Folded) {
	t.Helper()
	require.NoError(t, h.Ledger.Snapshot(t.Context(), func(ctx context.Context, from ledger.Snapshot) (err error) {
		is, err = h.Folder.Fold(ctx, from, lifetest.Stream)
		return err
	}))
	return is
}

// letterTo is a letter to a person, other than that one.
func letterTo(t *testing.T, h *lifetest.House, person, other string) string {
	t.Helper()
	all := folded(t, h).Promised
	i := slices.IndexFunc(all, func(p law.Promised) bool { return p.To == person && p.ID != other })
	require.GreaterOrEqual(t, i, 0)
	return all[i].ID
}

// refuse records that a mail server did not take a letter.
func refuse(t *testing.T, h *lifetest.House, stream, body string) {
	t.Helper()
	_, err := h.Ledger.Append(t.Context(), ledger.Request{
		Stream: life.Letters(stream), Expect: ledger.Any, Seen: -1, Drafts: []ledger.Draft{{Kind: law.LetterRefused{}.Kind(), Body: []byte(body)}},
	})
	require.NoError(t, err)
}
