package query

import (
	"fmt"
	"time"

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

// SignInAgain refuses a command until its sender has signed in anew, as the rule book of
// the call asks for it.
type SignInAgain struct {
	Kind   string        // of the command
	MaxAge time.Duration // how long ago they may have signed in at most
	ACR    string        // the class of authentication that is asked for; "" for any
}

func (e *SignInAgain) Error() string {
	text := fmt.Sprintf("refused: %s asks for a sign-in of the last %s", e.Kind, spoken(e.MaxAge))
	if e.ACR != "" {
		text += ", of the class " + e.ACR
	}
	return text + ": sign in again, and send it once more"
}

// spoken is a duration in whole minutes where it has them, else in seconds.
func spoken(d time.Duration) string {
	n, unit := int(d/time.Second), "second"
	if d%time.Minute == 0 {
		n, unit = int(d/time.Minute), "minute"
	}
	if n == 1 {
		return unit
	}
	return fmt.Sprintf("%d %ss", n, unit)
}

// hidden refuses a viewer whose business a life is not.
func hidden(stream string) error { return &explain.Hidden{Stream: stream, Position: -1} }
