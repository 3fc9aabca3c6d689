package workflows_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/life"
)

func TestLettersPromisedWhileOthersAreOnTheirWayAreDeliveredToo(t *testing.T) {
	t.Parallel()
	s := newStub(t)
	s.execute = func(n int) (life.Now, error) {
		if n == 3 {
			return over(2), nil
		}
		now := waits(int64(n), 30, s.Now())
		now.Letters = n
		return now, nil
	}
	s.deliverTakes = time.Hour
	s.deliver = func(n int) life.Left { return life.Left{Version: int64(n)} } // the first has not seen what the second promised
	s.bring(30*time.Minute, 5)
	s.run(t)
	require.Equal(t, 2, s.delivers)
}

func TestALifeThatIsOverStillSendsItsLetters(t *testing.T) {
	t.Parallel()
	s := newStub(t)
	s.execute = func(int) (life.Now, error) {
		now := over(4)
		now.Letters = 2
		return now, nil
	}
	s.deliver = func(n int) life.Left {
		if n == 1 {
			return life.Left{Letters: 1, Version: 4, RetryAfter: time.Minute}
		}
		return life.Left{Version: 4}
	}
	s.run(t)
	require.Equal(t, 2, s.delivers)
	require.Equal(t, []time.Duration{time.Minute}, s.timers)
	require.Len(t, s.kept, 1)
}

func TestLettersThatCannotBeSentAreLeftAloneLongerAndLonger(t *testing.T) {
	t.Parallel()
	s := newStub(t)
	s.execute = func(int) (life.Now, error) {
		now := over(4)
		now.Letters = 1
		return now, nil
	}
	s.deliver = func(n int) life.Left {
		if n <= 9 {
			return life.Left{Letters: 1, Version: 4, RetryAfter: time.Minute}
		}
		return life.Left{Version: 4}
	}
	s.run(t)
	var minutes []int
	for _, d := range s.timers {
		minutes = append(minutes, int(d/time.Minute))
	}
	require.Equal(t, []int{1, 2, 4, 8, 16, 32, 60, 60, 60}, minutes)
}

func TestANewLetterDoesNotWaitForOneThatCannotBeSent(t *testing.T) {
	t.Parallel()
	s := newStub(t)
	s.execute = func(n int) (life.Now, error) {
		if n == 3 {
			return over(3), nil
		}
		now := waits(int64(n), 2, s.Now())
		now.Letters = n
		return now, nil
	}
	var at []time.Duration
	s.deliver = func(n int) life.Left {
		at = append(at, s.Now().Sub(day0).Round(time.Second))
		if n == 2 {
			return life.Left{Version: 3}
		}
		return life.Left{Letters: 1, Version: int64(n), RetryAfter: time.Hour}
	}
	s.bring(10*time.Minute, 5)
	s.run(t)
	require.Equal(t, []time.Duration{0, 10 * time.Minute}, at)
}
