package programme

import (
	_ "embed"

	"twinning.example/engine/internal/sayings"
)

//go:embed told.json
var toldJSON []byte

var checked = sayings.Of(toldJSON)

// Told is a problem in words of a language: what is wrong, and what is allowed. What a
// language has no words for is told in English.
func Told(language string, p Problem) (what, allowed string) {
	return told(language, p.What), told(language, p.Allowed)
}

func told(language, text string) string { return checked.Tell(language, text) }
