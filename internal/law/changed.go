package law

import "slices"

// Changed are the items with those changed that are meant. The items that it was given stay as they are.
func Changed[T any](items []T, meant func(T) bool, change func(*T)) []T {
	items = slices.Clone(items)
	for i := range items {
		if meant(items[i]) {
			change(&items[i])
		}
	}
	return items
}
