package narrate

import "twinning.example/engine/internal/sayings"

// Typography sets a text of a catalogue as its language is printed.
func Typography(lang, text string) string { return sayings.Typography(lang, text) }
