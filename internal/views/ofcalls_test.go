package views

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// However rows are spread over calls, and however few of each are looked at first, a page is the first of all of them.
func TestThePageOfManyCallsIsTheFirstOfAllTheirRows(t *testing.T) {
	t.Parallel()
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 1))
		calls := make([][]int, 1+r.IntN(400))
		var all []int
		for c := range calls {
			of := r.IntN(len(calls)) // some calls lie wholly before others
			for range r.IntN(30) {
				calls[c] = append(calls[c], of*1000+r.IntN(50_000))
			}
			slices.Sort(calls[c])
			calls[c] = slices.Compact(calls[c])
			all = append(all, calls[c]...)
		}
		slices.Sort(all)
		limit, asked := 1+r.IntN(200), 0
		got, err := ofCalls(len(calls), limit, func(each int) ([]merged[int], error) {
			asked++
			var rows []merged[int]
			for _, of := range calls {
				for i, v := range of[:min(each, len(of))] {
					rows = append(rows, merged[int]{v, i == each-1})
				}
			}
			slices.SortStableFunc(rows, func(a, b merged[int]) int { return cmp.Compare(a.row, b.row) })
			return rows[:min(limit, len(rows))], nil
		})
		require.NoError(t, err)
		require.Equal(t, all[:min(limit, len(all))], got, "seed %d", seed)
		require.LessOrEqual(t, asked, 5)
	}
}
