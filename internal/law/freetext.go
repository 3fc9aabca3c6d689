package law

import (
	"errors"

	"twinning.example/engine/internal/freetext"
)

// A Text is free text of a person or, in every event and state, a reference to
// it: see package freetext. The law never decides on what it says.
type Text = freetext.Text

// A Missing says why a text cannot be told.
type Missing string

// Why a text cannot be told.
const (
	TextErased Missing = "erased" // with the person who wrote it
	TextSealed Missing = "sealed" // its key is not at hand
)

// Referred returns a command as a law decides on it: with a reference to its
// receipt in the place of each text. A person's command that holds references
// cannot be judged: it could quote what its sender may not read.
func Referred(c Command, r Receipt) (Command, error) {
	if r.Actor != Engine && freetext.HasRef(c) {
		return nil, &CannotJudge{Code: Unreadable, Err: errors.New("it refers to a text in another command")}
	}
	return freetext.Refer(c, r.Position), nil
}

// Quote is a text of a person, by its reference, as a parameter of a letter: who
// reads the letter sees the text, unless it was erased meanwhile.
func Quote(name string, t Text) Param {
	p := Param{Name: name, Type: TypeText}
	if r, ok := t.Ref(); ok {
		p.Value = r.String()
	}
	return p
}
