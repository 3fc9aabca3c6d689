package query

import (
	"fmt"

	"twinning.example/engine/internal/explain"
	"twinning.example/engine/internal/law"
)

// Invalid is a question that nobody can answer as it was asked.
type Invalid struct{ Why string }

func (e *Invalid) Error() string { return e.Why }

func invalid(format string, args ...any) error { return &Invalid{Why: fmt.Sprintf(format, args...)} }

// Absent says that what was asked for is not there, or not yet. Noun is the kind of
// life that was looked for, as in "call"; "" where it was no life, or may be of any kind.
type Absent struct {
	What string
	Noun string
	Any  bool // a life of whatever kind was looked for
}

func (e *Absent) Error() string { return e.What }

func absent(format string, args ...any) error { return &Absent{What: fmt.Sprintf(format, args...)} }

// missing says that a life never began.
func missing(stream string) error {
	noun := NounOf(stream)
	return &Absent{What: fmt.Sprintf("there is no %s %s", noun, law.Reference(stream)), Noun: noun}
}

// Withheld refuses a viewer what is not for them.
type Withheld struct {
	What string
}

func (e *Withheld) Error() string { return e.What }

// Nobody refuses whoever does not say who they are a question that is for some.
type Nobody struct{ For string }

func (e *Nobody) Error() string { return "nobody is said to ask" }

// hidden refuses a viewer whose business a life is not.
func hidden(stream string) error { return &explain.Hidden{Stream: stream, Position: -1} }
