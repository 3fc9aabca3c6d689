package narrate

import "twinning.example/engine/internal/law"

// TypeVerbatim is a text as it stands where it was read: a value of a rule book, an
// id, a piece of JSON. It is made for a reader alone; nothing that is recorded has it.
const TypeVerbatim law.ParamType = "verbatim"

// Verbatim is a parameter that is shown as it is, in every language.
func Verbatim(name, text string) law.Param {
	return law.Param{Name: name, Type: TypeVerbatim, Value: text}
}
