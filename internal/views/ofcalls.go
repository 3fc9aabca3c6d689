package views

import "slices"

// A merged row is one of many calls, in one order.
type merged[T any] struct {
	row  T
	last bool // of those that were looked at of its call: after it others of that call may be missing
}

const (
	// mostOfCalls is how many rows of all calls are looked at, where that is enough.
	mostOfCalls = 1000
	// fewestOfACall is how many of each are looked at, however many calls there are.
	fewestOfACall = 4
)

// ofCalls are the first rows of many calls: at most limit. Of each call few are looked at where there are many calls, for a page takes a few of each;
// and more, until what comes is whole.
func ofCalls[T any](calls, limit int, ask func(each int) ([]merged[T], error)) ([]T, error) {
	each := limit
	if calls > 0 {
		each = min(limit, max(fewestOfACall, mostOfCalls/calls))
	}
	for {
		rows, err := ask(each)
		if err != nil {
			return nil, err
		}
		if cut := slices.IndexFunc(rows, func(r merged[T]) bool { return r.last }); cut < 0 || cut >= limit-1 || each >= limit {
			all := make([]T, len(rows))
			for i, r := range rows {
				all[i] = r.row
			}
			return all, nil
		}
		each = min(limit, 4*each)
	}
}
