package explain

import (
	"reflect"
	"sync"

	"twinning.example/engine/internal/law"
)

// decisions are the kinds of events that have a derivation of their own.
var decisions = sync.OnceValue(func() map[string]bool {
	kinds := map[string]bool{}
	for t := range derivations {
		if e, is := reflect.Zero(t).Interface().(law.Event); is {
			kinds[e.Kind()] = true
		}
	}
	return kinds
})

// IsDecision tells whether an event of a kind is a decision whose derivation says more
// than what all events have.
func IsDecision(kind string) bool { return decisions()[kind] }
