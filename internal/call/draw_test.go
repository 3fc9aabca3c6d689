package call_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
)

// A lottery is one case for a draw.
type lottery struct {
	per        int
	tenders    []call.TenderFact
	evaluators []call.Evaluator
	load       map[string]int
	ties       map[[2]string]bool // evaluator and tender
}

func (l lottery) conflict(e call.Evaluator, t call.TenderFact) bool {
	return l.ties[[2]string{e.Person, t.Reference}]
}

func (l lottery) draw(seed string) (map[string][]string, []string) {
	return call.Draw(seed, l.per, l.tenders, l.evaluators, l.load, l.conflict)
}

// loads are how many tenders each evaluator has after a draw, those had before included.
func (l lottery) loads(drawn map[string][]string) []int {
	all := make([]int, len(l.evaluators))
	for i, e := range l.evaluators {
		all[i] = l.load[e.Person]
		for _, people := range drawn {
			for _, p := range people {
				if p == e.Person {
					all[i]++
				}
			}
		}
	}
	return all
}

func squares(loads []int) int {
	sum := 0
	for _, n := range loads {
		sum += n * n
	}
	return sum
}

// lotteryOf draws a case: up to so many tenders and evaluators, with so many
// conflicts in a hundred.
func lotteryOf(r *rand.Rand, tenders, evaluators, conflicts int) lottery {
	l := lottery{per: 1 + r.IntN(3), load: map[string]int{}, ties: map[[2]string]bool{}}
	for i := range 1 + r.IntN(tenders) {
		l.tenders = append(l.tenders, call.TenderFact{Reference: fmt.Sprintf("T-%02d", i)})
	}
	for i := range 1 + r.IntN(evaluators) {
		p := fmt.Sprintf("p-%02d", i)
		l.evaluators = append(l.evaluators, call.Evaluator{Person: p})
		if r.IntN(3) == 0 {
			l.load[p] = r.IntN(4)
		}
		for _, t := range l.tenders {
			if r.IntN(100) < conflicts {
				l.ties[[2]string{p, t.Reference}] = true
			}
		}
	}
	return l
}

func (l lottery) shuffled(r *rand.Rand) lottery {
	l.tenders, l.evaluators = slices.Clone(l.tenders), slices.Clone(l.evaluators)
	r.Shuffle(len(l.tenders), func(i, j int) { l.tenders[i], l.tenders[j] = l.tenders[j], l.tenders[i] })
	r.Shuffle(len(l.evaluators), func(i, j int) { l.evaluators[i], l.evaluators[j] = l.evaluators[j], l.evaluators[i] })
	return l
}

func TestADrawGivesEachTenderItsNumberAndNobodyInConflict(t *testing.T) {
	t.Parallel()
	for seed := range uint64(500) {
		r := rand.New(rand.NewPCG(seed, 1))
		l := lotteryOf(r, 12, 8, 5+10*int(seed%6))
		drawn, short := l.draw(fmt.Sprint(seed))
		for _, tender := range l.tenders {
			var able []string
			for _, e := range l.evaluators {
				if !l.conflict(e, tender) {
					able = append(able, e.Person)
				}
			}
			got := drawn[tender.Reference]
			if len(able) < l.per {
				require.Contains(t, short, tender.Reference, "seed %d", seed)
				require.Empty(t, got, "seed %d: a tender with too few is given to nobody", seed)
				continue
			}
			require.NotContains(t, short, tender.Reference, "seed %d", seed)
			require.Len(t, got, l.per, "seed %d", seed)
			require.Subset(t, able, got, "seed %d", seed)
			require.Equal(t, l.per, len(slices.Compact(slices.Clone(got))), "seed %d: nobody twice", seed)
			require.True(t, slices.IsSorted(got))
		}
		require.True(t, slices.IsSorted(short))
		require.Equal(t, len(l.tenders), len(drawn)+len(short), "seed %d", seed)
	}
}

// fairest finds the smallest sum of squares of all possible draws, by trying them all.
func (l lottery) fairest(drawn map[string][]string) int {
	loads := map[string]int{}
	for _, e := range l.evaluators {
		loads[e.Person] = l.load[e.Person]
	}
	best := -1
	var tender func(i int)
	var person func(i, from, left int)
	tender = func(i int) {
		if i == len(l.tenders) {
			sum := 0
			for _, n := range loads {
				sum += n * n
			}
			if best < 0 || sum < best {
				best = sum
			}
			return
		}
		person(i, 0, len(drawn[l.tenders[i].Reference]))
	}
	person = func(i, from, left int) {
		if left == 0 {
			tender(i + 1)
			return
		}
		for k := from; k < len(l.evaluators); k++ {
			if e := l.evaluators[k]; !l.conflict(e, l.tenders[i]) {
				loads[e.Person]++
				person(i, k+1, left-1)
				loads[e.Person]--
			}
		}
	}
	tender(0)
	return best
}

func TestNoOtherDrawHasFairerLoads(t *testing.T) {
	t.Parallel()
	handed := 0
	for seed := range uint64(400) {
		r := rand.New(rand.NewPCG(seed, 2))
		l := lotteryOf(r, 5, 5, 20+10*int(seed%5))
		drawn, _ := l.draw(fmt.Sprint(seed))
		require.Equal(t, l.fairest(drawn), squares(l.loads(drawn)), "seed %d: %v", seed, drawn)
		if len(drawn) > 2 {
			handed++
		}
	}
	require.Greater(t, handed, 100, "most cases were too small to say anything")
}

func TestADrawHandsOverAlongAChain(t *testing.T) {
	t.Parallel()
	// ada may evaluate all, ben the first two, cleo only the first. One each is
	// possible, and only in one way: cleo 1, ben 2, ada 3.
	l := lottery{
		per:        1,
		tenders:    []call.TenderFact{{Reference: "T-1"}, {Reference: "T-2"}, {Reference: "T-3"}},
		evaluators: []call.Evaluator{{Person: "ada"}, {Person: "ben"}, {Person: "cleo"}},
		ties:       map[[2]string]bool{{"ben", "T-3"}: true, {"cleo", "T-2"}: true, {"cleo", "T-3"}: true},
	}
	for seed := range 100 {
		drawn, short := l.draw(fmt.Sprint(seed))
		require.Empty(t, short)
		require.Equal(t, map[string][]string{"T-1": {"cleo"}, "T-2": {"ben"}, "T-3": {"ada"}}, drawn, "seed %d", seed)
	}
}

func TestADrawCountsWhatEvaluatorsHaveAlready(t *testing.T) {
	t.Parallel()
	l := lottery{
		per:        1,
		tenders:    []call.TenderFact{{Reference: "T-1"}, {Reference: "T-2"}, {Reference: "T-3"}, {Reference: "T-4"}},
		evaluators: []call.Evaluator{{Person: "ada"}, {Person: "ben"}},
		load:       map[string]int{"ada": 2},
	}
	for seed := range 50 {
		drawn, _ := l.draw(fmt.Sprint(seed))
		require.Equal(t, []int{3, 3}, l.loads(drawn))
	}
}

func TestADrawDependsOnItsSeedAndNotOnTheOrderOfItsLists(t *testing.T) {
	t.Parallel()
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 3))
		l := lotteryOf(r, 12, 8, 20)
		drawn, short := l.draw(fmt.Sprint(seed))
		again, shortAgain := l.shuffled(r).draw(fmt.Sprint(seed))
		require.Equal(t, drawn, again, "seed %d", seed)
		require.Equal(t, short, shortAgain, "seed %d", seed)
	}
	l := lottery{per: 2}
	for i := range 10 {
		l.tenders = append(l.tenders, call.TenderFact{Reference: fmt.Sprint("T-", i)})
		l.evaluators = append(l.evaluators, call.Evaluator{Person: fmt.Sprint("p-", i)})
	}
	draws := map[string]bool{}
	for seed := range 100 {
		drawn, _ := l.draw(fmt.Sprint(seed))
		draws[fmt.Sprint(drawn)] = true
	}
	require.Len(t, draws, 100, "ten tenders and ten evaluators leave room for each seed to differ")
}

// A recorded seed must give the recorded draw for as long as anybody may ask.
func TestADrawIsTheSameInEveryVersionOfTheProgram(t *testing.T) {
	t.Parallel()
	l := lottery{per: 2}
	for i := range 4 {
		l.tenders = append(l.tenders, call.TenderFact{Reference: fmt.Sprintf("DHE-2019-AAAAA%d", i)})
		l.evaluators = append(l.evaluators, call.Evaluator{Person: fmt.Sprintf("p-%d", i)})
	}
	drawn, _ := l.draw("2019-08-20 lot 1")
	require.Equal(t, map[string][]string{
		"DHE-2019-AAAAA0": {"p-2", "p-3"}, "DHE-2019-AAAAA1": {"p-0", "p-1"}, "DHE-2019-AAAAA2": {"p-0", "p-1"}, "DHE-2019-AAAAA3": {"p-2", "p-3"},
	}, drawn)
}

func TestADrawTakesNobodyTwiceWhoIsListedTwice(t *testing.T) {
	t.Parallel()
	one := call.TenderFact{Reference: "T-1"}
	free := func(call.Evaluator, call.TenderFact) bool { return false }
	drawn, short := call.Draw("s", 2, []call.TenderFact{one, one}, []call.Evaluator{{Person: "ada"}, {Person: "ada"}}, nil, free)
	require.Empty(t, drawn)
	require.Equal(t, []string{"T-1"}, short)
	drawn, short = call.Draw("s", 1, nil, nil, nil, free)
	require.Empty(t, drawn)
	require.Empty(t, short)
}

func BenchmarkDraw1000(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 4))
	l := lottery{per: 3, load: map[string]int{}, ties: map[[2]string]bool{}}
	for i := range 1000 {
		l.tenders = append(l.tenders, call.TenderFact{Reference: fmt.Sprintf("T-%04d", i)})
	}
	for i := range 60 {
		p := fmt.Sprintf("p-%02d", i)
		l.evaluators = append(l.evaluators, call.Evaluator{Person: p})
		for _, t := range l.tenders {
			if r.IntN(10) == 0 {
				l.ties[[2]string{p, t.Reference}] = true
			}
		}
	}
	for b.Loop() {
		l.draw("seed")
	}
}
