package life

import "fmt"

// mostKinds is how many kinds are named; a summary in Temporal has at most 400 bytes.
const mostKinds = 8

// Kinds lists kinds of commands or events for Temporal's page: each once, in the
// order of their first appearance, with how often it is there if more than once.
func Kinds(of []string) []string {
	times, order := map[string]int{}, []string(nil)
	for _, kind := range of {
		if times[kind]++; times[kind] == 1 {
			order = append(order, kind)
		}
	}
	var list []string
	for i, kind := range order {
		switch {
		case i == mostKinds:
			return append(list, fmt.Sprintf("and %d other kinds", len(order)-i))
		case times[kind] > 1:
			list = append(list, fmt.Sprintf("%d x %s", times[kind], kind))
		default:
			list = append(list, kind)
		}
	}
	return list
}
