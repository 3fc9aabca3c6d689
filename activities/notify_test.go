package activities_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/letters"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/lifetest"
)

// contracted is a house in which the contract is in force, and no letter of the
// tender has been delivered.
func contracted(t *testing.T) *lifetest.House {
	t.Helper()
	h := lifetest.New(t, lifetest.Options{})
	until(t, h, time.Date(2019, 7, 24, 0, 0, 0, 0, time.UTC))
	return h
}

func deliver(t *testing.T, h *lifetest.House) life.Left {
	t.Helper()
	left, err := h.Activities.Notify(t.Context(), life.NotifyInput{Stream: lifetest.Stream})
	require.NoError(t, err)
	return left
}

func TestAMailServerThatIsAwayLeavesEveryLetterForLater(t *testing.T) {
	t.Parallel()
	h := contracted(t)
	h.Post.Away(true)
	left := deliver(t, h)
	require.Equal(t, 11, left.Letters)
	require.Positive(t, left.RetryAfter)
	require.Empty(t, kinds(t, h, life.Letters(lifetest.Stream)), "nothing was tried")
	h.Post.Away(false)
	left = deliver(t, h)
	require.Zero(t, left.Letters)
	require.Zero(t, left.RetryAfter)
	require.Len(t, h.Post.Sent(), 11)
	require.Zero(t, deliver(t, h).Letters)
	require.Len(t, h.Post.Sent(), 11, "nothing goes twice")
}

func TestOneFullMailboxHoldsUpNobodyElsesLetters(t *testing.T) {
	t.Parallel()
	h := contracted(t)
	h.Post.Fault = func(to string) letters.Fate {
		if strings.HasPrefix(to, calltest.Contact(lifetest.Tender)+"@") {
			return letters.Deferred
		}
		return ""
	}
	left := deliver(t, h)
	require.Equal(t, 4, left.Letters, "those to the contact")
	require.Positive(t, left.RetryAfter)
	require.Len(t, h.Post.Sent(), 7)
	h.Post.Fault = nil
	left = deliver(t, h)
	require.Zero(t, left.Letters)
	require.Len(t, h.Post.Sent(), 11)
}

func TestALetterInDoubtIsSentAgainAsTheSameMessage(t *testing.T) {
	t.Parallel()
	h := contracted(t)
	h.Post.Fault = func(string) letters.Fate { return letters.InDoubt }
	require.Equal(t, 11, deliver(t, h).Letters)
	h.Post.Fault = nil
	deliver(t, h)
	seen := map[string]bool{}
	for _, m := range h.Post.Sent() {
		require.False(t, seen[m.MessageID], "two letters are one message")
		seen[m.MessageID] = true
	}
	require.Len(t, seen, 11)
}
