// Package laws has one function for each case; what is wrong says so at its end.
package laws

import (
	"maps"
	"reflect"
	"slices"
)

type named map[string]int

func loop(m map[string]int) (out []string) {
	for k := range m { // wrong
		out = append(out, k)
	}
	return out
}

func ofNamed(m named) (out []int) {
	for _, v := range m { // wrong
		out = append(out, v)
	}
	return out
}

func ofParameter[M ~map[string]int](m M) (out []string) {
	for k := range m { // wrong
		out = append(out, k)
	}
	return out
}

func keys(m map[string]int) []string {
	return slices.Collect(maps.Keys(m)) // wrong
}

func each(m map[string]int) (last int) {
	for v := range maps.Values(m) { // wrong
		last = v
	}
	return last
}

func reflected(v any) []reflect.Value {
	return reflect.ValueOf(v).MapKeys() // wrong
}

func unsaid(m map[string]int) (out []string) {
	// any order:
	for k := range m { // wrong
		out = append(out, k)
	}
	return out
}

func said(m map[string]int) (sum int) {
	for _, v := range m { // any order: it is a sum
		sum += v
	}
	// any order: it is a sum,
	// of the keys
	for k := range m {
		sum += len(k)
	}
	return sum
}

func counted(m map[string]int) (n int) {
	for range m {
		n++
	}
	return n
}

func ordered(m map[string]int) []string {
	for _, k := range slices.Sorted(maps.Keys(m)) {
		_ = k
	}
	other := maps.Collect(maps.All(m))
	maps.Insert(other, maps.All(m))
	return slices.SortedFunc(maps.Keys(other), func(a, b string) int { return len(a) - len(b) })
}

func slice(s []string) (out []string) {
	for _, v := range s {
		out = append(out, v)
	}
	return out
}
