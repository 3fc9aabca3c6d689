package narrate

import (
	_ "embed"

	"twinning.example/engine/internal/sayings"
)

//go:embed values.json
var valuesJSON []byte

// values are what money and calendar say of a value that they cannot read, and the door of a command that it cannot receive:
// they know no language.
var values = sayings.Of(valuesJSON)

// value is an error about a value in the language: the innermost that the table knows, since those around it say where it came from.
func (n *Narrator) value(err error) (string, bool) {
	if err == nil {
		return "", false
	}
	within := []error{}
	switch of := err.(type) { //nolint:errorlint // each is looked at, from the innermost
	case interface{ Unwrap() error }:
		within = append(within, of.Unwrap())
	case interface{ Unwrap() []error }:
		within = of.Unwrap()
	}
	for _, one := range within {
		if told, ok := n.value(one); ok {
			return told, true
		}
	}
	said := err.Error()
	told := values.Tell(n.Language(), said)
	return Typography(n.Language(), told), told != said
}
