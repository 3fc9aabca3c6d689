package chaos

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestThreeHundredCommandsToOneLifeAtOnceAreAllAnsweredWithinFiveSeconds(t *testing.T) {
	inFull(t)
	h := realTime.enter(t) // beside no other test: it is timed
	c := h.opens(t, h.now(t).Add(24*time.Hour))
	first := c.submits(0, "40000.00")
	h.do(t, first.stream, first.as, first.command)
	wishes := make([]wish, 300)
	for i := range wishes {
		wishes[i] = first
	}
	for attempt := 0; ; attempt++ {
		began := time.Now()
		receipts := h.race(t, 30*time.Second, wishes...)
		took := time.Since(began)
		require.Equal(t, len(wishes), count(receipts, "done"), codes(receipts))
		t.Logf("300 commands to one life, all answered after %s (load %.1f)", took.Round(time.Millisecond), load())
		if took > 5*time.Second && attempt == 0 && load() > 6 {
			continue // others are at work on this machine
		}
		require.Less(t, took, 5*time.Second)
		break
	}
	h.keptItsPromises(t)
}
