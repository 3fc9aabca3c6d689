package call_test

import (
	"fmt"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
)

// Whoever moves a slider waits for less than a second, however many tenders there are.
func TestAWhatIfOfAThousandTendersIsAnsweredWithinASecond(t *testing.T) {
	if testing.Short() {
		t.Skip("it holds a time limit")
	}
	rules := Book()
	facts := make([]call.TenderFact, 1000)
	for i := range facts {
		points := func(n int) []string {
			list := all("0", rules)
			for k := range list {
				list[k] = fmt.Sprintf("%d.5", (i*(k+n)+n)%5)
			}
			return list
		}
		facts[i] = reported(rules, fmt.Sprintf("T-%04d", i), fmt.Sprint(5000+37*i), map[string][]string{"p-ada": points(1), "p-ben": points(2), "p-cleo": points(3)})
	}
	rules.Budget = EUR("4000000")
	official := call.Decide(facts, rules, rules.Budget)
	threshold, budget := Number("35"), EUR("6000000")
	for name, q := range map[string]call.WhatIf{
		"another threshold":             {Threshold: &threshold},
		"another budget":                {Budget: &budget},
		"the median":                    {Aggregate: call.Median},
		"without an evaluator":          {Without: []string{"p-cleo"}},
		"another policy, and all of it": {Policy: call.Skip, Threshold: &threshold, Budget: &budget, Aggregate: call.Median, Without: []string{"p-ada"}},
	} {
		require.NoError(t, q.Check(rules), name)
		best := time.Hour
		for range 3 {
			began := spent(t)
			s := q.Suppose(facts, rules, official)
			best = min(best, spent(t)-began)
			require.Len(t, s.Award.Steps, len(official.Steps), name)
		}
		require.Less(t, best, time.Second, name)
	}
}

// spent is how long this process has computed, whatever else the machine does.
func spent(t *testing.T) time.Duration {
	t.Helper()
	var is syscall.Rusage
	require.NoError(t, syscall.Getrusage(syscall.RUSAGE_SELF, &is))
	return time.Duration(is.Utime.Nano() + is.Stime.Nano())
}
