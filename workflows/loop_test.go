package workflows_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/workflow"

	"twinning.example/engine/internal/life"
)

var day0 = time.Date(2019, 6, 10, 10, 0, 0, 0, time.UTC)

const day = 24 * time.Hour

// waits is a life that stands at a version and waits for a moment so many days from the start.
func waits(version int64, days int, now time.Time) life.Now {
	moment := day0.Add(time.Duration(days) * day)
	return life.Now{Version: version, Judged: version, Stage: "active", Wakes: true, Moment: moment, WakeAfter: moment.Sub(now)}
}

func over(version int64) life.Now {
	return life.Now{Version: version, Judged: version, Stage: "over", Over: true}
}

func TestThereIsOneTimerAndItIsReplacedOnlyWhenTheMomentHasMoved(t *testing.T) {
	t.Parallel()
	s := newStub(t)
	s.execute = func(n int) (life.Now, error) {
		switch {
		case n <= 5: // four commands that leave the moment where it is
			return waits(int64(n), 30, s.Now()), nil
		case n == 6: // one that moves it
			return waits(6, 40, s.Now()), nil
		}
		return over(7), nil
	}
	for n := range 5 {
		s.bring(time.Duration(n+1)*day, int64(n+1))
	}
	s.run(t)
	require.Equal(t, []time.Duration{30 * day, 35 * day}, s.timers)
	require.Equal(t, 1, s.cancelled)
	require.Equal(t, 1, s.fired)
	require.Equal(t, 7, s.executes)
}

func TestATimerThatRingsAndChangesNothingWaitsAtLeastAMinute(t *testing.T) {
	t.Parallel()
	s := newStub(t)
	s.execute = func(n int) (life.Now, error) {
		if n == 6 {
			return over(2), nil
		}
		now := waits(1, 1, s.Now())
		now.WakeAfter = 3 * time.Millisecond
		return now, nil
	}
	s.run(t)
	require.Equal(t, []time.Duration{3 * time.Millisecond, time.Minute, time.Minute, time.Minute, time.Minute}, s.timers)
}

func TestAJudgeThatFailsLocallyGoesOnAsARegularActivityAndNeverFailsTheLife(t *testing.T) {
	t.Parallel()
	s := newStub(t)
	s.execute = func(n int) (life.Now, error) {
		if n <= 8 { // three local attempts, and five of the regular activity
			return life.Now{}, errors.New("the database is away")
		}
		return over(1), nil
	}
	s.run(t)
	require.Equal(t, 3, s.locals)
	require.Equal(t, 6, s.regulars)
}

func TestAMomentThatACommandHasMovedJustAsItsTimerRangIsNotJudgedTwice(t *testing.T) {
	t.Parallel()
	s := newStub(t)
	s.takes = time.Second
	s.execute = func(n int) (life.Now, error) {
		switch n {
		case 1:
			return waits(1, 2, s.Now()), nil
		case 2: // brought half a second before the timer rings, judged half a second after
			return waits(2, 9, s.Now()), nil
		}
		return over(3), nil
	}
	s.bring(2*day-500*time.Millisecond, 1)
	s.run(t)
	require.Equal(t, 3, s.executes)
	require.Len(t, s.timers, 2)
}

func TestAWordThatComesAfterWhatItSpeaksOfWasJudgedAsksNobody(t *testing.T) {
	t.Parallel()
	s := newStub(t)
	s.execute = func(n int) (life.Now, error) {
		if n == 2 {
			return over(9), nil
		}
		now := waits(5, 30, s.Now())
		now.Judged = 100
		return now, nil
	}
	s.bring(day, 99)
	s.bring(2*day, 100)
	s.run(t)
	require.Equal(t, 2, s.executes)
	require.Equal(t, 2, s.answered, "both words are answered")
}

func TestALowerVersionNeverTakesThePlaceOfAHigherOne(t *testing.T) {
	t.Parallel()
	s := newStub(t)
	s.execute = func(n int) (life.Now, error) {
		switch n {
		case 1:
			return waits(5, 10, s.Now()), nil
		case 2:
			return over(4), nil // by a worker whose sight is older
		}
		return over(6), nil
	}
	s.bring(day, 7)
	s.run(t)
	require.Equal(t, 3, s.executes)
	require.Equal(t, []time.Duration{10 * day}, s.timers)
}

func TestOnceALifeIsOverNothingIsAwaitedAndItsHistoryIsKept(t *testing.T) {
	t.Parallel()
	s := newStub(t)
	s.execute = func(int) (life.Now, error) { return over(3), nil }
	s.run(t)
	require.Empty(t, s.timers)
	require.Equal(t, 1, s.executes)
	require.Equal(t, []string{s.runID}, s.kept)
	require.Zero(t, s.delivers)
}

func TestACommandThatComesWhileTheHistoryIsKeptIsStillJudged(t *testing.T) {
	t.Parallel()
	s := newStub(t)
	s.keepTakes = time.Hour
	s.execute = func(n int) (life.Now, error) {
		if n == 2 {
			return waits(2, 5, s.Now()), nil
		}
		return over(int64(n)), nil
	}
	s.bring(30*time.Minute, 5)
	s.run(t)
	require.Equal(t, 3, s.executes)
	require.Equal(t, 1, s.answered)
	require.Equal(t, []string{s.runID, s.runID}, s.kept, "what it has become since is kept too")
}

func TestARunEndsForAnotherOnlyWhenNobodyIsInTheMiddleOfSomething(t *testing.T) {
	t.Parallel()
	s := newStub(t)
	s.takes = time.Second
	s.execute = func(n int) (life.Now, error) {
		now := waits(int64(n), 30, s.Now())
		now.Letters = n - 1
		return now, nil
	}
	s.deliverTakes = time.Hour
	s.deliver = func(int) life.Left { return life.Left{Version: 2} }
	s.bring(day, 5)
	s.env.RegisterDelayedCallback(func() { s.env.SetContinueAsNewSuggested(true) }, day+time.Minute)
	s.env.ExecuteWorkflow(s.name, life.Input{Stream: "twinning/T/AAAAAA"})
	var again *workflow.ContinueAsNewError
	require.ErrorAs(t, s.env.GetWorkflowError(), &again)
	require.Equal(t, 1, s.answered, "the handler has finished")
	require.Equal(t, 1, s.delivers, "and the letters were delivered")
	require.Equal(t, "Twinning", again.WorkflowType.Name)
	var in life.Input
	require.NoError(t, s.decode(again.Input, &in))
	require.Equal(t, life.Input{Stream: "twinning/T/AAAAAA", Ended: s.runID}, in)
	require.Empty(t, s.kept, "it is the next run that keeps the history")
}

func TestTheNextRunKeepsTheHistoryOfTheLastBesideItsWork(t *testing.T) {
	t.Parallel()
	s := newStub(t)
	s.keepTakes = 10 * day
	s.execute = func(n int) (life.Now, error) {
		if n == 3 {
			return over(3), nil
		}
		return waits(int64(n), 5, s.Now()), nil
	}
	s.bring(day, 5)
	s.in.Ended = "run-before"
	s.run(t)
	require.Equal(t, []string{"run-before", s.runID}, s.kept)
	require.Equal(t, []time.Duration{5 * day}, s.timers, "it waited for its moment all the while")
	require.Equal(t, 1, s.answered)
}

func TestALifeThatIsOverEndsOnlyWhenTheHistoryOfTheRunBeforeIsKept(t *testing.T) {
	t.Parallel()
	s := newStub(t)
	s.keepTakes = day
	s.execute = func(int) (life.Now, error) { return over(1), nil }
	s.in.Ended = "run-before"
	s.run(t)
	require.Equal(t, []string{"run-before", s.runID}, s.kept)
	require.Equal(t, 2*day, s.Now().Sub(day0))
}
