package activities_test

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/testsuite"

	"twinning.example/engine/activities"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/letters"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/lifetest"
)

// within has letters sent as a local activity, within a workflow task.
func within(t *testing.T, a *activities.Activities) (left life.Left, err error) {
	t.Helper()
	var suite testsuite.WorkflowTestSuite
	env := suite.NewTestActivityEnvironment()
	said, err := env.ExecuteLocalActivity(a.Notify, life.NotifyInput{Stream: lifetest.Stream})
	if err == nil {
		require.NoError(t, said.Get(&left))
	}
	return left, err
}

// few tells whether a judgement has its letters sent within its workflow task.
func few(t *testing.T, h *lifetest.House) bool {
	t.Helper()
	now, err := h.Activities.Judge(t.Context(), life.JudgeInput{Stream: lifetest.Stream})
	require.NoError(t, err)
	return now.Few
}

func TestLettersAreLeftToAnActivityWhereTheMailServerIsAway(t *testing.T) {
	t.Parallel()
	h := contracted(t)
	h.Post.Away(true)
	_, err := within(t, h.Activities)
	require.ErrorContains(t, err, "left to an activity of their own")
	require.Empty(t, kinds(t, h, life.Letters(lifetest.Stream)), "nothing was tried")
	h.Post.Away(false)
	_, err = within(t, h.Activities)
	require.Error(t, err, "for a while it is taken for slow")
	require.Zero(t, deliver(t, h).Letters)
	require.False(t, few(t, h))
}

func TestASlowMailServerGetsOneLetterWithinAWorkflowTask(t *testing.T) {
	t.Parallel()
	h := contracted(t)
	require.False(t, few(t, h), "11 are not few")
	h.Post.Fault = func(string) letters.Fate {
		time.Sleep(2200 * time.Millisecond) // time itself: the server is slow
		return ""
	}
	left, err := within(t, h.Activities)
	require.NoError(t, err)
	require.Equal(t, 10, left.Letters, "no other was begun")
	require.Zero(t, left.RetryAfter, "an activity goes on at once")
	_, err = within(t, h.Activities)
	require.Error(t, err)
	h.Post.Fault = nil
	require.Zero(t, deliver(t, h).Letters)
}

// Letters of many lives at once leave most local activities of a worker to judgements.
func TestLettersOfManyLivesLeaveWorkersToJudge(t *testing.T) {
	t.Parallel()
	h := contracted(t)
	var ends []func()
	for {
		end, ok := activities.BeginWithin(h.Activities)
		if !ok {
			break
		}
		ends = append(ends, end)
	}
	require.Len(t, ends, 16)
	_, err := within(t, h.Activities)
	require.Error(t, err)
	for _, end := range ends {
		end()
	}
	left, err := within(t, h.Activities)
	require.NoError(t, err)
	require.Zero(t, left.Letters)
}

func TestALetterThatAnotherWorkerHasUnderWayIsWaitedFor(t *testing.T) {
	t.Parallel()
	h := contracted(t)
	begun, release := make(chan struct{}), make(chan struct{})
	var once sync.Once
	h.Post.Fault = func(string) letters.Fate {
		once.Do(func() {
			close(begun)
			<-release
		})
		return ""
	}
	first := make(chan error, 1)
	go func() {
		_, err := h.Activities.Notify(t.Context(), life.NotifyInput{Stream: lifetest.Stream})
		first <- err
	}()
	<-begun
	a := h.Activities
	other := &activities.Activities{
		Ledger: a.Ledger, Folder: a.Folder, Lives: a.Lives, Addresses: a.Addresses, Post: a.Post, Parking: a.Parking, Origin: a.Origin,
		Histories: a.Histories, HistoryStore: a.HistoryStore,
	}
	_, err := within(t, other)
	require.ErrorContains(t, err, "left to an activity of their own")
	time.AfterFunc(time.Second, func() { close(release) })
	left, err := other.Notify(t.Context(), life.NotifyInput{Stream: lifetest.Stream})
	require.NoError(t, err)
	require.Zero(t, left.Letters)
	require.NoError(t, <-first)
	require.Len(t, h.Post.Sent(), 11)
	require.NotContains(t, kinds(t, h, life.Letters(lifetest.Stream)), law.LetterInDoubt{}.Kind())
}
