package main

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/enums/v1"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/letters"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/lifetest"
)

// A letter is sent within the workflow task that promised it. Where the mail server takes its time over one, people are answered all the same, and
// no second worker begins it.
func TestALifeAnswersWhileTheMailServerTakesItsTimeOverALetter(t *testing.T) {
	t.Parallel()
	r := newRig(t, lifetest.Options{Rate: pacing})
	taken, release := make(chan struct{}), make(chan struct{})
	var first sync.Once
	r.Post.Fault = func(string) letters.Fate {
		first.Do(func() {
			close(taken)
			<-release
		})
		return ""
	}
	r.work(nil)
	r.work(nil) // another worker, which would take a letter that nobody seems to send
	script := lifetest.Paths()["withdrawn"]
	steps := r.begin(script)
	r.jump(steps[0].At)
	r.submit(steps[0])
	select {
	case <-taken:
	case <-time.After(30 * time.Second):
		t.Fatal("no letter went out")
	}
	r.jump(steps[1].At)
	r.submit(steps[1]) // waits for its answer
	close(release)
	for _, s := range steps[2:] {
		r.jump(s.At)
		r.submit(s)
	}
	r.leap(script)
	h := r.ended(lifetest.Stream)
	r.check(lifetest.Stream)
	for _, e := range h.Events {
		require.NotEqual(t, enums.EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT, e.EventType)
	}
	require.Contains(t, summaries(t, h)[enums.EVENT_TYPE_MARKER_RECORDED], "letters: ", "it was sent within a workflow task")
	doubts, err := r.Ledger.Read(t.Context(), ledger.Query{Stream: life.Letters(lifetest.Stream), Kinds: []string{law.LetterInDoubt{}.Kind()}})
	require.NoError(t, err)
	require.Empty(t, doubts)
	record(t, "letters-within", h)
}
