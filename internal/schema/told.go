package schema

import (
	_ "embed"

	"twinning.example/engine/internal/sayings"
)

//go:embed told.json
var toldJSON []byte

var said = sayings.Of(toldJSON)

// Told is what a schema has against a value, in a language: what validation says is English.
func Told(language, message string) string { return said.Tell(language, message) }
