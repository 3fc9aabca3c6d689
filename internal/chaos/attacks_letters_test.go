package chaos

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/door"
)

// The README says when a letter goes twice: only if whoever handed it over could not record that it was taken. Each letter is in a life of its
// own, and all are held up when somebody dies.
func TestALetterGoesTwiceOnlyIfItWasTakenAndThatCouldNotBeRecorded(t *testing.T) {
	inFull(t)
	h := inRealTime(t)
	c := h.opens(t, h.now(t).Add(24*time.Hour))
	m := h.mails(t)
	victims := []string{worker, "the mail server"}
	if long {
		victims = append(victims, postgres)
	}
	n := 0
	for range times(1, 10) {
		for _, victim := range victims {
			type held struct {
				*hold
				w wish
			}
			var letters []held
			for _, point := range []string{atItsBegin, atItsEnd, atItsReceipt} {
				w := c.submits(n, "40000.00")
				n++
				l := held{m.hold(point), w}
				r, err := h.send(t.Context(), door.Request{Stream: w.stream, Command: w.command, As: w.as, Begins: true, Wait: 20 * time.Second})
				require.NoError(t, err)
				require.Equal(t, door.Done, r.Status)
				l.reached(t)
				letters = append(letters, l)
			}
			switch victim {
			case worker:
				h.kill(worker)
			case postgres:
				h.takeAway(t, postgres)
			default:
				m.kill()
			}
			for _, l := range letters {
				l.goOn <- victim == postgres
			}
			switch victim {
			case postgres:
				time.Sleep(200 * time.Millisecond) // time itself: it is away for a while
				h.bringBack(t, postgres)
			case worker:
			default:
				m.start(t)
			}
			h.up(t)
			for _, l := range letters { // what was left alone for a while goes with the next letter of its life
				h.do(t, l.w.stream, l.w.as, l.w.command)
			}
			h.rests(t, 3*time.Minute)
			arrived := h.arrived(t)
			for _, l := range letters {
				copies, doubts := h.copies(t, l.w.stream, arrived)
				t.Logf("%s died with a letter held %s: it came %d times, %d times in doubt", victim, l.point, copies, doubts)
				switch {
				case l.point != atItsReceipt:
					require.Equal(t, 1, copies, "%s died, and a letter that was not taken went twice: %s", victim, l.point)
				case victim == postgres:
					require.LessOrEqual(t, copies, 1+doubts)
				default:
					require.Equal(t, 2, copies, "%s died before anybody heard that the letter was kept", victim)
					require.Equal(t, 1, doubts, "and the record says so")
				}
			}
		}
	}
	h.keptItsPromises(t)
}

// copies says how often the first letter of a life came, and how often it was in doubt.
func (h *house) copies(t *testing.T, stream string, arrived map[string]int) (copies, doubts int) {
	t.Helper()
	steps, said, err := h.read(t.Context(), stream+"/letters")
	require.NoError(t, err)
	for i, e := range steps {
		step := parse[struct {
			Letter    string
			MessageID string `json:"message_id"`
		}](t, said[i])
		switch first := "1/0"; {
		case step.Letter != first:
		case e.Kind == "letter-sending.v1":
			copies = arrived[step.MessageID]
		case e.Kind == "letter-in-doubt.v1":
			doubts++
		}
	}
	require.Positive(t, copies, fmt.Sprintf("the first letter of %s never came", stream))
	return copies, doubts
}
