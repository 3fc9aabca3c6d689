package call_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// These tests compute the examples of docs/award.md a second time, in whole
// cents and whole tenths of points, with plain loops and nothing of the program.

// A line is a tender of the page in whole numbers.
type line struct {
	name, kind, received string
	cents                int
	impact               int // tenths of points, of both reports together
	sum                  int // tenths, of both totals together: twenty times the score
}

// cents reads EUR 43,000 as 4300000.
func cents(t *testing.T, s string) int {
	t.Helper()
	n, err := strconv.Atoi(strings.ReplaceAll(strings.TrimPrefix(s, "EUR "), ",", ""))
	require.NoError(t, err)
	return n * 100
}

// tenths reads 4.5 as 45, and 4 as 40.
func tenths(t *testing.T, s string) int {
	t.Helper()
	whole, part, _ := strings.Cut(s, ".")
	if part == "" {
		part = "0"
	}
	n, err := strconv.Atoi(whole + part)
	require.NoError(t, err)
	return n
}

func lines(t *testing.T, w worked) []line {
	t.Helper()
	var all []line
	for _, r := range w.tenders {
		l := line{name: r["Tender"], kind: r["Type"], received: r["Received (UTC)"], cents: cents(t, r["Asked"])}
		for e := range 2 {
			of := func(criterion string) int { return tenths(t, strings.Split(r[criterion], " / ")[e]) }
			l.impact += of("Impact")
			l.sum += of("Relevance")*6 + of("Impact")*8 + of("Implementation")*6
		}
		all = append(all, l)
	}
	// The ranking: as long as two neighbours stand the wrong way round, swap them.
	for swapped := true; swapped; {
		swapped = false
		for i := 1; i < len(all); i++ {
			if before(all[i], all[i-1]) {
				all[i], all[i-1] = all[i-1], all[i]
				swapped = true
			}
		}
	}
	return all
}

func before(a, b line) bool {
	if a.sum != b.sum {
		return a.sum > b.sum
	}
	if a.impact != b.impact {
		return a.impact > b.impact
	}
	if a.cents != b.cents {
		return a.cents < b.cents
	}
	if a.received != b.received {
		return a.received < b.received
	}
	return a.name < b.name
}

func TestTheExamplesOfThePageOnAwardsAreRightByHand(t *testing.T) {
	t.Parallel()
	for _, w := range examples(t) {
		for policy, want := range w.results {
			ranking := lines(t, w)
			require.Len(t, want, len(ranking))
			left, purse := cents(t, w.budget), map[string]int{}
			names := map[string]string{} // of the purse, by type
			purse["rest"] = left
			for _, e := range w.envelopes {
				names[e["type"]] = e["id"]
				purse[e["id"]] = cents(t, e["budget"])
				purse["rest"] -= cents(t, e["budget"])
			}
			stopped, cut := map[string]bool{}, 0
			for i, l := range ranking {
				from := names[l.kind]
				if from == "" {
					from = "rest"
				}
				verdict := "rejected"
				if l.sum >= tenths(t, w.threshold)*2 {
					verdict = "reserve"
					if !stopped[from] && purse[from] >= l.cents {
						verdict = "awarded"
						purse[from] -= l.cents
						left -= l.cents
						cut = l.sum
					} else if policy == "stop" {
						stopped[from] = true
					}
				}
				r := want[i]
				require.Equal(t, strconv.Itoa(i+1), r["Place"])
				require.Equal(t, l.name, r["Tender"], w.title)
				require.Equal(t, l.sum, tenths(t, r["Score"])*2, "%s: %s", w.title, l.name)
				require.Equal(t, l.cents, cents(t, r["Asked"]))
				require.Equal(t, verdict, r["Verdict"], "%s, %s: %s", w.title, policy, l.name)
				require.Equal(t, left, cents(t, r["Left"]), "%s, %s: %s", w.title, policy, l.name)
				if len(w.envelopes) > 0 {
					require.Equal(t, from, r["Envelope"])
					require.Equal(t, purse[from], cents(t, r["Left in it"]), "%s, %s: %s", w.title, policy, l.name)
				}
			}
			require.Equal(t, cut, tenths(t, w.cuts[policy])*2)
		}
	}
}
