package main

import (
	_ "embed"

	"twinning.example/engine/internal/sayings"
)

//go:embed advice.json
var adviceJSON []byte

// advice is what to do next after a failure, in each language.
var advice = sayings.Of(adviceJSON)
