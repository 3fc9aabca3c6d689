package workflows_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/lifetest"
)

var (
	ofTheTender = strings.Fields("submitted eligible evaluated awarded contracted active reporting closed retained over")
	ofTheCall   = strings.Fields("drafted published open shut opened evaluating decided running finished")
)

// checkYear is sure of what the script of the year leads to, however it was played.
func (p *played) checkYear() {
	p.t.Helper()
	require.Equal(p.t, len(p.steps), p.next)
	if p.stream == calltest.Stream {
		n := p.house.Check(calltest.Stream)
		require.Equal(p.t, ofTheCall, n.Stages)
		return
	}
	n := p.house.Check(lifetest.Stream)
	require.Equal(p.t, ofTheTender, n.Stages)
	require.Equal(p.t, lifetest.Tally{Commands: lifetest.Commands, Moments: lifetest.Moments, Letters: lifetest.Letters, Stages: n.Stages}, n)
	require.Len(p.t, p.house.Post.Sent(), lifetest.Letters)
}

func TestATendersLifeRunsFromItsSubmissionToTheEndOfItsRetention(t *testing.T) {
	t.Parallel()
	p := newPlayed(t, lifetest.Stream, calltest.Stream)
	p.play()
	p.checkYear()
	require.Equal(t, 1, p.runs)
	require.Equal(t, 1, p.most, "one timer at a time")
	require.Empty(t, p.open, "nothing is awaited when it is over")
	require.Equal(t, p.moments, p.timers, "a timer for each moment, and none besides")
	require.Len(t, p.ended, 1)
}

func TestACallsLifeRunsFromItsRuleBookToItsLastTwinning(t *testing.T) {
	t.Parallel()
	p := newPlayed(t, calltest.Stream, lifetest.Stream)
	p.play()
	p.checkYear()
	require.Equal(t, 1, p.most, "one timer at a time")
	require.Equal(t, p.moments, p.timers, "a timer for each moment, and none besides")
	require.Empty(t, p.open)
}

func TestALifeOfManyRunsIsTheSameLife(t *testing.T) {
	t.Parallel()
	p := newPlayed(t, lifetest.Stream, calltest.Stream)
	p.renew = map[int]bool{9: true, 20: true, 40: true, 41: true, 60: true}
	p.play()
	p.checkYear()
	require.Equal(t, 6, p.runs)
	require.Len(t, p.ended, 6, "the history of each run is kept")
}

func TestALifeWhoseDatabaseGoesAwayAtTimesIsTheSameLife(t *testing.T) {
	t.Parallel()
	p := newPlayed(t, lifetest.Stream, calltest.Stream)
	for n := 10; n < 400; n += 7 { // now one attempt, now all of the local ones
		p.broken[n], p.broken[n+1], p.broken[n+2], p.broken[n+3] = true, n%2 == 0, n%2 == 0, n%4 == 0
	}
	p.play()
	p.checkYear()
}
