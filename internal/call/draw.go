package call

import (
	"cmp"
	"crypto/sha256"
	"slices"
)

// Draw gives each tender so many evaluators, none in conflict with it, and
// balances how many tenders each evaluator has; load is how many they have
// already, by person id, which stays as it is. The loads are as even as the
// conflicts allow: no other draw has a smaller sum of their squares. Who gets
// which tender is left to the seed alone: the same seed gives the same draw,
// in whatever order tenders and evaluators are listed. Returned are the person
// ids by tender, sorted, and the references of the tenders that too few may
// evaluate, sorted: those are given to nobody. Who may not evaluate a tender
// for any other reason (not briefed, not declared, there already) is for
// conflict to say.
func Draw(seed string, per int, tenders []TenderFact, evaluators []Evaluator, load map[string]int, conflict func(Evaluator, TenderFact) bool) (map[string][]string, []string) {
	return DrawEach(seed, func(TenderFact) int { return per }, tenders, evaluators, load, conflict)
}

// DrawEach is Draw where not every tender is given the same number of evaluators.
func DrawEach(seed string, per func(TenderFact) int, tenders []TenderFact, evaluators []Evaluator, load map[string]int, conflict func(Evaluator, TenderFact) bool) (map[string][]string, []string) {
	d := newDraw(seed, evaluators, load)
	var short []string
	for _, t := range shuffled(seed, tenders, func(t TenderFact) string { return t.Reference }) {
		able := make([]bool, len(d.people))
		var may []int
		for i, e := range d.people {
			if able[i] = !conflict(e, t); able[i] {
				may = append(may, i)
			}
		}
		if len(may) < per(t) {
			short = append(short, t.Reference)
			continue
		}
		d.add(seed, per(t), t.Reference, able, may)
	}
	d.balance()
	drawn := map[string][]string{}
	for _, t := range d.tenders {
		for i, has := range t.has {
			if has {
				drawn[t.reference] = append(drawn[t.reference], d.people[i].Person)
			}
		}
		slices.Sort(drawn[t.reference])
	}
	slices.Sort(short)
	return drawn, short
}

// A draw is the state of [Draw]. People are numbered in the order of the seed.
type draw struct {
	people  []Evaluator
	loads   []int
	tenders []drawing
	given   [][]int // numbers of the tenders by person
}

// A drawing is one tender of a draw: who may evaluate it, and who does.
type drawing struct {
	reference string
	able, has []bool // by person
}

func newDraw(seed string, evaluators []Evaluator, load map[string]int) *draw {
	d := &draw{people: shuffled(seed, evaluators, func(e Evaluator) string { return e.Person })}
	d.loads, d.given = make([]int, len(d.people)), make([][]int, len(d.people))
	for i, e := range d.people {
		d.loads[i] = load[e.Person]
	}
	return d
}

// add gives a tender to those who may evaluate it and have fewest, equals in an
// order that the seed makes for this tender.
func (d *draw) add(seed string, per int, reference string, able []bool, may []int) {
	t := drawing{reference: reference, able: able, has: make([]bool, len(d.people))}
	order := make([][sha256.Size]byte, len(d.people))
	for _, i := range may {
		order[i] = lot(seed, reference, d.people[i].Person)
	}
	slices.SortFunc(may, func(a, b int) int {
		return cmp.Or(cmp.Compare(d.loads[a], d.loads[b]), slices.Compare(order[a][:], order[b][:]), cmp.Compare(a, b))
	})
	for _, i := range may[:per] {
		t.has[i] = true
		d.loads[i]++
		d.given[i] = append(d.given[i], len(d.tenders))
	}
	d.tenders = append(d.tenders, t)
}

// balance hands tenders over, along chains, until no chain leads from anybody
// to somebody who has two fewer. Then the loads are as even as they can be: it
// is a flow with convex costs, and one from which no chain saves anything is
// the cheapest (Harvey, Ladner, Lovász and Tamir, Semi-matchings for bipartite
// graphs and load balancing, 2006, for one evaluator a tender).
func (d *draw) balance() {
	for moved := true; moved; {
		moved = false
		for i := range d.people {
			for d.relieve(i) {
				moved = true
			}
		}
	}
}

// relieve looks for the shortest chain of hand-overs from a person to one with
// at least two tenders fewer, makes it, and tells whether there was one. On the
// shortest chain no tender is handed over twice: it could have gone to the last
// of its hands at once.
func (d *draw) relieve(from int) bool {
	const nobody = -1
	by, what := make([]int, len(d.people)), make([]int, len(d.people))
	for i := range by {
		by[i] = nobody
	}
	by[from] = from
	for queue := []int{from}; len(queue) > 0; queue = queue[1:] {
		giver := queue[0]
		for _, t := range d.given[giver] {
			for taker, able := range d.tenders[t].able {
				if !able || d.tenders[t].has[taker] || by[taker] != nobody {
					continue
				}
				by[taker], what[taker] = giver, t
				if d.loads[taker] <= d.loads[from]-2 {
					d.handOver(from, taker, by, what)
					return true
				}
				queue = append(queue, taker)
			}
		}
	}
	return false
}

// handOver makes a chain that relieve has found, from its end.
func (d *draw) handOver(from, last int, by, what []int) {
	d.loads[from]--
	d.loads[last]++
	for taker := last; taker != from; taker = by[taker] {
		giver, t := by[taker], what[taker]
		d.tenders[t].has[giver], d.tenders[t].has[taker] = false, true
		d.given[giver] = slices.DeleteFunc(d.given[giver], func(n int) bool { return n == t })
		d.given[taker] = append(d.given[taker], t)
	}
}

// shuffled is a list without its doubles, in an order that the seed makes of
// the names in it.
func shuffled[T any](seed string, list []T, name func(T) string) []T {
	type ticket struct {
		lot [sha256.Size]byte
		of  T
	}
	tickets := make([]ticket, len(list))
	for i, v := range list {
		tickets[i] = ticket{lot(seed, name(v)), v}
	}
	slices.SortStableFunc(tickets, func(a, b ticket) int {
		return cmp.Or(slices.Compare(a.lot[:], b.lot[:]), cmp.Compare(name(a.of), name(b.of)))
	})
	tickets = slices.CompactFunc(tickets, func(a, b ticket) bool { return name(a.of) == name(b.of) })
	order := make([]T, len(tickets))
	for i, t := range tickets {
		order[i] = t.of
	}
	return order
}

// lot is what the seed draws for names: a hash, so that anybody can draw it again.
func lot(seed string, names ...string) [sha256.Size]byte {
	text := []byte(seed)
	for _, n := range names {
		text = append(append(text, 0), n...)
	}
	return sha256.Sum256(text)
}
