package law

import "fmt"

// A Nonsense is what is wrong with a command that cannot be received. By itself it reads in English; what it is made of is told in any language.
type Nonsense struct {
	english string
	why     Reason
}

// NewNonsense is an error that reads so in English, and is told as the reason in other languages.
func NewNonsense(english string, why Reason) error { return &Nonsense{english, why} }

// Nonsensef is NewNonsense with the English as a format.
func Nonsensef(why Reason, format string, args ...any) error {
	return NewNonsense(fmt.Sprintf(format, args...), why)
}

func (n *Nonsense) Error() string { return n.english }

// Told is what is wrong, to be told in a language.
func (n *Nonsense) Told() Reason { return n.why }

// LacksField says that a field is missing.
func LacksField(field string) error {
	return NewNonsense(field+" is missing", WrongMissing(field))
}
