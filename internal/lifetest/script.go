package lifetest

import (
	"slices"

	"twinning.example/engine/internal/call/calltest"
)

// Sorted puts steps in the order of their instants.
func Sorted(steps []Step) []Step {
	slices.SortStableFunc(steps, func(a, b Step) int { return a.At.Compare(b.At) })
	return steps
}

// People are all who act in a script, or are written to.
func People() []string {
	all := []string{
		calltest.Officer, calltest.SecondHand, calltest.Head, calltest.Procurer, calltest.Verifier, calltest.Authoriser, calltest.Payer,
		calltest.Auditor, calltest.Ada, calltest.Ben,
	}
	for _, ref := range append(Crowd(31), Tender) {
		all = append(all, calltest.Contact(ref), calltest.Signatory(ref))
	}
	return all
}
