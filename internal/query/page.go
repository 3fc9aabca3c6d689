package query

import (
	"cmp"
	"slices"
)

// A Page is a part of a list.
type Page[T any] struct {
	Items []T `json:"items"`
	// Next is the key after which the list goes on, "" at its end.
	Next string `json:"next,omitempty"`
}

// The most items of a page, and how many there are where nobody says.
const (
	MaxLimit     = 1000
	DefaultLimit = 100
)

// Paged is the page of a list that begins after a key, in the order of the keys. What
// is asked for is folded whole all the same; only the answer is cut. Items with one key
// are never parted, so that a page may be longer than limit. A limit of 0 is
// DefaultLimit.
func Paged[T any](rows []T, key func(T) string, after string, limit int) Page[T] {
	if limit <= 0 {
		limit = DefaultLimit
	}
	limit = min(limit, MaxLimit)
	rows = slices.Clone(rows)
	slices.SortStableFunc(rows, func(x, y T) int { return cmp.Compare(key(x), key(y)) })
	if after != "" {
		i := slices.IndexFunc(rows, func(r T) bool { return key(r) > after })
		if i < 0 {
			i = len(rows)
		}
		rows = rows[i:]
	}
	if len(rows) <= limit {
		return Page[T]{Items: append([]T{}, rows...)}
	}
	end := limit
	for end < len(rows) && key(rows[end]) == key(rows[end-1]) {
		end++
	}
	page := Page[T]{Items: append([]T{}, rows[:end]...)}
	if end < len(rows) {
		page.Next = key(rows[end-1])
	}
	return page
}
