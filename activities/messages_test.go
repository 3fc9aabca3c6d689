package activities_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/twinning"
)

// silent is a law that cannot say what a withdrawal means for other lives.
type silent struct{ law.Law }

func (l silent) Messages(s law.State, e law.Event) []law.Message {
	if _, is := e.(twinning.TenderWithdrawn); is {
		panic("nobody knows")
	}
	return l.Law.Messages(s, e)
}

// withdraws plays a tender that is awarded and then withdrawn, and returns the
// events of its last answer with their bodies.
func withdraws(t *testing.T, h *lifetest.House) ([]ledger.Event, [][]byte) {
	t.Helper()
	steps := lifetest.Year()
	last := slices.IndexFunc(steps, func(s lifetest.Step) bool { _, is := s.Command.(call.ReleaseAward); return is })
	h.Play(steps[:last+1])
	size, err := h.Ledger.Size(t.Context())
	require.NoError(t, err)
	h.Until(steps[last].At.AddDate(0, 0, 1))
	h.Receive(lifetest.Step{Stream: lifetest.Stream, By: calltest.Contact(lifetest.Tender), Command: twinning.WithdrawTender{Reason: "no time"}})
	h.Judge(lifetest.Stream)
	events, err := h.Ledger.Read(t.Context(), ledger.Query{Stream: lifetest.Stream, From: size})
	require.NoError(t, err)
	events = slices.DeleteFunc(events, func(e ledger.Event) bool { return e.Command == "" })
	bodies, err := h.Ledger.OpenBodies(t.Context(), events)
	require.NoError(t, err)
	return events, bodies
}

func TestWhatAFactMeansForOtherLivesIsStoredInItsBodyAndSealedWithIt(t *testing.T) {
	t.Parallel()
	h := lifetest.New(t, lifetest.Options{})
	events, bodies := withdraws(t, h)
	require.Len(t, events, 1)
	require.Equal(t, twinning.TenderWithdrawn{}.Kind(), events[0].Kind)
	require.True(t, events[0].Sealed())
	require.NotContains(t, string(events[0].Stored), "free-budget")
	messages, err := law.ReadMessages(bodies[0])
	require.NoError(t, err)
	require.Len(t, messages, 2)

	require.Equal(t, []string{calltest.Stream}, h.Relay())
	inbox, err := h.Ledger.Read(t.Context(), ledger.Query{Stream: life.Inbox(calltest.Stream), From: events[0].Position})
	require.NoError(t, err)
	require.Len(t, inbox, 2)
	for n, e := range inbox {
		require.Equal(t, fmt.Sprintf("%d/%d", events[0].Position, n), e.Command)
		body, err := h.Ledger.Body(t.Context(), e)
		require.NoError(t, err)
		require.Equal(t, fmt.Sprintf(`{"kind":%q,"command":%s}`, messages[n].Kind, messages[n].Body), string(body))
	}
}

func TestAFactWhoseMeaningCannotBeSaidIsNotRecorded(t *testing.T) {
	t.Parallel()
	h := lifetest.New(t, lifetest.Options{})
	h.Folder.Laws = func(stream string) (law.Law, bool) {
		l, ok := lives.Law(stream)
		return silent{l}, ok
	}
	events, _ := withdraws(t, h)
	require.Len(t, events, 1)
	require.Equal(t, law.CommandUnjudged{}.Kind(), events[0].Kind)
}
